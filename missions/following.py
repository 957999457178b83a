"""What an autopilot can follow: how fast each leg may be flown, and how near to a point counts as reached.

PX4 takes a waypoint as reached only within its acceptance radius *and* 0.8 m of its height (NAV_MC_ALT_RAD). When it
passes one outside of either it does not turn back: its guidance aims at the leg's prolongation, and it
creeps on past the point for ever (seen on 1.17). So a plan must not ask for a change of climb that it cannot finish
before the next point.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLIMB_MS, SINK_MS = 3.0, 1.5
"""What PX4 flies in its automatic modes (MPC_Z_V_AUTO_UP, MPC_Z_V_AUTO_DN)."""
MARGIN = 0.8
"""Of those, and of the time on a leg, what a plan may use."""
JERK_MS3, VERTICAL_MS2 = 4.0, 3.0
"""MPC_JERK_AUTO, and the lesser of MPC_ACC_UP_MAX and MPC_ACC_DOWN_MAX."""
HEIGHT_TOLERANCE_M = 0.8
"""NAV_MC_ALT_RAD: further off in height a waypoint is not reached."""
LEAST_LEG_S = 3.0
"""Points put in for the heights alone are at least this long a flight apart."""
LEVEL_BELOW_M = 8.0
"""Between corners closer than this there is no room to climb."""
SPEED_SHARES = (1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.22, 0.16, 0.12)
"""Speeds to choose from, of the wanted one: few, so that few items change the speed."""
SLOWEST_MS = 1.0
BRAKING_MS2 = 1.5
"""The speed changes at a point and not before it: half of the next leg must do to brake."""
CORNER_M, SHARP_RAD = 2.0, math.radians(20.0)
"""At a corner the acceptance radius is small, or it would be cut."""
ROUND_M, OF_THE_PICTURE = 8.0, 0.2
"""Between a line and the way to the next a corner may be cut from so far on, and from this share of the picture's
length: the turning picture still shows the line's end (flown in simulation at 8 and 12 m/s and in 6 m/s of wind)."""
STRAIGHT_UP_M = 0.05
"""A leg no longer than this over the ground is flown on the spot."""
BEND_RAD = math.radians(3.0)
"""In a bend the wind carries the aircraft outwards, past a narrow radius (seen in simulation on an orbit in 6 m/s)."""
PASSED_S, NARROWEST_M, WIDEST_M = 0.5, 3.0, 6.0
"""On a straight line a point is reached half a second early, in metres at least and at most."""


def least_spacing_m(speed_ms: float) -> float:
    """Between points that only serve the heights."""
    return max(speed_ms * LEAST_LEG_S, 2 * CORNER_M)


def leg_speeds(points: Array, speed_ms: float, caps_ms: Array | None = None) -> Array:
    """Speed over ground (m/s, n - 1) for the legs of a route (n, 3), `speed_ms` and its own of `caps_ms` at most.

    The climb stays within MARGIN of what the autopilot flies, and what it lags behind when the climb changes at a
    point is made up before the next one.
    """
    lengths, climbs = _lengths(points), np.diff(points[:, 2])
    free = _free_speeds(lengths, climbs, speed_ms)
    if caps_ms is not None:
        free = np.minimum(free, caps_ms)
    return _braked(free, lengths, speed_ms)


def steepest_unfollowed(points: Array, speed_ms: float) -> tuple[int, float] | None:
    """The leg of a route (n, 3) that is not followed even at the slowest speed, and its slope (m climbed a metre).

    The steepest where there are several, None where there is none. The slope is that of the leg or of the one before:
    after a steep one a short leg leaves no time to level out. Legs on the spot need not be followed.
    """
    slopes = np.abs(np.diff(points[:, 2])) / np.maximum(_lengths(points), STRAIGHT_UP_M)
    slopes = np.maximum(slopes, np.concatenate([[0.0], slopes[:-1]]))
    steepest = max(_unfollowed(points, speed_ms), key=slopes.tolist().__getitem__, default=None)
    return None if steepest is None else (steepest, float(slopes[steepest]))


def with_braking_points(points: Array, speed_ms: float) -> tuple[Array, NDArray[np.intp]]:
    """The same route with a point more before the end of long legs that a slow one follows; and each new leg's old one.

    Else the whole long leg would be flown slowly.
    """
    lengths, climbs = _lengths(points), np.diff(points[:, 2])
    free = _free_speeds(lengths, climbs, speed_ms)
    room_m = 2 * least_spacing_m(speed_ms)
    late = np.flatnonzero((_braked(free, lengths, speed_ms) < free) & (lengths > 1.5 * room_m))
    share = (1.0 - room_m / lengths[late])[:, None]
    added = points[late] + share * (points[late + 1] - points[late])
    legs = np.insert(np.arange(len(lengths)), late, late)
    return np.insert(points, late + 1, added, axis=0), legs


def _unfollowed(points: Array, speed_ms: float) -> list[int]:
    """The legs that are not followed even at the slowest speed."""
    lengths, climbs = _lengths(points), np.diff(points[:, 2])
    speeds = _free_speeds(lengths, climbs, speed_ms)
    found: list[int] = []
    before_ms = 0.0
    for leg, (length, climb, speed) in enumerate(zip(lengths.tolist(), climbs.tolist(), speeds.tolist(), strict=True)):
        if not _is_on_the_spot(length, climb) and not _is_followed(length, climb, speed, before_ms):
            found.append(leg)
        before_ms = _rate_after(length, climb, speed)
    return found


