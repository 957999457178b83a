"""The live socket: the shell around `live_cursor`. `docs/reference/live-socket.md` describes it from outside."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from ground_station.access.permissions import SOCKET_MESSAGES, Layer, Role, may
from ground_station.api.gate import SUBPROTOCOL
from ground_station.api.guest_view import shown_picture, shows_event, shows_state
from ground_station.api.live_cursor import ACK_DEADLINE_S, BadAck, Frame, LiveCursor
from ground_station.api.metrics import Metrics
from ground_station.api.station import Station
from ground_station.api.wire import Ack, ClientMessage, Hello, Resume, Snapshot
from ground_station.incident.desk import OpenIncident
from ground_station.incident.journal import Entry

HELLO_DEADLINE_S = 10.0
SESSION_CHECK_S = 10.0
CLOSE_WAIT_S = 1.0

BAD_MESSAGE = 1008
NO_ACK = 4008
SIGNED_OUT = 4401

RoleNow = Callable[[], Role | None]
"""The caller's role as it is now; None when signed out."""

Layers = frozenset[Layer] | None
"""What a guest's link shows; None: whoever looks is no guest and gets everything."""

_CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)


class Leave(Exception):
    """This socket ends: with a code from us, or (None) because the client is gone."""

    def __init__(self, code: int | None, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class LiveHub:
    """What all live sockets share: each state encoded once, each snapshot encoded once."""

    def __init__(self, station: Station, metrics: Metrics) -> None:
        self.metrics = metrics
        self._station = station
        self._encoded: dict[str, bytes] = {}
        self._snapshots: dict[tuple[str, Layers], tuple[int, str]] = {}
        self._clients: set[_Client] = set()
        station.on_state(self._state_changed)

    async def serve(
        self, websocket: WebSocket, incident: OpenIncident, role_now: RoleNow, layers: Layers = None
    ) -> None:
        """One client, from the upgrade to its end."""
        await websocket.accept(subprotocol=SUBPROTOCOL)
        self.metrics.live_clients.inc()
        try:
            await self._talk(websocket, incident, role_now, layers)
        except* Leave as leaving:
            await self._say_goodbye(websocket, leaving)
        finally:
            self.metrics.live_clients.dec()

    def state_of(self, key: str) -> bytes | None:
        """The newest state of `key` as JSON, or None when it is gone."""
        if key not in self._encoded:
            state = self._station.state().get(key)
            if state is None:
                return None
            self._encoded[key] = state.model_dump_json().encode()
        return self._encoded[key]

    def snapshot(self, incident: OpenIncident, layers: Layers = None) -> str:
        """The whole picture as JSON, for a guest as far as the link shows it."""
        kept = self._snapshots.get((incident.id, layers))
        if kept is None or kept[0] != incident.seq:
            picture = incident.picture if layers is None else shown_picture(layers, incident.picture)
            message = Snapshot(epoch=incident.epoch, seq=incident.seq, picture=picture)
            kept = self._snapshots[incident.id, layers] = (incident.seq, message.model_dump_json())
        return kept[1]

    async def _talk(self, websocket: WebSocket, incident: OpenIncident, role_now: RoleNow, layers: Layers) -> None:
        hello = await _first_word(websocket, role_now)
        is_resumable = hello.epoch == incident.epoch and hello.seq is not None and 0 <= hello.seq <= incident.seq
        if is_resumable and hello.seq is not None:
            seq = hello.seq
            resume = Resume.model_validate({"epoch": incident.epoch, "from": seq, "to": incident.seq})
            answer = resume.model_dump_json(by_alias=True)
        else:
            seq, answer = incident.seq, self.snapshot(incident, layers)
        client = _Client(self, websocket, incident, role_now, LiveCursor(seq, hello.profile, _filter(layers)), layers)
        for key in self._station.state():
            client.state_changed(key)
        # Before the first await: what happens while the answer is on its way must not be missed.
        self._clients.add(client)
        unsubscribe = incident.subscribe(client.told)
        try:
            async with asyncio.timeout(ACK_DEADLINE_S):
                await websocket.send_text(answer)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(client.read())
                tasks.create_task(client.write())
        except TimeoutError:
            raise Leave(NO_ACK, "the first answer did not get through") from None
        except WebSocketDisconnect:
            raise Leave(None) from None
        finally:
            unsubscribe()
            self._clients.discard(client)

    async def _say_goodbye(self, websocket: WebSocket, leaving: BaseExceptionGroup[Leave]) -> None:
        first: BaseException = leaving
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        if not isinstance(first, Leave) or first.code is None:
            return
        self.metrics.live_closed.labels(code=str(first.code)).inc()
        await close(websocket, first.code, first.reason)

    def _state_changed(self, key: str) -> None:
        self._encoded.pop(key, None)
        for client in self._clients:
            client.state_changed(key)


class _Client:
    """The two halves of one connection: what it says and what it is told."""

    def __init__(
        self,
        hub: LiveHub,
        websocket: WebSocket,
        incident: OpenIncident,
        role_now: RoleNow,
        cursor: LiveCursor,
        layers: Layers,
    ) -> None:
        self.cursor = cursor
        self._layers = layers
        self.wake = asyncio.Event()
        self._hub = hub
        self._websocket = websocket
        self._incident = incident
        self._role_now = role_now

    def told(self, _entries: Sequence[Entry]) -> None:
        """Something is in the journal; the cursor finds out what."""
        self.wake.set()

    def state_changed(self, key: str) -> None:
        """The state of `key` is newer than what the client has, if it is for them."""
        if self._layers is None or shows_state(self._layers, key):
            self.cursor.state_changed(key)
            self.wake.set()

    async def read(self) -> None:
        """Acknowledgements, until the client leaves or says something wrong."""
        loop = asyncio.get_running_loop()
        while True:
            message = await _receive(self._websocket, self._role_now)
            if not isinstance(message, Ack):
                raise Leave(BAD_MESSAGE, "hello comes once, and first")
            try:
                took_s = self.cursor.acknowledged(message.n, loop.time(), message.shown_ms / 1000)
            except BadAck as error:
                raise Leave(BAD_MESSAGE, str(error)) from error
            self._hub.metrics.shown_s.observe(took_s)
            self.wake.set()

    async def write(self) -> None:
        """Frames as they become due, until no acknowledgement comes or the session ends."""
        clock = asyncio.get_running_loop().time
        check_s = clock() + SESSION_CHECK_S
        while True:
            now_s = clock()
            if now_s >= self.cursor.deadline_s:
                raise Leave(NO_ACK, f"no acknowledgement for {ACK_DEADLINE_S:.0f} s")
            if now_s >= check_s:
                check_s = now_s + SESSION_CHECK_S
                if self._role_now() is None:
                    raise Leave(SIGNED_OUT, "signed out")
            due_s = self.cursor.due_s(self._incident.seq)
            if due_s <= now_s:
                await self._send_frame(now_s)
            else:
                await self._sleep_until(min(due_s, self.cursor.deadline_s, check_s))

    async def _send_frame(self, now_s: float) -> None:
        frame = self.cursor.build(now_s, self._incident.seq, self._incident.entries_after, self._hub.state_of)
        text = frame_json(frame, datetime.now(UTC))
        self.cursor.sent(frame.n, len(text), now_s)
        self._hub.metrics.live_frames.inc()
        self._hub.metrics.live_bytes.inc(len(text))
        try:
            async with asyncio.timeout_at(self.cursor.deadline_s):
                await self._websocket.send_text(text.decode())
        except TimeoutError:
            raise Leave(NO_ACK, "the socket takes nothing") from None
        except WebSocketDisconnect:
            raise Leave(None) from None

    async def _sleep_until(self, at_s: float) -> None:
        self.wake.clear()
        try:
            async with asyncio.timeout_at(at_s if math.isfinite(at_s) else None):
                await self.wake.wait()
        except TimeoutError:
            return


def frame_json(frame: Frame, at: datetime) -> bytes:
    """A `LiveFrame` put together from the JSON that its parts have already."""
    return (b'{"kind":"frame","n":%d,"at":"%b","events":[%b],"state":[%b],"pending":{"events":%d,"state":%d}}') % (
        frame.n,
        at.isoformat().replace("+00:00", "Z").encode(),
        b",".join(entry.json for entry in frame.entries),
        b",".join(frame.states),
        frame.pending_events,
        frame.pending_state,
    )


async def close(websocket: WebSocket, code: int, reason: str) -> None:
    """End a socket from our side; a stalled one is left to the server's ping time-out."""
    try:
        async with asyncio.timeout(CLOSE_WAIT_S):
            # A close frame holds 123 bytes of reason.
            await websocket.close(code, reason.encode()[:120].decode(errors="ignore"))
    except (TimeoutError, RuntimeError, WebSocketDisconnect):
        return


def _filter(layers: Layers) -> Callable[[Entry], bool] | None:
    return None if layers is None else lambda entry: shows_event(layers, entry.event)


async def _first_word(websocket: WebSocket, role_now: RoleNow) -> Hello:
    try:
        async with asyncio.timeout(HELLO_DEADLINE_S):
            message = await _receive(websocket, role_now)
    except TimeoutError:
        raise Leave(BAD_MESSAGE, f"no hello within {HELLO_DEADLINE_S:.0f} s") from None
    if not isinstance(message, Hello):
        raise Leave(BAD_MESSAGE, "the first message must be hello")
    return message


async def _receive(websocket: WebSocket, role_now: RoleNow) -> ClientMessage:
    """The client's next message, parsed and permitted."""
    text = await receive_text(websocket)
    try:
        message = _CLIENT_MESSAGE.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "message"
        raise Leave(BAD_MESSAGE, f"{place}: {first['msg']}") from error
    if not may(role_now(), SOCKET_MESSAGES.get(f"live/{message.kind}")):
        raise Leave(SIGNED_OUT, f"not allowed to send {message.kind}")
    return message


async def receive_text(websocket: WebSocket) -> str:
    """The next text message. Raises `Leave`."""
    received = await websocket.receive()
    if received["type"] == "websocket.disconnect":
        raise Leave(None)
    text = received.get("text")
    if text is None:
        raise Leave(BAD_MESSAGE, "messages are JSON text")
    return str(text)
