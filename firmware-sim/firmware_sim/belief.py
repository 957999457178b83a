"""What an aircraft believes of itself and of its camera at one instant: what it may tell others beside a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraBelief:
    """Position and turn of aircraft and camera as the autopilot and the gimbal report them."""

    latitude_deg: float
    longitude_deg: float
    amsl_m: float
    roll_rad: float
    pitch_rad: float
    yaw_rad: float
    """Of the aircraft, against north."""
    ground_speed_ms: float
    ned_from_view: Array
    """Rotation (3, 3) of the camera's axes: forward along the view, right, down."""


def ned_from_angles(roll_rad: float, pitch_rad: float, yaw_rad: float) -> Array:
    """The rotation (3, 3) yaw, then pitch, then roll, of forward, right, down into north, east, down."""
    (sr, cr), (sp, cp), (sy, cy) = ((math.sin(angle), math.cos(angle)) for angle in (roll_rad, pitch_rad, yaw_rad))
    return np.array(
        [
            [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
            [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
            [-sp, cp * sr, cp * cr],
        ]
    )


def angles_of(rotation: Array) -> tuple[float, float, float]:
    """Roll, pitch and yaw (rad) of a rotation as `ned_from_angles` makes it."""
    pitch_rad = math.asin(min(max(-float(rotation[2, 0]), -1.0), 1.0))
    if abs(rotation[2, 0]) > 1 - 1e-9:
        # Looking straight up or down roll and yaw are one: all of it is called yaw.
        return 0.0, pitch_rad, math.atan2(-float(rotation[0, 1]), float(rotation[1, 1]))
    return (
        math.atan2(float(rotation[2, 1]), float(rotation[2, 2])),
        pitch_rad,
        math.atan2(float(rotation[1, 0]), float(rotation[0, 0])),
    )
