"""How a camera really sits on its aircraft, and how late its pictures are timed, from points whose place is known.

Boresight (a small rotation of the camera) and time offset are found by least squares over the pixels at which known
points were seen, together with the position and heading error of each picture, as a bundle adjustment has it: Gauss
and Newton, with what is believed beforehand as a prior, and Huber's weights so that a wrong click does not carry the
answer away. Several headings tell boresight from position, several speeds tell delay, several points in each picture
tell its own errors; the answer says how far that was possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vision.camera import Camera
from vision.geolocate import CameraPose
from vision.walk import Array

PRIOR_BORESIGHT_RAD = float(np.radians(2.0))
"""One sigma about each axis: what mounting by hand leaves."""
PRIOR_TIME_S = 0.2
PRIOR_PICTURE = np.array([1.5, 1.5, 3.0, float(np.radians(3.0))])
"""North, east, down (m) and heading (rad) of each picture: GNSS without RTK, and a compass."""
CLICK_PX = 3.0
"""One sigma of a hand's click."""
HUBER = 1.5
"""Residuals beyond so many sigmas weigh less, in proportion."""
ROUNDS = 20
SMALL = 1e-6
LEAST_POINTS = 3
OF_PICTURE = len(PRIOR_PICTURE)
OF_CAMERA = 4
"""Unknowns of the camera: boresight and time offset. Each picture has four more: its position and heading."""


class TooFewPoints(ValueError):
    """Less is known than there is to find."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPoint:
    """One look at a surveyed point."""

    pixel: tuple[float, float]
    camera: Camera
    pose: CameraPose
    """As the aircraft told it, with its velocity."""
    place_ned_m: tuple[float, float, float]
    picture: int
    """Points of one picture share its position error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was found."""

    boresight_rad: tuple[float, float, float]
    """Rotation vector in the camera frame (x right, y down, z forward): `ned_from_camera @ rotation` is the truth."""
    time_offset_s: float
    """The picture was really exposed so much later than its stamp says."""
    sigma_boresight_rad: tuple[float, float, float]
    sigma_time_s: float
    median_px: float
    """Half of the clicks lie within this of where they should."""
    points: int

    @property
    def is_explained(self) -> bool:
        """Whether boresight, delay, position and heading explain the clicks; else look for wrong points or the lens."""
        return self.median_px < 3.0 * CLICK_PX

    @property
    def is_time_determined(self) -> bool:
        """Whether the looks told the time offset, rather than what was believed beforehand."""
        return self.sigma_time_s < 0.5 * PRIOR_TIME_S

    @property
    def is_boresight_determined(self) -> bool:
        """The same of all three angles."""
        return max(self.sigma_boresight_rad) < 0.5 * PRIOR_BORESIGHT_RAD


def rotation(vector_rad: Array) -> Array:
    """The rotation (3, 3) about a vector by its length, by Rodrigues' formula."""
    angle = float(np.linalg.norm(vector_rad))
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = vector_rad / angle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross)


def calibrate(points: Sequence[KnownPoint]) -> Calibration:
    """Boresight and time offset that best explain where `points` were seen.

    Raises:
        TooFewPoints: fewer than three lie before their cameras.
    """
    is_before = np.isfinite(_residuals(points, np.zeros((len(points), OF_CAMERA + OF_PICTURE)))).all(axis=1)
    seen = [points[index] for index in np.flatnonzero(is_before).tolist()]
    if len(seen) < LEAST_POINTS:
        raise TooFewPoints(f"{len(seen)} of {len(points)} points lie before their camera: at least {LEAST_POINTS} must")
    pictures = {picture: index for index, picture in enumerate(dict.fromkeys(point.picture for point in seen))}
    picture_of = np.array([pictures[point.picture] for point in seen])
    prior = np.concatenate(
        [[PRIOR_BORESIGHT_RAD] * 3, [PRIOR_TIME_S], np.tile(PRIOR_PICTURE, len(pictures))]
    ) ** -2.0  # fmt: skip
    found = np.zeros(len(prior))
    for _ in range(ROUNDS):
        by = np.column_stack(
            [np.tile(found[:OF_CAMERA], (len(seen), 1)), found[OF_CAMERA:].reshape(-1, OF_PICTURE)[picture_of]]
        )
        residual = np.nan_to_num(_residuals(seen, by))
        slope = _spread_out(_slopes(seen, by), picture_of, len(prior))
        apart = np.linalg.norm(residual, axis=1) / CLICK_PX
        weight = np.minimum(1.0, HUBER / np.maximum(apart, 1e-9)) / CLICK_PX**2
        normal = np.einsum("nij,n,nik->jk", slope, weight, slope, optimize=True) + np.diag(prior)
        step = np.linalg.solve(normal, -np.einsum("nij,n,ni->j", slope, weight, residual) - prior * found)
        found = found + step
        if np.abs(step).max() < SMALL:
            break
    sigma = np.sqrt(np.diag(np.linalg.inv(normal)))
    return Calibration(
        boresight_rad=(float(found[0]), float(found[1]), float(found[2])),
        time_offset_s=float(found[3]),
        sigma_boresight_rad=(float(sigma[0]), float(sigma[1]), float(sigma[2])),
        sigma_time_s=float(sigma[3]),
        median_px=float(np.median(np.linalg.norm(residual, axis=1))),
        points=len(seen),
    )


