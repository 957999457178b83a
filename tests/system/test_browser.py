import json

import pytest

VEHICLE = "/api/v1/vehicles/1"


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_a_commander_sees_a_finding_appear_and_confirms_it(
    station, simulator, firmware_sim, tmp_path, until, browser, console_is_built
):
    dem = tmp_path / "flat.tif"
    firmware_sim("terrain", "--scenario", "flat-calm", "--out", dem)
    area = json.loads(firmware_sim("area", "--scenario", "flat-calm"))
    sim = simulator(scenario="flat-calm")
    crew = station("--vehicle", f"udpin://127.0.0.1:{sim.gcs_port}", "--camera", sim.cameras[0], "--terrain", dem)
    crew.post("/api/v1/users", {"name": "kari", "role": "commander", "password": "a long enough password"})
    await until(lambda: any(v["is_ready_to_arm"] and v["home"] for v in crew.get("/api/v1/vehicles")))
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    await page.goto(crew.base_url)
    await page.locator("input[name=name], input[autocomplete=username]").first.fill("kari")
    await page.locator("input[type=password]").fill("a long enough password")
    await page.keyboard.press("Enter")
    await page.locator(".console").wait_for(timeout=30_000)
    request = {"template": "thermal-area-search", "area": area["geometry"], "vehicles": [1]}
    plan = crew.post("/api/v1/plans", request | {"parameters": {"speed_ms": 9}})
    crew.post(f"{VEHICLE}/mission", {"plan": plan["id"]})
    crew.make_ready(plan["id"])
    for command in ("arm", "start_mission"):
        crew.post(f"{VEHICLE}/commands", {"command": command})
    banner = page.locator(".alert-banner")
    await banner.wait_for(timeout=150_000)
    number = await banner.get_attribute("data-finding")
    await banner.locator("button").first.click()
    await page.locator("[data-verdict=confirmed]").first.click()
    incident = crew.get("/api/v1/incidents")[0]["id"]

    def verdicts():
        features = crew.get(f"/api/v1/incidents/{incident}/findings")["features"]
        return {str(f["properties"]["number"]): f["properties"]["status"] for f in features}

    await until(lambda: verdicts().get(number) == "confirmed", 20)
    reviewed = crew.get(f"/api/v1/incidents/{incident}/journal?after=0&limit=1000")["events"]
    await context.close()

    assert [event["actor"] for event in reviewed if event["type"] == "finding_reviewed"] == ["kari"]
    assert errors == []
