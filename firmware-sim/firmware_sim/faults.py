"""Faults on a timetable or by hand: what breaks, on which aircraft, when and for how long.

Rows come from a scenario's `[[faults]]`, a TOML file of such rows, or one by one from the control port.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from firmware_sim.aircraft.condition import NO_DRIFT, drift_of
from firmware_sim.aircraft.vehicle import Vehicle
from firmware_sim.mavlink.radio import Radio

Kind = Literal[
    "link_loss",
    "link_delay",
    "link_drop",
    "gnss_loss",
    "gnss_jamming",
    "gnss_drift",
    "compass",
    "motor",
    "gimbal_stuck",
    "camera_frozen",
    "camera_drop",
    "battery_sag",
    "battery_drained",
    "restart",
    "radio",
]
LinkName = Literal["gcs", "onboard", "all"]


@checked(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class Fault:
    """One row; the fields that a kind does not use are left alone."""

    kind: Kind
    at_s: Annotated[float, Field(ge=0)] = 0.0
    """Simulated seconds since the start."""
    for_s: Annotated[float, Field(gt=0)] | None = None
    """How long; None: for good."""
    vehicle: Annotated[int, Field(ge=1)] | None = None
    """Its system id; None: every one."""
    link: LinkName = "all"
    delay_s: Annotated[float, Field(ge=0, le=30)] = 1.0
    fraction: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of datagrams or pictures lost; of a motor's thrust, or of the battery, that is left."""
    noise_m: Annotated[float, Field(ge=0, le=1000)] = 8.0
    speed_ms: Annotated[float, Field(ge=0, le=50)] = 0.5
    towards_deg: Annotated[float, Field(ge=0, le=360)] = 90.0
    degrees: Annotated[float, Field(ge=-180, le=180)] = 20.0
    ohm: Annotated[float, Field(ge=0, le=1)] = 0.08
    bytes_per_s: Annotated[float, Field(ge=100, le=1_000_000)] = 5700.0
    """What a telemetry radio lets through."""
    unit: Literal["autopilot", "telemetry"] = "autopilot"
    """What restarts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a kind does when it begins, and how that is undone."""

    begin: Callable[[Vehicle, Fault], None]
    end: Callable[[Vehicle, Fault], None]


class FaultError(ValueError):
    """A row cannot be brought about; the text names the field."""


_ROWS = TypeAdapter(list[Fault])


