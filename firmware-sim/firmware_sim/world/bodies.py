"""More that stands on the ground: buildings, animals, boulders."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.scenario_tables import AnimalSpec, BoulderSpec, BuildingSpec, ChimneySpec
from firmware_sim.world.objects import Block, Part, Place, Solid, Stand, surface_radiance
from firmware_sim.world.surfaces import Sunlight

Array = NDArray[np.float64]

_WALL_EMISSIVITY = 0.94
_ROOF_EMISSIVITY = 0.92
_STONE_EMISSIVITY = 0.93
_COAT_EMISSIVITY = 0.97
_ROUND_SIDES = 14
_FOOT_M = 3.0
"""Walls go on below the ground, which may fall away."""
_PANEL_SPREAD_RAD = 0.025
"""How unevenly the panels of a metal roof lie: the sun's picture in them is blurred by so much."""
_LEAST_GLINT = 0.05
_ON_FACE_M = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Mirror:
    """A block whose upper faces throw the sun back."""

    block: Block
    sun: Sunlight
    part: float

    def hit(self, start: Array, directions: Array) -> tuple[Array, Array]:
        """See `Part`."""
        at, seen = self.block.hit(start, directions)
        for k in np.flatnonzero(self.block.normals[:, 2] > 0.3):
            normal = self.block.normals[k]
            glint = self.sun.mirrored(directions, normal, _PANEL_SPREAD_RAD)
            bright = np.flatnonzero((glint > _LEAST_GLINT) & np.isfinite(at))
            if len(bright):
                points = start + at[bright, np.newaxis] * directions[bright]
                on_it = bright[np.abs(points @ normal - self.block.offsets[k]) < _ON_FACE_M]
                seen[on_it] += self.part * glint[on_it]
        return at, seen


def build_building(spec: BuildingSpec, place: Place, sky_radiance: float, sun: Sunlight | None) -> Solid:
    """A building and its chimneys."""
    stand = Stand(place=place, heading_deg=spec.heading_deg)
    roof_emissivity = min(_ROOF_EMISSIVITY, 1 - spec.roof_mirrors)
    roof = surface_radiance(spec.roof_celsius, roof_emissivity, sky_radiance)
    wall = surface_radiance(spec.wall_celsius, _WALL_EMISSIVITY, sky_radiance)
    half_length, half_width = spec.length_m / 2, spec.width_m / 2
    pitch = (spec.ridge_m - spec.eaves_m) / half_width
    faces: list[tuple[Place, float, float]] = [((0, 0, -1), _FOOT_M, wall)]
    if spec.shape == "round":
        for k in range(_ROUND_SIDES):
            angle = 2 * math.pi * k / _ROUND_SIDES
            faces.append(((math.cos(angle), math.sin(angle), 0.0), half_width, wall))
        faces.append(((0, 0, 1), spec.ridge_m, roof))
    else:
        faces += [((1, 0, 0), half_length, wall), ((-1, 0, 0), half_length, wall)]
        faces += [((0, 1, 0), half_width, wall), ((0, -1, 0), half_width, wall)]
        # The two halves of a gable roof cool differently.
        flat = pitch < 1e-6
        faces += [((0, pitch, 1), spec.ridge_m, roof), ((0, -pitch, 1), spec.ridge_m, roof if flat else roof * 0.985)]
    body = stand.block(faces)
    mirrors = sun is not None and spec.roof_mirrors > 0
    parts: list[Part] = [Mirror(body, sun, spec.roof_mirrors) if mirrors and sun is not None else body]
    parts += [_chimney(stand, chimney, wall, sky_radiance) for chimney in spec.chimneys]
    tops = [spec.ridge_m, *(chimney.top_m for chimney in spec.chimneys)]
    outs = [math.hypot(half_length, half_width), *(math.hypot(c.x_m, c.y_m) + c.width_m for c in spec.chimneys)]
    radius_m = math.hypot(max(outs), max(tops) / 2 + 1)
    return Solid(
        name=spec.name,
        centre=stand.point(0, 0, max(tops) / 2),
        radius_m=radius_m,
        parts=tuple(parts),
        top_m=spec.ridge_m,
        corners=np.array([stand.point(*corner) for corner in _corners(spec)]),
    )


