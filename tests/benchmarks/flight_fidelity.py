"""How like PX4 the simulator flies: the same manoeuvres on a real PX4 and in process, time and path side by side.

    flight_fidelity.py fly --vehicle udpout:127.0.0.1:18570 --system 1 --out flown.json
    flight_fidelity.py compare flown.json

The first needs a PX4 SITL (`make px4_sitl sihsim_quadx`) that nobody else talks to; kept is where it was
when. The second flies the simulator and prints a table.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

NAN = math.nan
METRES_PER_DEGREE = 111_412.0
HOLD, MISSION, RETURN, LAND = (4, 3), (4, 4), (4, 5), (4, 6)
MAIN_AND_SUB = {"HOLD": HOLD, "RETURN": RETURN, "LAND": LAND}
Item = tuple[int, int, tuple[float, ...], float, float, float]


def point(north_m: float, east_m: float, up_m: float, command: int = 16, *params: float) -> Item:
    """An item at a place about home, height above home."""
    filled = (*params, *(0.0, 0.0, 0.0, NAN)[len(params) :])
    return 6, command, filled, north_m, east_m, up_m


def do(command: int, *params: float) -> Item:
    """An item without a place."""
    return 2, command, (*params, *(0.0,) * (4 - len(params))), 0.0, 0.0, 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manoeuvre:
    """Something to fly from a hold over home at 15 m; a mission, or commands and how to know the end."""

    name: str
    items: tuple[Item, ...] = ()
    go_to: tuple[float, float, float] | None = None
    cruise_ms: float = -1.0
    mode: str = ""
    after_s: float = 0.0
    """Break the mission off with a hold after so long."""
    orbit: tuple[float, float, float] | None = None
    """Radius, speed, seconds."""
    height_m: float = 15.0


SQUARE = (point(40, 0, 15), point(40, 40, 15), point(0, 40, 15), point(0, 0, 15))
MANOEUVRES = (
    Manoeuvre(name="square of 40 m", items=SQUARE),
    Manoeuvre(name="zigzag, sharp turns", items=tuple(point(60.0 * (i % 2), 12.0 * i, 15) for i in range(6))),
    Manoeuvre(
        name="twelve legs of 8 m",
        items=tuple(point(8 * i, 8 * (i % 2), 15) for i in range(1, 13)),
    ),
    Manoeuvre(name="long leg, 10 m/s", items=(do(178, 1.0, 10.0, -1.0), point(250, 60, 15), point(0, 0, 15))),
    Manoeuvre(
        name="climb and descend on the way",
        items=(point(60, 0, 40), point(60, 60, 20), point(0, 60, 35), point(0, 0, 15)),
    ),
    Manoeuvre(
        name="speeds 3, 8, 5 m/s",
        items=(
            do(178, 1.0, 3.0, -1.0),
            point(40, 0, 15),
            do(178, 1.0, 8.0, -1.0),
            point(40, 80, 15),
            do(178, 1.0, 5.0, -1.0),
            point(0, 40, 15),
        ),
    ),
    Manoeuvre(
        name="holds of 4 s, loiter time, delay",
        items=(
            point(40, 0, 15, 16, 4.0),
            point(40, 40, 15, 19, 5.0, 0.0, 0.0, NAN),
            do(93, 3.0, -1.0, -1.0, -1.0),
            point(0, 0, 20),
        ),
    ),
    Manoeuvre(
        name="given headings",
        items=(point(50, 0, 15, 16, 0, 0, 0, 90.0), point(50, 50, 15, 16, 0, 0, 0, 270.0), point(0, 0, 15)),
    ),
    Manoeuvre(
        name="survey lanes at 9 m/s",
        items=(
            do(178, 1.0, 9.0, -1.0),
            *(point(120.0 * ((i + 1) // 2 % 2), 18.0 * (i // 2), 30) for i in range(8)),
        ),
    ),
    Manoeuvre(name="gentle bends", items=tuple(point(45 * i, 10 * math.sin(i) * i, 15) for i in range(1, 5))),
    Manoeuvre(name="go 60 m", go_to=(60, 0, 15)),
    Manoeuvre(name="go 30 m up 20 m", go_to=(30, 0, 35)),
    Manoeuvre(name="go 80 m at 2.5 m/s", go_to=(0, 80, 15), cruise_ms=2.5),
    Manoeuvre(name="stop on a leg at 5 m/s", items=(point(120, 0, 15),), mode="HOLD", after_s=14.0),
    Manoeuvre(name="orbit, 20 m at 4 m/s", orbit=(20.0, 4.0, 45.0)),
    Manoeuvre(name="return from 60 m", go_to=(60, 0, 15), mode="RETURN"),
    Manoeuvre(name="land from 15 m", mode="LAND"),
)


class Vehicle(Protocol):
    """An aircraft to fly, its messages and its time."""

    system: int
    now_s: float

    def send(self, message: Any) -> None: ...
    def messages(self) -> Iterator[Any]:
        """What came; waits a little when nothing has."""


class RealVehicle:
    """Over a UDP connection that sends heartbeats."""

    def __init__(self, url: str, system: int) -> None:
        from pymavlink import mavutil

        self.system, self.now_s = system, 0.0
        self._link = mavutil.mavlink_connection(url, source_system=255, source_component=190, dialect="all")
        self._heartbeat_s = 0.0
        while self.now_s == 0.0:
            for _ in self.messages():
                pass

    def send(self, message: Any) -> None:
        self._link.mav.send(message)

    def messages(self) -> Iterator[Any]:
        if time.monotonic() >= self._heartbeat_s:
            self._heartbeat_s = time.monotonic() + 0.5
            self._link.mav.heartbeat_send(6, 8, 0, 0, 4)
        message = self._link.recv_match(blocking=True, timeout=0.05)
        while message is not None:
            if message.get_srcSystem() == self.system:
                if message.get_type() == "GLOBAL_POSITION_INT":
                    self.now_s = message.time_boot_ms * 1e-3
                yield message
            message = self._link.recv_match(blocking=False)


class SimulatedVehicle:
    """In process, in simulated time."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation, self.system = simulation, 1
        self._vehicle = simulation.vehicles[0]
        self._vehicle.links["onboard"].streams.clear()
        self._encoder = d.MAVLink(None, srcSystem=255, srcComponent=190)
        self._parser = d.MAVLink(None)
        self._parser.robust_parsing = True
        self._heartbeat_s = 0.0

    @property
    def now_s(self) -> float:
        return self.simulation.now_s

    def send(self, message: Any) -> None:
        self._vehicle.receive("gcs", message.pack(self._encoder))

    def messages(self) -> Iterator[Any]:
        if self.now_s >= self._heartbeat_s:
            self._heartbeat_s = self.now_s + 0.5
            self.send(d.MAVLink_heartbeat_message(6, 8, 0, 0, 4, 3))
        self.simulation.advance(0.05)
        for datagram in self._vehicle.take_outgoing("gcs"):
            yield from self._parser.parse_buffer(datagram) or []


