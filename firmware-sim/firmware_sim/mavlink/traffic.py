"""Manned traffic about the incident, flown by script and heard through a transponder receiver.

Each aircraft of ours carries one. As PX4 does, it tells what it hears (ADSB_VEHICLE) and warns of what comes close
(NAV_TRAFF_*): https://docs.px4.io/main/en/advanced_features/traffic_avoidance_adsb.html
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from firmware_sim.aircraft.events import event_id
from firmware_sim.aircraft.modes import Mode
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.link import Link

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
HEARD_EVERY_S = 1.0
RECEIVER_RANGE_M = 40_000.0
REMIND_AFTER_S = 60.0
BEYOND_M = 1000.0
"""How far past us a track is thought on when the nearest approach is judged."""
ALERT_LEVELS = 0x55
KINDS = {
    "light": D.ADSB_EMITTER_TYPE_LIGHT,
    "small": D.ADSB_EMITTER_TYPE_SMALL,
    "large": D.ADSB_EMITTER_TYPE_LARGE,
    "helicopter": D.ADSB_EMITTER_TYPE_ROTOCRAFT,
    "glider": D.ADSB_EMITTER_TYPE_GLIDER,
    "drone": D.ADSB_EMITTER_TYPE_UAV,
    "emergency": D.ADSB_EMITTER_TYPE_EMERGENCY_SURFACE,
}
ALL_VALID = (
    D.ADSB_FLAGS_VALID_COORDS
    | D.ADSB_FLAGS_VALID_ALTITUDE
    | D.ADSB_FLAGS_VALID_HEADING
    | D.ADSB_FLAGS_VALID_VELOCITY
    | D.ADSB_FLAGS_VALID_CALLSIGN
    | D.ADSB_FLAGS_VALID_SQUAWK
)
ALERTS: dict[int, tuple[str, Mode | None]] = {
    1: ("navigator_traffic", None),
    2: ("navigator_traffic_rtl", Mode.RETURN),
    3: ("navigator_traffic_land", Mode.LAND),
    4: ("navigator_traffic_hold", Mode.HOLD),
}
"""NAV_TRAFF_AVOID: the event that is told and what is flown then."""

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)
Point = tuple[float, float, float]
"""North and east of the world's origin and height above sea level, metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where one of them is at an instant."""

    north_m: float
    east_m: float
    amsl_m: float
    course_rad: float
    climb_ms: float


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Traffic:
    """One manned aircraft: along its points one after the other, or straight on along a course from a single one."""

    callsign: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,8}$")]
    icao: Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{6}$")]
    """24 bits in hexadecimal."""
    kind: Literal["light", "small", "large", "helicopter", "glider", "drone", "emergency"] = "helicopter"
    squawk: Annotated[str, Field(pattern=r"^[0-7]{4}$")] = "7000"
    points: Annotated[tuple[Point, ...], Field(min_length=1)]
    speed_ms: Annotated[float, Field(ge=0, le=300)]
    course_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    """Where it flies from a single point; with none it stays there."""
    start_s: Annotated[float, Field(ge=0)] = 0.0
    """Seconds after the start at which it is first heard."""
    repeat: bool = False
    """Whether it flies its points again and again; else it is gone after the last."""

    def at(self, now_s: float) -> Sighting | None:
        """Where it is; None before it comes and after it has gone."""
        flown_m = (now_s - self.start_s) * self.speed_ms
        if now_s < self.start_s:
            return None
        if len(self.points) == 1:
            return self._straight_on(flown_m)
        legs = list(zip(self.points, self.points[1:], strict=False))
        if self.repeat:
            legs.append((self.points[-1], self.points[0]))
        lengths_m = [math.dist(begin, end) for begin, end in legs]
        if self.repeat and sum(lengths_m) > 0.0:
            flown_m %= sum(lengths_m)
        for (begin, end), length_m in zip(legs, lengths_m, strict=True):
            if flown_m <= length_m and length_m > 0.0:
                return self._on_leg(begin, end, flown_m / length_m, length_m)
            flown_m -= length_m
        return None

    def _straight_on(self, flown_m: float) -> Sighting:
        (north_m, east_m, amsl_m), course_rad = self.points[0], math.radians(self.course_deg or 0.0)
        if self.course_deg is None:
            flown_m = 0.0
        return Sighting(
            north_m=north_m + flown_m * math.cos(course_rad),
            east_m=east_m + flown_m * math.sin(course_rad),
            amsl_m=amsl_m,
            course_rad=course_rad,
            climb_ms=0.0,
        )

    def _on_leg(self, begin: Point, end: Point, share: float, length_m: float) -> Sighting:
        north_m, east_m, amsl_m = (a + share * (b - a) for a, b in zip(begin, end, strict=True))
        return Sighting(
            north_m=north_m,
            east_m=east_m,
            amsl_m=amsl_m,
            course_rad=math.atan2(end[1] - begin[1], end[0] - begin[0]) % math.tau,
            climb_ms=self.speed_ms * (end[2] - begin[2]) / length_m,
        )


