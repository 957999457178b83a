"""What axe-core finds in the console: by day and night, on a laptop and on a tablet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"laptop": {"width": 1440, "height": 900}, "tablet": {"width": 1024, "height": 768}}
THEMES = {"day": "light", "night": "dark"}

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def axe(console_is_built: None) -> str:
    """The source of axe-core; the build alone installs no test tools."""
    if not AXE.exists():
        done = subprocess.run(
            [sys.executable, ROOT / "web" / "build.py", "types"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return AXE.read_text(encoding="utf-8")


async def violations(page: Page, axe: str, where: str) -> list[str]:
    """Serious and critical ones by day and by night, with their elements. Axe sees nothing of what is in a canvas."""
    found = []
    for theme, scheme in THEMES.items():
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await expect(page.locator("html")).to_have_attribute("data-theme", theme)
        found += [f"{where}, {theme}: {each}" for each in await violations_as_shown(page, axe)]
    return found


async def violations_as_shown(page: Page, axe: str) -> list[str]:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe)
    found = await page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.timeout(360)
@pytest.mark.parametrize("size", SIZES)
async def test_nothing_on_the_page_shuts_anybody_out(stage, axe, size):
    look = {"viewport": SIZES[size], "color_scheme": "light", "reduced_motion": "reduce"}
    stage.plan([1])
    # Slowly told: axe looks at the page, and waits for a map that is drawn again at every move.
    stage.fly(1, each_s=1.0)
    parked = {"is_in_air": False, "is_armed": False, "mode": "hold", "is_ready_to_arm": False}
    stage.station.show(stage.make_vehicle(2, 150, -150, **parked))
    stage.station.flight.blocking.add("check-nav-dll-act")
    stage.find(1, 60, 40, status="confirmed", reviewed_by="kari", note="Bål")
    stage.find(2, -60, 90, kind="person", peak_celsius=None, last_celsius=None, area_m2=None, vehicles=[])
    stage.find(3, -160, -90, status="dismissed")
    found: list[str] = []

    door = await stage.page(role=None, **look)
    await expect(door.get_by_role("button", name="Logg inn")).to_be_visible()
    found += await violations(door, axe, "sign-in")
    await door.close()
    commander = await stage.page("commander", **look)
    if size == "tablet":
        await commander.locator('[data-tab="findings"]').click()
    await expect(commander.locator(".alert-banner")).to_be_visible()
    await expect(commander.locator(".aircraft-marker")).to_have_count(2)
    found += await violations(commander, axe, "command")
    await commander.locator('.finding-row[data-finding="1"]').click()
    await expect(commander.locator(".finding-detail")).to_be_visible()
    found += await violations(commander, axe, "detail")
    stage.helicopter()
    stage.warn(2, "manned-traffic", "critical")
    await expect(commander.locator('.alert-banner[data-severity="critical"]')).to_be_visible()
    stage.station.flight.clear_the_air("LNOAB", "kari")
    await expect(commander.locator(".air-vehicles li")).to_have_count(1)
    found += await violations(commander, axe, "danger")
    await commander.close()
    stage.station.flight.free_the_air("over", "kari")
    pilot = await stage.page("pilot", **look)
    await pilot.locator('[data-workspace="flight"], [data-tab="flight"]').first.click()
    await pilot.locator('[data-preflight="B"] .preflight-head').click()
    await pilot.get_by_role("button", name="Fly likevel …").click()
    await expect(pilot.locator('[data-preflight="B"] [data-check="check-nav-dll-act"]')).to_be_visible()
    found += await violations(pilot, axe, "flight")

    assert found == []
