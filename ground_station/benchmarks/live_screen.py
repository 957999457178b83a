"""From the station's journal to the drawn pixel, in a real Chromium without a graphics chip."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING, Any

from ground_station.app import Started
from ground_station.benchmarks.live_link import find, fly

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--no-sandbox"]
SIZE = {"width": 1024, "height": 768}
DRAWN = 20
DRAWN_EACH_S = 0.5
MANY_FINDINGS = 1_000
MANY_AIRCRAFT = 50
WATCHED_S = 10.0
LOADED_MS = 120_000
"""A machine with much else to do draws a first map slowly."""

NOTE_WHEN_DRAWN = """() => {
  const { map } = window.vardeMap;
  window.drawnAt = {};
  map.on('render', () => {
    const now = Date.now();
    for (const { properties } of map.queryRenderedFeatures({ layers: ['finding-symbol'] }))
      window.drawnAt[properties.number] ??= now;
  });
}"""
COUNT_FRAMES = """(forMs) => new Promise((resolve) => {
  const took = [];
  let before = performance.now();
  const ends = before + forMs;
  const frame = (now) => {
    took.push(now - before);
    before = now;
    if (now < ends) requestAnimationFrame(frame);
    else resolve(took);
  };
  requestAnimationFrame(frame);
})"""


async def measure_screen(started: Started) -> dict[str, Any]:
    """Finding to pixel, and frames per second under a thousand findings. Without a browser it says so."""
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
            return {"finding_to_pixel_ms": await _to_pixel(page, started), **await _under_load(page, started)}
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
    sent: dict[int, float] = {}
    for number in range(1, DRAWN + 1):
        find(started, number)
        sent[number] = started.station.bench.incident().picture.findings[-1].first_seen_at.timestamp() * 1000
        await asyncio.sleep(DRAWN_EACH_S)
    await asyncio.sleep(2 * DRAWN_EACH_S)
    drawn = {int(number): at_ms for number, at_ms in (await page.evaluate("() => window.drawnAt")).items()}
    took = sorted(drawn[number] - at_ms for number, at_ms in sent.items() if number in drawn)
    if not took:
        return {"sent": DRAWN, "drawn": 0}
    middle, worst = round(took[len(took) // 2], 1), round(took[-1], 1)
    return {"sent": DRAWN, "drawn": len(took), "p50": middle, "max": worst}


async def _under_load(page: Page, started: Started) -> dict[str, Any]:
    for number in range(DRAWN + 1, MANY_FINDINGS + 1):
        find(started, number)
    flying = asyncio.create_task(fly(started, MANY_AIRCRAFT, 0.2))
    await asyncio.sleep(WATCHED_S / 2)
    took_ms: list[float] = await page.evaluate(COUNT_FRAMES, WATCHED_S * 1000)
    flying.cancel()
    took_ms.sort()
    return {
        "findings": MANY_FINDINGS,
        "aircraft": MANY_AIRCRAFT,
        "frames_per_s": round(len(took_ms) / WATCHED_S, 1),
        "frame_p99_ms": round(took_ms[int(len(took_ms) * 0.99)], 1),
    }