def _corners(spec: BuildingSpec) -> list[Place]:
    """Of the boxes that hold the walls, the roof and the chimneys."""
    boxes = [(0.0, 0.0, spec.length_m / 2, spec.width_m / 2, spec.ridge_m)]
    boxes += [(c.x_m, c.y_m, c.width_m / 2, c.width_m / 2, c.top_m) for c in spec.chimneys]
    return [
        (x + a * half_x, y + b * half_y, z)
        for x, y, half_x, half_y, top in boxes
        for a in (-1, 1)
        for b in (-1, 1)
        for z in (-_FOOT_M, top)
    ]


def _chimney(stand: Stand, spec: ChimneySpec, wall: float, sky_radiance: float) -> Block:
    """A stack, hot at its mouth and as cool as a wall further down its sides is not: one temperature all over."""
    hot = surface_radiance(spec.temperature_celsius, _WALL_EMISSIVITY, sky_radiance)
    half = spec.width_m / 2
    side = (hot + wall) / 2
    return stand.block(
        [
            ((1, 0, 0), spec.x_m + half, side),
            ((-1, 0, 0), half - spec.x_m, side),
            ((0, 1, 0), spec.y_m + half, side),
            ((0, -1, 0), half - spec.y_m, side),
            ((0, 0, 1), spec.top_m, hot),
            ((0, 0, -1), 1.0, wall),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Beast:
    """Metres: half length, half width, half height of the trunk, and how high its middle is above the ground."""

    half_length_m: float
    half_width_m: float
    half_height_m: float
    middle_m: float
    coat_celsius: float
    """Above the air: wool holds the warmth in."""
    bare_celsius: float
    """Of the head and the legs, above the air."""


_BEASTS = {
    "sheep": _Beast(0.50, 0.27, 0.27, 0.62, 5.0, 15.0),
    "elk": _Beast(1.05, 0.36, 0.42, 1.45, 7.0, 13.0),
    "dog": _Beast(0.40, 0.14, 0.16, 0.42, 9.0, 16.0),
}


def build_animal(spec: AnimalSpec, place: Place, air_celsius: float, sky_radiance: float) -> Solid:
    """An animal, its head to its heading."""
    stand = Stand(place=place, heading_deg=spec.heading_deg)
    beast = _BEASTS[spec.kind]
    coat = surface_radiance(air_celsius + beast.coat_celsius, _COAT_EMISSIVITY, sky_radiance)
    bare = surface_radiance(min(air_celsius + beast.bare_celsius, 34.0), _COAT_EMISSIVITY, sky_radiance)
    length, width, height = beast.half_length_m, beast.half_width_m, beast.half_height_m
    middle = height if spec.is_lying else beast.middle_m
    parts: list[Part] = [
        stand.ellipsoid((0.0, 0.0, middle), (length, width, height), coat),
        stand.ellipsoid((length * 1.25, 0.0, middle + height * 0.6), (length * 0.35, width * 0.5, height * 0.5), bare),
    ]
    if not spec.is_lying:
        leg = middle / 2
        corners = [(x * length, y * width, leg) for x in (-0.7, 0.7) for y in (-0.5, 0.5)]
        parts += [stand.ellipsoid(corner, (0.06, 0.06, leg), bare) for corner in corners]
    return Solid(name=spec.name, centre=stand.point(0, 0, middle), radius_m=1.8 * length + 0.2, parts=tuple(parts))


def build_boulder(spec: BoulderSpec, place: Place, sky_radiance: float, rng: np.random.Generator) -> Solid:
    """A stone, part of it in the ground."""
    stand = Stand(place=place, heading_deg=float(rng.uniform(0, 360)))
    stone = surface_radiance(spec.temperature_celsius, _STONE_EMISSIVITY, sky_radiance)
    half = spec.diameter_m / 2
    parts: tuple[Part, ...] = (
        stand.ellipsoid((0.0, 0.0, 0.0), (half, half * 0.8, spec.height_m), stone),
        stand.ellipsoid((half * 0.4, half * 0.2, 0.0), (half * 0.5, half * 0.6, spec.height_m * 0.7), stone * 1.002),
    )
    return Solid(name=spec.name, centre=stand.point(0, 0, 0), radius_m=math.hypot(half, spec.height_m), parts=parts)