_ADAPTER = TypeAdapter(tuple[Traffic, ...])


def traffic_from_tables(tables: Sequence[Mapping[str, Any]]) -> tuple[Traffic, ...]:
    """The aircraft of a scenario's `[[traffic]]` tables.

    Raises:
        ValueError: naming each wrong field.
    """
    try:
        return _ADAPTER.validate_python(tuple(dict(table) for table in tables))
    except ValidationError as error:
        problems = []
        for problem in error.errors():
            number, *rest = problem["loc"]
            problems.append(f"traffic[{number}].{'.'.join(map(str, rest))}: {problem['msg']}".replace(".:", ":"))
        raise ValueError("; ".join(problems)) from error


class TrafficReceiver:
    """The transponder receiver of one aircraft; a service."""

    def __init__(self, vehicle: Vehicle, traffic: Sequence[Traffic]) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._traffic = tuple(traffic)
        self._due_s = dict.fromkeys(vehicle.links, HEARD_EVERY_S)
        self._judged_s = HEARD_EVERY_S
        self._warned_s: dict[str, float] = {}

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Nothing: what others hear is passed on as it is."""
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Tell what was heard, and judge it, once a second."""
        if not self._traffic:
            return
        if now_s >= self._judged_s:
            self._judged_s = now_s + HEARD_EVERY_S
            for one, there in self._heard(now_s):
                self._judge(one, there, now_s)
        if now_s >= self._due_s[link.name]:
            self._due_s[link.name] = now_s + HEARD_EVERY_S
            for one, there in self._heard(now_s):
                link.send(self._message(one, there))

    def _heard(self, now_s: float) -> list[tuple[Traffic, Sighting]]:
        here = self._pilot.here
        heard = []
        for one in self._traffic:
            there = one.at(now_s)
            if there is not None:
                place = (there.north_m, there.east_m, there.amsl_m)
                if math.dist(here, place) < RECEIVER_RANGE_M:
                    heard.append((one, there))
        return heard

    def _message(self, one: Traffic, there: Sighting) -> Message:
        latitude_deg, longitude_deg = self._vehicle.frame.wgs84_from_local(there.north_m, there.east_m)
        return D.MAVLink_adsb_vehicle_message(
            int(one.icao, 16),
            round(latitude_deg * 1e7),
            round(longitude_deg * 1e7),
            D.ADSB_ALTITUDE_TYPE_GEOMETRIC,
            round(there.amsl_m * 1000.0),
            round(math.degrees(there.course_rad) * 100.0) % 36000,
            round(one.speed_ms * 100.0),
            round(there.climb_ms * 100.0),
            one.callsign.encode(),
            KINDS[one.kind],
            0,
            ALL_VALID,
            int(one.squawk),
        )

    def _judge(self, one: Traffic, there: Sighting, now_s: float) -> None:
        """Warn of an aircraft that comes close, again after a minute, and tell when it has passed."""
        row = ALERTS.get(self._pilot.parameters.integer("NAV_TRAFF_AVOID"))
        apart_m = self._separation_m(one, there)
        if apart_m is None:
            if self._warned_s.pop(one.icao, None) is not None:
                resolved = struct.pack("<I", int(one.icao, 16))
                self._pilot.events.add(event_id("navigator_traffic_resolved"), ALERT_LEVELS, now_s, resolved)
            return
        if row is None or now_s - self._warned_s.get(one.icao, -math.inf) < REMIND_AFTER_S:
            return
        self._warned_s[one.icao] = now_s
        name, mode = row
        told = struct.pack("<Iih", int(one.icao, 16), int(apart_m), int(math.degrees(there.course_rad)))
        self._pilot.events.add(event_id(name), ALERT_LEVELS, now_s, told)
        if mode is not None and self._pilot.in_air:
            self._pilot.request_mode(mode, from_station=False)

    def _separation_m(self, one: Traffic, there: Sighting) -> float | None:
        """How near its track leads past us, when that is too near and too soon; else None."""
        real, estimate = self._pilot.parameters.real, self._pilot.estimate
        north_m, east_m, up_m = self._pilot.here
        to_us_n, to_us_e = north_m - there.north_m, east_m - there.east_m
        along_m = to_us_n * math.cos(there.course_rad) + to_us_e * math.sin(there.course_rad)
        across_m = abs(to_us_e * math.cos(there.course_rad) - to_us_n * math.sin(there.course_rad))
        level_m, above_m = math.hypot(to_us_n, to_us_e), abs(up_m - there.amsl_m)
        closing_ms = math.hypot(one.speed_ms, there.climb_ms) + math.hypot(
            estimate.north_ms, estimate.east_ms, estimate.up_ms
        )
        meets = 0.0 <= along_m <= level_m + BEYOND_M and across_m < real("NAV_TRAFF_A_HOR")
        soon_s = self._pilot.parameters.integer("NAV_TRAFF_COLL_T")
        soon = closing_ms > 0.0 and math.hypot(level_m, above_m) / closing_ms < soon_s
        return across_m if meets and soon and above_m < real("NAV_TRAFF_A_VER") else None
