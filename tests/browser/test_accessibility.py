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


async def violations(page: Page, axe: str) -> list[str]:
    """Serious and critical ones, each with the elements it was found on. Axe sees nothing of what is in a canvas."""
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


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
async def test_nothing_on_the_page_shuts_anybody_out(stage, axe, size, theme):
    look = {"viewport": SIZES[size], "color_scheme": THEMES[theme], "reduced_motion": "reduce"}
    stage.plan([1])
    stage.fly(1)
    parked = {"is_in_air": False, "is_armed": False, "mode": "hold", "is_ready_to_arm": False}
    stage.station.show(stage.make_vehicle(2, 150, -150, **parked))
    stage.station.flight.blocking.add("check-nav-dll-act")
    stage.find(1, 60, 40, status="confirmed", reviewed_by="kari", note="Bål")
    stage.find(2, -60, 90, kind="person", peak_celsius=None, last_celsius=None, area_m2=None, vehicles=[])
    stage.find(3, -160, -90, status="dismissed")
    door = await stage.page(role=None, **look)
    commander, pilot = await stage.page("commander", **look), await stage.page("pilot", **look)
    found: list[str] = []

    await expect(door.get_by_role("button", name="Logg inn")).to_be_visible()
    found += [f"sign-in: {each}" for each in await violations(door, axe)]
    if size == "tablet":
        await commander.locator('[data-tab="findings"]').click()
    await expect(commander.locator(".alert-banner")).to_be_visible()
    await expect(commander.locator(".aircraft-marker")).to_have_count(2)
    found += [f"command: {each}" for each in await violations(commander, axe)]
    await commander.locator('.finding-row[data-finding="1"]').click()
    await expect(commander.locator(".finding-detail")).to_be_visible()
    found += [f"detail: {each}" for each in await violations(commander, axe)]
    await pilot.locator('[data-workspace="flight"], [data-tab="flight"]').first.click()
    await pilot.locator('[data-preflight="B"] .preflight-head').click()
    await pilot.get_by_role("button", name="Fly likevel …").click()
    await expect(pilot.locator('[data-preflight="B"] [data-check="check-nav-dll-act"]')).to_be_visible()
    found += [f"flight: {each}" for each in await violations(pilot, axe)]
    stage.helicopter()
    stage.warn(2, "manned-traffic", "critical")
    await expect(commander.locator('.alert-banner[data-severity="critical"]')).to_be_visible()
    stage.station.flight.clear_the_air("LNOAB", "kari")
    await expect(commander.locator(".air-vehicles li")).to_have_count(1)
    found += [f"danger: {each}" for each in await violations(commander, axe)]

    assert found == []
