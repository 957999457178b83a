"""The live socket with real sockets on both ends."""

from __future__ import annotations

import asyncio
import json

import pytest
import websockets

from ground_station.api.wire import LiveFrame, Resume, Snapshot


async def test_a_stranger_to_the_incident_gets_the_whole_picture_then_the_live_state(running, found):
    running.incident.record(found(1))

    async with running.live() as client:
        frame = await client.frame()

    snapshot = Snapshot.model_validate(client.answer)
    assert (snapshot.epoch, snapshot.seq) == (running.incident.epoch, 2)
    assert [finding.number for finding in snapshot.picture.findings] == [1]
    assert {state["key"] for state in frame["state"]} == {"vehicle/1", "vehicle/2"}
    assert frame["events"] == []


@pytest.mark.parametrize("cut", [0, 1, 7, 11])
async def test_a_client_that_comes_back_gets_every_later_event_once_and_in_order(running, found, cut):
    running.incident.record_all([found(number) for number in range(1, 11)])

    async with running.live(epoch=running.incident.epoch, seq=cut) as client:
        running.incident.record(found(11))
        running.incident.record(found(12))
        got = await client.events_up_to(13)

    assert Resume.model_validate(client.answer).from_ == cut
    assert got == list(range(cut + 1, 14))


@pytest.mark.parametrize("seq", [-1, 2, 999])
async def test_a_sequence_that_cannot_be_is_answered_with_the_whole_picture(running, seq):
    async with running.live(epoch=running.incident.epoch, seq=seq) as client:
        answer = client.answer

    assert answer["kind"] == "snapshot"


async def test_another_epoch_is_answered_with_the_whole_picture(running):
    async with running.live(epoch="another", seq=1) as client:
        answer = client.answer

    assert answer["kind"] == "snapshot"


async def test_frames_are_what_the_schema_says(running, found, vehicle):
    async with running.live() as client:
        await client.frame()
        running.station.show(vehicle(1, heading_deg=90.0))
        running.incident.record(found(1))
        text = await client.socket.recv()

    frame = LiveFrame.model_validate_json(text)
    assert [event.type for event in frame.events] == ["finding_found"]
    assert [state.key for state in frame.state] == ["vehicle/1"]


async def test_no_third_frame_comes_before_an_acknowledgement(running, found):
    async with running.live() as client:
        first = await client.frame(ack=False)
        running.incident.record(found(1))
        second = await client.frame(ack=False)
        running.incident.record_all([found(2), found(3)])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await client.frame(ack=False)

        await client.ack(first["n"])
        third = await client.frame(ack=False)

    assert [event["seq"] for event in second["events"]] == [2]
    assert [event["seq"] for event in third["events"]] == [3, 4]


async def test_state_that_waited_comes_newest_only(running, vehicle):
    async with running.live() as client:
        await client.frame(ack=False)
        running.station.show(vehicle(1, heading_deg=1.0))
        second = await client.frame(ack=False)
        for heading_deg in range(2, 50):
            running.station.show(vehicle(1, heading_deg=float(heading_deg)))
        await client.ack(second["n"])
        third = await client.frame()

    assert [state["heading_deg"] for state in third["state"]] == [49.0]


async def test_an_unchanged_picture_still_gives_a_sign_of_life(running):
    async with running.live() as client:
        await client.frame()
        alive = await client.frame()

    assert (alive["events"], alive["state"]) == ([], [])


async def test_a_review_reaches_every_client(running, found):
    running.incident.record(found(1))
    path = f"/api/v1/incidents/{running.incident.id}/findings/finding-1/review"

    async with running.live() as one, running.live() as other:
        answer = await running.as_("commander").post(path, json={"verdict": "confirmed", "note": "seen by crew"})
        got = []
        for client in (one, other):
            events = []
            while not events:
                events = (await client.frame())["events"]
            got.append(events)

    assert answer.json()["status"] == "confirmed"
    assert answer.json()["reviewed_by"] == "commander"
    for [event] in got:
        assert (event["type"], event["verdict"], event["actor"]) == ("finding_reviewed", "confirmed", "commander")


