"""Pictures of every page and state of a running console: day, night, high contrast; laptop, tablet and phone.

`python tests/browser/screenshots.py http://127.0.0.1:8700/ OUT --link URL`, where URL is the sign-in link that
`varde demo` prints. Without a link it starts a demo of its own for each size, so that aircraft fly in all of them.
`--only night-laptop` takes one look, `--states map,log` these states, `--small` draws each picture with few colours,
for the docs. Each state is reached once and pictured in every light. What is not reached in time is named, pictured as
it is, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import re
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, WebSocketRoute, async_playwright
from playwright.async_api import Error as BrowserFailed

SIZES = {"laptop": (1366, 768), "tablet": (1024, 768), "phone": (390, 844)}
LANGUAGES = ("nb", "nn", "en")
FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--no-sandbox"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """What the system asks for; the console follows it."""

    scheme: Literal["light", "dark"]
    contrast: Literal["more", "no-preference"]


LIGHTS = {
    "day": Light(scheme="light", contrast="no-preference"),
    "night": Light(scheme="dark", contrast="no-preference"),
    "contrast": Light(scheme="light", contrast="more"),
}

SETTLE_MS = 2_000
RELIT_MS = 1_200
KEPT_MS = 6_000
"""The console keeps its picture every five seconds."""
WAIT_MS = 30_000
"""A machine without a graphics chip, or with much else to do, draws a first map slowly."""
STATE_LIMIT_S = 90.0
TOTAL_LIMIT_S = 2_400.0
DEMO_S = 1_500
SIGNED_IN = ".status-line"

NOWHERE = {"type": "FeatureCollection", "features": []}

State = Callable[[Page], Awaitable[None]]


async def press(page: Page, selector: str) -> None:
    """Press it where it is there: what is offered depends on the size and the moment."""
    found = page.locator(selector).first
    if await found.count():
        await found.click(timeout=8_000)


def unanswered(_route: Route) -> None:
    """Held until the page is closed; nobody waits for it."""


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
        await page.mouse.click(box["x"] + box["width"] * 0.12, box["y"] + box["height"] * 0.55)


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
    await press(page, '[data-draw="polygon"]')
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
    found = (await (await ask.get(f"{incident}/findings")).json())["features"]
    judged = next(each["properties"]["id"] for each in found if str(each["properties"]["number"]) == number)
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
    await page.route("**/api/v1/plans", unanswered)
    await drawing(page)
    await press(page, '[data-draw="done"]')
    await press(page, ".plan-maker > .is-primary")


async def assign(page: Page) -> None:
    await a_finding(page)
    await press(page, '[data-verdict="assigned"]')


async def own_layers(page: Page) -> None:
    await findings(page)
    await press(page, ".own-layers:not([open]) > summary")
    await page.locator(".own-layers").scroll_into_view_if_needed()


async def search(page: Page) -> None:
    """Where somebody may be, on the map."""
    await flight(page)
    await press(page, ".search-card:not([open]) > summary")
    await press(page, '[data-search="middle"]')
    await press(page, '[data-search="make"]')
    await page.locator(".search-left").wait_for()


async def templates(page: Page) -> None:
    await flight(page)
    await press(page, '[data-open="catalogue"]')


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
    await page.route("**/api/v1/me", unanswered)
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


async def door(page: Page) -> None:
    await page.wait_for_timeout(200)


async def refused_guest(page: Page) -> None:
    await page.goto(f"{page.url.split('#')[0]}#guest=no-link-of-this-station")
    await page.reload()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How a state is reached, and what is then on the page; without it the picture shows something else."""

    reach: State
    shows: str
    is_alone: bool = False
    """It leaves the page as no other state wants to find it."""


