"""One incident from the first click to the last event: a pilot, a commander, a killed station, all of it real."""

import asyncio
import json
import re

import pytest
from playwright.async_api import Page, expect

PASSWORD = "a long enough password"
WITHIN_MS = 60_000
FINDING_WITHIN_MS = 150_000


async def signed_in(browser, address: str, name: str, errors: list[str], **look) -> Page:
    context = await browser.new_context(**look)
    await context.add_init_script("localStorage.setItem('varde.language', 'en')")
    page = await context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(address)
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.locator(".console").wait_for(timeout=WITHIN_MS)
    return page


async def pixel_of(page: Page, longitude_deg: float, latitude_deg: float) -> tuple[float, float]:
    """Where in the window a place is drawn."""
    script = """([longitude, latitude]) => {
        const at = vardeMap.map.project([longitude, latitude]);
        const box = vardeMap.map.getCanvas().getBoundingClientRect();
        return [box.left + at.x, box.top + at.y];
    }"""
    x, y = await page.evaluate(script, [longitude_deg, latitude_deg])
    return x, y


async def drag_into_the_middle(page: Page, longitude_deg: float, latitude_deg: float) -> None:
    """Pan as a hand does, without a throw at the end."""
    x, y = await pixel_of(page, longitude_deg, latitude_deg)
    box = await page.locator(".map").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.mouse.move(*middle)
    await page.mouse.down()
    await page.mouse.move(2 * middle[0] - x, 2 * middle[1] - y, steps=8)
    await page.wait_for_timeout(300)
    await page.mouse.up()


async def hold(page: Page, command: str, answer: str | re.Pattern[str]) -> None:
    """Hold a button until the aircraft's answer stands there."""
    button = page.locator(f'[data-command="{command}"]')
    await button.scroll_into_view_if_needed()
    await button.hover()
    await page.mouse.down()
    await expect(page.locator(".reply")).to_contain_text(answer, timeout=WITHIN_MS)
    await page.mouse.up()


async def begin_to_fly(page: Page) -> None:
    await page.locator('[data-workspace="flight"]').click()
    await expect(page.locator(".aircraft-card")).to_be_visible(timeout=WITHIN_MS)
    await expect(page.locator(".readiness")).to_have_count(0, timeout=WITHIN_MS)


async def plan_a_corridor_in_wind(page: Page) -> None:
    """A template that needs a line: two touches and one taken back, wind by hand, time and problems, and on board."""
    await page.get_by_label("Template").select_option(label="Flood")
    await page.get_by_role("button", name="Draw line").click()
    box = await page.locator(".map").bounding_box()
    assert box is not None
    for across in (0.4, 0.6, 0.7):
        await page.mouse.click(box["x"] + across * box["width"], box["y"] + 0.45 * box["height"])
    await page.get_by_role("button", name="Undo point").click()
    await expect(page.get_by_text("The line has 2 points")).to_be_visible()
    await page.get_by_role("button", name="Done").click()
    await page.get_by_role("button", name="By hand").click()
    await page.get_by_role("button", name="W", exact=True).click()
    make = page.get_by_role("button", name="Make the plan")
    await expect(make).to_be_disabled()
    await page.locator('[name="wind-speed"]').fill("13")
    await make.click()
    result = page.locator(".plan-result")
    await expect(result).to_contain_text("Wind by hand: 13.0 m/s from W (270°)", timeout=WITHIN_MS)
    await expect(result.locator('[data-vehicle="1"]')).to_contain_text(re.compile(r"\d+\.\d min, .* one battery"))
    await expect(result.locator('[data-code="wind"]')).to_contain_text("hardly gets forward")
    await page.locator('[data-upload="A"]').click()
    await expect(page.locator(".reply")).to_contain_text("Upload A: accepted", timeout=WITHIN_MS)
    await page.get_by_role("button", name="Without").click()
    await page.get_by_role("button", name="Remove").click()


async def draw_and_upload(page: Page, corners: list[list[float]]) -> None:
    middle = [sum(axis) / len(corners) for axis in zip(*corners, strict=True)]
    await page.get_by_label("Template").select_option(label="Thermal area search")
    await page.get_by_role("button", name="Draw search area").click()
    await drag_into_the_middle(page, *middle)
    for corner in corners:
        await page.mouse.click(*await pixel_of(page, *corner))
    await expect(page.get_by_text(f"The area has {len(corners)} corners")).to_be_visible()
    await page.get_by_role("button", name="Make the plan").click()
    result = page.locator(".plan-result")
    await expect(result).to_contain_text("The plan is ready to upload", timeout=WITHIN_MS)
    await expect(result).to_contain_text(re.compile(r"\d+\.\d min · covers \d+ % · \d+ cm per pixel"))
    await page.locator('[data-upload="A"]').click()
    await expect(page.locator(".reply")).to_contain_text("Upload A: accepted", timeout=WITHIN_MS)
    await expect(page.get_by_text("The plan is on board")).to_be_visible()


async def take_off(page: Page) -> None:
    # PX4 turns the motors off ten seconds after arming without a take-off, and a slow machine may need longer for two
    # presses: a pilot arms again then.
    for _ in range(3):
        await hold(page, "arm-A", "Arm A: accepted")
        await hold(page, "start_mission-A", re.compile("Start mission A: (accepted|failed: It was disarmed)"))
        if "accepted" in await page.locator(".reply").inner_text():
            break
    await expect(page.locator(".reply")).to_contain_text("Start mission A: accepted")
    await expect(page.locator(".aircraft-card")).to_contain_text(re.compile(r"Mission \d+/\d+"), timeout=WITHIN_MS)
    row = page.locator(".aircraft-row")
    await expect(row).to_contain_text(re.compile(r"[1-9]\d* m above"), timeout=WITHIN_MS)


