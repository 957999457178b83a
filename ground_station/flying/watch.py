"""Once a second: what is around every aircraft, which rules it breaks, and who is told."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ground_station.api.wire import AlertNow, TrafficState
from ground_station.api.wire import Encounter as EncounterView
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.state import Link, VehicleState, link_at
from ground_station.fleet.traffic import Traffic
from ground_station.flying.energy import needed_home
from ground_station.incident.events import AlertCleared, AlertRaised, Event
from ground_station.link.mission_items import FRAME_RELATIVE, FRAME_RELATIVE_INT
from ground_station.safety.alerts import AlertBook, Raised
from ground_station.safety.encounters import Encounter, encounters
from ground_station.safety.fence import Fence
from ground_station.safety.rules import Alert, Facts, SafetySettings, broken_rules
from ground_station.safety.surroundings import Ground, Known, facts_of
from missions.plan import MissionItem
from missions.terrain import Terrain

WITH_PLACE = (16, 17, 18, 19, 21, 22, 31)
"""MAV_CMD of the items that an aircraft flies to."""
RELATIVE = (FRAME_RELATIVE, FRAME_RELATIVE_INT)
FENCE_REFUSED = "geofence invalid"


@dataclass(slots=True)
class OnBoard:
    """What this station put on one aircraft, or read from it."""

    places: list[tuple[int, tuple[float, float, float]]] = field(default_factory=list)
    """Item number and place (latitude, longitude, metres above the sea) of the plan."""
    fence: Fence | None = None
    is_fence_refused: bool = False
    return_height_m: float | None = None

    def known(self, state: VehicleState) -> Known:
        """For the rules: the places from the current item on."""
        current = state.mission_seq or 0
        ahead = [place for number, place in self.places if number >= current] if state.mode == "mission" else []
        before = [place for number, place in self.places if number < current]
        return Known(
            ahead=ahead,
            leg_from=before[-1][:2] if before else None,
            fence=self.fence,
            is_fence_refused=self.is_fence_refused,
            return_height_m=self.return_height_m,
        )


def places_of(items: Sequence[MissionItem], home_amsl_m: float | None) -> list[tuple[int, tuple[float, float, float]]]:
    """Where the items of a plan are, with absolute heights."""
    found = []
    for number, item in enumerate(items):
        if item.command in WITH_PLACE and (item.latitude_deg, item.longitude_deg) != (0.0, 0.0):
            up = item.altitude_m + ((home_amsl_m or 0.0) if item.frame in RELATIVE else 0.0)
            found.append((number, (item.latitude_deg, item.longitude_deg, up)))
    return found


def ground_of(terrain: Terrain | None) -> Ground | None:
    """The elevation model as the rules ask it."""
    if terrain is None:
        return None

    def heights(places: Sequence[tuple[float, float]]) -> list[float]:
        found: list[float] = terrain.height_m([each[0] for each in places], [each[1] for each in places]).tolist()
        return found

    return heights


class Watch:
    """Holds every aircraft against the rules and tells who must know."""

    def __init__(
        self,
        fleet: Fleet,
        record: Callable[[Event], None],
        publish: Callable[[TrafficState], None],
        *,
        terrain: Terrain | None,
        settings: SafetySettings,
    ) -> None:
        self._fleet = fleet
        self._record = record
        self._publish = publish
        self.ground = ground_of(terrain)
        self.settings = settings
        self.on_board: dict[int, OnBoard] = {}
        self.facts: dict[int, Facts] = {}
        self._alerts = AlertBook()
        self._loop_began: datetime | None = None
        """When the loop's clock was zero: asked once, so that a time told twice is the same."""

    def board(self, system_id: int) -> OnBoard:
        """What is on an aircraft."""
        return self.on_board.setdefault(system_id, OnBoard())

    def warnings(self, system_id: int) -> list[str]:
        """The rules that an aircraft breaks."""
        return [alert.rule for alert in self._alerts.standing(system_id)]

    def alerts(self, system_id: int) -> list[AlertNow]:
        """The same with their times, and who has taken note."""
        return [
            AlertNow(
                rule=each.alert.rule,
                severity=each.alert.severity.value,
                since=self._wall_clock(each.since_s),
                announced=each.announced,
                acknowledged_by=each.acknowledged_by,
            )
            for each in self._alerts.told(system_id)
        ]

    def acknowledge(self, system_id: int, rule: str, who: str) -> bool:
        """Somebody has taken note of an alert; whether it stands, and nobody had before."""
        return self._alerts.acknowledge(system_id, rule, who)

    def _wall_clock(self, loop_s: float) -> datetime:
        if self._loop_began is None:
            self._loop_began = datetime.now(UTC) - timedelta(seconds=asyncio.get_running_loop().time())
        return self._loop_began + timedelta(seconds=round(loop_s, 1))

    def heard(self, system_id: int, text: str) -> None:
        """An aircraft says something: whether it keeps its fence."""
        if FENCE_REFUSED in text.lower():
            self.board(system_id).is_fence_refused = True

    def can_wait(self, state: VehicleState) -> bool:
        """Whether its battery allows an aircraft to hold for some minutes and fly home afterwards."""
        needed = self.home_cost(state)
        if state.battery_fraction is None or needed is None:
            return True
        return state.battery_fraction >= max(
            needed + self.settings.home_margin_fraction, self.settings.battery_critical_fraction
        )

    def home_cost(self, state: VehicleState) -> float | None:
        """Fraction of a full battery for the way home now."""
        return needed_home(state, self.board(state.system_id).return_height_m)

    def tick(self) -> None:
        """Judge every aircraft."""
        heard_until_s, now_s = self._fleet.catch_up(), asyncio.get_running_loop().time()
        states = dict(self._fleet.vehicles)
        known = {number: self.board(number).known(state) for number, state in states.items()}
        traffic = list(self._fleet.traffic.values())
        self.facts = facts_of(
            states, known, traffic, now_s, self.settings, ground=self.ground, home_cost=self.home_cost
        )
        for number, state in states.items():
            facts = self.facts.get(number, Facts())
            if number in self._fleet.shared_numbers:
                facts = replace(facts, is_number_shared=True)
            broken = broken_rules(state, heard_until_s, self.settings, facts)
            is_fresh = link_at(state, heard_until_s) is Link.LIVE
            self._judge(number, broken, now_s, is_fresh=is_fresh)
        is_near = any(each.is_traffic_near or each.traffic_conflict is not None for each in self.facts.values())
        meetings = encounters(states, known, traffic, now_s, horizon_s=self.settings.traffic_horizon_s)
        for each in traffic:
            self._publish(traffic_view(each, is_near, now_s, meetings.get(each.address)))

    def _judge(self, number: int, broken: Sequence[Alert], now_s: float, *, is_fresh: bool) -> None:
        now = datetime.now(UTC)
        for news in self._alerts.judge(number, broken, now_s, is_fresh=is_fresh):
            if isinstance(news, Raised):
                alert = news.alert
                self._record(
                    AlertRaised(
                        at=now, actor="station", vehicle_id=number, rule=alert.rule, severity=alert.severity.value
                    )
                )
            else:
                self._record(AlertCleared(at=now, actor="station", vehicle_id=number, rule=news.rule))


