"""Things that stand on the ground: people, cabins, cars; made of ellipsoids and convex blocks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.scenario_tables import CabinSpec, CarSpec, PersonSpec

Array = NDArray[np.float64]
Image = NDArray[np.float32]
Place = tuple[float, float, float]
"""North, east, up in metres."""

_SKIN_EMISSIVITY = 0.98
_CLOTH_EMISSIVITY = 0.95
_ROOF_EMISSIVITY = 0.91
_PAINT_EMISSIVITY = 0.86


_MOST_AT_ONCE = 16_000
"""Rays that are held against a face together: what fits a core's cache."""


class Part(Protocol):
    """A convex body that a ray may meet."""

    def hit(self, start: Array, directions: Array) -> tuple[Array, Array]:
        """Multiples of `directions` (n, 3) at the first hit, inf for a miss, and the radiance seen there."""


@dataclass(frozen=True, slots=True, eq=False)
class Ellipsoid:
    """A body part."""

    centre: Array
    """(3,) north, east, up."""
    sphere_from_neu: Array
    """(3, 3): turns an offset from the centre into one where the surface is the unit sphere."""
    radiance: float

    def hit(self, start: Array, directions: Array) -> tuple[Array, Array]:
        """See `Part`."""
        along = directions @ self.sphere_from_neu.T
        offset = self.sphere_from_neu @ (start - self.centre)
        a = np.einsum("ij,ij->i", along, along)
        b = along @ offset
        discriminant = b * b - a * (offset @ offset - 1)
        with np.errstate(invalid="ignore"):
            multiple = (-b - np.sqrt(discriminant)) / a
        return np.where((discriminant > 0) & (multiple > 0), multiple, np.inf), np.full(len(a), self.radiance)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A convex body between planes: inside where every `normal @ point <= offset`."""

    normals: Array
    """(k, 3), pointing out."""
    offsets: Array
    """(k,)"""
    radiances: Array
    """(k,) of the faces."""

    def hit(self, start: Array, directions: Array) -> tuple[Array, Array]:
        """See `Part`."""
        at, seen = np.full(len(directions), np.inf), np.zeros(len(directions))
        for first in range(0, len(directions), _MOST_AT_ONCE):
            some = slice(first, first + _MOST_AT_ONCE)
            at[some], seen[some] = self._hit(start, directions[some].astype(np.float32))
        return at, seen

    def _hit(self, start: Array, directions: Image) -> tuple[Image, Image]:
        nearest, leaving = (np.full(len(directions), end, np.float32) for end in (-np.inf, np.inf))
        seen = np.zeros(len(directions), np.float32)
        ahead = self.offsets - self.normals @ start
        for normal, way, face_radiance in zip(self.normals.astype(np.float32), ahead, self.radiances, strict=True):
            facing = directions @ normal
            # What is outside of a face comes in by it or not at all; what is inside can only leave by it.
            comes_in = way < 0
            meets = facing < 0 if comes_in else facing > 0
            at = np.divide(np.float32(way), facing, out=np.full_like(facing, np.inf), where=meets)
            if comes_in:
                np.copyto(seen, np.float32(face_radiance), where=at > nearest)
                np.maximum(nearest, at, out=nearest)
            else:
                np.minimum(leaving, at, out=leaving)
        return np.where((nearest > 0) & (nearest < leaving), nearest, np.float32(np.inf)), seen


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Solid:
    """One thing, and the sphere that holds all of it."""

    name: str
    centre: Array
    """(3,) north, east, up."""
    radius_m: float
    parts: tuple[Part, ...]
    top_m: float = 0.0
    """How far it rises above the ground when it rises above bushes; trees behind its roof are hidden by it."""
    corners: Array | None = None
    """(k, 3) around all of it, where these hold it more tightly than the sphere."""

    def hit(self, start: Array, directions: Array) -> tuple[Array, Array]:
        """See `Part`."""
        nearest = np.full(len(directions), np.inf)
        seen = np.zeros(len(directions))
        for part in self.parts:
            at, part_radiance = part.hit(start, directions)
            closer = at < nearest
            nearest, seen = np.where(closer, at, nearest), np.where(closer, part_radiance, seen)
        return nearest, seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a thing stands: its own x ahead, y to the right and z up, on the ground at `place`."""

    place: Place
    heading_deg: float

    @property
    def neu_from_own(self) -> Array:
        """Rotation (3, 3)."""
        c, s = math.cos(math.radians(self.heading_deg)), math.sin(math.radians(self.heading_deg))
        return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])

    def point(self, x_m: float, y_m: float, z_m: float) -> Array:
        """North, east, up of one of its points."""
        point: Array = np.array(self.place) + self.neu_from_own @ np.array([x_m, y_m, z_m])
        return point

    def ellipsoid(self, at: Place, half_axes_m: Place, seen: float) -> Ellipsoid:
        """An ellipsoid along its own axes."""
        return Ellipsoid(self.point(*at), np.diag(1 / np.array(half_axes_m)) @ self.neu_from_own.T, seen)

    def block(self, faces: list[tuple[Place, float, float]]) -> Block:
        """A block from its faces: own outward normal, distance along it from the foot, radiance."""
        own = np.array([normal for normal, _, _ in faces])
        lengths = np.linalg.norm(own, axis=1)
        normals = (own / lengths[:, np.newaxis]) @ self.neu_from_own.T
        offsets = np.array([distance for _, distance, _ in faces]) / lengths + normals @ np.array(self.place)
        return Block(normals, offsets, np.array([seen for _, _, seen in faces]))


