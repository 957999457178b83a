"""Pictures of every page and state of a running console, by day and night, on laptop, tablet and phone.

`python tests/browser/screenshots.py http://127.0.0.1:8700/ OUT --link URL`, where URL is the sign-in link that
`varde demo` prints; without it only the door is taken. `--only night-laptop` takes one look.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from playwright.async_api import TimeoutError as TookTooLong

SIZES = {"laptop": (1440, 900), "tablet": (1024, 768), "phone": (390, 844)}
THEMES = {"day": "light", "night": "dark"}
LANGUAGES = ("nb", "nn", "en")
FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--no-sandbox"]
SETTLE_MS = 2_500
SIGNED_IN = "document.querySelector('.status-line') !== null"

State = Callable[[Page], Awaitable[None]]


async def press(page: Page, selector: str) -> None:
    """Press it where it is there: what is offered depends on the size and the moment."""
    found = page.locator(selector).first
    if await found.count():
        await found.click(timeout=4_000)


async def findings(page: Page) -> None:
    await press(page, '[data-tab="findings"]')


async def a_finding(page: Page) -> None:
    await findings(page)
    await press(page, ".finding-row")


async def aircraft(page: Page) -> None:
    await press(page, '[data-tab="aircraft"]')
    await press(page, ".aircraft-row")


async def map_only(page: Page) -> None:
    await press(page, '[data-tab="map"]')


async def a_place(page: Page) -> None:
    await map_only(page)
    box = await page.locator(".map canvas").first.bounding_box()
    if box:
        await page.mouse.click(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.62)


async def thermal(page: Page) -> None:
    await press(page, '[data-tab="thermal"]')


async def log(page: Page) -> None:
    await press(page, '[data-tab="log"], .log-toggle[aria-expanded="false"]')


async def flight(page: Page) -> None:
    await press(page, '[data-tab="flight"], [data-workspace="flight"]')


async def checks(page: Page) -> None:
    await flight(page)
    await press(page, ".preflight-head")
    await press(page, ".override > .button")


async def drawing(page: Page) -> None:
    await flight(page)
    await press(page, ".plan-drawing .button")
    box = await page.locator(".map canvas").first.bounding_box()
    for across, down in ((0.25, 0.4), (0.6, 0.35), (0.55, 0.75)):
        if box:
            await page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


async def settings(page: Page) -> None:
    await press(page, ".who")


async def replay(page: Page) -> None:
    await log(page)
    slider = page.get_by_role("slider").first
    if await slider.count():
        await slider.press("PageDown")


async def offline(page: Page) -> None:
    await findings(page)
    await page.context.set_offline(True)
    await page.evaluate("window.dispatchEvent(new Event('offline'))")
    await page.wait_for_timeout(11_000)


STATES: dict[str, State] = {
    "map": map_only,
    "findings": findings,
    "finding": a_finding,
    "aircraft": aircraft,
    "place": a_place,
    "thermal": thermal,
    "log": log,
    "flight": flight,
    "checks": checks,
    "drawing": drawing,
    "settings": settings,
    "replay": replay,
    "offline": offline,
}


async def open_context(browser: Browser, size: str, theme: str, language: str, kept: str | None) -> BrowserContext:
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if THEMES[theme] == "dark" else "light",
        has_touch=size != "laptop",
        storage_state=kept,
    )
    await context.add_init_script(f"localStorage.setItem('varde.language', '{language}')")
    return context


async def take(
    browser: Browser, address: str, out: Path, look: str, states: dict[str, State], kept: str | None
) -> None:
    theme, size, language = look.split("-")
    for name, reach in states.items():
        context = await open_context(browser, size, theme, language, kept)
        page = await context.new_page()
        try:
            await page.goto(address)
            await page.wait_for_function(SIGNED_IN if kept else "document.querySelector('form') !== null")
            await page.wait_for_timeout(SETTLE_MS)
            await reach(page)
        except TookTooLong as late:
            sys.stderr.write(f"{look}-{name}: not reached: {str(late).splitlines()[0]}\n")
        await page.wait_for_timeout(SETTLE_MS / 2)
        await page.screenshot(path=out / f"{look}-{name}.png")
        await context.close()


async def sign_in(browser: Browser, link: str, out: Path) -> str:
    """Follows a sign-in link once; where the cookie is kept."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(link)
    await page.wait_for_function(SIGNED_IN)
    path = out / ".session.json"
    await context.storage_state(path=path)
    await context.close()
    return str(path)


async def door(page: Page) -> None:
    await page.wait_for_timeout(200)


async def main(address: str, out: Path, link: str | None, only: str, states: dict[str, State]) -> None:
    looks = [f"{theme}-{size}-nb" for theme in THEMES for size in SIZES]
    looks += [f"day-laptop-{language}" for language in LANGUAGES[1:]]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        kept = await sign_in(browser, link, out) if link else None
        for look in [look for look in looks if only in look]:
            await take(browser, address, out, look, {"door": door}, None)
            if kept:
                await take(browser, address, out, look, states, kept)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("out", type=Path)
    parser.add_argument("--link", help="the sign-in link that varde demo prints")
    parser.add_argument("--only", default="", help="part of a look's name: night, phone, day-laptop-en")
    parser.add_argument("--states", default="", help="comma-separated names; all when left out")
    given = parser.parse_args()
    wanted = {name: state for name, state in STATES.items() if not given.states or name in given.states.split(",")}
    given.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(given.address, given.out, given.link, given.only, wanted))
    # The session of the sign-in is nobody's picture.
    (given.out / ".session.json").unlink(missing_ok=True)
