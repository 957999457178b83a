"""Every route of the running application against the one table, as every role and as a stranger."""

from __future__ import annotations

import json
import re
from typing import get_args

import httpx
import pytest
import websockets
from fastapi.routing import APIRoute, APIWebSocketRoute

from ground_station.access.permissions import ROUTES, SOCKET_MESSAGES, Permission, Role, may
from ground_station.api import wire
from ground_station.api.wire import PlanRequest
from ground_station.incident.events import SearchMapMade
from ground_station.incident.records import SearchBasis

VALUES = {
    "vehicle_id": "1",
    "finding_id": "finding-1",
    "plan_id": "plan-0",
    "parameter": "GF_ACTION",
    "number": "1",
    "part": "0",
    "rule": "link-silent",
    "zoom": "0",
    "x": "0",
    "y": "0",
    "path": "",
    "fingerprint": "f" * 64,
    "link_id": "none",
    "layer_id": "none",
    "name": "none",
}
QUERIES = {"template_change": {"template": "no.bergen.brann/mop-up"}, "add_layer": {"name": "roads.geojson"}}
BODIES = {
    "sign_in": {"name": "nobody", "password": "wrong guess"},
    "open_incident": {"title": "Brann"},
    "review": {"verdict": "confirmed"},
    "add_mark": {"kind": "water", "text": "", "geometry": {"type": "Point", "coordinates": [5.3, 60.3]}},
    "add_layer": {"type": "Point", "coordinates": [5.3, 60.3]},
    "write_log": {"text": "Slange lagt"},
    "command": {"command": "pause"},
    "upload_mission": {"plan": "plan-0"},
    "control": {"action": "ask"},
    "preflight_ticks": {"ticks": [{"item": "people"}]},
    "preflight_failsafes": {},
    "set_parameter": {"value": 3},
    "set_up_signing": {"action": "install", "why": "a new aircraft"},
    "resume_plan": {"plan": "plan-0"},
    "clear_the_air": {"reason": "helicopter"},
    "free_the_air": {"reason": "it has left"},
    "make_plan": {"template": "thermal-area-search", "area": None},
    "add_user": {"name": "ola", "role": "viewer"},
    "read_drawing": {"type": "Point", "coordinates": [5.3, 60.3]},
    "adapt_template": {"template": "no.bergen.brann/mop-up", "values": {"safety/max_height_agl_m": 80}},
    "trust_catalogue": {"address": "/media/stick"},
    "take_template": {"template": "no.bergen.brann/mop-up", "version": "1.0.1", "sha256": "0" * 64},
    "make_search_map": {"kind": "distance", "last_seen": [5.3, 60.3], "category": "hiker"},
    "search_tasks": {},
    "make_guest_link": {"name": "Politiet", "layers": ["findings"], "minutes": 60},
    "open_guest_link": {"token": "nobody's own token"},
}
DONE = {
    "sign_in": 401,
    "sign_in_with_link": 401,
    "open_guest_link": 401,
    "revoke_guest_link": 404,
    "map_package": 404,
    "finding_picture": 404,
    "layer": 404,
    "remove_layer": 404,
}
"""What a permitted call is answered where that is not success."""


def routes(app, kind):
    return [route for route in app.router.routes if isinstance(route, kind)]


def filled(running, route) -> str:
    values = VALUES | {"incident_id": running.incident.id}
    return re.sub(r"{(\w+)(:path)?}", lambda found: values[found[1]], route.path)


def test_every_route_is_in_the_table_and_the_table_names_no_other(running):
    names = [route.name for route in running.app.router.routes]

    assert sorted(names) == sorted(ROUTES)


def test_no_route_leaves_the_event_loops_thread(running):
    # The journal's connection lives in one thread; FastAPI runs plain functions in others.
    for route in routes(running.app, APIRoute):
        assert route.endpoint.__code__.co_flags & 0x80, f"{route.name} is not async"


def test_every_message_of_the_sockets_is_in_the_table():
    kinds = {message.model_fields["kind"].default for message in get_args(get_args(wire.ClientMessage)[0])}

    assert {f"live/{kind}" for kind in kinds} | {"thermal/ack"} == set(SOCKET_MESSAGES)


