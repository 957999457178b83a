"""The thermal socket: newest only, one in flight."""

from __future__ import annotations

import asyncio
import json

import pytest
import websockets

from ground_station.api.station import ThermalPicture
from ground_station.api.wire import SeenInFrame, ThermalHeader


@pytest.fixture
def picture(noon):
    def make(number):
        seen = SeenInFrame(kind="hotspot", box_px=(1, 2, 3, 4), peak_celsius=312.0, finding_number=1)
        header = {
            "vehicle_id": 1,
            "frame": number,
            "at": noon,
            "width_px": 640,
            "height_px": 512,
            "min_celsius": 4.0,
            "max_celsius": 312.0,
            "detections": [seen],
        }
        return ThermalPicture(number=number, header=header, jpeg=b"\xff\xd8jpeg%d" % number)

    return make


async def connected(running, vehicle_id=1):
    path = f"/api/v1/vehicles/{vehicle_id}/thermal"
    return running.socket(path, await running.ticket(f"{path}-ticket"))


def unpacked(message: bytes) -> tuple[ThermalHeader, bytes]:
    length = int.from_bytes(message[:4], "big")
    return ThermalHeader.model_validate_json(message[4 : 4 + length]), message[4 + length :]


async def test_a_picture_comes_with_its_header(running, picture):
    running.station.pictures.put_nowait(picture(7))

    async with await connected(running) as socket:
        header, jpeg = unpacked(await socket.recv())

    assert (header.n, header.frame, header.detections[0].peak_celsius) == (7, 7, 312.0)
    assert jpeg == b"\xff\xd8jpeg7"


async def test_pictures_a_slow_viewer_missed_are_skipped(running, picture):
    async with await connected(running) as socket:
        running.station.pictures.put_nowait(picture(1))
        first, _ = unpacked(await socket.recv())
        for number in range(2, 20):
            running.station.pictures.put_nowait(picture(number))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await socket.recv()

        await socket.send(json.dumps({"kind": "ack", "n": first.n}))
        second, _ = unpacked(await socket.recv())

    assert (first.n, second.n) == (1, 19)


@pytest.mark.parametrize("message", ["nonsense", '{"kind": "ack", "n": 99}', '{"kind": "arm", "n": 1}'])
async def test_a_wrong_word_ends_the_socket(running, picture, message):
    async with await connected(running) as socket:
        await socket.send(message)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd.code == 1008


async def test_a_viewer_that_shows_nothing_is_let_go(running, picture, monkeypatch):
    monkeypatch.setattr("ground_station.api.thermal.ACK_DEADLINE_S", 0.2)
    running.station.pictures.put_nowait(picture(1))

    async with await connected(running) as socket:
        await socket.recv()
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd.code == 4008


async def test_the_two_sockets_do_not_share_tickets(running):
    ticket = await running.ticket("/api/v1/vehicles/1/thermal-ticket")

    with pytest.raises(websockets.InvalidStatus) as refused:
        async with running.socket("/api/v1/vehicles/2/thermal", ticket):
            pass

    assert refused.value.response.status_code == 401