@dataclass
class Flyer:
    """Flies manoeuvres and keeps where the aircraft was."""

    vehicle: Vehicle
    home: Any = None
    mode: int = 0
    armed: bool = False
    landed: int = 0
    texts: list[tuple[float, str]] = field(default_factory=list)
    track: list[tuple[float, ...]] = field(default_factory=list)
    """Seconds, north, east, up from home, heading in degrees."""
    acks: list[tuple[int, int]] = field(default_factory=list)
    newest: dict[str, Any] = field(default_factory=dict)
    _items: tuple[Any, ...] = ()

    def listen(self) -> None:
        for message in self.vehicle.messages():
            kind = message.get_type()
            self.newest[kind] = message
            if kind == "HEARTBEAT" and message.get_srcComponent() == 1:
                self.mode, self.armed = message.custom_mode, bool(message.base_mode & 128)
            elif kind == "HOME_POSITION" and self.home is None:
                self.home = message
            elif kind == "EXTENDED_SYS_STATE":
                self.landed = message.landed_state
            elif kind == "STATUSTEXT":
                self.texts.append((self.vehicle.now_s, message.text))
            elif kind == "COMMAND_ACK":
                self.acks.append((message.command, message.result))
            elif kind == "GLOBAL_POSITION_INT" and self.home is not None:
                self.track.append(self._place(message))
            elif kind in ("MISSION_REQUEST_INT", "MISSION_REQUEST") and message.seq < len(self._items):
                self.vehicle.send(self._items[message.seq])

    def _place(self, message: Any) -> tuple[float, ...]:
        scale = METRES_PER_DEGREE * 1e-7
        east = math.cos(math.radians(self.home.latitude * 1e-7)) * 1.0017
        return (
            message.time_boot_ms * 1e-3,
            (message.lat - self.home.latitude) * scale,
            (message.lon - self.home.longitude) * scale * east,
            (message.alt - self.home.altitude) * 1e-3,
            message.hdg * 0.01,
        )

    def run(self, seconds: float) -> None:
        until_s = self.vehicle.now_s + seconds
        while self.vehicle.now_s < until_s:
            self.listen()

    def until(self, condition: Callable[[], bool], limit_s: float) -> None:
        until_s = self.vehicle.now_s + limit_s
        while not condition():
            if self.vehicle.now_s > until_s:
                raise TimeoutError(f"not within {limit_s} s; the last texts were {self.texts[-4:]}")
            self.listen()

    def command(self, number: int, *params: float) -> None:
        filled = [*params, *[0.0] * (7 - len(params))]
        self.vehicle.send(d.MAVLink_command_long_message(self.vehicle.system, 1, number, 0, *filled))

    def degrees(self, north_m: float, east_m: float) -> tuple[int, int]:
        scale = METRES_PER_DEGREE * 1e-7
        east = math.cos(math.radians(self.home.latitude * 1e-7)) * 1.0017
        return self.home.latitude + round(north_m / scale), self.home.longitude + round(east_m / scale / east)

    def go_to(self, place: tuple[float, float, float], cruise_ms: float = -1.0) -> None:
        x, y = self.degrees(place[0], place[1])
        up_m = self.home.altitude * 1e-3 + place[2]
        self.vehicle.send(
            d.MAVLink_command_int_message(self.vehicle.system, 1, 5, 192, 0, 0, cruise_ms, 1.0, 0.0, NAN, x, y, up_m)
        )

    def is_at(self, place: tuple[float, float, float], within_m: float = 0.6) -> bool:
        at = self.track[-1]
        before = self.track[-min(len(self.track), 20)]
        moved_m = math.dist(at[1:4], before[1:4])
        return math.dist(at[1:4], place) < within_m and moved_m < 0.15

    def upload(self, items: tuple[Item, ...]) -> None:
        system = self.vehicle.system
        messages = []
        for sequence, (frame, command, params, north_m, east_m, up_m) in enumerate(items):
            x, y = self.degrees(north_m, east_m) if frame != 2 else (0, 0)
            messages.append(
                d.MAVLink_mission_item_int_message(
                    system, 1, sequence, frame, command, int(sequence == 0), 1, *params, x, y, up_m, 0
                )
            )
        self._items = tuple(messages)
        self.newest.pop("MISSION_ACK", None)
        self.vehicle.send(d.MAVLink_mission_count_message(system, 1, len(messages), 0))
        self.until(lambda: "MISSION_ACK" in self.newest, 10.0)
        self.run(1.5)

    def take_off(self, height_m: float) -> None:
        self.until(lambda: self.home is not None and bool(self.track), 30.0)
        self.run(6.0)
        self.command(400, 1.0)
        self.run(0.3)
        self.command(22, 0, 0, 0, NAN, NAN, NAN, self.home.altitude * 1e-3 + height_m)
        self.until(lambda: self.armed and self.mode == 0x02040000, 5.0)
        self.until(lambda: self.mode == 0x03040000, 60.0)
        self.run(5.0)


