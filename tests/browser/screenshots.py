"""Pictures of every page and state of a running console: day, night, high contrast; laptop, tablet and phone.

`python tests/browser/screenshots.py http://127.0.0.1:8700/ OUT --link URL`, where URL is the sign-in link that
`varde demo` prints; without it only the door is taken. `--only night-laptop` takes one look, `--small` draws each
picture with few colours, for the docs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, WebSocketRoute, async_playwright
from playwright.async_api import TimeoutError as TookTooLong

SIZES = {"laptop": (1366, 768), "tablet": (1024, 768), "phone": (390, 844)}
THEMES = ("day", "night", "contrast")
LANGUAGES = ("nb", "nn", "en")
FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--no-sandbox"]
SETTLE_MS = 2_500
KEPT_MS = 6_000
"""The console keeps its picture every five seconds."""
WAIT_MS = 120_000
"""A machine without a graphics chip, or with much else to do, draws a first map slowly."""
SIGNED_IN = ".status-line"

NOWHERE = {"type": "FeatureCollection", "features": []}

State = Callable[[Page], Awaitable[None]]


async def press(page: Page, selector: str) -> None:
    """Press it where it is there: what is offered depends on the size and the moment."""
    found = page.locator(selector).first
    if await found.count():
        await found.click(timeout=8_000)


async def tab(page: Page, name: str) -> None:
    """A tab that is chosen already would go back to the map."""
    await press(page, f'[data-tab="{name}"]:not([aria-current])')


async def findings(page: Page) -> None:
    await tab(page, "findings")


async def a_finding(page: Page) -> None:
    await findings(page)
    await press(page, '.finding-row[aria-expanded="false"]')


async def aircraft(page: Page) -> None:
    await tab(page, "aircraft")
    await press(page, '.aircraft-row[aria-pressed="false"]')


async def map_only(page: Page) -> None:
    await tab(page, "map")


async def a_place(page: Page) -> None:
    await map_only(page)
    box = await page.locator(".map canvas").first.bounding_box()
    if box:
        await page.mouse.click(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.62)


async def thermal(page: Page) -> None:
    await press(page, ".place-card .is-icon")
    await tab(page, "thermal")


async def log(page: Page) -> None:
    await tab(page, "log")
    await press(page, '.log-toggle[aria-expanded="false"]')


async def flight(page: Page) -> None:
    await press(page, '.log-toggle[aria-expanded="true"]')
    await tab(page, "flight")
    await press(page, '[data-workspace="flight"]')


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


async def guests(page: Page) -> None:
    await settings(page)
    await press(page, "[data-guests]")


async def replay(page: Page) -> None:
    await log(page)
    slider = page.get_by_role("slider").first
    if await slider.count():
        await slider.press("PageDown")


async def legend(page: Page) -> None:
    await press(page, ".place-card .is-icon")
    await map_only(page)
    await press(page, '.seen-legend button[aria-expanded="false"]')


async def cut(page: Page) -> asyncio.Event:
    """The station is out of reach until the event is set; a socket that is open stays so until the page is reloaded."""
    is_mended = asyncio.Event()

    async def line(socket: WebSocketRoute) -> None:
        if is_mended.is_set():
            socket.connect_to_server()
        else:
            await socket.close()

    await page.route_web_socket(re.compile("/live$"), line)
    # The relief is on the device: the service worker keeps it, which these pages do without.
    out_of_reach = re.compile(r"/api/v1/(?!terrain)")
    await page.route(out_of_reach, lambda route: route.continue_() if is_mended.is_set() else route.abort())
    return is_mended


async def without_station(page: Page) -> asyncio.Event:
    await page.wait_for_timeout(KEPT_MS)
    is_mended = await cut(page)
    await page.reload()
    await page.wait_for_timeout(11_000)
    return is_mended


async def offline(page: Page) -> None:
    """The last picture, from this device."""
    await without_station(page)


async def judged_without_station(page: Page) -> asyncio.Event:
    is_mended = await without_station(page)
    await a_finding(page)
    await press(page, ".verdicts .button")
    return is_mended


async def judged_offline(page: Page) -> None:
    """Somebody has judged a finding while the station was out of reach."""
    await judged_without_station(page)


async def conflict(page: Page) -> None:
    """Meanwhile the finding has been judged otherwise, and the station is heard again. It changes a finding."""
    ask, api = page.request, f"{page.url.split('#')[0]}api/v1"
    incident = f"{api}/incidents/{(await (await ask.get(f'{api}/me')).json())['incident']}"
    is_mended = await judged_without_station(page)
    number = await page.locator('.finding-row[aria-expanded="true"]').first.get_attribute("data-finding")
    findings = (await (await ask.get(incident)).json())["findings"]
    judged = next(each["id"] for each in findings if str(each["number"]) == number)
    await ask.post(f"{incident}/findings/{judged}/review", data={"verdict": "dismissed"})
    is_mended.set()
    await press(page, ".link-strip .button")
    await page.locator('[data-way="conflict"]').wait_for()


async def empty(page: Page) -> None:
    """An incident in which nothing has been planned, flown or found."""

    def through(socket: WebSocketRoute) -> None:
        station = socket.connect_to_server()

        def emptied(text: str | bytes) -> None:
            message = json.loads(text)
            if message["kind"] == "snapshot":
                message["picture"].update(findings=[], marks=[], plans=[], log=[])
            elif message["kind"] == "frame":
                message.update(state=[], events=[])
            socket.send(json.dumps(message))

        station.on_message(emptied)

    await page.route_web_socket(re.compile("/live$"), through)
    await page.route("**/seen", lambda route: route.fulfill(json=NOWHERE))
    await page.route("**/trails", lambda route: route.fulfill(json={"trails": []}))
    await page.evaluate("indexedDB.deleteDatabase('varde')")
    await page.reload()
    await page.locator(SIGNED_IN).wait_for()


async def busy(page: Page) -> None:
    """The station has been asked for a plan and has not answered."""

    async def slowly(_route: Route) -> None:
        await asyncio.sleep(60)

    await page.route("**/api/v1/plans", slowly)
    await drawing(page)
    await press(page, '[data-draw="done"]')
    await press(page, ".plan-maker > .is-primary")


async def kept_maps(page: Page) -> None:
    """Only where the station has a map package."""
    await settings(page)
    await press(page, "[data-kept-maps]")


async def stale(page: Page) -> None:
    """The line is open, but nothing comes through it any more."""
    ends_s = time.monotonic() + 6.0

    def through(socket: WebSocketRoute) -> None:
        station = socket.connect_to_server()
        station.on_message(lambda text: socket.send(text) if time.monotonic() < ends_s else None)

    await page.route_web_socket(re.compile("/live$"), through)
    await page.reload()
    await page.wait_for_timeout(14_000)


async def loading(page: Page) -> None:
    """The page is there, the station has not yet said who is signed in."""

    async def never(_route: Route) -> None:
        await asyncio.sleep(60)

    await page.route("**/api/v1/me", never)
    await page.evaluate("indexedDB.deleteDatabase('varde')")
    await page.reload(wait_until="commit")


async def error(page: Page) -> None:
    problem = '{"title":"Uventet feil","status":500,"detail":"Stasjonen gjorde en feil.","remedy":"Prøv igjen."}'
    await page.route("**/api/v1/me", lambda route: route.fulfill(status=500, body=problem))
    await page.reload()


async def no_incident(page: Page) -> None:
    async def without(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, json={**(await answer.json()), "incident": None})

    await page.route("**/api/v1/me", without)
    await page.reload()


async def unreachable(page: Page) -> None:
    await page.route("**/api/v1/me", lambda route: route.abort())
    await page.evaluate("indexedDB.deleteDatabase('varde')")
    await page.reload()


STATES: dict[str, State] = {
    "map": map_only,
    "legend": legend,
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
    "guests": guests,
    "kept-maps": kept_maps,
    "busy": busy,
    "replay": replay,
    "stale": stale,
    "offline": offline,
    "judged-offline": judged_offline,
    "empty": empty,
    "loading": loading,
    "error": error,
    "no-incident": no_incident,
    "unreachable": unreachable,
    "conflict": conflict,
}
ALONE = {
    "busy",
    "replay",
    "stale",
    "offline",
    "judged-offline",
    "conflict",
    "empty",
    "loading",
    "error",
    "no-incident",
    "unreachable",
}
"""They leave the page as no other state wants to find it."""


async def open_context(browser: Browser, size: str, theme: str, language: str, kept: str | None) -> BrowserContext:
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "night" else "light",
        contrast="more" if theme == "contrast" else "no-preference",
        has_touch=size != "laptop",
        # Pages that are kept by a service worker cannot be told to have lost their station.
        service_workers="block",
        storage_state=kept,
    )
    await context.add_init_script(f"localStorage.setItem('varde.language', '{language}')")
    return context


async def open_page(context: BrowserContext, address: str, is_signed_in: bool) -> Page:
    page = await context.new_page()
    page.set_default_timeout(WAIT_MS)
    await page.goto(address)
    await page.locator(SIGNED_IN if is_signed_in else "form").wait_for()
    await page.wait_for_timeout(SETTLE_MS)
    return page


async def picture(page: Page, reach: State, path: Path) -> None:
    try:
        await reach(page)
    except TookTooLong as late:
        sys.stderr.write(f"{path.stem}: not reached: {str(late).splitlines()[0]}\n")
    await page.wait_for_timeout(SETTLE_MS)
    await page.screenshot(path=path)


async def take(
    browser: Browser, address: str, out: Path, look: str, states: dict[str, State], kept: str | None
) -> None:
    theme, size, language = look.split("-")
    context = await open_context(browser, size, theme, language, kept)
    page: Page | None = None
    for name, reach in states.items():
        if page is None or name in ALONE:
            if page is not None:
                await page.close()
            page = await open_page(context, address, kept is not None)
        await picture(page, reach, out / f"{look}-{name}.png")
        if name in ALONE:
            await context.set_offline(False)
            await page.close()
            page = None
        else:
            await page.keyboard.press("Escape")
    await context.close()


async def sign_in(browser: Browser, link: str, out: Path) -> str:
    """Follows a sign-in link once; where the cookie is kept."""
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(WAIT_MS)
    await page.goto(link)
    await page.locator(SIGNED_IN).wait_for()
    path = out / ".session.json"
    await context.storage_state(path=path)
    await context.close()
    return str(path)


async def door(page: Page) -> None:
    await page.wait_for_timeout(200)


async def refused_guest(page: Page) -> None:
    await page.goto(f"{page.url.split('#')[0]}#guest=no-link-of-this-station")
    await page.reload()


def with_few_colours(path: Path) -> None:
    """A picture for the docs: a quarter of the bytes, and nobody sees the difference."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(160, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


async def main(address: str, out: Path, link: str | None, only: str, states: dict[str, State]) -> None:
    looks = [f"{theme}-{size}-nb" for theme in THEMES for size in SIZES]
    looks += [f"day-{size}-{language}" for language in LANGUAGES[1:] for size in ("laptop", "phone")]
    doors = {"door": door, "guest-refused": refused_guest}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        kept = await sign_in(browser, link, out) if link else None
        for look in [look for look in looks if only in look]:
            await take(browser, address, out, look, doors if not kept or len(states) > 1 else {}, None)
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
    parser.add_argument("--small", action="store_true", help="few colours: PNGs for the docs")
    given = parser.parse_args()
    wanted = {name: state for name, state in STATES.items() if not given.states or name in given.states.split(",")}
    given.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(given.address, given.out, given.link, given.only, wanted))
    # The session of the sign-in is nobody's picture.
    (given.out / ".session.json").unlink(missing_ok=True)
    for taken in sorted(given.out.glob("*.png")) if given.small else []:
        with_few_colours(taken)
