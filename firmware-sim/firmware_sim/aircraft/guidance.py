"""From "where to" to "how fast, which way": PX4's position smoothing for multicopters, without state."""

from __future__ import annotations

import math
from dataclasses import dataclass

Place = tuple[float, float, float]
"""North and east in the world's local frame, metres above sea level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast and how hard the aircraft may move."""

    cruise_ms: float
    up_ms: float
    down_ms: float
    acceleration_ms2: float = 3.0
    jerk_ms3: float = 4.0
    acceptance_m: float = 2.0
    altitude_acceptance_m: float = 0.8
    turn_gain: float = 0.5
    """Share of the acceleration that a turn may use (MPC_XY_TRAJ_P)."""


@dataclass(slots=True, kw_only=True)
class Hold:
    """A place to stand in the air, or to fly to and stand."""

    target: Place
    before: Place | None = None
    yaw_rad: float | None = None
    faces_leg: bool = False
    cruise_ms: float | None = None


def speed_from_distance(distance_m: float, limits: Limits, final_ms: float = 0.0) -> float:
    """The highest speed from which it can still brake to `final_ms` within `distance_m`, jerk included.

    PX4 `math::trajectory::computeMaxSpeedFromDistance`.
    """
    b = 4.0 * limits.acceleration_ms2**2 / limits.jerk_ms3
    c = -2.0 * limits.acceleration_ms2 * distance_m - final_ms**2
    return max(0.5 * (-b + math.sqrt(b * b - 4.0 * c)), final_ms)


def speed_in_turn(before: Place, corner: Place, after: Place, limits: Limits) -> float:
    """How fast the corner may be passed within the acceptance radius (PX4 `computeStartXYSpeedFromWaypoints`).

    PX4 stops at a corner whose next leg climbs or descends by more than the height counted as reached.
    """
    in_n, in_e = corner[0] - before[0], corner[1] - before[1]
    out_n, out_e = after[0] - corner[0], after[1] - corner[1]
    next_leg_m = math.hypot(out_n, out_e)
    if math.hypot(in_n, in_e) < 0.1 or next_leg_m < limits.acceptance_m:
        return 0.0
    if abs(after[2] - corner[2]) >= limits.altitude_acceptance_m:
        return 0.0
    highest_ms = min(limits.cruise_ms, speed_from_distance(next_leg_m, limits))
    turn_rad = abs(math.remainder(math.atan2(out_e, out_n) - math.atan2(in_e, in_n), math.tau))
    # Below a few degrees the tangent outgrows any speed limit.
    if turn_rad < math.radians(3.0):
        return highest_ms
    turn_ms2 = limits.turn_gain * limits.acceleration_ms2
    return min(math.sqrt(turn_ms2 * limits.acceptance_m * math.tan(0.5 * (math.pi - turn_rad))), highest_ms)


def velocity_towards(
    here: Place, before: Place | None, target: Place, after: Place | None, limits: Limits
) -> tuple[float, float, float]:
    """The wished velocity, north, east and up in m/s, to follow the leg `before`-`target` and go on to `after`."""
    aim = target if before is None else _aim_on_leg(here, before, target, limits)
    to_n, to_e, to_u = aim[0] - here[0], aim[1] - here[1], aim[2] - here[2]
    across_m = math.hypot(to_n, to_e)
    left_m = math.hypot(target[0] - here[0], target[1] - here[1])
    final_ms = 0.0
    at_height = abs(target[2] - here[2]) < limits.altitude_acceptance_m
    if after is not None and before is not None and at_height:
        final_ms = speed_in_turn(before, target, after, limits)
    speed_ms = min(limits.cruise_ms, speed_from_distance(left_m, limits, final_ms))
    up_limit_ms = limits.up_ms if to_u >= 0.0 else limits.down_ms
    if across_m < 0.05:
        climb_ms = math.copysign(min(up_limit_ms, speed_from_distance(abs(to_u), limits)), to_u)
        return to_n * 0.5, to_e * 0.5, climb_ms
    # On a leg the climb keeps to the line; beside it (or in place) it brakes by itself.
    slope = to_u / across_m
    climb_ms = slope * speed_ms
    if abs(climb_ms) > up_limit_ms:
        climb_ms = math.copysign(up_limit_ms, climb_ms)
        speed_ms = min(speed_ms, abs(climb_ms / slope)) if before is not None else speed_ms
    if before is None or left_m < limits.acceptance_m:
        climb_ms = math.copysign(
            min(up_limit_ms, speed_from_distance(abs(target[2] - here[2]), limits)), target[2] - here[2]
        )
    return to_n / across_m * speed_ms, to_e / across_m * speed_ms, climb_ms


def _aim_on_leg(here: Place, before: Place, target: Place, limits: Limits) -> Place:
    leg_n, leg_e = target[0] - before[0], target[1] - before[1]
    length_m = math.hypot(leg_n, leg_e)
    if length_m < 0.5:
        return target
    along_m = ((here[0] - before[0]) * leg_n + (here[1] - before[1]) * leg_e) / length_m
    beside_m = ((here[1] - before[1]) * leg_n - (here[0] - before[0]) * leg_e) / length_m
    # Look ahead a second's flight at least: nearer and the lagging attitude makes it weave.
    ahead_m = max(limits.acceptance_m, 5.0, limits.cruise_ms, abs(beside_m))
    reach = min(max((along_m + ahead_m) / length_m, 0.0), 1.0)
    return (
        before[0] + leg_n * reach,
        before[1] + leg_e * reach,
        before[2] + (target[2] - before[2]) * reach,
    )


def brake_point(here: Place, velocity: tuple[float, float, float], limits: Limits) -> Place:
    """Where it would come to a stand if it braked now."""
    speed_ms = math.hypot(velocity[0], velocity[1])
    # Time to build up the braking, then the braking itself.
    lag_s = limits.acceleration_ms2 / limits.jerk_ms3
    stretch_s = 0.5 * speed_ms / limits.acceleration_ms2 + 0.5 * lag_s
    return here[0] + velocity[0] * stretch_s, here[1] + velocity[1] * stretch_s, here[2] + velocity[2] * 0.5