@pytest.mark.parametrize("role", [None, *Role])
async def test_each_role_is_let_through_where_the_table_says_and_nowhere_else(running, found, area, role):
    running.incident.record(found(1))
    basis = SearchBasis(id="s", by="kari", at=found(1).at, kind="distance", last_seen=(5.3, 60.3), category="hiker")
    running.incident.record(SearchMapMade(at=found(1).at, actor="kari", search=basis))
    await running.station.plan(
        running.incident.id, PlanRequest(template="thermal-area-search", area=area), "kari", "en"
    )

    for route in routes(running.app, APIRoute):
        body = BODIES.get(route.name)
        if route.name == "make_plan":
            body = BODIES["make_plan"] | {"area": area}
        [method] = route.methods - {"HEAD"}
        client = running.as_(None if role is None else role.value)
        answer = await client.request(method, filled(running, route), json=body, params=QUERIES.get(route.name))
        if route.name == "close_incident" and answer.is_success:
            running.incident = running.incidents.open("the next", "kari")
            running.incident.record(found(1))

        if may(role, ROUTES[route.name]):
            expected = DONE.get(route.name)
            assert answer.status_code == expected if expected else answer.is_success, (route.name, answer.text)
        else:
            assert answer.status_code == (401 if role is None else 403), (route.name, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["remedy"]


async def test_a_route_somebody_forgot_to_put_into_the_table_is_refused_to_everybody(running, monkeypatch):
    monkeypatch.delitem(ROUTES, "vehicles")

    answers = [await running.as_(role).get("/api/v1/vehicles") for role in (None, *Role)]

    assert [answer.status_code for answer in answers] == [403] * 5


async def test_a_forgotten_socket_is_refused_before_the_upgrade(running, monkeypatch):
    path = f"/api/v1/incidents/{running.incident.id}/live"
    ticket = await running.ticket(f"{path}-ticket", "administrator")
    monkeypatch.delitem(ROUTES, "live")

    with pytest.raises(websockets.InvalidStatus) as refused:
        async with running.socket(path, ticket):
            pass

    assert refused.value.response.status_code == 403


async def test_no_socket_opens_without_a_ticket(running):
    for route in routes(running.app, APIWebSocketRoute):
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with websockets.connect(f"ws://127.0.0.1:{running.port}{filled(running, route)}"):
                pass

        assert refused.value.response.status_code == 401
        assert json.loads(refused.value.response.body)["title"]


async def test_a_ticket_falls_with_the_session_it_came_from(running):
    path = f"/api/v1/incidents/{running.incident.id}/live"
    ticket = await running.ticket(f"{path}-ticket")
    running.access.remove_user("viewer")

    with pytest.raises(websockets.InvalidStatus) as refused:
        async with running.socket(path, ticket):
            pass

    assert refused.value.response.status_code == 401


async def test_a_session_counts_with_the_role_the_user_has_now(running):
    client = running.as_("commander")
    running.access.remove_user("commander")

    answer = await client.get("/api/v1/me")

    assert answer.status_code == 401


async def browser(running, role="commander") -> httpx.AsyncClient:
    """Signed in by cookie, as the console is."""
    running.as_(role)
    link = running.access.create_link(role)
    client = httpx.AsyncClient(base_url=running.address, verify=False)
    running.clients.append(client)
    answer = await client.get(f"/signin?token={link}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return client


async def test_the_cookie_cannot_be_read_by_scripts_nor_sent_from_other_sites(running):
    running.as_("viewer")
    link = running.access.create_link("viewer")

    answer = await running.as_(None).get(f"/signin?token={link}")

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/;" in cookie


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "SELF"}, 201),
        ({}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
    ],
)
async def test_only_the_stations_own_page_may_change_things_by_cookie(running, headers, status):
    client = await browser(running)
    own = {name: value.replace("SELF", running.address) for name, value in headers.items()}

    answer = await client.post("/api/v1/incidents", json={"title": "Brann"}, headers=own)

    assert answer.status_code == status, answer.text


async def test_reading_by_cookie_needs_no_origin(running):
    client = await browser(running)

    answer = await client.get("/api/v1/me")

    assert answer.json()["name"] == "commander"


async def test_signing_out_ends_the_session_everywhere(running):
    client = await browser(running)
    token = client.cookies["varde_session"]

    answer = await client.delete("/api/v1/session", headers={"Origin": running.address})
    again = await running.as_(None, Authorization=f"Bearer {token}").get("/api/v1/me")

    assert answer.status_code == 204
    assert again.status_code == 401


async def test_a_link_used_twice_says_what_to_do(running):
    running.as_("viewer")
    link = running.access.create_link("viewer")
    await running.as_(None).get(f"/signin?token={link}")

    answer = await running.as_(None, **{"Accept-Language": "nn"}).get(f"/signin?token={link}")

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "Be om ei ny lenkje" in answer.text


async def test_name_and_password_give_a_token_that_works(running):
    running.access.create_user("kari", Role.PILOT, "bjørkeved og vann")

    answer = await running.as_(None).post("/api/v1/session", json={"name": "kari", "password": "bjørkeved og vann"})
    me = await running.as_(None, Authorization=f"Bearer {answer.json()['token']}").get("/api/v1/me")

    assert "varde_session" in answer.cookies
    assert (me.json()["name"], me.json()["role"]) == ("kari", "pilot")


async def test_guessing_is_slowed_down_and_told_for_how_long(running):
    running.access.create_user("kari", Role.PILOT, "bjørkeved og vann")
    client = running.as_(None)

    statuses = []
    for _ in range(6):
        answer = await client.post("/api/v1/session", json={"name": "kari", "password": "wrong guess"})
        statuses.append(answer.status_code)

    assert statuses == [401] * 5 + [429]
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["retry-after"] in answer.json()["remedy"]


def test_nothing_but_the_way_in_is_public():
    public = {name for name, needed in ROUTES.items() if needed is Permission.PUBLIC}

    assert public == {"console", "sign_in_with_link", "sign_in", "open_guest_link", "health", "metrics", "openapi"}