async def test_a_stalled_client_delays_nobody_and_holds_no_backlog(running, found):
    async with running.live() as stalled, running.live() as lively:
        await stalled.frame(ack=False)
        hub_clients = [client for client in _clients(running)]
        for number in range(1, 301):
            running.incident.record(found(number))
            if number % 50 == 0:
                await lively.events_up_to(number + 1)

        backlogs = sorted(client.cursor.seq for client in hub_clients)
        waiting = max(len(client.cursor._unacknowledged) for client in hub_clients)

    assert backlogs[-1] == 301
    assert backlogs[0] < 100
    assert waiting <= 2


async def test_a_ticket_opens_one_socket_only(running):
    path = f"/api/v1/incidents/{running.incident.id}/live"
    ticket = await running.ticket(f"{path}-ticket")
    async with running.socket(path, ticket):
        pass

    with pytest.raises(websockets.InvalidStatus) as refused:
        async with running.socket(path, ticket):
            pass

    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body)["remedy"]


async def test_a_ticket_for_one_socket_does_not_open_another(running):
    other = running.incidents.open("another", "kari")
    ticket = await running.ticket(f"/api/v1/incidents/{running.incident.id}/live-ticket")

    with pytest.raises(websockets.InvalidStatus) as refused:
        async with running.socket(f"/api/v1/incidents/{other.id}/live", ticket):
            pass

    assert refused.value.response.status_code == 401


async def test_another_sites_page_is_refused_before_the_upgrade(running):
    path = f"/api/v1/incidents/{running.incident.id}/live"
    ticket = await running.ticket(f"{path}-ticket")

    with pytest.raises(websockets.InvalidStatus) as refused:
        async with running.socket(path, ticket, origin="https://elsewhere.example"):
            pass

    assert refused.value.response.status_code == 403
    async with running.socket(path, ticket, origin=running.address) as socket:
        assert socket.subprotocol == "varde.v1"


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        (["nonsense"], "Invalid JSON"),
        ([{"kind": "ack", "n": 1, "shown_ms": 1}], "hello"),
        ([{"kind": "hello", "epoch": None, "seq": "x"}], "seq"),
        ([{"kind": "arm"}], "kind"),
        ([{"kind": "hello", "epoch": None, "seq": None}, {"kind": "ack", "n": 77, "shown_ms": 1}], "77"),
        ([{"kind": "hello", "epoch": None, "seq": None}, {"kind": "hello", "epoch": None, "seq": None}], "once"),
    ],
)
async def test_a_wrong_message_ends_the_socket_with_the_reason(running, messages, said):
    path = f"/api/v1/incidents/{running.incident.id}/live"

    async with running.socket(path, await running.ticket(f"{path}-ticket")) as socket:
        for message in messages:
            await socket.send(message if isinstance(message, str) else json.dumps(message))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await socket.recv()

    assert closed.value.rcvd.code == 1008
    assert said in closed.value.rcvd.reason


async def test_no_acknowledgement_ends_the_socket(running, monkeypatch):
    monkeypatch.setattr("ground_station.api.live_cursor.ACK_DEADLINE_S", 0.3)

    async with running.live() as client:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await client.frame(ack=False)

    assert closed.value.rcvd.code == 4008


async def test_who_signs_out_is_put_off_the_live_socket(running, monkeypatch):
    monkeypatch.setattr("ground_station.api.live.SESSION_CHECK_S", 0.1)
    monkeypatch.setattr("ground_station.api.role_now.KEPT_S", 0.0)

    async with running.live() as client:
        running.access.remove_user("viewer")
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await client.frame()

    assert closed.value.rcvd.code == 4401


def _clients(running):
    return running.app.state.parts.hub._clients
