"""What one aircraft saw of one thing on one course: averaged where looks err apart, kept whole where they err alike."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ground_station.incident.sightings import Sighting

Matrix = NDArray[np.float64]

VEHICLE_COMMON_SHARE = 0.5
"""Of a pass's common variance, what the next pass of the same aircraft shares (slow GNSS drift, heading, terrain)."""
DULL = 4.0
"""So many times the variance of a sharper view, and it tells nothing new of where a thing is."""
RESTORED_PASS = -1
"""The pass of what a restarted station knew: each thing's looks are one pass, and it errs by itself."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pass:
    """The looks of one aircraft at one thing on one course."""

    vehicle_id: int
    pass_id: int
    looks: int
    information: Matrix
    """(2, 2) sum of the inverse independent covariances."""
    weighted: Matrix
    """(2,) information times position."""
    common: Matrix
    """(2, 2) common covariance of the view that the others are held against: the sharpest, nearly."""
    up_m: float

    @property
    def key(self) -> tuple[int, int]:
        """Which pass: of which aircraft, and its number there."""
        return self.vehicle_id, self.pass_id

    @property
    def independent(self) -> Matrix:
        """(2, 2) covariance that the looks have averaged down to."""
        return inverse(self.information)

    @property
    def centre(self) -> Matrix:
        """North, east (m)."""
        return _centre(self)

    def faded(self, share: float) -> Pass:
        """This pass, of whose looks only a `share` counts."""
        return replace(self, information=self.information * share, weighted=self.weighted * share)

    def joined(self, look: Sighting) -> Pass:
        """This pass with one more look."""
        return join_passes(self, first_look(look))


@lru_cache(maxsize=8192)
def _centre(one: Pass) -> Matrix:
    return np.asarray(one.independent @ one.weighted, np.float64)


def inverse(matrix: Matrix) -> Matrix:
    """Of a (2, 2) matrix, in closed form: several times faster than the general one."""
    (a, b), (c, d) = matrix.tolist()
    scale = 1.0 / (a * d - b * c)
    return np.array([[d * scale, -b * scale], [-c * scale, a * scale]])


def drift(one: Matrix, other: Matrix) -> Matrix:
    """Covariance (..., 2, 2) of how far the same errors place things apart in two views of one pass.

    `one` and `other` (..., 2, 2) are the common covariances of the views. The same tilt or height error acts by
    distance and by angle: in a view from above it is a metre, along a hillside it is ten.
    """
    apart = _root(one) - _root(other)
    return np.asarray(apart @ np.swapaxes(apart, -1, -2), np.float64)


def _root(covariance: Matrix) -> Matrix:
    """The symmetric square root of (..., 2, 2) covariances, in closed form."""
    if covariance.ndim == 2:
        return _root_of_one(*covariance.ravel().tolist())
    a, b, d = covariance[..., 0, 0], covariance[..., 0, 1], covariance[..., 1, 1]
    determinant = np.sqrt(np.maximum(a * d - b * b, 0.0))[..., None, None]
    trace = np.sqrt(np.maximum((a + d)[..., None, None] + 2.0 * determinant, 1e-12))
    return np.asarray((covariance + determinant * np.eye(2)) / trace, np.float64)


def _root_of_one(a: float, b: float, _: float, d: float) -> Matrix:
    """The same of one, several times faster: every look of every frame asks for it."""
    determinant = math.sqrt(max(a * d - b * b, 0.0))
    trace = math.sqrt(max(a + d + 2.0 * determinant, 1e-12))
    return np.array([[(a + determinant) / trace, b / trace], [b / trace, (d + determinant) / trace]])


def first_look(look: Sighting) -> Pass:
    """A pass of one look."""
    information = inverse(look.independent)
    return Pass(
        vehicle_id=look.vehicle_id,
        pass_id=look.pass_id,
        looks=1,
        information=information,
        weighted=information @ np.array([look.north_m, look.east_m]),
        common=look.common,
        up_m=look.up_m,
    )


@lru_cache(maxsize=2048)
def fuse(passes: tuple[Pass, ...]) -> tuple[Matrix, Matrix]:
    """Centre (2,) and covariance (2, 2) of passes joined by their information.

    Passes of one aircraft share a part of their common error, so that part is added back whole. Passes that are dull
    beside the sharpest are left out: they would move the place by little where they are right, and by much where the
    look was of something else. A pass never changes: the answer is kept by the identity of `passes`.
    """
    sharpest = min(float(np.trace(each.common)) for each in passes)
    passes = tuple(each for each in passes if np.trace(each.common) <= DULL * sharpest)
    information = np.zeros((2, 2))
    weighted = np.zeros(2)
    for vehicle_id in sorted({each.vehicle_id for each in passes}):
        centre, covariance = _of_one_vehicle([each for each in passes if each.vehicle_id == vehicle_id])
        own_information = inverse(covariance)
        information += own_information
        weighted += own_information @ centre
    covariance = inverse(information)
    return covariance @ weighted, covariance


def _of_one_vehicle(passes: list[Pass]) -> tuple[Matrix, Matrix]:
    """Centre and covariance of one aircraft's passes.

    What they share acts on each by its own view, and on the centre by the weight that each has there: a look along the
    ground beside one from above takes nothing away.
    """
    shared = VEHICLE_COMMON_SHARE if len(passes) > 1 else 0.0
    parts = [inverse(each.common * (1.0 - shared) + each.independent) for each in passes]
    covariance = inverse(np.sum(parts, axis=0))
    centre = covariance @ np.sum([part @ each.centre for part, each in zip(parts, passes, strict=True)], axis=0)
    effect = covariance @ np.sum([part @ _root(each.common) for part, each in zip(parts, passes, strict=True)], axis=0)
    return centre, covariance + shared * effect @ effect.T


SHARPER = 0.8
"""Of the trace of the common covariance: so much sharper a view becomes the one that others are held against."""


def join_passes(one: Pass, other: Pass) -> Pass:
    """The looks of two parts of one pass, as of one thing: the duller view counts for as little as it may drift."""
    sharp, dull = (other, one) if np.trace(other.common) < SHARPER * np.trace(one.common) else (one, other)
    information = inverse(dull.independent + drift(sharp.common, dull.common))
    looks = one.looks + other.looks
    return replace(
        sharp,
        looks=looks,
        information=sharp.information + information,
        weighted=sharp.weighted + information @ dull.centre,
        up_m=(one.up_m * one.looks + other.up_m * other.looks) / looks,
    )
