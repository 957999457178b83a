"""Joins pose, local frame and map: what was detected in a frame becomes sightings on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ground_station.fleet.poses import AircraftPose
from missions.geo import LocalFrame
from vision.detections import Detection, Kind
from vision.frames import Frame, GeoPose
from vision.geolocate import CameraPose, GroundPoint, NoGround, PoseSigmas, locate_many
from vision.radiometry import sigma_of_peak
from vision.walk import Terrain

Matrix = NDArray[np.float64]

LEAST_EXTENT_M = 6.0
"""A fire this far from end to end has an extent and not only a place."""
MOST_SPOTS = 256
"""Places in one frame that are put on the ground to know how far fires reach."""
LONGEST_PERSON_M = 2.3
"""Lying with arms out."""
DISTANCE_KNOWN_TO = 0.125
"""Share, two deviations: a tall body (2 m) made longer by that all but reaches `LONGEST_PERSON_M`."""
PLACE_KNOWN_TO_M = 10.0
"""From low above, the height's error is a large share of the distance, and yet there is no other ground to mean."""
BLUR_PX = 2
"""What the lens adds to every outline."""

GIMBAL_FROM_CAMERA: Matrix = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""Camera (x right, y down, z forward) to gimbal or body (x forward, y right, z down)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One look at one thing in one frame, on the ground."""

    at: datetime
    vehicle_id: int
    pass_id: int
    """Looks of one pass share `common`; see `PassCounter`."""
    frame: int
    kind: Kind
    north_m: float
    east_m: float
    up_m: float
    """Above sea level."""
    common: Matrix
    """(2, 2) covariance in north, east of what the whole pass shares, m2."""
    independent: Matrix
    """(2, 2) covariance in north, east of what is new in each look, m2."""
    peak_celsius: float | None
    contrast: float
    confidence: float
    area_m2: float
    is_saturated: bool
    range_m: float | None = None
    """From the camera to it."""
    is_whole: bool = True
    """The picture's edge cuts nothing of it off."""
    peak_sigma_kelvin: float | None = None
    """How far `peak_celsius` may be off for the camera, the surface and the air."""
    extent: Matrix | None = None
    """(k, 2) north, east of points all over what is too large for one place."""

    @property
    def radius_m(self) -> float:
        """Of a disc as large as what was seen."""
        return float(np.sqrt(self.area_m2 / np.pi))


def pitched_down(mount_pitch_deg: float) -> Matrix:
    """Rotation body from a fixed camera mount pitched by `mount_pitch_deg` (-90 looks straight down)."""
    pitch = np.radians(mount_pitch_deg)
    cosine, sine = np.cos(pitch), np.sin(pitch)
    return np.array([[cosine, 0.0, sine], [0.0, 1.0, 0.0], [-sine, 0.0, cosine]])


def camera_pose(pose: AircraftPose, frame: LocalFrame, mount_pitch_deg: float) -> CameraPose:
    """Where the camera of an aircraft was, in the incident's local frame with heights above sea level."""
    north, east = frame.to_local(pose.latitude_deg, pose.longitude_deg)
    if pose.ned_from_gimbal is not None:
        ned_from_mount = pose.ned_from_gimbal
    else:
        ned_from_mount = pose.ned_from_body @ pitched_down(mount_pitch_deg)
    return CameraPose(
        north_m=float(north),
        east_m=float(east),
        down_m=-pose.altitude_amsl_m,
        ned_from_camera=ned_from_mount @ GIMBAL_FROM_CAMERA,
        velocity_ned_ms=pose.velocity_ned_ms,
        angular_rate_rads=pose.angular_rate_rads,
    )


def told_pose(pose: GeoPose, frame: LocalFrame) -> CameraPose:
    """Where a camera was that tells so itself, in the incident's local frame."""
    north, east = frame.to_local(pose.latitude_deg, pose.longitude_deg)
    return CameraPose(
        north_m=float(north),
        east_m=float(east),
        down_m=-pose.altitude_amsl_m,
        ned_from_camera=pose.ned_from_camera,
    )


def area_on_ground_m2(detection: Detection, point: GroundPoint, frame: Frame) -> float:
    """How much ground the detection's pixels cover; the ground is taken as level."""
    assert frame.camera is not None
    pixel_m2 = point.range_m**2 / (frame.camera.fx_px * frame.camera.fy_px)
    return detection.area_px * pixel_m2 / max(0.1, float(np.sin(point.depression_rad)))


def _peak_sigma_kelvin(detection: Detection, frame: Frame) -> float | None:
    if detection.peak_celsius is None:
        return None
    return sigma_of_peak(frame.radiometry, round(detection.peak_celsius))


def _is_whole(detection: Detection, frame: Frame) -> bool:
    """Whether the frame's edge cuts nothing off."""
    left, top, width, height = detection.box_px
    rows, columns = frame.pixels.shape[:2]
    return left > 0 and top > 0 and left + width < columns and top + height < rows


