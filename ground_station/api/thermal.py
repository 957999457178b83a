"""The thermal socket: the newest picture of one aircraft, one in flight."""

from __future__ import annotations

import asyncio
import json

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from ground_station.access.permissions import SOCKET_MESSAGES, may
from ground_station.api.gate import SUBPROTOCOL
from ground_station.api.live import BAD_MESSAGE, NO_ACK, SIGNED_OUT, Leave, RoleNow, close, receive_text
from ground_station.api.live_cursor import ACK_DEADLINE_S
from ground_station.api.station import Station, ThermalPicture, UnknownVehicle
from ground_station.api.wire import ThermalAck

UNKNOWN_VEHICLE = 4404


def packed(picture: ThermalPicture) -> bytes:
    """A 4-byte big-endian length, a JSON header of that length, the JPEG."""
    header = json.dumps(picture.header | {"n": picture.number}, default=_plain).encode()
    return len(header).to_bytes(4, "big") + header + picture.jpeg


async def serve_thermal(websocket: WebSocket, station: Station, vehicle_id: int, role_now: RoleNow) -> None:
    """One client, from the upgrade to its end."""
    await websocket.accept(subprotocol=SUBPROTOCOL)
    viewer = _Viewer(websocket, role_now)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(viewer.read())
            tasks.create_task(viewer.write(station, vehicle_id))
    except* Leave as leaving:
        first = leaving.exceptions[0]
        if isinstance(first, Leave) and first.code is not None:
            await close(websocket, first.code, first.reason)


class _Viewer:
    def __init__(self, websocket: WebSocket, role_now: RoleNow) -> None:
        self._websocket = websocket
        self._role_now = role_now
        self._waiting_for: int | None = None
        self._shown = asyncio.Event()

    async def read(self) -> None:
        """Acknowledgements."""
        while True:
            text = await receive_text(self._websocket)
            try:
                ack = ThermalAck.model_validate_json(text)
            except ValidationError as error:
                raise Leave(BAD_MESSAGE, error.errors(include_url=False)[0]["msg"]) from error
            if not may(self._role_now(), SOCKET_MESSAGES.get(f"thermal/{ack.kind}")):
                raise Leave(SIGNED_OUT, "signed out")
            if ack.n != self._waiting_for:
                raise Leave(BAD_MESSAGE, f"ack {ack.n} does not fit: waiting for {self._waiting_for}")
            self._shown.set()

    async def write(self, station: Station, vehicle_id: int) -> None:
        """The newest picture, then the next when that one is shown."""
        try:
            async for picture in station.thermal_pictures(vehicle_id):
                await self._show(picture)
        except UnknownVehicle as error:
            raise Leave(UNKNOWN_VEHICLE, f"no aircraft {vehicle_id}") from error
        except WebSocketDisconnect as error:
            raise Leave(None) from error
        raise Leave(1000, "the camera has ended")

    async def _show(self, picture: ThermalPicture) -> None:
        self._waiting_for = picture.number
        self._shown.clear()
        try:
            async with asyncio.timeout(ACK_DEADLINE_S):
                await self._websocket.send_bytes(packed(picture))
                await self._shown.wait()
        except TimeoutError:
            raise Leave(NO_ACK, f"no acknowledgement for {ACK_DEADLINE_S:.0f} s") from None


def _plain(value: object) -> object:
    """Records inside the header as JSON."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a thermal header")
