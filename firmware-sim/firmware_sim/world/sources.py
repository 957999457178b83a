"""Warm parts of the ground: fires, embers, ash, and rock that the day has warmed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.scenario import AirSpec
from firmware_sim.scenario_tables import PatchSpec
from firmware_sim.world.terrain import smooth_noise

_CELLS = 96
_MARGIN = 1.15
"""The texture reaches this far beyond the widest outline."""
_FLICKER_HZ = (1.3, 2.9, 5.3)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """A warm patch that lies on the ground."""

    name: str
    north_m: float
    east_m: float
    """Centre of the texture."""
    half_size_m: float
    cover: NDArray[np.float32]
    """(n, n), rows north, columns east: how much of the ground it hides, 0 to 1."""
    emitted: NDArray[np.float32]
    """(n, n): radiance in the camera's band times `cover`, W m-2 sr-1."""
    centroid: tuple[float, float]
    """North and east of the centroid of what it radiates above its surroundings: where it truly is."""
    hottest_celsius: float
    flicker: float
    flicker_phases: tuple[float, ...] = field(default=(0.0, 0.0, 0.0))
    celsius: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """(n, n) temperature before it cools."""
    spec: PatchSpec | None = None
    air: AirSpec | None = None

    @property
    def cell_m(self) -> float:
        """Width of one cell of the texture."""
        return float(2 * self.half_size_m / self.cover.shape[0])

    def brightness(self, time_s: float) -> float:
        """What `emitted` is multiplied by at one time."""
        if not self.flicker:
            return 1.0
        waves = (
            math.sin(2 * math.pi * hertz * time_s + phase)
            for hertz, phase in zip(_FLICKER_HZ, self.flicker_phases, strict=True)
        )
        return 1.0 + self.flicker * sum(waves) / len(_FLICKER_HZ)

    def celsius_at(self, time_s: float) -> NDArray[np.float32] | None:
        """(n, n) temperature at one time; None before it begins and when it is out."""
        spec, air = self.spec, self.air
        if spec is None or air is None or not spec.from_s <= time_s < spec.until_s:
            return None
        return np.asarray(self._warm(air, self._kept(time_s)), np.float32)

    def _kept(self, time_s: float) -> float:
        """What part of its warmth is left."""
        spec = self.spec
        if spec is None or spec.cools_from_s is None or time_s <= spec.cools_from_s:
            return 1.0
        return math.exp(-(time_s - spec.cools_from_s) / (60 * spec.cooling_min))

    def _warm(self, air: AirSpec, kept: float) -> NDArray[np.float32]:
        return np.asarray(air.temperature_celsius + (self.celsius - air.temperature_celsius) * kept)

    def emitted_at(self, time_s: float) -> NDArray[np.float32] | None:
        """`emitted` at one time, as it flickers and cools; None before it begins and when it is out."""
        spec, air = self.spec, self.air
        if spec is not None and not spec.from_s <= time_s < spec.until_s:
            return None
        emitted, kept = self.emitted, self._kept(time_s)
        if spec is not None and air is not None and kept < 1.0:
            emitted = (self.cover * surface_of(self._warm(air, kept), spec.emissivity, air)).astype(np.float32)
        return np.asarray(np.float32(self.brightness(time_s)) * emitted, np.float32)


def surface_of(celsius: NDArray[np.floating], emissivity: float, air: AirSpec) -> NDArray[np.float64]:
    """Radiance of a surface: its own heat and the sky's reflection."""
    own = emissivity * radiance.radiance_of(celsius + radiance.ZERO_CELSIUS_K)
    return own + (1 - emissivity) * radiance.radiance_of_celsius(air.sky_celsius)


def lay_patch(spec: PatchSpec, place: tuple[float, float], air: AirSpec, rng: np.random.Generator) -> Patch:
    """The patch of `spec` with its centroid at `place` (north, east), outline and inside drawn by `rng`."""
    radius_m = spec.diameter_m / 2
    half_size_m = radius_m * (1 + spec.irregularity) * _MARGIN
    cell_m = 2 * half_size_m / _CELLS
    along = (np.arange(_CELLS) + 0.5) * cell_m - half_size_m
    north, east = np.meshgrid(along, along, indexing="ij")
    depth = 1 - np.hypot(north, east) / (radius_m * _outline(np.arctan2(east, north), spec.irregularity, rng))
    cover = _smooth_step(depth / 0.12)
    mottle = spec.mottle * np.clip(0.5 + 0.7 * smooth_noise(rng, _CELLS, _CELLS / 5), 0, 1)
    warmth = _smooth_step(depth / 0.7) * (1 - mottle)
    warmth /= warmth.max()
    celsius = spec.edge_celsius + (spec.temperature_celsius - spec.edge_celsius) * warmth
    surface = surface_of(celsius, spec.emissivity, air)
    excess = cover * np.clip(surface - radiance.radiance_of_celsius(air.temperature_celsius), 0, None)
    offset_north, offset_east = (float((axis * excess).sum() / excess.sum()) for axis in (north, east))
    # The outline is laid so that the centroid, not the middle of the outline, is at `place`.
    return Patch(
        name=spec.name,
        north_m=place[0] - offset_north,
        east_m=place[1] - offset_east,
        half_size_m=half_size_m,
        cover=cover.astype(np.float32),
        emitted=(cover * surface).astype(np.float32),
        centroid=place,
        hottest_celsius=spec.temperature_celsius,
        flicker=spec.flicker,
        flicker_phases=tuple(float(phase) for phase in rng.uniform(0, 2 * math.pi, 3)),
        celsius=celsius.astype(np.float32),
        spec=spec,
        air=air,
    )


def _outline(bearing_rad: NDArray[np.float64], irregularity: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """The outline's radius in each direction, 1 where it is a circle."""
    radius = np.ones_like(bearing_rad)
    for waves in (2, 3, 5, 7):
        radius += irregularity / waves * rng.uniform(0.3, 1.0) * np.cos(waves * bearing_rad + rng.uniform(0, 2 * np.pi))
    return radius


def _smooth_step(x: NDArray[np.float64]) -> NDArray[np.float64]:
    t = np.clip(x, 0, 1)
    step: NDArray[np.float64] = t * t * (3 - 2 * t)
    return step
