"""Command, checks, going on and clearing the air over HTTP."""

from __future__ import annotations

import pytest

from ground_station.api.problems import CONTROL_SENTENCES
from ground_station.api.wire import PlanRequest
from ground_station.safety.control import ControlRefused, Refusal

VEHICLE = "/api/v1/vehicles/1"


async def test_the_caller_and_their_role_reach_the_flight_desk(running):
    answers = [
        await running.as_(role).post(f"{VEHICLE}/control", json={"action": "take_over", "why": "he fell"})
        for role in ("pilot", "commander", "administrator")
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert running.station.flight.asked == [
        ("take_over", "pilot", True, False),
        ("take_over", "commander", False, True),
        ("take_over", "administrator", True, True),
    ]


async def test_who_is_not_in_command_reads_who_is_and_how_to_ask(running):
    running.station.flight.pilot = "kari"

    answer = await running.as_("pilot").post(f"{VEHICLE}/control", json={"action": "release"})

    problem = answer.json()
    assert answer.status_code == 409
    assert "kari" in problem["detail"]
    assert "Ask" in problem["remedy"]


async def test_every_refusal_is_said_in_every_language(running, monkeypatch):
    for refusal in Refusal:

        async def refused(*_args, refusal=refusal):
            raise ControlRefused(refusal, "kari")

        monkeypatch.setattr(running.station, "command", refused)
        for language in ("nb", "nn", "en"):
            client = running.as_("pilot", **{"Accept-Language": language})

            answer = await client.post(f"{VEHICLE}/commands", json={"command": "pause"})

            assert answer.status_code in (409, 422)
            assert answer.json()["title"] not in CONTROL_SENTENCES.values()
            assert answer.json()["remedy"]


async def test_a_resume_names_the_aircraft_that_flew_before(running):
    answer = await running.as_("pilot").post(f"{VEHICLE}/resume", json={"plan": "p-1", "from": 2})

    assert answer.json()["item"] == 4
    assert running.station.flight.asked == [("resume", "p-1", 2)]


async def test_the_button_needs_a_reason(running):
    commander = running.as_("commander")

    without = await commander.post("/api/v1/fleet/clear-the-air", json={"reason": ""})
    pressed = await commander.post("/api/v1/fleet/clear-the-air", json={"reason": "helicopter"})

    assert without.status_code == 422
    assert (pressed.json()["is_clearing"], pressed.json()["by"]) == (True, "commander")


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({"command": "orbit", "latitude_deg": 60.3, "longitude_deg": 5.3}, "height_above_home_m"),
        ({"command": "look", "latitude_deg": 60.3}, "longitude_deg"),
        ({"command": "speed"}, "speed_ms"),
    ],
)
async def test_an_order_that_says_too_little_is_refused_with_the_field(running, body, missing):
    answer = await running.as_("pilot").post(f"{VEHICLE}/commands", json=body)

    assert answer.status_code == 422
    assert answer.json()["field"] == missing


async def test_a_parameter_is_set_in_the_callers_name_and_for_a_reason(running):
    answer = await running.as_("pilot").put(f"{VEHICLE}/parameters/GF_ACTION", json={"value": 3, "why": "come home"})

    assert answer.json() == {"outcome": "accepted", "reasons": []}
    assert running.station.flight.asked == [("set", "GF_ACTION", 3.0, "come home", "pilot")]


@pytest.mark.parametrize("name", ["gf_action", "A" * 17, "A;B"])
async def test_a_name_that_no_parameter_has_is_refused_with_the_field(running, name):
    answer = await running.as_("pilot").get(f"{VEHICLE}/parameters/{name}")

    assert (answer.status_code, answer.json()["field"]) == (422, "parameter")


async def test_a_log_comes_as_a_file_and_a_missing_one_as_a_problem_with_its_reason(running):
    pilot = running.as_("pilot")

    log, missing = await pilot.get(f"{VEHICLE}/logs/1"), await pilot.get(f"{VEHICLE}/logs/9")

    assert log.content == b"log" * 50_000
    assert "aircraft-1-log-1.ulg" in log.headers["content-disposition"]
    assert (missing.status_code, missing.json()["detail"]) == (409, "no such log")


async def test_only_an_administrator_hands_out_a_signing_key_and_says_why(running):
    wanted = {"action": "install", "why": "a new aircraft"}

    refused = await running.as_("pilot").post(f"{VEHICLE}/signing", json=wanted)
    without = await running.as_("administrator").post(f"{VEHICLE}/signing", json={"action": "install", "why": ""})
    sent = await running.as_("administrator").post(f"{VEHICLE}/signing", json=wanted)

    assert (refused.status_code, without.status_code, sent.status_code) == (403, 422, 200)
    assert running.station.flight.asked == [("signing", "install", "a new aircraft", "administrator")]


async def test_a_plan_is_handed_out_as_a_file_for_qgroundcontrol(running, area):
    wanted = PlanRequest(template="thermal-area-search", area=area)
    plan = await running.station.plan(running.incident.id, wanted, "kari", "en")

    answer = await running.as_("viewer").get(f"/api/v1/plans/{plan.id}/parts/2.plan")
    unknown = await running.as_("viewer").get("/api/v1/plans/nothing/parts/0.plan")

    assert answer.json() == {"plan": f"{plan.id}/2"}
    assert f'filename="{plan.id}-2.plan"' in answer.headers["content-disposition"]
    assert unknown.status_code == 404


async def test_a_fence_for_a_plan_must_be_a_polygon_that_can_be_drawn(running):
    area = {"type": "Polygon", "coordinates": [[[5.0, 60.0], [5.01, 60.0], [5.01, 60.01], [5.0, 60.0]]]}
    open_ring = {"type": "Polygon", "coordinates": [[[5.0, 60.0], [5.01, 60.0], [5.01, 60.01], [5.0, 60.02]]]}

    for fence in (open_ring, {"type": "Point", "coordinates": [5.0, 60.0]}, {"type": "Nothing"}):
        wanted = {"template": "thermal-area-search", "area": area, "fence": fence}
        answer = await running.as_("pilot").post("/api/v1/plans", json=wanted)

        assert answer.status_code == 422
        assert answer.json()["field"] == "fence"


async def test_an_alert_is_acknowledged_by_name_and_only_a_rules_name_is_taken(running):
    for role in ("pilot", "commander"):
        answer = await running.as_(role).post(f"{VEHICLE}/alerts/link-silent/acknowledge")
        assert answer.json()["outcome"] == "accepted"

    wrong = await running.as_("pilot").post(f"{VEHICLE}/alerts/Drop%20table/acknowledge")

    assert running.station.flight.asked == [("acknowledge", "link-silent", who) for who in ("pilot", "commander")]
    assert wrong.status_code == 422
