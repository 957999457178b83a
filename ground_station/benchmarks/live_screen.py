"""From the station's journal to the drawn pixel, in a real Chromium without a graphics chip."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING, Any

from ground_station.app import Started
from ground_station.benchmarks.live_cost import consoles
from ground_station.benchmarks.live_link import find, fly, percentiles

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--no-sandbox"]
SIZE = {"width": 1024, "height": 768}
OTHERS = 50
FIRST_DRAWN = 101
"""Numbers that no part of the benchmark before this one has used."""
DRAWN = 100
DRAWN_EACH_S = 0.25
MANY_FINDINGS = 1_000
MANY_AIRCRAFT = 50
STATE_EACH_S = 0.2
WATCHED_S = 8.0
SETTLE_S = 4.0
LOADED_MS = 120_000
"""A machine with much else to do draws a first map slowly."""

NOTE_WHEN_DRAWN = """() => {
  window.drawnAt = {};
  // Asked with each frame: what was drawn in the one before has gone to the screen.
  const frame = () => {
    const now = Date.now();
    for (const { number } of vardeMap.drawnFindings()) window.drawnAt[number] ??= now;
    requestAnimationFrame(frame);
  };
  frame();
}"""
COUNT_FRAMES = """([forMs, isPanned]) => new Promise((resolve) => {
  const { map } = vardeMap;
  const { lng, lat } = map.getCenter();
  const took = [];
  const began = performance.now();
  let before = began;
  const frame = (now) => {
    took.push(now - before);
    before = now;
    const turn = (now - began) / 1000;
    if (now - began >= forMs) {
      if (isPanned) map.jumpTo({ center: [lng, lat] });
      resolve(took);
      return;
    }
    if (isPanned) map.jumpTo({ center: [lng + 0.003 * Math.sin(turn), lat + 0.001 * Math.cos(turn)] });
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""


async def measure_screen(started: Started) -> dict[str, Any]:
    """Finding to pixel beside fifty other clients, and frames per second. Without a browser it says so."""
    try:
        from playwright.async_api import async_playwright  # a tool of the tests, not of the station
    except ImportError:
        return {"not_measured": "playwright is not installed"}
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return {"not_measured": "there is no Chromium on this machine"}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            page = await _open(browser, started)
            bare = {"bare_map": await _frames(page)}
            async with consoles(started, OTHERS):
                drawn = await _to_pixel(page, started)
            return {"finding_to_pixel_ms": drawn} | bare | await _under_load(page, started)
        finally:
            await browser.close()


async def _open(browser: Browser, started: Started) -> Page:
    context = await browser.new_context(viewport=SIZE, service_workers="block", bypass_csp=True)  # type: ignore[arg-type]
    context.set_default_timeout(LOADED_MS)
    await context.add_cookies([{"name": "varde_session", "value": started.session_token(), "url": started.base_url}])
    page = await context.new_page()
    await page.goto(started.base_url)
    find(started, 0)
    await page.wait_for_function("() => window.vardeMap && window.vardeMap.map.loaded()")
    # Where all of them are: what is beside the window is not drawn.
    await page.evaluate("() => window.vardeMap.map.jumpTo({ center: [5.3262, 60.3931], zoom: 14.6 })")
    await page.evaluate(NOTE_WHEN_DRAWN)
    return page


async def _to_pixel(page: Page, started: Started) -> dict[str, Any]:
    sent = dict[int, float]()
    for number in range(FIRST_DRAWN, FIRST_DRAWN + DRAWN):
        sent[number] = find(started, number).timestamp() * 1000
        await asyncio.sleep(DRAWN_EACH_S)
    await asyncio.sleep(SETTLE_S)
    drawn = {int(number): at_ms for number, at_ms in (await page.evaluate("() => window.drawnAt")).items()}
    took = [drawn[number] - at_ms for number, at_ms in sent.items() if number in drawn]
    return {"other_clients": OTHERS, "sent": DRAWN, "drawn": len(took), **percentiles(took)}


async def _under_load(page: Page, started: Started) -> dict[str, Any]:
    for number in range(1, MANY_FINDINGS + 1):
        find(started, number)
    flying = asyncio.create_task(fly(started, MANY_AIRCRAFT, STATE_EACH_S))
    await asyncio.sleep(SETTLE_S)
    try:
        return {"findings": MANY_FINDINGS, "aircraft": MANY_AIRCRAFT, "full_map": await _frames(page)}
    finally:
        flying.cancel()


async def _frames(page: Page) -> dict[str, Any]:
    """How often the screen is drawn while somebody looks at the map, and while somebody pans it."""
    rows = dict[str, Any]()
    for name, is_panned in (("watched", False), ("panned", True)):
        took_ms: list[float] = await page.evaluate(COUNT_FRAMES, [WATCHED_S * 1000, is_panned])
        slowest = percentiles(took_ms)["p99"]
        rows[name] = {"frames_per_s": round(1000 * len(took_ms) / sum(took_ms), 1), "frame_p99_ms": slowest}
    return rows