POSES: dict[str, Pose] = {
    "map": Pose(reach=map_only, shows=".map canvas"),
    "legend": Pose(reach=legend, shows='.seen-legend button[aria-expanded="true"]'),
    "thermal": Pose(reach=thermal, shows=".thermal"),
    "aircraft": Pose(reach=aircraft, shows='.aircraft-row[aria-pressed="true"]'),
    "findings": Pose(reach=findings, shows=".finding-row"),
    "finding": Pose(reach=a_finding, shows=".finding-detail"),
    "assign": Pose(reach=assign, shows=".assign-form"),
    "own-layers": Pose(reach=own_layers, shows=".own-layers[open]"),
    "log": Pose(reach=log, shows=".log-lines li"),
    "flight": Pose(reach=flight, shows=".aircraft-card"),
    "checks": Pose(reach=checks, shows=".preflight-head"),
    "search": Pose(reach=search, shows=".search-card[open]"),
    "drawing": Pose(reach=drawing, shows=".draw-controls"),
    "settings": Pose(reach=settings, shows=".menu"),
    "guests": Pose(reach=guests, shows="dialog[open]"),
    "place": Pose(reach=a_place, shows=".place-card", is_alone=True),
    "templates": Pose(reach=templates, shows="dialog[open]", is_alone=True),
    "busy": Pose(reach=busy, shows=".plan-maker > .is-primary[disabled]", is_alone=True),
    "replay": Pose(reach=replay, shows='[data-replay="true"]', is_alone=True),
    "stale": Pose(reach=stale, shows=".link-strip", is_alone=True),
    "offline": Pose(reach=offline, shows=".link-strip", is_alone=True),
    "judged-offline": Pose(reach=judged_offline, shows=".outbox-strip", is_alone=True),
    "conflict": Pose(reach=conflict, shows='[data-way="conflict"]', is_alone=True),
    "empty": Pose(reach=empty, shows=SIGNED_IN, is_alone=True),
    "loading": Pose(reach=loading, shows="body", is_alone=True),
    "error": Pose(reach=error, shows="body", is_alone=True),
    "no-incident": Pose(reach=no_incident, shows="body", is_alone=True),
    "unreachable": Pose(reach=unreachable, shows="body", is_alone=True),
}
DOORS: dict[str, Pose] = {
    "door": Pose(reach=door, shows="form"),
    "guest-refused": Pose(reach=refused_guest, shows="body"),
}
OTHER_LANGUAGES = (
    "map",
    "finding",
    "aircraft",
    "log",
    "flight",
    "checks",
    "search",
    "drawing",
    "settings",
    "guests",
    "offline",
    "conflict",
)
"""What has the most words is pictured in the other languages too."""


async def open_context(browser: Browser, size: str, language: str, kept: str | None) -> BrowserContext:
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size != "laptop",
        locale="nb-NO",
        # Pages that are kept by a service worker cannot be told to have lost their station.
        service_workers="block",
        storage_state=kept,
    )
    context.set_default_timeout(WAIT_MS)
    await context.add_init_script(f"localStorage.setItem('varde.language', '{language}')")
    return context


async def open_page(context: BrowserContext, address: str, is_signed_in: bool) -> Page:
    page = await context.new_page()
    await page.emulate_media(color_scheme="light", contrast="no-preference")
    await page.goto(address)
    await page.locator(SIGNED_IN if is_signed_in else "form").first.wait_for()
    await page.wait_for_timeout(SETTLE_MS)
    return page


async def arrive(page: Page, pose: Pose) -> str | None:
    """Why it is not what it shall be; None: it is."""
    try:
        async with asyncio.timeout(STATE_LIMIT_S):
            await pose.reach(page)
            shown = page.locator(pose.shows).first
            await shown.wait_for(timeout=8_000)
            await shown.scroll_into_view_if_needed(timeout=8_000)
    except (BrowserFailed, TimeoutError) as late:
        return str(late).splitlines()[0] if str(late) else f"not within {STATE_LIMIT_S:.0f} s"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One size in one language: which lights, which states, and when there is no more time."""

    size: str
    language: str
    lights: list[str]
    poses: dict[str, Pose]
    out: Path
    ends_s: float

    async def take(self, browser: Browser, address: str, kept: str | None) -> list[str]:
        """Pictures of all of it; answers what was not reached."""
        context = await open_context(browser, self.size, self.language, kept)
        missed: list[str] = []
        page: Page | None = None
        for name, pose in self.poses.items():
            if time.monotonic() > self.ends_s:
                missed.append(f"{self.size}-{self.language}-{name}: no time left")
                continue
            if page is None or pose.is_alone:
                if page is not None:
                    await page.close()
                page = await open_page(context, address, kept is not None)
            why = await arrive(page, pose)
            if why:
                missed.append(f"{self.size}-{self.language}-{name}: {why}")
            await self.picture(page, name)
            if pose.is_alone:
                await page.unroute_all(behavior="ignoreErrors")
                await page.close()
                page = None
            else:
                await page.keyboard.press("Escape")
        await context.close()
        return missed

    async def picture(self, page: Page, name: str) -> None:
        """In every light that was asked for; then it is day again."""
        await page.wait_for_timeout(SETTLE_MS)
        for light in self.lights:
            wish = LIGHTS[light]
            await page.emulate_media(color_scheme=wish.scheme, contrast=wish.contrast)
            await page.wait_for_timeout(RELIT_MS)
            await page.screenshot(path=self.out / f"{light}-{self.size}-{self.language}-{name}.png")
        await page.emulate_media(color_scheme="light", contrast="no-preference")


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


@contextlib.asynccontextmanager
async def a_demo() -> AsyncIterator[tuple[str, str]]:
    """A demo of our own on a free port, with nothing kept: its address and the link that signs in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    varde = shutil.which("varde", path=str(Path(sys.executable).parent)) or "varde"
    with tempfile.TemporaryDirectory() as kept:
        order = ["demo", "--headless", "--duration", str(DEMO_S), "--port", str(port), "--data", f"{kept}/data"]
        quiet = asyncio.subprocess.DEVNULL
        demo = await asyncio.create_subprocess_exec(varde, *order, stdout=quiet, stderr=asyncio.subprocess.PIPE)
        assert demo.stderr
        link = await said_link(demo.stderr)
        listening = asyncio.create_task(demo.stderr.read())
        try:
            # Something has been found by then, and the aircraft are on their way.
            await asyncio.sleep(45)
            yield f"http://127.0.0.1:{port}/", link
        finally:
            demo.terminate()
            await listening
            await demo.wait()