def faults_of(rows: Sequence[Any], where: str = "faults") -> tuple[Fault, ...]:
    """Checked rows.

    Raises:
        FaultError: naming each wrong field.
    """
    try:
        return tuple(_ROWS.validate_python(list(rows)))
    except ValidationError as error:
        problems = [
            f"{where}[{problem['loc'][0]}].{'.'.join(str(part) for part in problem['loc'][1:])}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise FaultError("; ".join(problems)) from error


def faults_in(path: Path) -> tuple[Fault, ...]:
    """The `[[faults]]` of a TOML file.

    Raises:
        FaultError: it cannot be read, or a row is wrong.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FaultError(f"{path}: {error}; give a TOML file with [[faults]] rows") from error
    return faults_of(content.get("faults", []), f"{path}: faults")


# --- what each kind does ---


def _links(vehicle: Vehicle, fault: Fault) -> Iterable[str]:
    return vehicle.links if fault.link == "all" else (fault.link,)


def _on_path(attribute: str, value: Callable[[Fault], Any], well: Any) -> Effect:
    def put(vehicle: Vehicle, fault: Fault, to: Any) -> None:
        for name in _links(vehicle, fault):
            setattr(vehicle.condition.path(name), attribute, to)

    return Effect(
        begin=lambda vehicle, fault: put(vehicle, fault, value(fault)),
        end=lambda vehicle, fault: put(vehicle, fault, well),
    )


def _on_aircraft(attribute: str, value: Callable[[Fault], Any], well: Any) -> Effect:
    return Effect(
        begin=lambda vehicle, fault: setattr(vehicle.condition, attribute, value(fault)),
        end=lambda vehicle, fault: setattr(vehicle.condition, attribute, well),
    )


def _drain(vehicle: Vehicle, fault: Fault) -> None:
    vehicle.battery.drain_to(fault.fraction)


def _go_down(vehicle: Vehicle, fault: Fault) -> None:
    if fault.unit == "autopilot":
        vehicle.go_down()
    for name in vehicle.links:
        vehicle.condition.path(name).lost = True


def _come_up(vehicle: Vehicle, fault: Fault) -> None:
    for name in vehicle.links:
        vehicle.condition.path(name).lost = False
    if fault.unit == "autopilot":
        vehicle.boot()


def _by_radio(vehicle: Vehicle, fault: Fault) -> None:
    north_m, east_m = vehicle.home_ne_m
    vehicle.radio_status.radio = Radio(ground_ne_m=(north_m, east_m), rate_bytes_s=fault.bytes_per_s)


def _by_wire(vehicle: Vehicle, fault: Fault) -> None:
    vehicle.radio_status.radio = vehicle.radio


EFFECTS: dict[str, Effect] = {
    "link_loss": _on_path("lost", lambda fault: True, False),
    "link_delay": _on_path("delay_s", lambda fault: fault.delay_s, 0.0),
    "link_drop": _on_path("drop_fraction", lambda fault: fault.fraction, 0.0),
    "gnss_loss": _on_aircraft("gnss_lost", lambda fault: True, False),
    "gnss_jamming": _on_aircraft("gnss_noise_m", lambda fault: fault.noise_m, 0.0),
    "gnss_drift": _on_aircraft("gnss_drift_ms", lambda fault: drift_of(fault.speed_ms, fault.towards_deg), NO_DRIFT),
    "compass": _on_aircraft("compass_rad", lambda fault: math.radians(fault.degrees), 0.0),
    "motor": _on_aircraft("motor_share", lambda fault: fault.fraction, 1.0),
    "gimbal_stuck": _on_aircraft("gimbal_stuck", lambda fault: True, False),
    "camera_frozen": _on_aircraft("camera_frozen", lambda fault: True, False),
    "camera_drop": _on_aircraft("camera_drop_fraction", lambda fault: fault.fraction, 0.0),
    "battery_sag": _on_aircraft("battery_sag_ohm", lambda fault: fault.ohm, 0.0),
    "battery_drained": Effect(begin=_drain, end=lambda vehicle, fault: None),
    "restart": Effect(begin=_go_down, end=_come_up),
    "radio": Effect(begin=_by_radio, end=_by_wire),
}
ONCE = ("battery_drained",)
"""What has happened and does not go on."""
RESTART_S = 6.0
"""How long a restart takes when its row does not say: PX4 SITL answers after one second, boards after several."""


@dataclass(slots=True)
class Timetable:
    """Begins and ends faults as their time comes."""

    vehicles: Sequence[Vehicle]
    _waiting: list[Fault] = field(default_factory=list)
    _acting: list[tuple[float, Fault]] = field(default_factory=list)
    _next_s: float = math.inf

    def add(self, fault: Fault) -> None:
        """Take one more row.

        Raises:
            FaultError: there is no such aircraft.
        """
        known = [vehicle.system_id for vehicle in self.vehicles]
        if fault.vehicle is not None and fault.vehicle not in known:
            raise FaultError(f"vehicle: there is no aircraft {fault.vehicle}; choose one of {known}")
        self._waiting.append(fault)
        self._next_s = min(self._next_s, fault.at_s)

    def end(self, kind: str, vehicle: int | None = None) -> int:
        """End what acts of one kind, by hand; how many that were."""
        found = [row for row in self._acting if row[1].kind == kind and vehicle in (None, row[1].vehicle)]
        for row in found:
            self._end(row)
        return len(found)

    def step(self, now_s: float) -> None:
        """Begin and end what is due."""
        if now_s < self._next_s:
            return
        for due in [row for row in self._acting if row[0] <= now_s]:
            self._end(due)
        for fault in [one for one in self._waiting if one.at_s <= now_s]:
            self._waiting.remove(fault)
            self._apply(fault, begin=True)
            lasts_s = fault.for_s if fault.for_s is not None else (RESTART_S if fault.kind == "restart" else math.inf)
            self._acting.append((now_s + lasts_s, fault))
        times_s = [until_s for until_s, _ in self._acting] + [fault.at_s for fault in self._waiting]
        self._next_s = min(times_s, default=math.inf)

    def _end(self, row: tuple[float, Fault]) -> None:
        """End one; what others do to the same thing goes on."""
        self._acting.remove(row)
        self._apply(row[1], begin=False)
        for _, other in self._acting:
            if other.kind not in ONCE:
                self._apply(other, begin=True)

    def _apply(self, fault: Fault, *, begin: bool) -> None:
        effect = EFFECTS[fault.kind]
        for vehicle in self.vehicles:
            if fault.vehicle in (None, vehicle.system_id):
                (effect.begin if begin else effect.end)(vehicle, fault)