def _spread_out(slopes: Array, picture_of: Array, count: int) -> Array:
    """Derivatives (n, 2, 8) by camera and own picture as derivatives (n, 2, `count`) by camera and every picture."""
    spread = np.zeros((len(slopes), 2, count))
    spread[:, :, :OF_CAMERA] = slopes[:, :, :OF_CAMERA]
    for index, picture in enumerate(picture_of.tolist()):
        first = OF_CAMERA + OF_PICTURE * picture
        spread[index, :, first : first + OF_PICTURE] = slopes[index, :, OF_CAMERA:]
    return spread


def corrected(pose: CameraPose, calibration: Calibration) -> CameraPose:
    """The pose as it was, once boresight and time offset are known."""
    north, east, down = np.array(pose.velocity_ned_ms) * calibration.time_offset_s
    return replace(
        pose,
        north_m=pose.north_m + north,
        east_m=pose.east_m + east,
        down_m=pose.down_m + down,
        ned_from_camera=pose.ned_from_camera @ rotation(np.array(calibration.boresight_rad)),
    )


def _residuals(points: Sequence[KnownPoint], by: Array) -> Array:
    """Where points should be seen less where they were (n, 2), each with its own row of `by` (n, 8); NaN behind."""
    poses = [point.pose for point in points]
    origins = np.array([(pose.north_m, pose.east_m, pose.down_m) for pose in poses])
    velocities = np.array([pose.velocity_ned_ms for pose in poses])
    told = np.array([pose.ned_from_camera for pose in poses])
    # All rows have the same boresight; each picture has a heading of its own.
    turned = _about_down(by[:, -1]) @ told @ rotation(by[0, :3])
    at = origins + velocities * by[:, 3:4] + by[:, OF_CAMERA : OF_CAMERA + 3]
    offsets = np.array([point.place_ned_m for point in points]) - at
    in_camera = np.einsum("nji,nj->ni", turned, offsets)
    apart = -np.array([point.pixel for point in points])
    for camera in dict.fromkeys(point.camera for point in points):
        rows = [row for row, point in enumerate(points) if point.camera == camera]
        apart[rows] += camera.project(in_camera[rows])
    return np.asarray(apart, np.float64)


def _about_down(angles_rad: Array) -> Array:
    """Rotations (n, 3, 3)."""
    cos, sin, nought, one = np.cos(angles_rad), np.sin(angles_rad), np.zeros(len(angles_rad)), np.ones(len(angles_rad))
    rows = [[cos, -sin, nought], [sin, cos, nought], [nought, nought, one]]
    return np.asarray(np.moveaxis(np.array(rows), -1, 0))


def _slopes(points: Sequence[KnownPoint], by: Array) -> Array:
    """Derivative (n, 2, 8) of the residuals, by central differences."""
    steps = np.diag([1e-5, 1e-5, 1e-5, 1e-4, 1e-3, 1e-3, 1e-3, 1e-5])
    columns = [
        np.nan_to_num(_residuals(points, by + step) - _residuals(points, by - step)) / (2.0 * step.sum())
        for step in steps
    ]
    return np.stack(columns, axis=-1)
