"""Rotations between a camera, what carries it, and the local north-east-down frame."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Rotation = NDArray[np.float64]

BODY_FROM_CAMERA: Rotation = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""A camera (x right, y down, z forward) that looks along its body's nose (x forward, y right, z down)."""


def ned_from_body(yaw_rad: float, pitch_rad: float, roll_rad: float) -> Rotation:
    """Rotation of a body turned by `yaw` about down, `pitch` (nose up) about its right, then `roll` (right down)."""
    cy, sy = np.cos(yaw_rad), np.sin(yaw_rad)
    cp, sp = np.cos(pitch_rad), np.sin(pitch_rad)
    cr, sr = np.cos(roll_rad), np.sin(roll_rad)
    return np.array(
        [
            [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
            [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
            [-sp, cp * sr, cp * cr],
        ]
    )


def ned_from_camera(yaw_rad: float, pitch_rad: float, roll_rad: float) -> Rotation:
    """Rotation of a camera whose gimbal reports earth-fixed angles: yaw from true north, pitch -pi/2 straight down."""
    return np.asarray(ned_from_body(yaw_rad, pitch_rad, roll_rad) @ BODY_FROM_CAMERA)


def turned(vectors: NDArray[np.float64], axis: NDArray[np.float64], angle_rad: float) -> NDArray[np.float64]:
    """`vectors` (n, 3) turned about the unit `axis` (3,), by Rodrigues' formula."""
    x, y, z = axis.tolist()
    cos, sin = math.cos(angle_rad), math.sin(angle_rad)
    rest = 1 - cos
    transposed = np.array(
        [
            [cos + rest * x * x, rest * x * y + sin * z, rest * x * z - sin * y],
            [rest * x * y - sin * z, cos + rest * y * y, rest * y * z + sin * x],
            [rest * x * z + sin * y, rest * y * z - sin * x, cos + rest * z * z],
        ]
    )
    return np.asarray(vectors @ transposed)
