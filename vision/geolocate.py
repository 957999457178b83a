"""Where on the ground a pixel lies, and how sure that is (see `docs/explanation/geolocation.md`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from vision import attitude
from vision.camera import Camera
from vision.columns import made_of
from vision.walk import MAX_RANGE_M, Array, Reason, Terrain, Walk, clearance

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
NEAR_THE_GROUND_M = 0.05
"""A crossing guessed between two steps of the walk is narrowed down where it is farther off."""
NEARLY_PLANE_M = 0.03
"""Nearer to the ground than this, the plane through the point tells a moved ray's crossing to the millimetre."""
ROUNDS = 6

NOMINAL, WALKED = 0, [0, 7, 8]
"""Rows of the moved rays: as told; then heading, roll, pitch and the guard, each one way and the other;"""
PIXELS = slice(9, 13)
"""then the pixels beside."""
BESIDE = np.array([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])[:, None]


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


@dataclass(frozen=True, slots=True)
class NoGround:
    """A ray that gives no trustworthy place, and why."""

    reason: Reason


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
    terrain, so that slope and relief are in it. What is asked of the terrain is asked for all pixels and all moved
    rays together: a call on hundreds of places costs no more than a call on one.
    """
    at = np.asarray(pixels, np.float64).reshape(-1, 2)
    if not len(at):
        return []
    rays = _moved_rays(at, camera, pose, sigmas)
    origin = np.array([pose.north_m, pose.east_m, pose.down_m])
    raised_m = GUARD_SIGMAS * math.hypot(sigmas.vertical_common_m, sigmas.terrain_common_m)
    guard = GUARD_SIGMAS * _tilt(sigmas)
    ranges, slope, reasons = _crossings(origin, rays, raised_m, terrain, cell_m, max_range_m * (1 + 4 * guard))
    doubts = _doubts(rays[:, NOMINAL], ranges, slope, reasons, guard, raised_m, max_range_m)
    nominal = ranges[0]
    good = [i for i, doubt in enumerate(doubts) if doubt is None]
    if len(good) < len(at):
        rays, nominal, slope = rays[:, :, good], nominal[good], slope[:, good]
    points = _points(origin, rays, nominal, slope, pose, sigmas, terrain) if good else []
    if len(good) == len(at):
        return points
    rest = iter(points)
    return [next(rest) if doubt is None else NoGround(doubt) for doubt in doubts]


def _tilt(sigmas: PoseSigmas) -> float:
    return math.hypot(sigmas.tilt_common_rad, sigmas.tilt_independent_rad)


def _moved_rays(at: Array, camera: Camera, pose: CameraPose, sigmas: PoseSigmas) -> Array:
    """Unit rays (3, 13, n) through pixels: as told, and with each angle and the pixel moved by its sigma both ways."""
    count = len(at)
    in_camera = camera.rays((at + sigmas.pixel_independent_px * BESIDE).reshape(-1, 2)).T
    camera_first = pose.ned_from_camera
    north, east = camera_first[:2, 0].tolist()
    flat = max(math.hypot(north, east), 1e-9)
    # A frame that is level and looks ahead, across the camera's right: there heading and roll turn about its axes.
    ned_from_level = np.array([[east / flat, north / flat, 0.0], [-north / flat, east / flat, 0.0], [0.0, 0.0, 1.0]])
    level_from_camera = ned_from_level.T @ camera_first
    about_level, about_camera = _turns(sigmas)
    turned = np.concatenate((about_level @ level_from_camera, level_from_camera @ about_camera))
    rays = np.empty((3, 13, count))
    rays[:, :9] = ((ned_from_level @ turned).transpose(1, 0, 2).reshape(27, 3) @ in_camera[:, :count]).reshape(
        3, 9, count
    )
    rays[:, PIXELS] = (camera_first @ in_camera[:, count:]).reshape(3, 4, count)
    return rays


@lru_cache(maxsize=64)
def _turns(sigmas: PoseSigmas) -> tuple[Array, Array]:
    """Rotations as told, of heading and of roll (5, 3, 3), and of pitch and of the guard (4, 3, 3), both ways each."""
    tilt, heading = _steps(sigmas)
    down, ahead = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])
    about_level = [(down, 0.0), (down, heading), (down, -heading), (ahead, tilt), (ahead, -tilt)]
    # Pitch turns about the camera's own right.
    guard = GUARD_SIGMAS * _tilt(sigmas)
    about_camera = [(ahead, tilt), (ahead, -tilt), (ahead, guard), (ahead, -guard)]
    return _matrices(about_level), _matrices(about_camera)


def _matrices(turns: Sequence[tuple[Array, float]]) -> Array:
    """Rotations (n, 3, 3) about unit axes by angles."""
    return np.array([attitude.turned(np.eye(3), axis, angle_rad).T for axis, angle_rad in turns])


def _steps(sigmas: PoseSigmas) -> tuple[float, float]:
    """How far tilt and heading are moved (rad); what has a common and an independent part is moved once and scaled."""
    heading = math.hypot(sigmas.heading_common_rad, sigmas.heading_independent_rad)
    return max(SMALLEST_TURN_RAD, _tilt(sigmas)), max(SMALLEST_TURN_RAD, heading)


def _crossings(
    origin: Array, rays: Array, raised_m: float, terrain: Terrain, cell_m: float, max_range_m: float
) -> tuple[Array, Array, list[Reason | None]]:
    """Ranges (3, n) of the rays as told and of both guards, the ground's slope (2, n) there, and why there is none.

    The guards begin higher, and lower: by at most half the camera's height, or they were in the ground. Where there is
    no crossing, the slope is that under the camera, and is not used.
    """
    count = rays.shape[2]
    clear_m = -float(origin[2]) - float(terrain(origin[0], origin[1]))
    lowered_m = min(raised_m, max(0.0, 0.5 * clear_m)) if math.isfinite(clear_m) else 0.0
    offsets = np.array([0.0, -raised_m, lowered_m]).repeat(count)
    origins = np.empty((3, 3 * count))
    origins[:] = origin[:, None]
    origins[2] += offsets
    walk = Walk(origins, rays[:, WALKED].reshape(3, -1), terrain, cell_m / 2, max_range_m)
    walk.go(clear_m - offsets)
    ranges = walk.guessed()
    reasons = walk.why_not(ranges)[:count]
    met = ranges[:count].copy() if walk.is_met.all() else np.where(np.isfinite(ranges[:count]), ranges[:count], 0.0)
    told = np.ascontiguousarray(rays[:, NOMINAL])
    clear, slope = _ground_around(origin[:, None] + told * met, terrain, cell_m)
    off = (i for i, clear_m in enumerate(clear.tolist()) if abs(clear_m) > NEAR_THE_GROUND_M)
    if rough := [i for i in off if reasons[i] is None]:
        # Not as even between the steps as it was taken for.
        met[rough] = ranges[rough] = walk.narrowed(rough, NEAR_THE_GROUND_M / 10)
        clear, slope = _ground_around(origin[:, None] + told * met, terrain, cell_m)
    return ranges.reshape(3, count), slope, reasons


def _ground_around(places: Array, terrain: Terrain, cell_m: float) -> tuple[Array, Array]:
    """How far `places` (3, n) are above the ground, and its rise per metre north and east (2, n) over a cell there.

    The slope is 0 off the model.
    """
    half = cell_m / 2
    around = np.empty((2, 5, places.shape[1]))
    around[:] = places[:2, None]
    around[0, 1] += half
    around[0, 2] -= half
    around[1, 3] += half
    around[1, 4] -= half
    heights = terrain(*around.reshape(2, -1)).reshape(5, -1)
    slope = (heights[1::2] - heights[2::2]) / cell_m
    if not math.isfinite(slope.sum()):
        slope = np.where(np.isfinite(slope), slope, 0.0)
    return -(places[2] + heights[0]), slope


def _doubts(
    told: Array,
    ranges: Array,
    slope: Array,
    reasons: list[Reason | None],
    guard: float,
    raised_m: float,
    max_range_m: float,
) -> list[Reason | None]:
    """Why crossings at `ranges` (3, n), as told and of both guards, are not to be trusted, if so.

    Asked one by one only for those that are not fine in every way.
    """
    rise_north, rise_east = slope
    steepness = np.sqrt(1 + rise_north * rise_north + rise_east * rise_east)
    sine = np.minimum((told[2] + told[0] * rise_north + told[1] * rise_east) / steepness, 1.0)
    incidence = np.arcsin(sine)
    level = np.hypot(told[0], told[1])
    nominal = ranges[0]
    expected = nominal * guard / np.tan(np.maximum(incidence, 2 * guard)) + raised_m / np.maximum(sine, 1e-9)
    apart = np.maximum(np.abs(ranges[1] - nominal), np.abs(ranges[2] - nominal))
    is_fine = (
        (nominal <= max_range_m)
        & (incidence >= MIN_INCIDENCE_RAD)
        & (apart <= GUARD_STRETCH * expected + 0.05 * nominal)
        & (apart * level <= GUARD_SHIFT * nominal)
    )
    if is_fine.all():
        return reasons
    looks = zip(*(each.tolist() for each in (is_fine, *ranges, incidence, level)), strict=True)
    return [
        reason or (None if fine else _doubt(range_m, (up, down), angle, share, guard, raised_m, max_range_m))
        for reason, (fine, range_m, up, down, angle, share) in zip(reasons, looks, strict=True)
    ]


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


def _points(
    origin: Array, rays: Array, ranges: Array, slope: Array, pose: CameraPose, sigmas: PoseSigmas, terrain: Terrain
) -> list[GroundPoint | NoGround]:
    """Places with covariances of rays (3, 13, n) that meet ground of a `slope` (2, n) near `ranges` (n,)."""
    shifts = _shifts(sigmas, pose.velocity_ned_ms)
    directions = np.empty((3, 19, rays.shape[2]))
    directions[:, :7], directions[:, 7:11], directions[:, 11:] = rays[:, :7], rays[:, PIXELS], rays[:, :1]
    at, places = _near_crossings(origin, shifts, directions, ranges, slope, terrain)
    common, independent = _covariances(places[:2, 1:], pose, sigmas)
    north_m, east_m, down_m = places[:, 0]
    points: list[GroundPoint | NoGround] = [
        *made_of(
            GroundPoint,
            north_m=north_m.tolist(),
            east_m=east_m.tolist(),
            up_m=(-down_m).tolist(),
            range_m=at[0].tolist(),
            depression_rad=np.arcsin(rays[2, NOMINAL]).tolist(),
            common=common,
            independent=independent,
        )
    ]
    if not math.isfinite(np.add.reduce(common[:, 0, 0])):
        for i in np.flatnonzero(~np.isfinite(common[:, 0, 0])).tolist():
            points[i] = NoGround(Reason.OFF_MODEL)
    return points


def _shifts(sigmas: PoseSigmas, velocity_ned_ms: tuple[float, float, float]) -> Array:
    """By how much the camera is moved (3, 19) for each of the moved rays: north, east, down, along its way."""
    shifts = np.zeros((3, 19))
    steps = shifts[:, 11::2]
    vertical_m = math.hypot(sigmas.vertical_common_m, sigmas.terrain_common_m)
    steps[0, 0] = steps[1, 1] = sigmas.horizontal_common_m
    steps[2, 2] = vertical_m
    steps[:, 3] = velocity_ned_ms
    steps[:, 3] *= sigmas.time_independent_s
    np.negative(steps, out=shifts[:, 12::2])
    return shifts


def _near_crossings(
    origin: Array, shifts: Array, directions: Array, ranges: Array, slope: Array, terrain: Terrain
) -> tuple[Array, Array]:
    """Ranges (19, n) at which slightly moved rays meet the ground, and where (3, 19, n).

    From the plane through the point, by secant steps. `directions` (3, 19, n), the first as it was told, and `shifts`
    (3, 19) by which the camera at `origin` (3,) was moved.
    """
    count = directions.shape[2]
    # Spread out once: numpy goes through arrays of one shape several times faster than it spreads them itself.
    spread = np.empty((9, 19, count))
    spread[0:2], spread[2], spread[3:6] = slope[:, None], ranges, shifts[:, :, None]
    spread[6:9] = spread[3:6] + origin[:, None, None]
    rise_north, rise_east, expected, *_ = spread.reshape(9, -1)
    moved, origins = spread[3:6].reshape(3, -1), spread[6:9].reshape(3, -1)
    towards = directions.reshape(3, -1)
    # Clearance that a ray loses per metre over ground of such a slope, and that the shift takes.
    sinking = towards[2] + towards[0] * rise_north + towards[1] * rise_east
    rate = np.maximum(sinking, math.sin(MIN_INCIDENCE_RAD) / 2)
    lost = moved[2] + moved[0] * rise_north + moved[1] * rise_east
    at = (ranges * sinking[:count] - lost.reshape(19, count)).reshape(-1) / rate
    least, most = 0.3 * expected, 3.0 * expected
    at = np.minimum(np.maximum(at, least), most)
    clear = clearance(origins, towards, at, terrain)
    for _ in range(ROUNDS):
        if not (np.abs(clear) > NEARLY_PLANE_M).any():
            break
        following = np.minimum(np.maximum(at + clear / rate, least), most)
        clear_there = clearance(origins, towards, following, terrain)
        with np.errstate(divide="ignore", invalid="ignore"):
            secant = (clear - clear_there) / (following - at)
        rate = np.where((secant > 0.25 * rate) & (secant < 4 * rate), secant, rate)
        at, clear = following, clear_there
    at = np.minimum(np.maximum(at + clear / rate, least), most)
    return at.reshape(19, count), (origins + towards * at).reshape(3, 19, count)


def _covariances(places: Array, pose: CameraPose, sigmas: PoseSigmas) -> tuple[Array, Array]:
    """Common and independent covariance (n, 2, 2) of places north and east (2, 18, n), each source one way and back."""
    halves = (places[:, 0::2] - places[:, 1::2]) / 2  # (2, source, n)
    share = _shares(sigmas, pose.angular_rate_rads)
    # NaN, off the model, is in every sum.
    parts = (share @ (halves[:, None] * halves).reshape(4, 9, -1)).reshape(2, 2, 2, -1)
    common, independent = np.ascontiguousarray(parts.transpose(2, 3, 0, 1))
    return common, independent


@lru_cache(maxsize=64)
def _shares(sigmas: PoseSigmas, angular_rate_rads: float) -> Array:
    """How much of each source's square is common and how much independent (2, source)."""
    tilt, heading = _steps(sigmas)
    # A camera that turns while it is not known when it looked is tilted by as much.
    turn = angular_rate_rads * sigmas.time_independent_s
    of_tilt = (sigmas.tilt_common_rad / tilt) ** 2, (sigmas.tilt_independent_rad**2 + turn**2) / tilt**2
    of_heading = (sigmas.heading_common_rad / heading) ** 2, (sigmas.heading_independent_rad / heading) ** 2
    # By source: heading, roll, pitch, pixel (2), north, east, down, time.
    return np.array(
        [
            [of_heading[0], of_tilt[0], of_tilt[0], 0.0, 0.0, 1.0, 1.0, 1.0, 0.0],
            [of_heading[1], of_tilt[1], of_tilt[1], 1.0, 1.0, 0.0, 0.0, 0.0, 1.0],
        ]
    )
