"""Fly plans on the simulator in its own time and say how long they took beside the estimate.

python tests/missions/fly_simulated.py                every case of every template
python tests/missions/fly_simulated.py mop-up flood   those of some
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from firmware_sim.aircraft.dynamics import AIRFRAMES, GRAVITY_MS2
from firmware_sim.aircraft.wind import Wind as Air
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation
from missions.cases import LEVEL, SOMEWHERE, chosen_search, drawn_at
from missions.catalogue import Template, find_template, shipped_templates
from missions.flight_time import Wind
from missions.plan import MissionItem, Plan, VehiclePlan
from missions.planner import make_plan

WARM_UP_S = 6.0
LOOK_EVERY_S = 0.1
GIVEN_UP = 1.5
"""Times the estimate."""
AUTO, MISSION = 4.0, 4.0


@dataclass(slots=True)
class Flown:
    """What came of one flight."""

    took_s: float
    """From arming to the motors' stop."""
    landed: bool
    track: list[tuple[float, float, float]] = field(default_factory=list)
    """North, east, height above sea level, every LOOK_EVERY_S."""
    noses_rad: list[float] = field(default_factory=list)
    """Where the nose points, clockwise from north, at each place of the track."""
    used_wh: float = 0.0
    """Out of the battery, from arming on."""
    left: float = 1.0
    """Of the battery, at the motors' stop."""


def fly(
    vehicle: VehiclePlan,
    ground_m: Any,
    *,
    wind: Wind | None = None,
    limit_s: float = 3600.0,
    airframe: str = "work",
) -> Flown:
    """Upload a plan, start it and wait for the landing. `ground_m(north, east)` counts from the plan's home.

    The airframe `work` is a rescue drone's; `sih`, PX4's own simulation, is held back by the air more than any drone.
    """
    home = vehicle.home
    assert home is not None
    simulation = Simulation(
        origin=(home.latitude_deg, home.longitude_deg),
        ground_height_m=ground_m,
        vehicles=1,
        seed=5,
        airframe=AIRFRAMES[airframe],
        wind=None if wind is None else Air(from_deg=wind.from_deg, speed_ms=wind.speed_ms, gust_fraction=0.0),
    )
    [aircraft] = simulation.vehicles
    for link in aircraft.links.values():
        link.streams.clear()
    voice = d.MAVLink(None, srcSystem=255, srcComponent=190)
    simulation.advance(WARM_UP_S)
    _upload(aircraft, voice, vehicle.items)
    simulation.advance(1.0)
    _command(aircraft, voice, d.MAV_CMD_DO_SET_MODE, 1.0, AUTO, MISSION)
    _command(aircraft, voice, d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
    pilot, body = aircraft.autopilot, aircraft.body
    flown = Flown(took_s=0.0, landed=False)
    began_s = beat_s = simulation.now_s
    before_wh = aircraft.battery.used_wh
    while simulation.now_s - began_s < limit_s:
        if simulation.now_s >= beat_s:
            beat_s += 1.0
            _send(aircraft, voice, d.MAVLink_heartbeat_message(d.MAV_TYPE_GCS, 8, 0, 0, 4, 3))
        simulation.advance(LOOK_EVERY_S)
        flown.track.append((body.north_m, body.east_m, body.up_m))
        flown.noses_rad.append(body.yaw_rad)
        if not pilot.armed and simulation.now_s - began_s > 10.0:
            flown.landed = bool(body.on_ground)
            break
    flown.took_s = simulation.now_s - began_s
    flown.used_wh, flown.left = aircraft.battery.used_wh - before_wh, aircraft.battery.fraction
    return flown


def _command(aircraft: Any, voice: Any, number: int, *params: float) -> None:
    _send(aircraft, voice, d.MAVLink_command_long_message(1, 1, number, 0, *params, *[0.0] * (7 - len(params))))


def _send(aircraft: Any, voice: Any, message: Any) -> list[Any]:
    aircraft.receive("gcs", message.pack(voice))
    voice.seq = (voice.seq + 1) % 256
    parser = d.MAVLink(None)
    parser.robust_parsing = True
    return [found for datagram in aircraft.take_outgoing("gcs") for found in parser.parse_buffer(datagram) or []]


def _upload(aircraft: Any, voice: Any, items: tuple[MissionItem, ...]) -> None:
    answers = _send(aircraft, voice, d.MAVLink_mission_count_message(1, 1, len(items), 0))
    while requests := [m for m in answers if m.get_type() == "MISSION_REQUEST_INT"]:
        sequence = requests[-1].seq
        item = items[sequence]
        scale = 1 if item.frame == 2 else 1e7
        message = d.MAVLink_mission_item_int_message(
            1,
            1,
            sequence,
            item.frame,
            item.command,
            int(sequence == 0),
            1,
            *item.params,
            round(item.latitude_deg * scale),
            round(item.longitude_deg * scale),
            item.altitude_m,
            0,
        )
        answers = _send(aircraft, voice, message)
    [ack] = [m for m in answers if m.get_type() == "MISSION_ACK"]
    assert ack.type == 0, f"the plan was refused: {ack.type}"


def fastest_ms(airframe: str) -> float:
    """Through the air, leaning 45 degrees (MPC_TILTMAX_AIR): where drag a v + b v^2 takes all of the level thrust."""
    linear, square = AIRFRAMES[airframe].drag_per_s, AIRFRAMES[airframe].drag_per_m
    if square == 0.0:
        return GRAVITY_MS2 / linear
    return (math.sqrt(linear**2 + 4 * square * GRAVITY_MS2) - linear) / (2 * square)


def planned(template: Template, case: dict[str, Any], wind: Wind, airframe: str = "work") -> Plan:
    """The plan of one of a template's cases, for an aircraft as fast as the airframe is."""
    aircraft = replace(template.aircraft, max_airspeed_ms=fastest_ms(airframe))
    suited = replace(template, aircraft=aircraft)
    return make_plan(
        suited,
        chosen_search(suited, case, wind).area if "search" in case else drawn_at(SOMEWHERE, case),
        case.get("parameters", {}),
        vehicles=case.get("vehicles", 1),
        terrain=LEVEL,
        wind=wind,
    )


def main() -> None:
    """Print a line a flight."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--wind", type=float, default=0.0)
    parser.add_argument("--airframe", choices=list(AIRFRAMES), default="work")
    wanted = parser.parse_args()
    templates = [find_template(name) for name in wanted.names] or shipped_templates()
    for template in templates:
        for case in template.content["cases"]:
            wind = Wind(from_deg=225.0, speed_ms=wanted.wind)
            plan = planned(template, case, wind, wanted.airframe)
            vehicle = plan.vehicles[0]
            began = time.process_time()
            flown = fly(
                vehicle,
                lambda north, east: 100.0,
                wind=wind,
                limit_s=GIVEN_UP * vehicle.duration_s,
                airframe=wanted.airframe,
            )
            cpu = time.process_time() - began
            climb = np.ptp([up for _, _, up in flown.track])
            reserve = template.safety.battery_reserve_fraction
            sys.stdout.write(
                f"{template.name:28} {case['name']:34} took {flown.took_s:6.1f} s, "
                f"estimate {vehicle.duration_s:6.1f} s, ratio {flown.took_s / vehicle.duration_s:.3f}, "
                f"landed {flown.landed}, climb {climb:.0f} m, "
                f"used {flown.used_wh:.1f} Wh of {vehicle.energy_wh:.1f} estimated, "
                f"left {flown.left:.2f}, reserve {reserve:.2f}, cpu {cpu:.1f} s\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