def fly(flyer: Flyer, manoeuvre: Manoeuvre) -> dict[str, Any]:
    """Time and path of one manoeuvre, from a hold over home (or from the ground)."""
    if flyer.armed:
        flyer.go_to((0.0, 0.0, manoeuvre.height_m))
        flyer.until(lambda: flyer.is_at((0.0, 0.0, manoeuvre.height_m)), 90.0)
    else:
        began_s = flyer.vehicle.now_s
        flyer.take_off(manoeuvre.height_m)
    if manoeuvre.items:
        flyer.upload(manoeuvre.items)
    if manoeuvre.mode == "RETURN" and manoeuvre.go_to is not None:
        flyer.go_to(manoeuvre.go_to)
        flyer.until(lambda: flyer.is_at(manoeuvre.go_to), 90.0)
    flyer.track.clear()
    flyer.texts.clear()
    began_s = flyer.vehicle.now_s
    _perform(flyer, manoeuvre)
    return {"seconds": flyer.vehicle.now_s - began_s, "path": flyer.track[:], "texts": flyer.texts[:]}


def _perform(flyer: Flyer, manoeuvre: Manoeuvre) -> None:
    if manoeuvre.items and manoeuvre.after_s:
        flyer.command(176, 1.0, *MISSION)
        flyer.run(manoeuvre.after_s)
        flyer.command(176, 1.0, *HOLD)
        flyer.run(8.0)
    elif manoeuvre.items:
        flyer.command(176, 1.0, *MISSION)
        flyer.until(lambda: any("Mission finished" in text for _, text in flyer.texts), 240.0)
    elif manoeuvre.orbit is not None:
        radius_m, speed_ms, seconds = manoeuvre.orbit
        x, y = flyer.degrees(0.0, 0.0)
        up_m = flyer.home.altitude * 1e-3 + manoeuvre.height_m
        flyer.vehicle.send(
            d.MAVLink_command_int_message(
                flyer.vehicle.system, 1, 5, 34, 0, 0, radius_m, speed_ms, 0.0, NAN, x, y, up_m
            )
        )
        flyer.run(seconds)
        flyer.command(176, 1.0, *HOLD)
        flyer.run(4.0)
    elif manoeuvre.mode in ("RETURN", "LAND"):
        flyer.command(176, 1.0, *MAIN_AND_SUB[manoeuvre.mode])
        flyer.run(2.0)
        flyer.until(lambda: not flyer.armed, 150.0)
    else:
        assert manoeuvre.go_to is not None
        flyer.go_to(manoeuvre.go_to, manoeuvre.cruise_ms)
        flyer.run(2.0)
        flyer.until(lambda: flyer.is_at(manoeuvre.go_to), 120.0)