def surface_radiance(temperature_celsius: float, emissivity: float, sky_radiance: float) -> float:
    """What a surface sends up: its own heat and the cold sky's reflection."""
    return emissivity * radiance.radiance_of_celsius(temperature_celsius) + (1 - emissivity) * sky_radiance


def build_person(spec: PersonSpec, place: Place, sky_radiance: float) -> Solid:
    """A person of `spec.height_m`, middle of the body over `place`, and below it as far as the body has sunk in."""
    stand = Stand(place=(place[0], place[1], place[2] - spec.sunk_m), heading_deg=spec.heading_deg)
    skin = surface_radiance(spec.skin_celsius, _SKIN_EMISSIVITY, sky_radiance)
    cloth = surface_radiance(spec.clothing_celsius, _CLOTH_EMISSIVITY, sky_radiance)
    build = _standing if spec.posture == "standing" else _lying
    parts = tuple(
        stand.ellipsoid(_scaled(at, spec.height_m), _scaled(half_axes, spec.height_m), skin if bare else cloth)
        for at, half_axes, bare in build
    )
    middle_m = spec.height_m / 2 if spec.posture == "standing" else 0.15
    return Solid(name=spec.name, centre=stand.point(0, 0, middle_m), radius_m=0.6 * spec.height_m, parts=parts)


def _scaled(lengths: Place, factor: float) -> Place:
    return lengths[0] * factor, lengths[1] * factor, lengths[2] * factor


# Body parts as parts of the body's height: centre, half axes (ahead, right, up), whether the skin is bare.
_Body = tuple[tuple[Place, Place, bool], ...]
_standing: _Body = (
    ((0.0, 0.0, 0.935), (0.055, 0.045, 0.065), True),  # head
    ((0.0, 0.0, 0.68), (0.075, 0.13, 0.19), False),  # trunk
    ((0.0, 0.055, 0.25), (0.05, 0.05, 0.26), False),  # legs
    ((0.0, -0.055, 0.25), (0.05, 0.05, 0.26), False),
    ((0.02, 0.15, 0.63), (0.032, 0.032, 0.17), False),  # arms
    ((0.02, -0.15, 0.63), (0.032, 0.032, 0.17), False),
    ((0.03, 0.155, 0.45), (0.025, 0.018, 0.05), True),  # hands
    ((0.03, -0.155, 0.45), (0.025, 0.018, 0.05), True),
)
_lying: _Body = (
    ((0.43, 0.01, 0.055), (0.065, 0.045, 0.055), True),
    ((0.17, 0.0, 0.06), (0.19, 0.13, 0.065), False),
    ((-0.26, 0.06, 0.045), (0.26, 0.05, 0.045), False),
    ((-0.24, -0.09, 0.045), (0.25, 0.05, 0.045), False),
    ((0.14, 0.2, 0.035), (0.17, 0.032, 0.032), False),
    ((0.3, -0.19, 0.035), (0.14, 0.05, 0.032), False),
    ((-0.05, 0.21, 0.03), (0.05, 0.025, 0.018), True),
    ((0.44, -0.21, 0.03), (0.05, 0.025, 0.018), True),
)


