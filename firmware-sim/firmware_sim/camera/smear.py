"""Motion during one picture: the read-out's integration time and the slow warming of each microbolometer.

A bolometer follows what falls on it with an exponential of its thermal time constant, so a moving scene leaves a
tail (Vollmer & Möllmann, "Infrared Thermal Imaging" (2018), section 2.4.3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST_PX = 0.2
LONGEST_PX = 32.0
_TAIL = 6.0
"""Time constants until nothing is left."""
_STEPS_PER_PX = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Smear:
    """A kernel for `cv2.filter2D`, whose middle of mass lies at `anchor`."""

    kernel: NDArray[np.float32]
    anchor: tuple[int, int]


def smear_of(velocity_px_s: Array, integration_s: float, time_constant_s: float) -> Smear | None:
    """What a point that moves at `velocity_px_s` (x, y) becomes; None when it stays about where it is.

    The weights' mean time is the picture's time: nothing moves, it only gets long.
    """
    lasting_s = integration_s + _TAIL * time_constant_s
    speed = float(np.hypot(*velocity_px_s))
    if speed * (integration_s + time_constant_s) < LEAST_PX:
        return None
    velocity = velocity_px_s * min(1.0, LONGEST_PX / (speed * lasting_s))
    steps = max(8, math.ceil(speed * lasting_s * _STEPS_PER_PX))
    ago_s = (np.arange(min(steps, 400)) + 0.5) / min(steps, 400) * lasting_s
    weights = _response(ago_s, integration_s, time_constant_s)
    weights /= weights.sum()
    # What was here a moment ago has moved on along the velocity.
    offsets = velocity[np.newaxis] * (ago_s - (weights * ago_s).sum())[:, np.newaxis]
    return _drawn(offsets, weights)


def _response(ago_s: Array, integration_s: float, time_constant_s: float) -> Array:
    """How much of the scene at `ago_s` before the end is in the picture: a box followed by an exponential."""
    inside = ago_s <= integration_s
    if time_constant_s <= 0.0:
        return inside.astype(np.float64)
    filling = 1 - np.exp(-np.minimum(ago_s, integration_s) / time_constant_s)
    fading = np.exp(-(ago_s - integration_s) / time_constant_s)
    full = 1 - math.exp(-integration_s / time_constant_s) if integration_s > 0.0 else 1.0
    return np.where(inside, filling if integration_s > 0.0 else 1.0, full * fading)


def _drawn(offsets: Array, weights: Array) -> Smear:
    """Weights spread over the four pixels about each offset, in the smallest kernel that holds them."""
    low, high = np.floor(offsets.min(axis=0)).astype(int), np.floor(offsets.max(axis=0)).astype(int) + 1
    # filter2D wants its anchor inside.
    low, high = np.minimum(low, 0), np.maximum(high, 0)
    kernel = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1))
    at = offsets - low
    column, row = np.floor(at).astype(int).T
    right, down = (at - np.floor(at)).T
    np.add.at(kernel, (row, column), weights * (1 - right) * (1 - down))
    np.add.at(kernel, (row, column + 1), weights * right * (1 - down))
    np.add.at(kernel, (row + 1, column), weights * (1 - right) * down)
    np.add.at(kernel, (row + 1, column + 1), weights * right * down)
    return Smear(kernel=kernel.astype(np.float32), anchor=(int(-low[0]), int(-low[1])))
