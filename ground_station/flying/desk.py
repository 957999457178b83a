"""Aircraft on behalf of people: their state as the map shows it, commands and missions with a journal entry each."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from ground_station.api.station import UnknownVehicle
from ground_station.api.wire import Command, CommandResult
from ground_station.api.wire import VehicleState as VehicleView
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.notices import (
    ModeChanged,
    Notice,
    StatusText,
    VehicleHeard,
    VehicleSilent,
    VehicleUpdated,
)
from ground_station.fleet.orders import Arm, Disarm, GoTo, Land, Order, Pause, Resume, Return, StartMission, TakeOff
from ground_station.fleet.state import Answer, link_at
from ground_station.incident.desk import OpenIncident
from ground_station.incident.events import (
    CommandIssued,
    Event,
    MissionUploaded,
    VehicleConnected,
    VehicleLost,
    VehicleModeChanged,
    VehicleSaid,
)
from ground_station.link.mission_items import FRAME_MISSION, MissionItem
from ground_station.safety.rules import broken_rules
from missions.plan import MissionItem as PlannedItem
from missions.terrain import Terrain

DEFAULT_TAKEOFF_HEIGHT_M = 15.0
STATE_EVERY_S = 0.1
"""An aircraft's state is published at most so often: ten pictures a second are more than an eye needs."""


def letter(system_id: int) -> str:
    """What people call an aircraft: A to Z, then A2 ..."""
    round_number, place = divmod(system_id - 1, 26)
    return chr(ord("A") + place) + (str(round_number + 1) if round_number else "")


def order_for(command: Command) -> Order:
    """The order that a person's command means."""
    match command.command:
        case "arm":
            return Arm()
        case "disarm":
            return Disarm()
        case "takeoff":
            return TakeOff(command.height_above_home_m or DEFAULT_TAKEOFF_HEIGHT_M)
        case "start_mission":
            return StartMission()
        case "pause":
            return Pause()
        case "resume":
            return Resume()
        case "return":
            return Return()
        case "land":
            return Land()
        case "goto":
            latitude_deg, longitude_deg, height_m = command.place
            return GoTo(latitude_deg, longitude_deg, height_m)


def wire_items(items: Sequence[PlannedItem]) -> list[MissionItem]:
    """A plan's items as the aircraft gets them."""
    return [wire_item(item) for item in items]


def wire_item(item: PlannedItem) -> MissionItem:
    """One item; without a place (frame 2) its last three numbers are parameters 5 to 7 and stay as they are."""
    if item.frame == FRAME_MISSION:
        return MissionItem(
            command=item.command,
            frame=item.frame,
            params=item.params,
            x=round(item.latitude_deg),
            y=round(item.longitude_deg),
            z=item.altitude_m,
            autocontinue=item.autocontinue,
        )
    return MissionItem.from_degrees(
        command=item.command,
        frame=item.frame,
        params=item.params,
        latitude_deg=item.latitude_deg,
        longitude_deg=item.longitude_deg,
        altitude_m=item.altitude_m,
        autocontinue=item.autocontinue,
    )


def _finite(value: float | None, digits: int) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, digits)


