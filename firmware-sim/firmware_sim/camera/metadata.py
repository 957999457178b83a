"""What a drone writes beside its video: where it believes that it is, and what ground it believes that it shows."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from firmware_sim.belief import CameraBelief, angles_of, ned_from_angles
from firmware_sim.camera.klv import Tag, local_set
from firmware_sim.camera.lens import Lens
from firmware_sim.local_frame import LocalFrame

Array = NDArray[np.float64]

RANGE_M = 2500.0
"""Ground further away is not told."""

_VIEW_FROM_CAMERA = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
_NEU_FROM_NED = np.diag([1.0, 1.0, -1.0])
_CORNERS = (
    (Tag.CORNER_1_LATITUDE, Tag.CORNER_1_LONGITUDE),
    (Tag.CORNER_2_LATITUDE, Tag.CORNER_2_LONGITUDE),
    (Tag.CORNER_3_LATITUDE, Tag.CORNER_3_LONGITUDE),
    (Tag.CORNER_4_LATITUDE, Tag.CORNER_4_LONGITUDE),
)
"""Upper left, upper right, lower right, lower left of the picture."""


class Caster(Protocol):
    """Finds where rays meet the ground."""

    def hits(self, start: Array, directions: Array) -> Array:
        """How often each direction (n, 3) fits between `start` and the ground; infinite where it never meets it."""
        ...


class MetadataWriter:
    """The local set of one aircraft's camera.

    The ground in the picture comes from the elevation model aboard, along the believed rays.
    """

    def __init__(self, lens: Lens, frame: LocalFrame, caster: Caster, system_id: int, mission: str) -> None:
        self._frame, self._caster = frame, caster
        right, bottom = lens.width_px - 1.0, lens.height_px - 1.0
        middle_x, middle_y = right / 2, bottom / 2
        corners = [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)]
        self._rays = lens.rays(np.array([(middle_x, middle_y), *corners, (0.0, middle_y), (right, middle_y)]))
        edges = lens.rays([[-0.5, middle_y], [right + 0.5, middle_y], [middle_x, -0.5], [middle_x, bottom + 0.5]])
        left_, right_, top, low = np.degrees(np.arctan(np.abs(edges[[0, 1, 2, 3], [0, 0, 1, 1]])))
        self._view_deg = float(left_ + right_), float(top + low)
        self._texts = {
            Tag.MISSION: mission,
            Tag.TAIL_NUMBER: f"Varde {system_id}",
            Tag.PLATFORM_DESIGNATION: "Simulated quadrotor",
            Tag.SENSOR: "IR",
            Tag.COORDINATE_SYSTEM: "Geodetic WGS84",
        }

    def packet(self, belief: CameraBelief, unix_s: float) -> bytes:
        """One KLV packet."""
        heading_deg = math.degrees(belief.yaw_rad) % 360.0
        pitch_deg, roll_deg = math.degrees(belief.pitch_rad), math.degrees(belief.roll_rad)
        roll, elevation, azimuth = map(math.degrees, self._against_platform(belief))
        numbers = {
            Tag.PLATFORM_HEADING: heading_deg,
            Tag.PLATFORM_PITCH: pitch_deg,
            Tag.PLATFORM_ROLL: roll_deg,
            Tag.SENSOR_LATITUDE: belief.latitude_deg,
            Tag.SENSOR_LONGITUDE: belief.longitude_deg,
            Tag.SENSOR_ALTITUDE: belief.amsl_m,
            Tag.HORIZONTAL_VIEW: self._view_deg[0],
            Tag.VERTICAL_VIEW: self._view_deg[1],
            Tag.SENSOR_AZIMUTH: azimuth % 360.0,
            Tag.SENSOR_ELEVATION: elevation,
            Tag.SENSOR_ROLL: roll % 360.0,
            **self._ground(belief),
            Tag.GROUND_SPEED: belief.ground_speed_ms,
            Tag.PLATFORM_PITCH_FULL: pitch_deg,
            Tag.PLATFORM_ROLL_FULL: roll_deg,
        }
        return local_set(round(unix_s * 1e6), numbers, self._texts)

    @staticmethod
    def _against_platform(belief: CameraBelief) -> tuple[float, float, float]:
        ned_from_platform = ned_from_angles(belief.roll_rad, belief.pitch_rad, belief.yaw_rad)
        return angles_of(ned_from_platform.T @ belief.ned_from_view)

    def _ground(self, belief: CameraBelief) -> dict[Tag, float]:
        """Slant range, frame centre, width and corners; what meets no ground is left out."""
        north_m, east_m = self._frame.local_from_wgs84(belief.latitude_deg, belief.longitude_deg)
        start = np.array([north_m, east_m, belief.amsl_m])
        directions = self._rays @ (_NEU_FROM_NED @ belief.ned_from_view @ _VIEW_FROM_CAMERA).T
        reach = self._caster.hits(start, directions)
        if not np.isfinite(reach[0]):
            return {}
        points = start + np.where(np.isfinite(reach), reach, np.nan)[:, np.newaxis] * directions
        latitude, longitude = self._frame.wgs84_from_local(points[:, 0], points[:, 1])
        told: dict[Tag, float] = {
            Tag.SLANT_RANGE: float(np.linalg.norm(points[0] - start)),
            Tag.TARGET_WIDTH: float(np.linalg.norm(points[6] - points[5])),
            Tag.CENTRE_LATITUDE: float(latitude[0]),
            Tag.CENTRE_LONGITUDE: float(longitude[0]),
            Tag.CENTRE_ELEVATION: float(points[0, 2]),
        }
        for index, (latitude_tag, longitude_tag) in enumerate(_CORNERS, start=1):
            told[latitude_tag] = float(latitude[index] - latitude[0])
            told[longitude_tag] = float(longitude[index] - longitude[0])
        return {tag: value for tag, value in told.items() if math.isfinite(value)}
