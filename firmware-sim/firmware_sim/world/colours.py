"""What part of red, green and blue light the things of the world throw back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.scenario_tables import AnimalSpec, BoulderSpec, BuildingSpec, CabinSpec, CarSpec, PersonSpec
from firmware_sim.world.ground import COVER_CELL_M, COVER_HALF_SIZE_M, GROWTHS, memberships
from firmware_sim.world.outlines import along, inside, rounded
from firmware_sim.world.terrain import smooth_noise

if TYPE_CHECKING:
    from firmware_sim.world.world import World

Image = NDArray[np.float32]
Rgb = tuple[float, float, float]
ThingSpec = CabinSpec | CarSpec | PersonSpec | BuildingSpec | AnimalSpec | BoulderSpec

CELL_M = 0.5
CHAR: Rgb = (0.022, 0.02, 0.018)
STONE: Rgb = (0.21, 0.20, 0.185)
_ROAD: Rgb = (0.12, 0.12, 0.118)
_WATER: Rgb = (0.014, 0.022, 0.026)
_DEBRIS: Rgb = (0.66, 0.68, 0.72)
_WEAR = 0.22
"""How uneven everything is."""
# Dry growth, wet growth, bare rock.
_GROUNDS: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "heath": ((0.085, 0.065, 0.036), (0.065, 0.085, 0.032), STONE),
    "forest floor": ((0.055, 0.045, 0.03), (0.05, 0.075, 0.026), (0.15, 0.15, 0.13)),
    "grass": ((0.07, 0.115, 0.036), (0.045, 0.085, 0.03), STONE),
    "snow": ((0.80, 0.82, 0.86), (0.70, 0.73, 0.78), (0.17, 0.165, 0.16)),
    "paved": ((0.13, 0.13, 0.13), (0.085, 0.085, 0.085), (0.20, 0.20, 0.19)),
}
CROWNS: dict[str, Rgb] = {
    "spruce": (0.024, 0.042, 0.02),
    "pine": (0.036, 0.056, 0.026),
    "birch": (0.055, 0.095, 0.028),
}
_SKIN: Rgb = (0.36, 0.23, 0.17)
_JACKETS: tuple[Rgb, ...] = ((0.42, 0.03, 0.03), (0.03, 0.06, 0.28), (0.55, 0.22, 0.02), (0.04, 0.04, 0.045))
_CARS: tuple[Rgb, ...] = ((0.55, 0.55, 0.56), (0.03, 0.03, 0.035), (0.30, 0.03, 0.03), (0.05, 0.08, 0.2))
_ANIMALS: dict[str, Rgb] = {"sheep": (0.58, 0.55, 0.47), "elk": (0.07, 0.05, 0.035), "dog": (0.16, 0.11, 0.06)}
_WALLS: Rgb = (0.42, 0.40, 0.36)
_RED_OCHRE: Rgb = (0.26, 0.055, 0.04)


def ground_colours(world: World) -> Image:
    """(n, n, 3) of the ground, rows north, columns east, cells of `CELL_M` about the origin."""
    scenario, rng = world.scenario, world.rng("colours")
    fine = 2 * round(COVER_HALF_SIZE_M / COVER_CELL_M) + 1
    growth = GROWTHS[scenario.ground.kind]
    # The same numbers as for its heat: rock is rock in both pictures.
    rock, wet = memberships(world.terrain, fine, world.rng("ground"), growth.rockiness)
    cells = round((fine - 1) * COVER_CELL_M / CELL_M) + 1
    size = (cells, cells)
    rock, wet = (np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.float32) for part in (rock, wet))
    dry, moist, bare = (np.array(colour, np.float32) for colour in _GROUNDS[scenario.ground.kind])
    mixed = dry + rock[..., np.newaxis] * (bare - dry) + wet[..., np.newaxis] * (moist - dry)
    colours: Image = np.asarray(mixed, np.float32)
    for debris in scenario.debris:
        _lay(colours, inside(rounded(debris.outline), cells, CELL_M, 1.5), _DEBRIS)
    for road in scenario.roads:
        _lay(colours, along(road.line, road.width_m, cells, CELL_M, 0.3), _ROAD)
    uneven = smooth_noise(rng, cells, 1.4) + 0.7 * smooth_noise(rng, cells, 7) + 0.5 * smooth_noise(rng, cells, 30)
    colours = np.asarray(colours * np.clip(1 + _WEAR * uneven, 0.4, 1.8)[..., np.newaxis], np.float32)
    for lake in scenario.lakes:
        _lay(colours, inside(rounded(lake.outline), cells, CELL_M, 0.4), _WATER)
    return np.asarray(np.clip(colours, 0, 0.92), np.float32)


def _lay(colours: Image, where: Image, colour: Rgb) -> None:
    colours += where[..., np.newaxis] * (np.array(colour, np.float32) - colours)


def thing_colours(spec: ThingSpec, parts: int) -> list[Rgb]:
    """The colour of each part of a thing; who wears what depends on the name alone."""
    choice = sum(spec.name.encode())
    if isinstance(spec, PersonSpec):
        jacket = _JACKETS[choice % len(_JACKETS)]
        trousers = (0.05, 0.05, 0.06)
        # Head, trunk, legs, arms, hands: the order in which `objects` builds a body.
        return [_SKIN, jacket, trousers, trousers, jacket, jacket, _SKIN, _SKIN][:parts]
    if isinstance(spec, CarSpec):
        return [_CARS[choice % len(_CARS)]] * parts
    if isinstance(spec, AnimalSpec):
        return [_ANIMALS[spec.kind]] * parts
    if isinstance(spec, BoulderSpec):
        return [STONE] * parts
    return [_RED_OCHRE if isinstance(spec, CabinSpec) else _WALLS] * parts