async def said_link(said: asyncio.StreamReader) -> str:
    heard = ""
    async with asyncio.timeout(120):
        while line := await said.readline():
            heard += line.decode()
            if found := re.search(r"Console: (\S+)", heard):
                return found[1]
    raise SystemExit(f"The demo did not start:\n{heard}")


def with_few_colours(path: Path) -> None:
    """A picture for the docs: a quarter of the bytes, and nobody sees the difference."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(160, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def errands(only: str, poses: dict[str, Pose], out: Path, ends_s: float) -> list[Errand]:
    found = []
    for size in SIZES:
        for language in LANGUAGES:
            is_first = language == LANGUAGES[0]
            if not is_first and size == "tablet":
                continue
            lights = [light for light in (LIGHTS if is_first else ["day"]) if only in f"{light}-{size}-{language}"]
            wanted = {name: pose for name, pose in poses.items() if is_first or name in OTHER_LANGUAGES}
            if lights and wanted:
                errand = Errand(size=size, language=language, lights=lights, poses=wanted, out=out, ends_s=ends_s)
                found.append(errand)
    return found


async def main(address: str, out: Path, link: str | None, only: str, poses: dict[str, Pose]) -> list[str]:
    """Takes them all; answers what was not reached."""
    missed: list[str] = []
    kept: str | None = None
    all_errands = errands(only, poses, out, time.monotonic() + TOTAL_LIMIT_S)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for size in SIZES:
            its = [errand for errand in all_errands if errand.size == size]
            if not its:
                continue
            async with contextlib.AsyncExitStack() as stack:
                at, door_key = (address, link) if link else await stack.enter_async_context(a_demo())
                # A link signs in once: what it gave is used for every size.
                kept = kept if link and kept else await sign_in(browser, door_key, out)
                for errand in its:
                    missed += await errand.take(browser, at, kept)
                    if len(poses) == len(POSES):
                        missed += await dataclasses.replace(errand, poses=DOORS).take(browser, at, None)
        await browser.close()
    return missed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("out", type=Path)
    parser.add_argument("--link", help="the sign-in link that varde demo prints; without it, demos of our own")
    parser.add_argument("--only", default="", help="part of a look's name: night, phone, day-laptop-en")
    parser.add_argument("--states", default="", help="comma-separated names; all when left out")
    parser.add_argument("--small", action="store_true", help="few colours: PNGs for the docs")
    given = parser.parse_args()
    wanted = {name: pose for name, pose in POSES.items() if not given.states or name in given.states.split(",")}
    given.out.mkdir(parents=True, exist_ok=True)
    not_reached = asyncio.run(main(given.address, given.out, given.link, given.only, wanted))
    # The session of the sign-in is nobody's picture.
    (given.out / ".session.json").unlink(missing_ok=True)
    for taken in sorted(given.out.glob("*.png")) if given.small else []:
        with_few_colours(taken)
    for line in not_reached:
        sys.stderr.write(f"{line}\n")
    sys.stderr.write(
        f"{len(list(given.out.glob('*.png')))} pictures in {given.out}, {len(not_reached)} not as they shall be\n"
    )
    raise SystemExit(1 if not_reached else 0)