class Flying:
    """Joins the fleet with the incident: what aircraft do is shown and journalled, what people order is sent."""

    def __init__(
        self,
        fleet: Fleet,
        incident: Callable[[], OpenIncident],
        publish: Callable[[VehicleView], None],
        terrain: Terrain | None,
    ) -> None:
        self._fleet = fleet
        self._incident = incident
        self._publish = publish
        self._terrain = terrain
        self._published_s: dict[int, float] = {}
        self._plan_ids: dict[int, str] = {}
        fleet.subscribe(self._notice)

    def view(self, system_id: int) -> VehicleView:
        """An aircraft as people see it. Raises `UnknownVehicle`."""
        state = self._fleet.vehicles.get(system_id)
        if state is None:
            raise UnknownVehicle(system_id)
        now_s = time.monotonic()
        velocity = state.velocity_ned_ms
        height_agl_m = None
        place = (state.latitude_deg, state.longitude_deg)
        if self._terrain is not None and state.altitude_amsl_m is not None and place[0] is not None:
            height_agl_m = state.altitude_amsl_m - float(self._terrain.height_m(place[0], place[1] or 0.0))
        home = state.home
        return VehicleView(
            key=f"vehicle/{system_id}",
            at=datetime.now(UTC) - timedelta(seconds=max(0.0, now_s - state.last_heard_s)),
            id=system_id,
            letter=letter(system_id),
            link=link_at(state, now_s).value,
            mode=state.mode,
            is_armed=state.is_armed,
            is_in_air=state.is_in_air,
            is_failsafe=state.is_failsafe,
            is_ready_to_arm=state.is_ready_to_arm,
            latitude_deg=_finite(state.latitude_deg, 7),
            longitude_deg=_finite(state.longitude_deg, 7),
            altitude_amsl_m=_finite(state.altitude_amsl_m, 1),
            height_above_home_m=_finite(state.height_above_home_m, 1),
            height_agl_m=_finite(height_agl_m, 1),
            heading_deg=_finite(state.heading_deg, 1),
            ground_speed_ms=_finite(math.hypot(velocity[0], velocity[1]), 1) if velocity else None,
            climb_ms=_finite(-velocity[2], 1) if velocity else None,
            battery_fraction=_finite(state.battery_fraction, 3),
            battery_v=_finite(state.battery_v, 2),
            satellites=state.satellites,
            gnss_fix=state.gnss_fix,
            home=(home.longitude_deg, home.latitude_deg, home.altitude_amsl_m) if home else None,
            mission_seq=state.mission_seq,
            mission_total=state.mission_total,
            mission_checksum=_hex(state.mission_checksum),
            plan_id=self._plan_ids.get(system_id),
            autopilot=state.autopilot,
            warnings=[alert.rule for alert in broken_rules(state, now_s)],
        )

    def refresh(self) -> None:
        """Publish every aircraft again: silence changes what is true of them too. Call once a second."""
        for system_id in self._fleet.vehicles:
            self._show(system_id)

    async def command(self, system_id: int, command: Command, actor: str) -> CommandResult:
        """Send an order and journal who gave it and what came of it."""
        self.view(system_id)
        answer = await self._fleet.command(system_id, order_for(command))
        self._record(
            CommandIssued(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=system_id,
                command=command.command,
                outcome=answer.outcome.value,
                reasons=list(answer.reasons),
            )
        )
        self._show(system_id)
        return _result(answer)

    async def upload(self, system_id: int, plan_id: str, items: Sequence[PlannedItem], actor: str) -> CommandResult:
        """Send a plan, verify what is on the aircraft, and journal it."""
        self.view(system_id)
        answer = await self._fleet.upload_mission(system_id, wire_items(items))
        if answer.outcome.value == "accepted":
            self._plan_ids[system_id] = plan_id
        self._record(
            MissionUploaded(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=system_id,
                plan_id=plan_id,
                outcome=answer.outcome.value,
                reasons=list(answer.reasons),
                checksum=_hex(answer.checksum),
            )
        )
        self._show(system_id)
        return _result(answer)

    def _record(self, event: Event) -> None:
        self._incident().record(event)

    def _show(self, system_id: int) -> None:
        self._published_s[system_id] = time.monotonic()
        self._publish(self.view(system_id))

    def _notice(self, notice: Notice) -> None:
        now, actor = datetime.now(UTC), f"vehicle/{notice.system_id}"
        match notice:
            case VehicleUpdated(system_id):
                if time.monotonic() - self._published_s.get(system_id, -math.inf) >= STATE_EVERY_S:
                    self._show(system_id)
            case VehicleHeard(system_id):
                self._record(VehicleConnected(at=now, actor=actor, vehicle_id=system_id))
            case VehicleSilent(system_id):
                self._record(VehicleLost(at=now, actor="station", vehicle_id=system_id))
            case ModeChanged(system_id, mode, is_armed):
                self._record(
                    VehicleModeChanged(at=now, actor=actor, vehicle_id=system_id, mode=mode, is_armed=is_armed)
                )
            case StatusText(system_id, severity, text):
                self._record(VehicleSaid(at=now, actor=actor, vehicle_id=system_id, severity=severity, text=text))


def _hex(checksum: int | None) -> str | None:
    return None if checksum is None else f"{checksum:08x}"


def _result(answer: Answer) -> CommandResult:
    return CommandResult(outcome=answer.outcome.value, reasons=list(answer.reasons))
