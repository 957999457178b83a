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


@pytest.fixture(scope="module")
def crew(station, simulator, hillside):
    """A station with one aircraft, and somebody who may do everything."""
    sim = simulator("--no-cameras", speed=4.0)
    return station("--vehicle", f"udpin://127.0.0.1:{sim.gcs_port}", "--terrain", hillside[0])


def test_wrong_requests_are_answered_with_the_field_and_the_remedy(crew, hillside, wait_for):
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


@pytest.mark.slow
def test_a_crew_flies_a_plan_through_http_from_arming_to_landing(crew, hillside, wait_for):
    wait_for(lambda: ready_vehicle(crew))
    plan = planned(crew, hillside[1])

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
