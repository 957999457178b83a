"""All aircraft of the station: the shell that joins links, states and orders."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ground_station.fleet.carrying import KeptFences, planned_of, upload_of
from ground_station.fleet.driving import carry_out_order, converse
from ground_station.fleet.knowledge import Knowledge
from ground_station.fleet.notices import Notice, VehicleHeard, VehicleUpdated
from ground_station.fleet.order_queue import OrderQueue
from ground_station.fleet.orders import Land, Order, Pause, Return
from ground_station.fleet.poses import AircraftPose, PoseGap
from ground_station.fleet.state import VehicleState
from ground_station.fleet.traffic import FORGOTTEN_AFTER_S, Traffic, merged, traffic_in
from ground_station.fleet.vehicle import KINDS, Vehicle, VehicleStates, begins_vehicle
from ground_station.link.addresses import parse_address
from ground_station.link.exchange import Exchange, Progress
from ground_station.link.logs import LogEntry, LogExchange, LogListExchange
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.mission_transfer import (
    FENCE,
    MISSION,
    RALLY,
    ClearExchange,
    DownloadExchange,
    MissionItem,
    tells_fence_is_not_enforced,
)
from ground_station.link.outcomes import Answer, Outcome
from ground_station.link.parameter_list import ListExchange, ParameterList
from ground_station.link.parameters import Parameter, ReadExchange, SetExchange
from ground_station.link.pieces import Put
from ground_station.link.session import Session
from ground_station.link.signing import LinkSigning, SetUpSigningExchange

TELL_EVERY_S: Final = 0.1
"""How often a changing aircraft is told about."""
OVERTAKES: Final = (Pause, Return, Land)
"""Orders that break off the one under way; others wait for it."""
NOT_HEARD: Final = Answer(Outcome.UNANSWERED, ("No aircraft with this number is heard.",))
FENCE_WORDS: Final = frozenset({"STATUSTEXT", "EVENT"})


class Fleet:
    """Every aircraft that the station hears on `urls`."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        tlog_path: Path | None = None,
        forward: Sequence[str] = (),
        forward_may_command: bool = False,
        in_control: Callable[[frozenset[int]], bool] | None = None,
        signing: Mapping[str, LinkSigning] | None = None,
        knowledge: Knowledge | None = None,
    ) -> None:
        """`forward` are addresses of other ground stations; `in_control`: whether the pilot of any of these is here;
        `signing` is by URL; `knowledge` keeps parameters and metadata, without it nothing of these is kept.

        Raises `errors.BadInput` where a URL names no address.
        """
        self._signing = dict(signing or {})
        self._knowledge = knowledge
        self._learning: dict[int, asyncio.Task[None]] = {}
        self._session = Session(
            [parse_address(url) for url in urls],
            self._hear,
            tlog_path=tlog_path,
            in_control=in_control,
            signing=self._signing,
            forward=[parse_address(url) for url in forward],
            forward_may_command=forward_may_command,
        )
        self._vehicles: dict[int, Vehicle] = {}
        self._listeners: list[Callable[[Notice], None]] = []
        self._queues: dict[int, OrderQueue] = {}
        self._plan_locks: dict[int, asyncio.Lock] = {}
        self._fences = KeptFences()
        self._traffic: dict[int, Traffic] = {}
        self._is_ending = False

    @property
    def traffic(self) -> Mapping[int, Traffic]:
        """Manned aircraft heard in the last minute, by their ICAO address."""
        now_s = asyncio.get_running_loop().time()
        for address in [a for a, each in self._traffic.items() if now_s - each.heard_s > FORGOTTEN_AFTER_S]:
            del self._traffic[address]
        return self._traffic

    @property
    def vehicles(self) -> Mapping[int, VehicleState]:
        """The newest state of every aircraft heard so far, by system id."""
        return VehicleStates(self._vehicles)

    @property
    def frames_heard(self) -> int:
        """Frames that came whole over the paths that are open now."""
        return self._session.frames_heard

    @property
    def shared_numbers(self) -> Mapping[int, str]:
        """System ids that two aircraft share, and how that showed: orders to them are refused."""
        return self._session.shared_numbers

    async def open(self) -> None:
        """Open every link.

        Raises:
            BadInput: an address cannot be opened; `PortInUse` when another program holds it.
        """
        await self._session.open()

    async def run(self) -> None:
        """Keep the links alive and listeners told, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._session.run(), name="heartbeat")
            group.create_task(self._tell(), name="fleet notices")

    def break_off(self) -> None:
        """End what is under way with aircraft as cancelled and begin nothing more, so that all who wait have an answer.

        For a station that ends: its web server would otherwise tear requests off, which looks like a fault of theirs.
        """
        self._is_ending = True
        for queue in self._queues.values():
            queue.break_off()
        self._session.break_off()

    async def close(self) -> None:
        """Break off what is under way and close every link."""
        for task in self._learning.values():
            task.cancel()
        self._session.close()
        await asyncio.sleep(0)

    def catch_up(self) -> float:
        """Take what aircraft have said and nobody looked at yet; the time up to which their silence counts."""
        return self._session.catch_up()

    def subscribe(self, listener: Callable[[Notice], None]) -> Callable[[], None]:
        """Call `listener` with every notice, in the event loop; the result unsubscribes."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def pose_at(self, system_id: int, boot_s: float) -> AircraftPose | PoseGap:
        """Where an aircraft was at `boot_s` of its own clock."""
        vehicle = self._vehicles.get(system_id)
        return PoseGap("position_unknown") if vehicle is None else vehicle.poses.at(boot_s)

    async def command(self, system_id: int, order: Order, *, is_urgent: bool = False) -> Answer:
        """Have an aircraft carry out `order`; answers when the effect is seen, refused, or not coming.

        Orders wait for each other, except urgent ones and those that bring an aircraft down: they break off the one
        under way and all that wait. An aircraft whose number another one has too gets urgent orders only: nobody can
        tell which of the two would obey.
        """
        refusal = self._refusal(system_id)
        if refusal is not None and not (is_urgent and system_id in self._vehicles):
            return refusal
        if self._is_ending:
            return Answer(Outcome.CANCELLED)
        queue = self._queues.setdefault(system_id, OrderQueue())
        vehicle = self._vehicles[system_id]
        return await queue.take(
            lambda: carry_out_order(self._session, vehicle, order),
            overtakes=is_urgent or isinstance(order, OVERTAKES),
        )

    async def upload_mission(self, system_id: int, items: Sequence[MissionItem]) -> Answer:
        """Have a plan on an aircraft; accepted only when the whole of it is known to be there and can be flown.

        One that is there already is not sent again: PX4 tells by a checksum, within about a second.
        """
        return await self._upload(system_id, items, MISSION)

    async def upload_fence(self, system_id: int, items: Sequence[MissionItem]) -> Answer:
        """Have a fence on an aircraft; accepted only when it holds the whole of it and keeps it.

        PX4 judges a fence once and takes the same one again in silence, so it is made to judge it anew unless this
        station saw it keep that fence with the home that it has now.
        """
        return await self._upload(system_id, items, FENCE)

    async def upload_rally(self, system_id: int, items: Sequence[MissionItem]) -> Answer:
        """Have places to return to besides home on an aircraft."""
        return await self._upload(system_id, items, RALLY)

    async def clear_plan(self, system_id: int, mission_type: int = MISSION) -> Answer:
        """Take plan, fence or rally points (`MISSION`, `FENCE`, `RALLY`) off an aircraft."""
        refusal = self._refusal(system_id)
        if refusal is not None:
            return refusal
        exchange = ClearExchange(system_id, mission_type)
        reasons = await self._transfer(system_id, exchange)
        return Answer(exchange.outcome or Outcome.FAILED, reasons)

    async def download_mission(
        self, system_id: int, mission_type: int = MISSION
    ) -> tuple[Answer, tuple[MissionItem, ...]]:
        """Read the plan, fence or rally points (`MISSION`, `FENCE`, `RALLY`) that are on an aircraft."""
        if system_id not in self._vehicles:
            return NOT_HEARD, ()
        exchange = DownloadExchange(system_id, mission_type)
        reasons = await self._transfer(system_id, exchange)
        items = planned_of(self._vehicles[system_id].state, exchange.items, mission_type)
        return Answer(exchange.outcome or Outcome.FAILED, reasons, exchange.checksum), items

    async def _upload(self, system_id: int, items: Sequence[MissionItem], mission_type: int) -> Answer:
        refusal = self._refusal(system_id)
        if refusal is not None:
            return refusal
        if not items:
            return Answer(Outcome.DENIED, ("The plan has no items.",))
        exchange = upload_of(self._vehicles[system_id].state, items, mission_type, self._fences)
        if mission_type == FENCE and not exchange.is_enforced:
            self._fences.forget(system_id)
        reasons = await self._transfer(system_id, exchange)
        state = self._vehicles[system_id].state
        if mission_type == FENCE and exchange.outcome is Outcome.ACCEPTED and exchange.stored_checksum:
            self._fences.note(state, exchange.stored_checksum)
        return Answer(exchange.outcome or Outcome.FAILED, reasons, exchange.stored_checksum)

    async def read_parameter(self, system_id: int, name: str) -> tuple[Answer, Parameter | None]:
        """Read one of the autopilot's parameters."""
        if system_id not in self._vehicles:
            return NOT_HEARD, None
        exchange = ReadExchange(system_id, name, is_bytewise=self._is_bytewise(system_id))
        reasons = await self._transfer(system_id, exchange)
        return Answer(exchange.outcome or Outcome.FAILED, reasons), exchange.parameter

    async def set_parameter(self, system_id: int, wanted: Parameter) -> Answer:
        """Set one of the autopilot's parameters and see that it took the value."""
        refusal = self._refusal(system_id)
        if refusal is not None:
            return refusal
        exchange = SetExchange(system_id, wanted, is_bytewise=self._is_bytewise(system_id))
        reasons = await self._transfer(system_id, exchange)
        return Answer(exchange.outcome or Outcome.FAILED, reasons)

    async def parameters(self, system_id: int) -> tuple[Answer, ParameterList | None]:
        """Every parameter of the autopilot: from what is kept, where its hash says that nothing changed."""
        if system_id not in self._vehicles:
            return NOT_HEARD, None
        is_bytewise = self._is_bytewise(system_id)
        if self._knowledge is not None:
            return await self._knowledge.parameters(system_id, self._transfer, is_bytewise=is_bytewise)
        exchange = ListExchange(system_id, is_bytewise=is_bytewise)
        reasons = await self._transfer(system_id, exchange)
        return Answer(exchange.outcome or Outcome.FAILED, reasons), exchange.found

    async def set_up_signing(self, system_id: int, *, ends: bool = False) -> Answer:
        """Give an aircraft the key of the link that it is heard on, or (`ends`) tell it to sign no longer.

        The key crosses the link in the clear. Accepted when the aircraft signs with it.
        """
        refusal = self._refusal(system_id)
        if refusal is not None:
            return refusal
        channel = self._session.routes.path_to((system_id, AUTOPILOT_COMPONENT))
        signing = None if channel is None else self._signing.get(channel.url)
        if signing is None:
            return Answer(Outcome.DENIED, ("The link that this aircraft is heard on has no signing key.",))
        exchange = SetUpSigningExchange(system_id, None if ends else signing.key, unix_s=time.time())
        reasons = await self._transfer(system_id, exchange)
        return Answer(exchange.outcome or Outcome.FAILED, reasons)

    async def list_logs(self, system_id: int) -> tuple[Answer, tuple[LogEntry, ...]]:
        """Which flight logs are on an aircraft."""
        if system_id not in self._vehicles:
            return NOT_HEARD, ()
        exchange = LogListExchange(system_id)
        reasons = await self._converse(system_id, exchange)
        return Answer(exchange.outcome or Outcome.FAILED, reasons), exchange.entries

    async def fetch_log(
        self,
        system_id: int,
        entry: LogEntry,
        on_progress: Callable[[Progress], None] | None = None,
        put: Put | None = None,
    ) -> tuple[Answer, bytes]:
        """One flight log, whole, or to `put` as it comes. The aircraft should be on the ground: it takes minutes."""
        if system_id not in self._vehicles:
            return NOT_HEARD, b""
        exchange = LogExchange(system_id, entry, put)
        exchange.on_progress = on_progress
        reasons = await self._converse(system_id, exchange)
        return Answer(exchange.outcome or Outcome.FAILED, reasons), exchange.content

    def _refusal(self, system_id: int) -> Answer | None:
        """Why nothing that changes an aircraft is sent to this number; None: it is."""
        if system_id not in self._vehicles:
            return NOT_HEARD
        shared = self.shared_numbers.get(system_id)
        return None if shared is None else Answer(Outcome.DENIED, (shared,))

    def _is_bytewise(self, system_id: int) -> bool:
        return self._vehicles[system_id].state.autopilot != "ardupilot"

    async def _transfer(self, system_id: int, exchange: Exchange) -> tuple[str, ...]:
        """Run an `exchange` of plans or parameters, one at a time with each aircraft."""
        async with self._plan_locks.setdefault(system_id, asyncio.Lock()):
            return await self._converse(system_id, exchange)

    async def _converse(self, system_id: int, exchange: Exchange) -> tuple[str, ...]:
        """Run `exchange`; its reasons, with what the aircraft said where it ended badly."""
        if self._is_ending:
            exchange.cancel(asyncio.get_running_loop().time())
            return exchange.reasons
        return await converse(self._session, self._vehicles[system_id], exchange)

    def _hear(self, message: Message, now_s: float) -> None:
        kind = message.kind
        if kind not in KINDS:
            if kind == "ADSB_VEHICLE":
                self._hear_traffic(message, now_s)
            return
        vehicle = self._vehicles.get(message.source_system)
        if vehicle is None:
            if not begins_vehicle(message):
                return
            vehicle = self._vehicles[message.source_system] = Vehicle(message.source_system)
            vehicle.requests.is_slow = self._session.is_slow(message.source_system)
        if kind in FENCE_WORDS and tells_fence_is_not_enforced(message, message.source_system):
            self._fences.forget(message.source_system)
        for notice in vehicle.receive(message, now_s):
            self._publish(notice)
            if isinstance(notice, VehicleHeard):
                self._learn(notice.system_id)
        if vehicle.outgoing:
            self._send_out(vehicle)

    def _hear_traffic(self, message: Message, now_s: float) -> None:
        traffic = traffic_in(message, now_s)
        if traffic is not None:
            self._traffic[traffic.address] = merged(self._traffic.get(traffic.address), traffic)

    def _send_out(self, vehicle: Vehicle) -> None:
        outgoing, vehicle.outgoing = vehicle.outgoing, []
        for message in outgoing:
            self._session.send(vehicle.state.system_id, message)

    def _learn(self, system_id: int) -> None:
        """Ask an aircraft that was just heard for the words of its events, unless that was done or it flies."""
        if self._knowledge is None or system_id in self._learning or self._vehicles[system_id].state.is_armed:
            return
        self._learning[system_id] = asyncio.create_task(self._teach(system_id, self._knowledge))

    async def _teach(self, system_id: int, knowledge: Knowledge) -> None:
        book = await knowledge.event_book(system_id, self._converse)
        if book is None:
            del self._learning[system_id]  # asked again when it is heard again
        else:
            self._vehicles[system_id].teach(book)

    async def _tell(self) -> None:
        clock = asyncio.get_running_loop().time
        self._session.catch_up()  # from here on a turn that comes late is a standstill
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            heard_until_s = self._session.catch_up()
            for system_id, vehicle in list(self._vehicles.items()):
                self._fences.look(vehicle.state)
                for notice in vehicle.tick(heard_until_s):
                    self._publish(notice)
                self._send_out(vehicle)
                for message in vehicle.wishes(clock()):
                    self._session.send(system_id, message)
                if vehicle.changed:
                    vehicle.changed = False
                    self._publish(VehicleUpdated(system_id))

    def _publish(self, notice: Notice) -> None:
        for listener in tuple(self._listeners):
            listener(notice)
