"""Unit quaternions (w, x, y, z; Hamilton) and the rotation matrices they stand for."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Quaternion = tuple[float, float, float, float]


def normalised(w: float, x: float, y: float, z: float) -> Quaternion | None:
    """The unit quaternion along (w, x, y, z), or None where that is not finite or nearly zero."""
    length = math.sqrt(w * w + x * x + y * y + z * z)
    if not math.isfinite(length) or length < 0.5:
        return None
    return w / length, x / length, y / length, z / length


def from_euler(roll_rad: float, pitch_rad: float, yaw_rad: float) -> Quaternion:
    """The quaternion of yaw, then pitch, then roll (aerospace order)."""
    cr, sr = math.cos(roll_rad / 2), math.sin(roll_rad / 2)
    cp, sp = math.cos(pitch_rad / 2), math.sin(pitch_rad / 2)
    cy, sy = math.cos(yaw_rad / 2), math.sin(yaw_rad / 2)
    return (
        cr * cp * cy + sr * sp * sy,
        sr * cp * cy - cr * sp * sy,
        cr * sp * cy + sr * cp * sy,
        cr * cp * sy - sr * sp * cy,
    )


def to_euler(q: Quaternion) -> tuple[float, float, float]:
    """Roll, pitch and yaw (rad) of a unit quaternion."""
    w, x, y, z = q
    roll = math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y))
    pitch = math.asin(max(-1.0, min(1.0, 2 * (w * y - z * x))))
    return roll, pitch, math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))


def product(a: Quaternion, b: Quaternion) -> Quaternion:
    """First `b`, then `a`."""
    aw, ax, ay, az = a
    bw, bx, by, bz = b
    return (
        aw * bw - ax * bx - ay * by - az * bz,
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
    )


def angle_between(a: Quaternion, b: Quaternion) -> float:
    """How far one must turn from `a` to `b` (rad)."""
    w, x, y, z = product((a[0], -a[1], -a[2], -a[3]), b)
    return 2.0 * math.atan2(math.sqrt(x * x + y * y + z * z), abs(w))


def slerp(a: Quaternion, b: Quaternion, fraction: float) -> Quaternion:
    """The rotation `fraction` of the way from `a` to `b`, the shorter way round; beyond 1 it goes on turning."""
    cosine = sum(one * other for one, other in zip(a, b, strict=True))
    if cosine < 0.0:
        b, cosine = (-b[0], -b[1], -b[2], -b[3]), -cosine
    angle = math.acos(min(1.0, cosine))
    if angle < 1e-6:
        from_a, from_b = 1.0 - fraction, fraction
    else:
        from_a = math.sin((1.0 - fraction) * angle) / math.sin(angle)
        from_b = math.sin(fraction * angle) / math.sin(angle)
    mixed = tuple(from_a * one + from_b * other for one, other in zip(a, b, strict=True))
    return normalised(mixed[0], mixed[1], mixed[2], mixed[3]) or a


def matrix(q: Quaternion) -> NDArray[np.float64]:
    """The rotation matrix (3, 3) of a unit quaternion."""
    w, x, y, z = q
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