def _is_on_the_spot(length_m: float, climb_m: float) -> bool:
    """Whether a leg is straight up or down, or within one corner: between turns so close the whole motion stops."""
    return length_m <= STRAIGHT_UP_M or (length_m <= CORNER_M and abs(climb_m) <= HEIGHT_TOLERANCE_M)


def _choices(speed_ms: float) -> list[float]:
    return [max(share * speed_ms, min(SLOWEST_MS, speed_ms)) for share in SPEED_SHARES]


def _free_speeds(lengths: Array, climbs: Array, speed_ms: float) -> Array:
    choices = _choices(speed_ms)
    speeds: list[float] = []
    rate_ms = 0.0
    for length, climb in zip(lengths.tolist(), climbs.tolist(), strict=True):
        speed = next((v for v in choices if _is_followed(length, climb, v, rate_ms)), choices[-1])
        speeds.append(speed)
        rate_ms = _rate_after(length, climb, speed)
    return np.array(speeds)


def _rate_after(length_m: float, climb_m: float, speed_ms: float) -> float:
    """The climb rate with which a leg ends; one on the spot ends at rest."""
    return 0.0 if _is_on_the_spot(length_m, climb_m) else climb_m * speed_ms / length_m


def _braked(free: Array, lengths: Array, speed_ms: float) -> Array:
    speeds = free.copy()
    for leg in range(len(speeds) - 2, -1, -1):
        if speeds[leg] > speeds[leg + 1]:
            allowed = math.sqrt(speeds[leg + 1] ** 2 + BRAKING_MS2 * lengths[leg + 1])
            speeds[leg] = next((v for v in _choices(speed_ms) if v <= min(speeds[leg], allowed)), speeds[leg + 1])
    return speeds


def _is_followed(length_m: float, climb_m: float, speed_ms: float, rate_before_ms: float) -> bool:
    """Whether a leg can be flown at a speed, after one with another climb rate."""
    duration_s = length_m / speed_ms
    rate = climb_m / max(duration_s, 1e-9)
    if not -MARGIN * SINK_MS <= rate <= MARGIN * CLIMB_MS:
        return False
    return settling_s(rate_before_ms, rate) <= MARGIN * duration_s


def settling_s(before_ms: float, after_ms: float) -> float:
    """Time from a change of climb rate until the height is within the tolerance again.

    The rate changes within jerk and acceleration limits, meanwhile the height lags by half of it; the rest of the climb
    speed makes that up.
    """
    change = abs(after_ms - before_ms)
    if change < 1e-6:
        return 0.0
    is_short = change <= VERTICAL_MS2**2 / JERK_MS3
    changing_s = 2 * math.sqrt(change / JERK_MS3) if is_short else change / VERTICAL_MS2 + VERTICAL_MS2 / JERK_MS3
    lag_m = max(change * changing_s / 2 - HEIGHT_TOLERANCE_M, 0.0)
    spare = CLIMB_MS - after_ms if after_ms > before_ms else SINK_MS + after_ms
    return changing_s + lag_m / max(spare, 1e-3)


def round_corner_m(picture_length_m: float) -> float:
    """From how far on a corner at a line's end may be cut without leaving ground out."""
    return min(max(OF_THE_PICTURE * picture_length_m, CORNER_M), ROUND_M)


def acceptance_radii(points: Array, speeds: Array, corners_m: Array | None = None) -> Array:
    """Acceptance radius (m, n) of each point of a route (n, 3): wide on a straight line, narrow in a corner.

    `corners_m` (n) are those of the corners that may be cut more. Less than half of either leg: PX4 stops at a point
    whose radius holds the next one.
    """
    lengths = _lengths(points)
    flat = np.diff(points[:, :2], axis=0)
    radii = np.full(len(points), CORNER_M) if corners_m is None else np.maximum(corners_m, CORNER_M)
    for leg, (before, after) in enumerate(pairwise(flat)):
        turn = abs(math.atan2(before[0] * after[1] - before[1] * after[0], float(before @ after)))
        fast = max(speeds[leg], speeds[leg + 1]) * PASSED_S
        straight = WIDEST_M if turn > BEND_RAD else min(max(fast, NARROWEST_M), WIDEST_M)
        if turn < SHARP_RAD:
            radii[leg + 1] = straight
        radii[leg + 1] = min(radii[leg + 1], 0.45 * min(lengths[leg], lengths[leg + 1]))
    return radii


def without_short_climbs(points: Array) -> Array:
    """The same route with its shortest legs level, at the height of the higher end: nothing comes lower."""
    short = np.flatnonzero(_lengths(points) < LEVEL_BELOW_M)
    raised = points.copy()
    for _ in range(2):
        for leg in [*short, *short[::-1]]:
            raised[leg : leg + 2, 2] = raised[leg : leg + 2, 2].max()
    return raised


def with_steep_ends_upright(points: Array, speed_ms: float) -> Array:
    """The same route climbing straight up first where its first leg is too steep to follow, and down last likewise."""
    steep, upright = _unfollowed(points, speed_ms), points.copy()
    if 0 in steep:
        upright[0, 2] = max(points[0, 2], points[1, 2])
    if len(points) - 2 in steep:
        upright[-1, 2] = max(points[-1, 2], points[-2, 2])
    return upright


def _lengths(points: Array) -> Array:
    return np.asarray(np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1))
