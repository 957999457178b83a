import re

import pytest
from playwright.async_api import Page, expect

PASSWORD = "a long enough password"
WITHIN_MS = 60_000


async def sign_in(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_label("Name").fill("ola")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.locator(".console").wait_for(timeout=WITHIN_MS)


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


async def hold(page: Page, command: str, answer: str) -> None:
    """Hold a button until the aircraft's answer stands there."""
    button = page.locator(f'[data-command="{command}"]')
    await button.scroll_into_view_if_needed()
    await button.hover()
    await page.mouse.down()
    await expect(page.locator(".reply")).to_contain_text(answer, timeout=WITHIN_MS)
    await page.mouse.up()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_a_pilot_draws_an_area_and_flies_the_plan_made_for_it(
    station, simulator, hillside, until, browser, console_is_built
):
    dem, briefing = hillside
    # Real time: an armed aircraft disarms itself after ten of its own seconds, and a hand takes two to go on.
    sim = simulator("--no-cameras")
    crew = station("--vehicle", f"udpin://127.0.0.1:{sim.gcs_port}", "--terrain", dem)
    crew.post("/api/v1/users", {"name": "ola", "role": "pilot", "password": PASSWORD})
    crew.post("/api/v1/incidents", {"title": "Gorse fire, Sandviken"})
    await until(lambda: any(v["is_ready_to_arm"] and v["home"] for v in crew.get("/api/v1/vehicles")))
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    await context.add_init_script("localStorage.setItem('varde.language', 'en')")
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    corners = briefing["geometry"]["coordinates"][0][:-1]
    middle = [sum(axis) / len(corners) for axis in zip(*corners, strict=True)]

    await sign_in(page, crew.base_url)
    await page.locator('[data-workspace="flight"]').click()
    await expect(page.locator(".aircraft-card")).to_be_visible(timeout=WITHIN_MS)
    await expect(page.locator(".readiness")).to_have_count(0, timeout=WITHIN_MS)
    await page.get_by_role("button", name="Draw search area").click()
    await drag_into_the_middle(page, *middle)
    for corner in corners:
        await page.mouse.click(*await pixel_of(page, *corner))
    await expect(page.get_by_text(f"The area has {len(corners)} corners")).to_be_visible()
    await page.get_by_label("Template").select_option(label="Thermal area search")
    await page.get_by_role("button", name="Make the plan").click()
    result = page.locator(".plan-result")
    await expect(result).to_contain_text("The plan is ready to upload", timeout=WITHIN_MS)
    await expect(result).to_contain_text(re.compile(r"\d+\.\d min · covers \d+ % · \d+ cm per pixel"))
    await page.locator('[data-upload="A"]').click()
    await expect(page.locator(".reply")).to_contain_text("Upload A: accepted", timeout=WITHIN_MS)
    await expect(page.get_by_text("The plan is on board")).to_be_visible()
    crew.client.close()
    crew.sign_in("ola", PASSWORD)
    crew.make_ready(crew.get("/api/v1/vehicles")[0]["plan_id"])
    await hold(page, "arm-A", "Arm A: accepted")
    await hold(page, "start_mission-A", "Start mission A: accepted")
    card = page.locator(".aircraft-card")
    await expect(card).to_contain_text(re.compile(r"Mission \d+/\d+"), timeout=WITHIN_MS)
    await expect(page.locator(".aircraft-row")).to_contain_text(re.compile(r"[1-9]\d* m above"), timeout=WITHIN_MS)
    flying = crew.get("/api/v1/vehicles")[0]
    incident = crew.get("/api/v1/incidents")[0]["id"]
    events = crew.get(f"/api/v1/incidents/{incident}/journal?after=0&limit=1000")["events"]
    await context.close()

    (plan,) = [event["plan"] for event in events if event["type"] == "plan_made"]
    drawn = plan["area"]["coordinates"][0]
    assert flying["mode"] == "mission"
    assert flying["is_in_air"]
    assert flying["plan_id"] == plan["id"]
    assert sorted(drawn[:-1]) == [pytest.approx(corner, abs=1e-5) for corner in sorted(corners)]
    assert [e["actor"] for e in events if e["type"] in ("plan_made", "mission_uploaded", "command_issued")] == [
        "ola"
    ] * 4
    assert errors == []
