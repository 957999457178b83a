"""Guests: a link that shows one incident, chosen layers, until it ends or is taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import websockets
from fastapi.routing import APIRoute

from ground_station.access.guests import MOST_OPENINGS, Guests
from ground_station.access.permissions import GUEST_ROUTES, ROUTES, Layer, Permission
from ground_station.api.guest_view import EVENT_LAYERS, shown_picture, shows_event, shows_state
from ground_station.database import open_database
from ground_station.incident.events import LogEntered

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


async def make(running, *layers: str, minutes: int = 60, role: str = "commander") -> httpx.Response:
    path = f"/api/v1/incidents/{running.incident.id}/guest-links"
    body = {"name": "Politiet", "layers": list(layers), "minutes": minutes}
    return await running.as_(role).post(path, json=body)


async def guest(running, *layers: str) -> httpx.AsyncClient:
    """Somebody who came in by a link that shows `layers`."""
    token = (await make(running, *layers)).json()["token"]
    client = running.as_(None)
    answer = await client.post("/api/v1/guest-session", json={"token": token})
    assert answer.status_code == 200, answer.text
    cookie = client.cookies["varde_session"]
    client.cookies.clear()
    client.headers["Authorization"] = f"Bearer {cookie}"
    return client


def journalled(running, kind: str) -> list[object]:
    return [event for event in running.incident.events_after(0, 1000) if event.type == kind]


async def test_a_guest_reads_the_layers_of_the_link_and_nothing_else(running, found):
    running.incident.record(found(1))
    client = await guest(running, "findings")

    answers = {
        path: (await client.get(path.format(running.incident.id))).status_code
        for path in (
            "/api/v1/me",
            "/api/v1/incidents/{}/findings",
            "/api/v1/terrain.json",
            "/api/v1/incidents/{}/seen",
            "/api/v1/incidents/{}/trails",
            "/api/v1/incidents/{}/journal",
            "/api/v1/incidents/{}/export",
            "/api/v1/incidents/{}/guest-links",
            "/api/v1/incidents",
            "/api/v1/vehicles",
            "/api/v1/users",
        )
    }

    assert list(answers.values()) == [200] * 3 + [403] * 8, answers


async def test_a_guest_sees_no_other_incident(running):
    client = await guest(running, "findings")
    other = running.incidents.open("Another", "kari")

    answer = await client.get(f"/api/v1/incidents/{other.id}/findings")

    assert answer.status_code == 403
    assert "commander" in answer.json()["remedy"]
    assert (await client.get("/api/v1/me")).json()["incident"] == running.incident.id


async def test_a_guest_changes_nothing(running):
    client = await guest(running, *Layer)
    changing = [
        route for route in running.app.router.routes if isinstance(route, APIRoute) and route.methods != {"GET"}
    ]

    refused = []
    for route in changing:
        if ROUTES[route.name] is Permission.PUBLIC or route.name in GUEST_ROUTES:
            continue
        path = route.path.replace("{incident_id}", running.incident.id).replace("{vehicle_id}", "1")
        refused.append((await client.request(next(iter(route.methods)), path, json={})).status_code)

    assert refused
    assert set(refused) == {403}
    assert {name for name in GUEST_ROUTES if ROUTES[name] is not Permission.SEE} == set()


async def test_the_live_picture_of_a_guest_holds_only_the_links_layers(running, found):
    running.incident.record(found(1))
    running.incident.record(LogEntered(at=NOON, actor="kari", text="a name and a plan"))
    client = await guest(running, "findings", "seen")
    path = f"/api/v1/incidents/{running.incident.id}/live"
    ticket = (await client.post(f"{path}-ticket")).json()["ticket"]

    async with running.socket(path, ticket) as socket:
        await socket.send(json.dumps({"kind": "hello", "epoch": None, "seq": None}))
        snapshot = json.loads(await socket.recv())
        running.incident.record(LogEntered(at=NOON, actor="kari", text="another name"))
        running.incident.record(found(2))
        events, states = [], []
        while not any(event["type"] == "finding_found" for event in events):
            frame = json.loads(await socket.recv())
            events += frame["events"]
            states += frame["state"]
            await socket.send(json.dumps({"kind": "ack", "n": frame["n"], "shown_ms": 1.0}))

    assert len(snapshot["picture"]["findings"]) == 1
    assert {event["type"] for event in snapshot["picture"]["log"]} == {"incident_opened", "finding_found"}
    assert [event["type"] for event in events] == ["finding_found"]
    assert states == []
    assert frame["pending"]["events"] == 0


async def test_a_guest_is_out_when_the_link_is_taken_back(running):
    made = (await make(running, "findings")).json()
    client = running.as_(None)
    await client.post("/api/v1/guest-session", json={"token": made["token"]})
    path = f"/api/v1/incidents/{running.incident.id}"
    ticket = (await client.post(f"{path}/live-ticket", headers={"Origin": running.address})).json()["ticket"]

    taken = await running.as_("commander").delete(f"{path}/guest-links/{made['link']['id']}")
    again = await client.post(
        "/api/v1/guest-session", json={"token": made["token"]}, headers={"Origin": running.address}
    )

    assert taken.json()["revoked_at"] is not None
    assert (await client.get("/api/v1/me")).status_code == 401
    assert again.status_code == 401
    with pytest.raises(websockets.InvalidStatus):
        async with running.socket(f"{path}/live", ticket):
            pass


async def test_making_opening_and_taking_back_are_journalled_once_each(running):
    made = (await make(running, "findings", "log")).json()
    path = f"/api/v1/incidents/{running.incident.id}/guest-links"
    for _ in range(2):
        await running.as_(None).post("/api/v1/guest-session", json={"token": made["token"]})
    for _ in range(2):
        await running.as_("commander").delete(f"{path}/{made['link']['id']}")

    [row] = (await running.as_("commander").get(path)).json()
    whole = json.dumps([event.model_dump(mode="json") for event in running.incident.events_after(0, 1000)])

    assert [event.opening for event in journalled(running, "guest_link_opened")] == [1, 2]
    assert [event.name for event in journalled(running, "guest_link_made")] == ["Politiet"]
    assert len(journalled(running, "guest_link_revoked")) == 1
    assert (row["openings"], row["name"]) == (2, "Politiet")
    assert made["token"] not in whole


async def test_only_who_leads_makes_links(running):
    statuses = {role: (await make(running, "findings", role=role)).status_code for role in ("viewer", "pilot")}

    assert statuses == {"viewer": 403, "pilot": 403}


@pytest.mark.parametrize(
    "wrong", [{"layers": []}, {"layers": ["passwords"]}, {"minutes": 0}, {"minutes": 99_999}, {"name": " "}]
)
async def test_a_link_that_says_nothing_sensible_is_not_made(running, wrong):
    body = {"name": "Politiet", "layers": ["findings"], "minutes": 60} | wrong

    answer = await running.as_("commander").post(f"/api/v1/incidents/{running.incident.id}/guest-links", json=body)

    assert answer.status_code == 422


def test_a_link_ends_with_its_time_and_is_worn_out_by_too_many_openings(tmp_path):
    now = [NOON]
    guests = Guests(open_database(tmp_path / "varde.sqlite3"), lambda: now[0])
    _link, token = guests.make("i", "Politiet", [Layer.SEEN], timedelta(hours=1), "kari")
    opened = guests.open(token)
    assert opened is not None

    now[0] += timedelta(minutes=61)

    assert guests.open(token) is None
    now[0] = NOON
    assert [guests.open(token) is None for _ in range(MOST_OPENINGS)] == [False] * (MOST_OPENINGS - 1) + [True]
    assert guests.open("nobody's token") is None


def test_what_no_row_names_is_shown_to_no_guest_without_the_log(running_incident):
    everything_but_the_log = frozenset(Layer) - {Layer.LOG}
    entered = LogEntered(at=NOON, actor="kari", text="")

    assert "log_entered" not in EVENT_LAYERS
    assert not shows_event(everything_but_the_log, entered)
    assert shows_event({Layer.LOG}, entered)
    assert not shows_state(frozenset(Layer), "crew")
    assert not shows_state(frozenset(Layer), "a state of tomorrow/1")
    assert shown_picture(set(), running_incident.picture).findings == []
