import asyncio
import json
import re

import pytest

VEHICLE = "/api/v1/vehicles/1"


def vehicle_of(station):
    vehicles = station.get("/api/v1/vehicles")
    return vehicles[0] if vehicles else None


def ready_vehicle(station):
    """the aircraft is ready to arm"""
    vehicle = vehicle_of(station)
    return vehicle if vehicle and vehicle["is_ready_to_arm"] and vehicle["home"] else None


def order(station, command, **more):
    return station.post(f"{VEHICLE}/commands", {"command": command, **more})


def planned(station, area, **parameters):
    request = {"template": "thermal-area-search", "area": area["geometry"], "parameters": parameters, "vehicles": [1]}
    return station.post("/api/v1/plans", request)


@pytest.mark.slow
def test_a_crew_flies_a_plan_through_http_from_arming_to_landing(station, simulator, hillside, wait_for):
    dem, area = hillside
    sim = simulator("--no-cameras", speed=4.0)
    crew = station("--vehicle", f"udpin://127.0.0.1:{sim.gcs_port}", "--terrain", dem)
    wait_for(lambda: ready_vehicle(crew))
    plan = planned(crew, area)

    uploaded = crew.post(f"{VEHICLE}/mission", {"plan": plan["id"]})
    crew.make_ready(plan["id"])
    answers = {command: order(crew, command)["outcome"] for command in ("arm", "start_mission")}
    wait_for(lambda: (v := vehicle_of(crew))["mode"] == "mission" and v["is_in_air"])
    wait_for(lambda: vehicle_of(crew)["mission_seq"] >= 3)
    answers |= {command: order(crew, command)["outcome"] for command in ("pause", "resume", "return")}
    wait_for(lambda: not vehicle_of(crew)["is_armed"], 120)

    assert uploaded == {"outcome": "accepted", "reasons": []}
    assert set(answers.values()) == {"accepted"}, answers
    incident = crew.get("/api/v1/incidents")[0]["id"]
    events = crew.get(f"/api/v1/incidents/{incident}/journal?after=0&limit=500")["events"]
    commands = [(event["command"], event["actor"]) for event in events if event["type"] == "command_issued"]
    assert commands == [(name, "admin") for name in ("arm", "start_mission", "pause", "resume", "return")]
    [upload] = [event for event in events if event["type"] == "mission_uploaded"]
    assert re.fullmatch("[0-9a-f]{8}", upload["checksum"])
    modes = [event["mode"] for event in events if event["type"] == "vehicle_mode_changed"]
    assert {"mission", "hold", "return"} <= set(modes)


@pytest.mark.slow
async def test_a_killed_station_comes_back_with_every_event_it_had_told(station, simulator, hillside, until):
    dem, area = hillside
    sim = simulator(speed=2.0)
    arguments = ("--vehicle", f"udpin://127.0.0.1:{sim.gcs_port}", "--camera", sim.cameras[0], "--terrain", dem)
    first = station(*arguments)
    await until(lambda: ready_vehicle(first))
    incident = first.get("/api/v1/incidents")[0]["id"]
    plan = planned(first, area, speed_ms=9)
    first.post(f"{VEHICLE}/mission", {"plan": plan["id"]})
    first.make_ready(plan["id"])
    told: dict[int, dict] = {}

    async with first.live(incident) as live, asyncio.timeout(120):
        for command in ("arm", "start_mission"):
            order(first, command)
        async for text in live:
            message = json.loads(text)
            if message["kind"] == "snapshot":
                epoch = message["epoch"]
            else:
                told |= {event["seq"]: event for event in message.get("events", ())}
                await live.send(json.dumps({"kind": "ack", "n": message["n"], "shown_ms": 1.0}))
            if sum(event["type"] == "finding_found" for event in told.values()) >= 2:
                first.kill()
                break
    second = station(*arguments)
    journal = {e["seq"]: e for e in second.get(f"/api/v1/incidents/{incident}/journal?after=0&limit=1000")["events"]}
    findings = second.get(f"/api/v1/incidents/{incident}/findings")["features"]

    assert told.items() <= journal.items()
    assert {event["finding"]["id"] for event in told.values() if event["type"] == "finding_found"} <= {
        feature["properties"]["id"] for feature in findings
    }
    assert second.get(f"/api/v1/plans/{plan['id']}")["id"] == plan["id"]
    await until(lambda: (v := vehicle_of(second)) and v["link"] == "live" and v["is_in_air"])
    async with second.live(incident, epoch=epoch, seq=max(told)) as live:
        assert json.loads(await live.recv())["kind"] == "resume"


def test_wrong_requests_are_answered_with_the_field_and_the_remedy(station, simulator, hillside, wait_for):
    sim = simulator("--no-cameras", scenario="flat")
    crew = station("--vehicle", f"udpin://127.0.0.1:{sim.gcs_port}", "--terrain", hillside[0])
    wait_for(lambda: vehicle_of(crew))
    area = hillside[1]["geometry"]
    wrong = {
        "template": ("/api/v1/plans", {"template": "no-such", "area": area}, 422),
        "area": ("/api/v1/plans", {"template": "thermal-area-search", "area": {"type": "Point"}}, 422),
        "parameters": (
            "/api/v1/plans",
            {"template": "thermal-area-search", "area": area, "parameters": {"height_agl_m": 9000}},
            422,
        ),
        "plan": (f"{VEHICLE}/mission", {"plan": "p-none"}, 404),
        "vehicle_id": ("/api/v1/vehicles/77/commands", {"command": "arm"}, 404),
        "command": (f"{VEHICLE}/commands", {"command": "explode"}, 422),
        "latitude_deg": (
            f"{VEHICLE}/commands",
            {"command": "goto", "latitude_deg": 95, "longitude_deg": 5, "height_above_home_m": 30},
            422,
        ),
    }

    answers = {field: crew.client.post(path, json=body) for field, (path, body, _) in wrong.items()}

    assert {field: answer.status_code for field, answer in answers.items()} == {
        field: status for field, (_, _, status) in wrong.items()
    }
    for field, answer in answers.items():
        document = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert document["detail"], field
        assert document["remedy"], field
        assert field.split("_")[0] in json.dumps(document), field