def _is_of_a_persons_size(detection: Detection, point: GroundPoint, frame: Frame) -> bool:
    """Whether, as far off as its ray has met the ground, it would be no longer than a body.

    Detecting judges by a coarse grid of distances; along a hillside these change from pixel to pixel. Size is all that
    tells a body from a warm rock: where the distance is not known well enough to say it, as along a slope, it is none.
    Better looks at the same ground lose nothing by that.
    """
    assert frame.camera is not None
    metres_per_pixel = point.range_m / float(np.sqrt(frame.camera.fx_px * frame.camera.fy_px))
    longest_m = (max(detection.box_px[2:]) - BLUR_PX) * metres_per_pixel
    return longest_m <= LONGEST_PERSON_M and _is_distance_known(point)


def _is_distance_known(point: GroundPoint) -> bool:
    """Whether two deviations of the place along the view are little beside the distance, or in metres."""
    covariance = point.common + point.independent
    along_m = 2.0 * float(np.sqrt(np.linalg.eigvalsh(covariance)[-1])) * float(np.cos(point.depression_rad))
    return along_m <= max(PLACE_KNOWN_TO_M, DISTANCE_KNOWN_TO * point.range_m)


def sightings_in(
    frame: Frame,
    detections: tuple[Detection, ...],
    pose: CameraPose,
    *,
    at: datetime,
    vehicle_id: int,
    pass_id: int,
    terrain: Terrain,
    cell_m: float,
    sigmas: PoseSigmas,
) -> tuple[Sighting | None, ...]:
    """A sighting per detection, in order; None where its ray gives no trustworthy place, or no place for its size."""
    if frame.camera is None:
        return (None,) * len(detections)

    def sighting(detection: Detection, point: GroundPoint | NoGround, extent: Matrix | None) -> Sighting | None:
        if isinstance(point, NoGround):
            return None
        if detection.kind is Kind.PERSON and not _is_of_a_persons_size(detection, point, frame):
            return None
        return Sighting(
            at=at,
            vehicle_id=vehicle_id,
            pass_id=pass_id,
            frame=frame.index,
            kind=detection.kind,
            north_m=point.north_m,
            east_m=point.east_m,
            up_m=point.up_m,
            common=point.common,
            independent=point.independent,
            peak_celsius=detection.peak_celsius,
            contrast=detection.contrast,
            confidence=detection.confidence,
            area_m2=area_on_ground_m2(detection, point, frame),
            is_saturated=detection.is_saturated,
            range_m=point.range_m,
            is_whole=_is_whole(detection, frame),
            peak_sigma_kelvin=_peak_sigma_kelvin(detection, frame),
            extent=extent,
        )

    pixels = [(detection.x_px, detection.y_px) for detection in detections]
    # Where half the frame burns, fewer places of each fire do.
    thinned = 1 + sum(len(detection.spots_px) for detection in detections) // MOST_SPOTS
    spots = [detection.spots_px[::thinned] for detection in detections]
    points = locate_many(
        pixels + [place for own in spots for place in own], frame.camera, pose, sigmas, terrain, cell_m
    )
    rest = iter(points[len(pixels) :])
    extents = [_extent([next(rest) for _ in own]) for own in spots]
    return tuple(map(sighting, detections, points, extents))


def _extent(points: list[GroundPoint | NoGround]) -> Matrix | None:
    """The points on the ground (k, 2), where they are far enough apart."""
    places = np.array([(point.north_m, point.east_m) for point in points if isinstance(point, GroundPoint)])
    if len(places) < 2 or np.hypot(*(places.max(axis=0) - places.min(axis=0))) < LEAST_EXTENT_M:
        return None
    return places


class PassCounter:
    """Numbers the passes of one aircraft: a new one begins when course or camera have turned or the looking has paused.

    Tilt and boresight errors turn with the camera, so looks another way err in another direction; within one course
    they all err alike.
    """

    TURN_RAD = np.radians(50.0)
    PAUSE_S = 10.0

    def __init__(self) -> None:
        self._number = 0
        self._course_rad: float | None = None
        self._ned_from_camera: Matrix | None = None
        self._last_boot_s = -np.inf

    def at(self, boot_s: float, pose: CameraPose) -> int:
        """The number of the pass that a frame at `boot_s` belongs to."""
        north, east, _ = pose.velocity_ned_ms
        is_moving = np.hypot(north, east) > 1.5
        course_rad = float(np.arctan2(east, north)) if is_moving else self._course_rad
        if self._has_turned(course_rad, pose) or boot_s - self._last_boot_s > self.PAUSE_S:
            self._number += 1
            self._course_rad = course_rad
            self._ned_from_camera = pose.ned_from_camera
        elif self._course_rad is None:
            self._course_rad = course_rad
        self._last_boot_s = boot_s
        return self._number

    def _has_turned(self, course_rad: float | None, pose: CameraPose) -> bool:
        if self._ned_from_camera is not None and _angle(self._ned_from_camera, pose.ned_from_camera) > self.TURN_RAD:
            return True
        if course_rad is None or self._course_rad is None:
            return False
        return bool(abs((course_rad - self._course_rad + np.pi) % (2 * np.pi) - np.pi) > self.TURN_RAD)


def _angle(one: Matrix, other: Matrix) -> float:
    """By how much one rotation (3, 3) must be turned to be the other, radians."""
    return float(np.arccos(np.clip((np.trace(one.T @ other) - 1.0) / 2.0, -1.0, 1.0)))