def traffic_view(traffic: Traffic, is_near: bool, now_s: float, meeting: Encounter | None = None) -> TrafficState:
    """A manned aircraft as people see it, and how near it comes to one of ours."""
    velocity = traffic.velocity_ned_ms
    heading_deg = None if velocity is None else math.degrees(math.atan2(velocity[1], velocity[0])) % 360.0
    return TrafficState(
        key=f"traffic/{traffic.address:06x}",
        at=datetime.now(UTC) - timedelta(seconds=max(0.0, now_s - traffic.heard_s)),
        address=f"{traffic.address:06x}",
        callsign=traffic.callsign,
        latitude_deg=traffic.latitude_deg,
        longitude_deg=traffic.longitude_deg,
        altitude_amsl_m=None if traffic.altitude_amsl_m is None else round(traffic.altitude_amsl_m, 1),
        ground_speed_ms=None if velocity is None else round(math.hypot(velocity[0], velocity[1]), 1),
        heading_deg=None if heading_deg is None else round(heading_deg, 1),
        climb_ms=None if velocity is None else round(-velocity[2], 1),
        is_near=is_near,
        closest=None if meeting is None else _encounter_view(meeting),
    )


def _encounter_view(meeting: Encounter) -> EncounterView:
    closest = meeting.closest
    return EncounterView(
        vehicle_id=meeting.system_id,
        in_s=round(closest.in_s, 1),
        horizontal_m=round(closest.horizontal_m),
        vertical_m=None if closest.vertical_m is None else round(closest.vertical_m),
    )
