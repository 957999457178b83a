"""How a quadrotor really moves: thrust and tilt, drag against the air, and the ground under it.

A point mass with second-order roll and pitch and a lagging thrust; the axes are north, east and up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

GRAVITY_MS2 = 9.80665
TILT_FREQUENCY_RADS = 7.5
"""With the damping, fitted to tilt against wished tilt in the recorded flight: 0.3 degrees remain."""
TILT_DAMPING = 0.8
YAW_TIME_S = 0.15
THRUST_TIME_S = 0.06
MAX_THRUST_MS2 = 2.2 * GRAVITY_MS2


@dataclass(frozen=True, slots=True, kw_only=True)
class Airframe:
    """What the air does to an aircraft, as acceleration against its motion through the air."""

    drag_per_s: float
    """Linear part, per m/s of airspeed (rotor drag)."""
    drag_per_m: float
    """Quadratic part (body)."""


WORK_QUADROTOR = Airframe(drag_per_s=0.18, drag_per_m=0.012)
"""A rescue drone of some kilograms: it leans 15 degrees at 9 m/s and flies against 12 m/s of wind."""
SIH_QUADROTOR = Airframe(drag_per_s=1.0, drag_per_m=0.0)
"""The airframe inside PX4's SIH simulation, which made the recordings: SIH_KDV 1 N/(m/s) on SIH_MASS 1 kg.

Tilt against speed in the recorded flight gives 1.03 per second. Nothing one would take out in the wind: at 9 m/s in
still air it leans 43 of its 45 degrees.
"""
AIRFRAMES = {"work": WORK_QUADROTOR, "sih": SIH_QUADROTOR}


@dataclass(slots=True, kw_only=True)
class Body:
    """The true motion of one aircraft; position in the world's local frame, up above sea level."""

    north_m: float
    east_m: float
    up_m: float
    north_ms: float = 0.0
    east_ms: float = 0.0
    up_ms: float = 0.0
    roll_rad: float = 0.0
    pitch_rad: float = 0.0
    yaw_rad: float = 0.0
    roll_rads: float = 0.0
    pitch_rads: float = 0.0
    yaw_rads: float = 0.0
    thrust_ms2: float = 0.0
    on_ground: bool = True
    touchdown_ms: float = 0.0
    """Speed of the last touch of the ground."""


@dataclass(slots=True, kw_only=True)
class AttitudeCommand:
    """What the controller asks of the airframe; thrust as an acceleration along the body's up axis."""

    roll_rad: float = 0.0
    pitch_rad: float = 0.0
    yaw_rads: float = 0.0
    thrust_ms2: float = 0.0


def step(
    body: Body,
    command: AttitudeCommand,
    air: tuple[float, float, float],
    ground_m: float,
    dt_s: float,
    airframe: Airframe = WORK_QUADROTOR,
) -> None:
    """Move `body` on by `dt_s`; `air` is the air's velocity north, east and up in m/s."""
    _turn(body, command, dt_s)
    body.thrust_ms2 += (min(max(command.thrust_ms2, 0.0), MAX_THRUST_MS2) - body.thrust_ms2) * (
        1.0 - math.exp(-dt_s / THRUST_TIME_S)
    )
    sin_r, cos_r = math.sin(body.roll_rad), math.cos(body.roll_rad)
    sin_p, cos_p = math.sin(body.pitch_rad), math.cos(body.pitch_rad)
    sin_y, cos_y = math.sin(body.yaw_rad), math.cos(body.yaw_rad)
    wind_n, wind_e, wind_u = body.north_ms - air[0], body.east_ms - air[1], body.up_ms - air[2]
    airspeed_ms = math.sqrt(wind_n * wind_n + wind_e * wind_e + wind_u * wind_u)
    drag = airframe.drag_per_s + airframe.drag_per_m * airspeed_ms
    acceleration_n = -body.thrust_ms2 * (cos_r * sin_p * cos_y + sin_r * sin_y) - drag * wind_n
    acceleration_e = -body.thrust_ms2 * (cos_r * sin_p * sin_y - sin_r * cos_y) - drag * wind_e
    acceleration_u = body.thrust_ms2 * cos_r * cos_p - GRAVITY_MS2 - drag * wind_u
    if body.on_ground and acceleration_u <= 0.0:
        _rest(body, ground_m)
        return
    body.on_ground = False
    body.north_ms += acceleration_n * dt_s
    body.east_ms += acceleration_e * dt_s
    body.up_ms += acceleration_u * dt_s
    body.north_m += body.north_ms * dt_s
    body.east_m += body.east_ms * dt_s
    body.up_m += body.up_ms * dt_s
    if body.up_m <= ground_m:
        body.touchdown_ms = math.hypot(body.north_ms, body.east_ms, body.up_ms)
        _rest(body, ground_m)


def _turn(body: Body, command: AttitudeCommand, dt_s: float) -> None:
    stiffness, damping = TILT_FREQUENCY_RADS**2, 2.0 * TILT_DAMPING * TILT_FREQUENCY_RADS
    roll_rad = 0.0 if body.on_ground else command.roll_rad
    pitch_rad = 0.0 if body.on_ground else command.pitch_rad
    body.roll_rads += (stiffness * (roll_rad - body.roll_rad) - damping * body.roll_rads) * dt_s
    body.pitch_rads += (stiffness * (pitch_rad - body.pitch_rad) - damping * body.pitch_rads) * dt_s
    yaw_rads = 0.0 if body.on_ground else command.yaw_rads
    body.yaw_rads += (yaw_rads - body.yaw_rads) * min(dt_s / YAW_TIME_S, 1.0)
    body.roll_rad += body.roll_rads * dt_s
    body.pitch_rad += body.pitch_rads * dt_s
    body.yaw_rad = math.remainder(body.yaw_rad + body.yaw_rads * dt_s, math.tau)


def _rest(body: Body, ground_m: float) -> None:
    body.on_ground = True
    body.up_m = ground_m
    body.north_ms = body.east_ms = body.up_ms = 0.0