def fly_all(flyer: Flyer, names: list[str]) -> dict[str, Any]:
    """Every manoeuvre, and the take-off itself."""
    began = {"seconds": 0.0}
    flyer.until(lambda: flyer.home is not None and bool(flyer.track), 30.0)
    flyer.run(6.0)
    flights: dict[str, Any] = {}
    for manoeuvre in MANOEUVRES:
        if names and manoeuvre.name not in names:
            continue
        if not flyer.armed:
            flyer.track.clear()
            began["seconds"] = flyer.vehicle.now_s
            flyer.home = None
            flyer.take_off(15.0)
            took = [row for row in flyer.track if row[3] < 14.9]
            flights.setdefault(
                "take off to 15 m",
                {"seconds": took[-1][0] - next(row[0] for row in took if row[3] > 0.5), "path": took, "texts": []},
            )
        flights[manoeuvre.name] = fly(flyer, manoeuvre)
        tell(f"{manoeuvre.name}: {flights[manoeuvre.name]['seconds']:.1f} s")
    return flights


def tell(line: str) -> None:
    """One line to whoever runs it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def compare(real: dict[str, Any], simulated: dict[str, Any]) -> None:
    """One line each: both times, their difference, how far the paths lie apart."""
    tell("| manoeuvre | PX4 s | simulator s | difference | path: greatest m | median m | same instant: median m |")
    tell("| --- | --- | --- | --- | --- | --- | --- |")
    for name, flown in simulated.items():
        if name not in real:
            continue
        a, b = np.array(real[name]["path"]), np.array(flown["path"])
        apart = np.concatenate([_nearest_m(a, b), _nearest_m(b, a)])
        at_s = np.arange(0.0, min(a[-1, 0] - a[0, 0], b[-1, 0] - b[0, 0]), 0.2)
        together = [
            np.stack([np.interp(at_s, path[:, 0] - path[0, 0], path[:, axis]) for axis in (1, 2, 3)], axis=1)
            for path in (a, b)
        ]
        instant = np.linalg.norm(together[0] - together[1], axis=1)
        real_s, took_s = real[name]["seconds"], flown["seconds"]
        tell(
            f"| {name} | {real_s:.1f} | {took_s:.1f} | {100 * (took_s / real_s - 1):+.1f} % | {apart.max():.2f} "
            f"| {np.median(apart):.2f} | {np.median(instant):.2f} |"
        )


def _nearest_m(path: Any, other: Any) -> Any:
    return np.linalg.norm(path[::3, None, 1:4] - other[None, :, 1:4], axis=2).min(axis=1)


def main() -> None:
    """Fly or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    flying = commands.add_parser("fly")
    flying.add_argument("--vehicle", required=True, metavar="URL", help="as pymavlink has it")
    flying.add_argument("--system", type=int, default=1)
    flying.add_argument("--out", type=Path, required=True)
    flying.add_argument("--only", action="append", default=[], metavar="NAME")
    comparing = commands.add_parser("compare")
    comparing.add_argument("flown", type=Path)
    comparing.add_argument("--seed", type=int, default=7)
    comparing.add_argument("--only", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    if options.command == "fly":
        flights = fly_all(Flyer(RealVehicle(options.vehicle, options.system)), options.only)
        before = json.loads(options.out.read_text()) if options.out.exists() else {}
        options.out.write_text(json.dumps({**before, **flights}))
        return
    simulation = Simulation(origin=(60.3913, 5.3221), ground_height_m=lambda n, e: 25.0, vehicles=1, seed=options.seed)
    compare(json.loads(options.flown.read_text()), fly_all(Flyer(SimulatedVehicle(simulation)), options.only))


if __name__ == "__main__":
    main()