def build_cabin(spec: CabinSpec, place: Place, sky_radiance: float) -> Solid:
    """A cabin, its ridge along its heading."""
    stand = Stand(place=place, heading_deg=spec.heading_deg)
    roof = surface_radiance(spec.roof_celsius, _ROOF_EMISSIVITY, sky_radiance)
    wall = surface_radiance(spec.wall_celsius, _CLOTH_EMISSIVITY, sky_radiance)
    half_length, half_width = spec.length_m / 2, spec.width_m / 2
    pitch = (spec.ridge_m - spec.eaves_m) / half_width
    faces: list[tuple[Place, float, float]] = [
        ((1, 0, 0), half_length, wall),
        ((-1, 0, 0), half_length, wall),
        ((0, 1, 0), half_width, wall),
        ((0, -1, 0), half_width, wall),
        # The two halves of the roof cool differently.
        ((0, pitch, 1), spec.ridge_m, roof),
        ((0, -pitch, 1), spec.ridge_m, roof * 0.985),
        ((0, 0, -1), 0.5, wall),
    ]
    parts: list[Part] = [stand.block(faces)]
    if spec.chimney_celsius is not None:
        pot = surface_radiance(spec.chimney_celsius, _CLOTH_EMISSIVITY, sky_radiance)
        top_m = spec.ridge_m + 0.8
        parts.append(_box(stand, (half_length * 0.4, 0.4, top_m / 2), (0.3, 0.3, top_m / 2), pot, pot))
    radius_m = math.hypot(half_length, half_width, spec.ridge_m / 2 + 1)
    return Solid(
        name=spec.name,
        centre=stand.point(0, 0, spec.ridge_m / 2),
        radius_m=radius_m,
        parts=tuple(parts),
        top_m=spec.ridge_m,
    )


def build_car(spec: CarSpec, place: Place, sky_radiance: float) -> Solid:
    """A car whose engine has run not long ago."""
    stand = Stand(place=place, heading_deg=spec.heading_deg)
    body = surface_radiance(spec.body_celsius, _PAINT_EMISSIVITY, sky_radiance)
    hood = surface_radiance(spec.hood_celsius, _PAINT_EMISSIVITY, sky_radiance)
    parts = (
        _box(stand, (-0.6, 0, 0.55), (1.6, 0.88, 0.4), body, body),
        _box(stand, (1.6, 0, 0.5), (0.6, 0.84, 0.38), hood, body),
        _box(stand, (-0.7, 0, 1.2), (1.2, 0.74, 0.28), body, body),
    )
    return Solid(name=spec.name, centre=stand.point(0, 0, 0.7), radius_m=2.6, parts=parts)


def _box(stand: Stand, at: Place, half_m: Place, top: float, side: float) -> Block:
    """An upright box about `at`."""
    (x, y, z), (half_x, half_y, half_z) = at, half_m
    return stand.block(
        [
            ((1, 0, 0), x + half_x, side),
            ((-1, 0, 0), half_x - x, side),
            ((0, 1, 0), y + half_y, side),
            ((0, -1, 0), half_y - y, side),
            ((0, 0, 1), z + half_z, top),
            ((0, 0, -1), half_z - z, side),
        ]
    )
