"""Where on the ground a pixel lies, and how sure that is (see `docs/explanation/geolocation.md`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vision.attitude import turned
from vision.camera import Camera

Array = NDArray[np.float64]

Terrain = Callable[[Array, Array], Array]
"""Height (m, up, same zero as the pose's -down) at north and east (m) in the local frame; NaN off the model."""

MAX_RANGE_M = 2500.0
"""Farther off a pixel of a thermal camera is metres wide."""
MIN_INCIDENCE_RAD = np.radians(8.0)
"""A ray that meets the ground at less than this is not trusted: half a degree of tilt moves it by a fifteenth of h."""
GUARD_SIGMAS = 2.0
"""The ground must still be the same hillside when the camera is this much higher and tilted up, or lower and down."""
GUARD_SHIFT = 0.4
"""And the place must not move over the ground by more than this share of its distance,"""
GUARD_STRETCH = 3.0
"""nor be this many times as far off as a plane through the point would have it."""
SMALLEST_TURN_RAD = 1e-4
"""Of a step in angle, where its own sigma is nought."""
STEPS_AT_ONCE = 16
"""Steps of a walk that are looked at together at first: as many as most looks down take; then twice as many."""
MOST_STEPS_AT_ONCE = 128
NARROWINGS = 40
ON_THE_GROUND_M = 1e-7
"""So near to the ground a crossing is found, mostly long before `NARROWINGS` rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPose:
    """Where a camera was and how it looked at one instant, in the local north-east-down frame."""

    north_m: float
    east_m: float
    down_m: float
    ned_from_camera: Array
    """Rotation (3, 3); camera frame x right, y down, z forward."""
    velocity_ned_ms: tuple[float, float, float] = (0.0, 0.0, 0.0)
    angular_rate_rads: float = 0.0
    """Magnitude of the camera's turning rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseSigmas:
    """One standard deviation of each source of error, split by how fast it forgets.

    `common` parts stay the same during a pass (GNSS, heading, barometer, boresight, terrain): no number of looks
    averages them away. `independent` parts are new in each frame.
    """

    horizontal_common_m: float = 1.5
    """Of north and of east."""
    vertical_common_m: float = 2.0
    heading_common_rad: float = 0.035
    tilt_common_rad: float = 0.010
    """Of pitch and of roll."""
    terrain_common_m: float = 1.0
    tilt_independent_rad: float = 0.005
    heading_independent_rad: float = 0.005
    pixel_independent_px: float = 0.7
    """Of x and of y."""
    time_independent_s: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundPoint:
    """A place on the ground with its uncertainty."""

    north_m: float
    east_m: float
    up_m: float
    range_m: float
    depression_rad: float
    """How far below the horizontal the ray pointed."""
    common: Array
    """(2, 2) covariance in north, east of what a whole pass shares."""
    independent: Array
    """(2, 2) covariance in north, east of what is new in each frame."""

    @property
    def covariance(self) -> Array:
        """(2, 2) of this one look, north and east."""
        return self.common + self.independent


class Reason(StrEnum):
    """Why a ray gives no trustworthy place."""

    ABOVE_HORIZON = "above_horizon"
    """It points above the horizontal and meets no hill."""
    GRAZING = "grazing"
    """It meets the ground at so small an angle that a little tilt moves the place far."""
    OFF_MODEL = "off_model"
    """The terrain model ends before the ray meets the ground."""
    TOO_FAR = "too_far"
    """It meets no ground within the range."""
    GAP_IN_MODEL = "gap_in_model"
    """The terrain model has a hole on the way."""
    RISING_GROUND = "rising_ground"
    """It passes so close to a rise that either side of it may be what was seen."""
    BELOW_GROUND = "below_ground"
    """The camera itself would be in the ground: pose or model is wrong."""


@dataclass(frozen=True, slots=True)
class NoGround:
    """A ray that gives no trustworthy place, and why."""

    reason: Reason


def ground_hits(
    origins_ned: Array,
    directions_ned: Array,
    terrain: Terrain,
    step_m: float,
    max_range_m: float = MAX_RANGE_M,
    within_m: float = ON_THE_GROUND_M,
) -> tuple[Array, list[Reason | None]]:
    """Ranges (n,) at which rays first meet the ground, NaN with a reason where they do not.

    Each ray (unit `directions_ned` (n, 3) from `origins_ned` (n, 3)) is walked in steps of at most `step_m` over the
    ground, which must be at most half a cell of the terrain or thin ridges are jumped over; the first crossing is
    then narrowed down to a clearance of `within_m`.
    """
    count = len(directions_ned)
    ranges = np.full(count, np.nan)
    reasons: list[Reason | None] = [None] * count
    start = _clearance(origins_ned, directions_ned, np.zeros(count), terrain)
    for i in np.flatnonzero(~(start > 0)).tolist():
        reasons[i] = Reason.OFF_MODEL if np.isnan(start[i]) else Reason.BELOW_GROUND
    active = np.flatnonzero(start > 0)
    # Steps are along the ground; a steep ray goes down many metres in one, which bisecting mends.
    horizontal = np.hypot(directions_ned[:, 0], directions_ned[:, 1])
    step = np.minimum(step_m / np.maximum(horizontal, 1e-3), step_m * 8)
    before, done, at_once = start, 0, STEPS_AT_ONCE
    while len(active):
        grid = (done + np.arange(1.0, at_once + 1)) * step[active, None]
        clear = _clearance(origins_ned[active, None], directions_ned[active, None], grid, terrain)
        stopped = ~(clear > 0)
        first = np.argmax(stopped, axis=1)
        row = np.arange(len(active))
        met = stopped[row, first]
        unknown = met & np.isnan(clear[row, first])
        hit = met & ~unknown
        far = grid[row, first]
        above = np.where(first > 0, clear[row, first - 1], before[active])
        ranges[active[hit]] = _narrowed(
            origins_ned[active[hit]],
            directions_ned[active[hit]],
            (far[hit] - step[active[hit]], above[hit]),
            (far[hit], clear[row, first][hit]),
            terrain,
            within_m,
        )
        for i in np.flatnonzero(unknown).tolist():
            k = active[i]
            on = far[i] + np.arange(MOST_STEPS_AT_ONCE) * step[k]
            beyond = _clearance(origins_ned[k], directions_ned[k], on, terrain)
            reasons[k] = Reason.OFF_MODEL if np.isnan(beyond).all() else Reason.GAP_IN_MODEL
        for i in active[~met & (grid[:, -1] >= max_range_m)].tolist():
            reasons[i] = Reason.TOO_FAR
        before[active] = clear[:, -1]
        active = active[~met & (grid[:, -1] < max_range_m)]
        done += at_once
        at_once = min(2 * at_once, MOST_STEPS_AT_ONCE)
    for i in np.flatnonzero(ranges > max_range_m).tolist():
        ranges[i], reasons[i] = np.nan, Reason.TOO_FAR
    for i in np.flatnonzero(directions_ned[:, 2] <= 0).tolist():
        if reasons[i] in (Reason.TOO_FAR, Reason.OFF_MODEL):
            reasons[i] = Reason.ABOVE_HORIZON
    return ranges, reasons


def _clearance(origins: Array, directions: Array, ranges: Array, terrain: Terrain) -> Array:
    """How far points along rays lie above the ground."""
    north = origins[..., 0] + directions[..., 0] * ranges
    east = origins[..., 1] + directions[..., 1] * ranges
    up = -(origins[..., 2] + directions[..., 2] * ranges)
    return np.asarray(up - terrain(north, east))


def _narrowed(
    origins: Array,
    directions: Array,
    near: tuple[Array, Array],
    far: tuple[Array, Array],
    terrain: Terrain,
    within_m: float,
) -> Array:
    """Ranges of the crossings between `near` (above ground) and `far` (in it), each given with its clearance.

    The Illinois form of false position: always between the two as in bisection, and a few rounds on smooth ground.
    """
    (low, above), (high, below) = near, far
    middle, was_clear = high, np.full(len(low), np.nan)
    for _ in range(NARROWINGS if len(low) else 0):
        middle = low + (high - low) * (above / (above - below))
        clear = _clearance(origins, directions, middle, terrain)
        if (np.abs(clear) < within_m).all():
            break
        is_clear = clear > 0
        clear = np.where(np.isnan(clear), -1.0, clear)
        # An end that stays twice counts half, or it would stay for ever.
        again = np.where(is_clear == was_clear, 0.5, 1.0)
        low, high = np.where(is_clear, middle, low), np.where(is_clear, high, middle)
        above, below = np.where(is_clear, clear, above * again), np.where(is_clear, below * again, clear)
        was_clear = is_clear
    return middle


def locate(
    pixel: tuple[float, float],
    camera: Camera,
    pose: CameraPose,
    sigmas: PoseSigmas,
    terrain: Terrain,
    cell_m: float,
    max_range_m: float = MAX_RANGE_M,
) -> GroundPoint | NoGround:
    """Where on the ground the pixel (x, y) lies. `cell_m` is the size of the terrain model's cells."""
    return locate_many([pixel], camera, pose, sigmas, terrain, cell_m, max_range_m)[0]


def locate_many(
    pixels: ArrayLike,
    camera: Camera,
    pose: CameraPose,
    sigmas: PoseSigmas,
    terrain: Terrain,
    cell_m: float,
    max_range_m: float = MAX_RANGE_M,
) -> list[GroundPoint | NoGround]:
    """`locate` for several pixels (n, 2) of one frame, in one go.

    The covariance comes from moving each source of error by one sigma both ways and intersecting again with the
    terrain, so that slope and relief are in it.
    """
    at = np.asarray(pixels, np.float64).reshape(-1, 2)
    if not len(at):
        return []
    rays = camera.rays(at) @ pose.ned_from_camera.T
    origin = np.array([pose.north_m, pose.east_m, pose.down_m])
    right = pose.ned_from_camera[:, 0]
    guard = GUARD_SIGMAS * float(np.hypot(sigmas.tilt_common_rad, sigmas.tilt_independent_rad))
    raised_m = GUARD_SIGMAS * float(np.hypot(sigmas.vertical_common_m, sigmas.terrain_common_m))
    walked = np.concatenate([rays, turned(rays, right, guard), turned(rays, right, -guard)])
    origins = np.repeat(_guarded(origin, raised_m, terrain), len(at), axis=0)
    ranges, reasons = ground_hits(origins, walked, terrain, cell_m / 2, max_range_m * (1 + 4 * guard))
    nominal, upper, lower = ranges.reshape(3, -1)
    # Where there is no crossing, the slope under the camera stands in, and is not used.
    slope = _slope(origin + rays * np.nan_to_num(nominal)[:, None], terrain, cell_m)
    incidence = _incidence(rays, slope)
    level = np.hypot(rays[:, 0], rays[:, 1])
    looks = np.stack([nominal, upper, lower, incidence, level], axis=1).tolist()
    results: list[GroundPoint | NoGround | None] = [None] * len(at)
    for i, (range_m, up, down, angle, share) in enumerate(looks):
        reason = reasons[i] or _doubt(range_m, (up, down), angle, share, guard, raised_m, max_range_m)
        if reason is not None:
            results[i] = NoGround(reason)
    good = np.flatnonzero([result is None for result in results])
    if len(good):
        common, independent = _covariances(
            at[good], rays[good], nominal[good], slope[good], camera, pose, sigmas, terrain
        )
        known = np.asarray(np.isfinite(common + independent).all(axis=(1, 2)))
        places = (origin + rays[good] * nominal[good, None]).tolist()
        depressions = np.arcsin(rays[good, 2]).tolist()
        for k, i in enumerate(good.tolist()):
            if not known[k]:
                results[i] = NoGround(Reason.OFF_MODEL)
                continue
            north_m, east_m, down_m = places[k]
            results[i] = GroundPoint(
                north_m=north_m,
                east_m=east_m,
                up_m=-down_m,
                range_m=float(nominal[i]),
                depression_rad=depressions[k],
                common=common[k],
                independent=independent[k],
            )
    return [result for result in results if result is not None]


def _slope(places: Array, terrain: Terrain, cell_m: float) -> Array:
    """Rise of the ground per metre north and east, (n, 2), over a cell around `places` (n, 3); 0 off the model."""
    half = cell_m / 2
    offsets = np.array([[half, 0], [-half, 0], [0, half], [0, -half]])
    around = places[:, None, :2] + offsets
    heights = terrain(around[..., 0], around[..., 1])
    slope = np.stack([heights[:, 0] - heights[:, 1], heights[:, 2] - heights[:, 3]], axis=1) / cell_m
    return np.nan_to_num(slope)


def _incidence(rays: Array, slope: Array) -> Array:
    """Angle between rays and the ground, radians; negative where the ground falls away faster than the ray."""
    sinking = rays[:, 2] + np.sum(rays[:, :2] * slope, axis=1)
    return np.asarray(np.arcsin(np.clip(sinking / np.sqrt(1 + np.sum(slope**2, axis=1)), -1, 1)))


def _guarded(origin: Array, raised_m: float, terrain: Terrain) -> Array:
    """The camera's place (3, 3) as it is, higher, and lower: by at most half its height, or it were in the ground."""
    clear_m = -origin[2] - float(terrain(origin[:1], origin[1:2])[0])
    lowered_m = min(raised_m, max(0.0, 0.5 * clear_m)) if np.isfinite(clear_m) else 0.0
    return np.asarray(origin + np.array([[0.0, 0.0, 0.0], [0.0, 0.0, -raised_m], [0.0, 0.0, lowered_m]]))


def _doubt(
    nominal: float,
    tilted: tuple[float, float],
    incidence: float,
    level: float,
    guard: float,
    raised_m: float,
    max_range_m: float,
) -> Reason | None:
    """Why a crossing is not to be trusted, if so."""
    if nominal > max_range_m:
        return Reason.TOO_FAR
    if incidence < MIN_INCIDENCE_RAD:
        return Reason.GRAZING
    for other in tilted:
        # What a plane through the point would give, and room for relief.
        expected = nominal * guard / math.tan(max(incidence, 2 * guard)) + raised_m / math.sin(incidence)
        if not abs(other - nominal) <= GUARD_STRETCH * expected + 0.05 * nominal:
            return Reason.RISING_GROUND
        if abs(other - nominal) * level > GUARD_SHIFT * nominal:
            return Reason.GRAZING
    return None


def _covariances(
    pixels: Array,
    rays: Array,
    ranges: Array,
    slope: Array,
    camera: Camera,
    pose: CameraPose,
    sigmas: PoseSigmas,
    terrain: Terrain,
) -> tuple[Array, Array]:
    """Common and independent covariance (n, 2, 2) of places at `ranges` along `rays`."""
    north, east, down = np.eye(3)
    velocity = np.array(pose.velocity_ned_ms)
    right = pose.ned_from_camera[:, 0]
    ahead = np.array([right[1], -right[0], 0.0])  # right x down
    ahead = ahead / max(math.hypot(right[0], right[1]), 1e-9)
    # How far each source is moved; what has a common and an independent part is moved once and scaled.
    tilt = max(SMALLEST_TURN_RAD, float(np.hypot(sigmas.tilt_common_rad, sigmas.tilt_independent_rad)))
    heading = max(SMALLEST_TURN_RAD, float(np.hypot(sigmas.heading_common_rad, sigmas.heading_independent_rad)))
    vertical = float(np.hypot(sigmas.vertical_common_m, sigmas.terrain_common_m))
    shift_px = sigmas.pixel_independent_px
    turn = pose.angular_rate_rads * sigmas.time_independent_s

    shifts = np.array([north * sigmas.horizontal_common_m, east * sigmas.horizontal_common_m, down * vertical])
    axes = ((down, heading), (right, tilt), (ahead, tilt))
    offsets = np.array([[shift_px, 0.0], [-shift_px, 0.0], [0.0, shift_px], [0.0, -shift_px]])
    beside = camera.rays((pixels + offsets[:, None]).reshape(-1, 2)) @ pose.ned_from_camera.T
    directions = np.empty((18, *rays.shape))
    directions[[0, 1, 2, 3, 4, 5, 16, 17]] = rays
    for k, (axis, angle) in enumerate(axes):
        directions[6 + 2 * k], directions[7 + 2 * k] = turned(rays, axis, angle), turned(rays, axis, -angle)
    directions[12:16] = beside.reshape(4, *rays.shape)
    moved = np.zeros((18, 1, 3))
    moved[0:6:2, 0], moved[1:6:2, 0] = shifts, -shifts
    moved[16, 0], moved[17, 0] = velocity * sigmas.time_independent_s, -velocity * sigmas.time_independent_s
    origin = np.array([pose.north_m, pose.east_m, pose.down_m])
    places = _near_crossings(origin + moved, directions, ranges, slope, terrain)
    columns = (places[0::2] - places[1::2]) / 2  # (source, n, 2)
    outer = columns[:, :, :, None] * columns[:, :, None, :]
    n, e, d, h, p, r, x, y, t = outer
    heading_common = (sigmas.heading_common_rad / heading) ** 2
    heading_independent = (sigmas.heading_independent_rad / heading) ** 2
    tilt_common = (sigmas.tilt_common_rad / tilt) ** 2
    # A camera that turns while it is not known when it looked is tilted by as much.
    tilt_independent = (sigmas.tilt_independent_rad**2 + turn**2) / tilt**2
    common = n + e + d + h * heading_common + (p + r) * tilt_common
    independent = h * heading_independent + (p + r) * tilt_independent + x + y + t
    return common, independent


def _near_crossings(origins: Array, directions: Array, ranges: Array, slope: Array, terrain: Terrain) -> Array:
    """North and east (..., 2) where slightly moved rays meet the ground near `ranges`: secant steps from the plane."""
    at = np.broadcast_to(ranges, directions.shape[:-1])
    sinking = directions[..., 2] + np.sum(directions[..., :2] * slope, axis=-1)
    rate = np.maximum(sinking, np.sin(MIN_INCIDENCE_RAD) / 2)
    clear = _clearance(origins, directions, at, terrain)
    for _ in range(6):
        following = np.maximum(np.minimum(at + clear / rate, 3.0 * ranges), 0.3 * ranges)
        clear_there = _clearance(origins, directions, following, terrain)
        moved = following - at
        with np.errstate(divide="ignore", invalid="ignore"):
            secant = (clear - clear_there) / moved
        rate = np.where(np.isfinite(secant) & (secant > 0.25 * rate) & (secant < 4 * rate), secant, rate)
        at, clear = following, clear_there
        if np.nanmax(np.abs(clear), initial=0.0) < 0.01:
            break
    north = origins[..., 0] + directions[..., 0] * at
    east = origins[..., 1] + directions[..., 1] * at
    return np.stack([north, east], axis=-1)