async def confirm_the_first(page: Page) -> str:
    """Press what a commander presses when the banner of a finding appears; gives the finding's number."""
    banner = page.locator(".alert-banner[data-finding]")
    await banner.wait_for(timeout=FINDING_WITHIN_MS)
    number = await banner.get_attribute("data-finding")
    assert number is not None
    await banner.locator("button").first.click()
    await page.locator("[data-verdict=confirmed]").first.click()
    return number


async def told_until_reviewed(live) -> tuple[dict[int, dict], str]:
    """Every event that the live socket told until somebody had judged a finding, and the station's epoch."""
    told: dict[int, dict] = {}
    epoch = ""
    async for text in live:
        message = json.loads(text)
        if message["kind"] == "snapshot":
            epoch = message["epoch"]
        else:
            told |= {event["seq"]: event for event in message.get("events", ())}
            await live.send(json.dumps({"kind": "ack", "n": message["n"], "shown_ms": 1.0}))
        if any(event["type"] == "finding_reviewed" for event in told.values()):
            break
    return told, epoch


def journal(station, incident: str) -> dict[int, dict]:
    events = station.get(f"/api/v1/incidents/{incident}/journal?after=0&limit=1000")["events"]
    return {event["seq"]: event for event in events}


def findings(station, incident: str) -> dict[str, dict]:
    features = station.get(f"/api/v1/incidents/{incident}/findings")["features"]
    return {str(feature["properties"]["number"]): feature["properties"] for feature in features}


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_a_pilot_flies_a_drawn_plan_a_commander_confirms_what_it_finds_and_a_killed_station_forgets_nothing(
    station, simulator, firmware_sim, tmp_path, until, browser, console_is_built
):
    dem = tmp_path / "flat.tif"
    firmware_sim("terrain", "--scenario", "flat-calm", "--out", dem)
    corners = json.loads(firmware_sim("area", "--scenario", "flat-calm"))["geometry"]["coordinates"][0][:-1]
    # Real time: an armed aircraft disarms itself after ten of its own seconds, and a hand takes two to go on.
    sim = simulator(scenario="flat-calm")
    arguments = ("--vehicle", f"udpin://127.0.0.1:{sim.gcs_port}", "--camera", sim.cameras[0], "--terrain", dem)
    first = station(*arguments)
    for name, role in (("ola", "pilot"), ("kari", "commander")):
        first.post("/api/v1/users", {"name": name, "role": role, "password": PASSWORD})
    incident = first.post("/api/v1/incidents", {"title": "Gorse fire, Sandviken"})["id"]
    await until(lambda: any(v["is_ready_to_arm"] and v["home"] for v in first.get("/api/v1/vehicles")))
    errors: list[str] = []

    pilot = await signed_in(browser, first.base_url, "ola", errors, viewport={"width": 1440, "height": 900})
    await begin_to_fly(pilot)
    await plan_a_corridor_in_wind(pilot)
    await draw_and_upload(pilot, corners)
    first.client.close()
    first.sign_in("ola", PASSWORD)
    plan_id = first.get("/api/v1/vehicles")[0]["plan_id"]
    first.make_ready(plan_id)
    await take_off(pilot)
    flying = first.get("/api/v1/vehicles")[0]
    await pilot.context.close()
    commander = await signed_in(browser, first.base_url, "kari", errors, viewport={"width": 1024, "height": 768})
    async with first.live(incident) as live, asyncio.timeout(180):
        listening = asyncio.create_task(told_until_reviewed(live))
        number = await confirm_the_first(commander)
        told, epoch = await listening
        first.kill()
    await expect(commander.locator(".link-strip")).to_be_visible(timeout=WITHIN_MS)
    second = station(*arguments, port=int(first.base_url.rpartition(":")[2]))
    kept = journal(second, incident)

    corridor, plan = [event["plan"] for event in kept.values() if event["type"] == "plan_made"]
    by_hand = ("plan_made", "mission_uploaded", "command_issued")
    assert flying["mode"] == "mission"
    assert flying["is_in_air"]
    assert flying["plan_id"] == plan_id == plan["id"]
    drawn = plan["area"]["coordinates"][0]
    assert sorted(drawn[:-1]) == [pytest.approx(corner, abs=1e-5) for corner in sorted(corners)]
    assert [event["actor"] for event in kept.values() if event["type"] in by_hand] == ["ola"] * 6
    assert corridor["template"] == "no.bergen.brann/flood"
    assert [event["actor"] for event in kept.values() if event["type"] == "finding_reviewed"] == ["kari"]
    assert {"finding_found", "finding_reviewed"} <= {event["type"] for event in told.values()}
    assert told.items() <= kept.items()
    assert findings(second, incident)[number]["status"] == "confirmed"
    assert second.get(f"/api/v1/plans/{plan_id}")["id"] == plan_id
    await until(lambda: (v := second.get("/api/v1/vehicles")) and v[0]["link"] == "live" and v[0]["is_in_air"])
    async with second.live(incident, epoch=epoch, seq=max(told)) as live:
        assert json.loads(await live.recv())["kind"] == "resume"
    await expect(commander.locator(".link-strip")).to_have_count(0, timeout=WITHIN_MS)
    await expect(commander.locator(f'.finding-row[data-finding="{number}"]')).to_be_visible(timeout=WITHIN_MS)
    await commander.context.close()
    assert errors == []
