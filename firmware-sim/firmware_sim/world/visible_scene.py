"""The same world in visible light: what the sun, the sky, the moon and the flames show, and what smoke hides.

Cheap on purpose: no cast shadows, no glints; luminance in cd/m2, linear red, green and blue.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.lens import Lens
from firmware_sim.world.bodies import Mirror
from firmware_sim.world.colours import CELL_M, CHAR, CROWNS, STONE, ThingSpec, ground_colours, thing_colours
from firmware_sim.world.crowns import Crowns
from firmware_sim.world.daylight import daylight
from firmware_sim.world.drawing import Look, Roof, draw_things
from firmware_sim.world.fire_front import FireFront
from firmware_sim.world.framing import Framing
from firmware_sim.world.ground import DETAIL_CELL_M, repeating_detail
from firmware_sim.world.objects import Block, Ellipsoid, Part, Solid
from firmware_sim.world.sight import FAR_M, Eye, Seer, Sight
from firmware_sim.world.sources import Patch
from firmware_sim.world.texture import mirrored, repeated
from firmware_sim.world.veil import passed_by_smoke
from firmware_sim.world.window import Window
from firmware_sim.world.world import World

Array = NDArray[np.float64]
Image = NDArray[np.float32]

RANGE_M = 2500.0
FLAME_CD_M2 = 5000.0
"""Of a metre of flames; a candle's is about 10 000 (Wien, of soot at a bright orange heat)."""
FLAME_COLOUR = np.array((1.0, 0.42, 0.09), np.float32) * 1.9
_WIEN_K = 23_200.0
"""Planck's second constant over 0.62 um, where glowing things send most of the light that is seen."""
_FLAME_K = 1053.0
_GLOWS_FROM_K = 700.0
_EMBER_CD_M2, _EMBER_S = 25.0, 60.0
_EXTINCTION_PER_M = 1.5e-4
_SMOKE_THROWS_BACK = 0.4
_CROWN_SHADE = 0.55
"""What of the light is left among the boughs."""
_LIT_BELOW_LUX = 300.0
"""Flames light what is near them; by day nobody sees it."""
_MOST_FLAMES = 12
_FLAME_HEIGHT_M = 1.0
_DETAIL = 0.16
"""How uneven tussocks, leaves and gravel are, which the colours of larger places do not hold."""


@dataclass(slots=True, eq=False)
class _Layers:
    """A picture on its way: what is thrown back, of how much light, and what shines by itself; (h, w, 3)."""

    throws_back: Image
    lux: Image
    shines: Image

    def cover(self, part: tuple[slice, slice], hidden: Image, throws_back: Image, lux: Image) -> None:
        """Lay something over a part of the picture: `hidden` (h, w) of each pixel."""
        over = hidden[..., np.newaxis]
        for layer, value in ((self.throws_back, throws_back), (self.lux, lux)):
            layer[part] += over * (value - layer[part])
        self.shines[part] *= 1 - over


class VisibleScene:
    """One world as one kind of lens sees it."""

    def __init__(self, world: World, lens: Lens) -> None:
        self._world, self._lens = world, lens
        self._light = daylight(world.scenario, world.sun)
        self._seer = Seer(world.terrain, lens, RANGE_M)
        self._framing = Framing(world, lens)
        self._crowns = Crowns(world.terrain, lens, world.rng("ragged"))
        self._ground = ground_colours(world)
        self._detail = repeating_detail(world.rng("fine colours")) * np.float32(_DETAIL)
        self._slopes = _faces_sun(world, len(self._ground), self._light.towards_sun)
        scenario = world.scenario
        houses: tuple[ThingSpec, ...] = (*scenario.cabins, *scenario.cars)
        specs = (*houses, *scenario.people, *scenario.buildings, *scenario.animals)
        self._specs = dict(zip(map(id, world.solids), (*specs, *scenario.boulders), strict=True))
        kinds = [np.array(CROWNS[forest.kind], np.float32) for forest in scenario.forests]
        self._crown_colour = np.mean(kinds, axis=0) if kinds else np.zeros(3, np.float32)
        length = np.linalg.norm(lens.pixel_rays, axis=2)
        self._extinction_per_depth = (length * -_EXTINCTION_PER_M).astype(np.float32)

    @property
    def level_lux(self) -> float:
        """How light it is on level ground."""
        return float(self._light.level_lux[1])

    def luminance(self, eye: Eye, time_s: float) -> Image:
        """cd/m2 (height, width, 3) that reaches a lens at `eye`."""
        sight = self._seer.look(eye)
        look = Look(eye, sight, time_s)
        layers = self._bare(look)
        roofs = draw_things(self, layers, look, self._world.fronts, self._framing)
        if self.level_lux < _LIT_BELOW_LUX:
            self._light_by_flames(layers, sight, time_s)
        self._draw_crowns(layers, look, roofs)
        seen = layers.throws_back * layers.lux * np.float32(1 / math.pi) + layers.shines
        self._through_the_air(seen, sight, eye)
        self._through_smoke(seen, look)
        return np.asarray(seen, np.float32)

    # --- the ground ---

    def _bare(self, look: Look) -> _Layers:
        sight = look.sight
        half = (len(self._ground) - 1) / 2
        at_x, at_y = (axis * np.float32(1 / CELL_M) + np.float32(half) for axis in (sight.east_m, sight.north_m))
        ground, faces = (mirrored(texture, at_x, at_y) for texture in (self._ground, self._slopes))
        if sharpness := look.sharpness(self._lens.focal_px):
            at_x, at_y = (axis * np.float32(1 / DETAIL_CELL_M) for axis in (sight.east_m, sight.north_m))
            ground *= 1 + np.float32(sharpness) * repeated(self._detail, at_x, at_y)[..., np.newaxis]
        lux = self._light.diffuse_lux + faces[..., np.newaxis] * self._light.direct_lux
        return _Layers(ground, lux.astype(np.float32), np.zeros_like(ground))

    def draw_front(self, layers: _Layers, look: Look, front: FireFront) -> None:
        """Black where the front has been, bright where it is."""
        sight, time_s = look.sight, look.time_s
        age = np.float32(time_s) - front.arrival_at(sight.north_m, sight.east_m)
        burnt = (age > 0) & (sight.depth_m < FAR_M / 2)
        if not burnt.any():
            return
        layers.throws_back[burnt] = CHAR
        scale = np.float32(1 / 0.12)
        drift = np.float32(20 * time_s % len(front.glow))
        fuel = repeated(front.glow, sight.east_m * scale + drift, sight.north_m * scale)
        shines = np.float32(_EMBER_CD_M2) * np.exp(-np.maximum(age, 0) / np.float32(_EMBER_S)) * np.square(fuel)
        flames = burnt & (age < front.bed.residence_s)
        shines = np.where(flames, np.float32(FLAME_CD_M2) * (np.float32(0.2) + fuel), np.where(burnt, shines, 0))
        layers.shines += shines[..., np.newaxis].astype(np.float32) * FLAME_COLOUR

    def draw_patch(self, layers: _Layers, look: Look, window: Window, patch: Patch) -> None:
        """See `Painter`."""
        celsius = patch.celsius_at(look.time_s)
        if celsius is None:
            return
        glow = patch.cover * _glow_cd_m2(celsius) * np.float32(patch.brightness(look.time_s))
        hidden, shines = look.laid(window, patch, patch.cover, np.asarray(glow, np.float32))
        is_fire = patch.spec in self._world.scenario.fires
        colour = np.array(CHAR if is_fire else STONE, np.float32)
        layers.cover(window.slices, hidden, colour, layers.lux[window.slices])
        layers.shines[window.slices] += shines[..., np.newaxis] * FLAME_COLOUR

    def _light_by_flames(self, layers: _Layers, sight: Sight, time_s: float) -> None:
        """What flames add on level ground near them: intensity over distance squared, at the cosine of the slant."""
        for north_m, east_m, candela in self._flames(time_s):
            away_2 = np.square(sight.north_m - np.float32(north_m)) + np.square(sight.east_m - np.float32(east_m))
            away_2 += np.float32(_FLAME_HEIGHT_M**2)
            lux = np.float32(candela * _FLAME_HEIGHT_M) / (away_2 * np.sqrt(away_2))
            layers.lux += lux[..., np.newaxis] * FLAME_COLOUR

    def _flames(self, time_s: float) -> list[tuple[float, float, float]]:
        """North, east and candela of the brightest."""
        found = []
        for patch in self._world.patches:
            celsius = patch.celsius_at(time_s)
            if celsius is not None:
                candela = float((patch.cover * _glow_cd_m2(celsius)).sum()) * patch.cell_m**2
                found.append((*patch.centroid, candela))
        for front in self._world.fronts:
            rows, columns = np.nonzero(front.burning(time_s))
            for part in np.array_split(np.arange(len(rows)), min(_MOST_FLAMES, max(len(rows), 1))):
                if len(part):
                    north, east = (float(axis[part].mean()) * front.cell_m for axis in (rows, columns))
                    candela = len(part) * front.cell_m**2 * FLAME_CD_M2 * 0.2
                    found.append((front.north_m + north, front.east_m + east, candela))
        found.sort(key=lambda flame: -flame[2])
        return [flame for flame in found[:_MOST_FLAMES] if flame[2] > 1.0]

    # --- things ---

    def draw_solid(self, layers: _Layers, look: Look, window: Window, solid: Solid) -> Image:
        """See `Painter`."""
        sight, eye = look.sight, look.eye
        rays = window.finer(self._lens.pixel_rays)
        directions = rays.reshape(-1, 3).astype(np.float64) @ eye.neu_from_camera.T
        nearest = window.finer(sight.depth_m).ravel().astype(np.float64)
        ground, count = nearest.copy(), len(directions)
        colours, faces = np.zeros((count, 3)), np.zeros(count)
        for part, colour in zip(solid.parts, thing_colours(self._specs[id(solid)], len(solid.parts)), strict=True):
            at, _ = part.hit(eye.position, directions)
            closer = np.flatnonzero(at < nearest)
            nearest[closer] = at[closer]
            colours[closer] = colour
            normals = _normals(part, eye.position + at[closer, np.newaxis] * directions[closer])
            faces[closer] = np.clip(normals @ self._light.towards_sun, 0, None)
        shown = (nearest < ground).astype(np.float32)
        size = (*rays.shape[:2], -1)
        hidden = window.coarser(shown.reshape(rays.shape[:2]))
        lux = self._light.diffuse_lux + faces[:, np.newaxis] * self._light.direct_lux
        lit = [
            window.coarser((shown[:, np.newaxis] * values).astype(np.float32).reshape(size))
            for values in (colours, lux)
        ]
        whole = np.maximum(hidden, np.float32(1e-3))[..., np.newaxis]
        layers.cover(window.slices, hidden, *(np.asarray(values / whole, np.float32) for values in lit))
        return hidden

    def _draw_crowns(self, layers: _Layers, look: Look, roofs: list[Roof]) -> None:
        canopy = self._world.canopy
        if canopy is None:
            return
        everything = (slice(None), slice(None))
        for layer, opacity, steps in self._crowns.over(canopy, look, roofs):
            # The higher in the crown, the more light.
            above = steps.astype(np.float32) * np.float32(0.2) - np.float32(layer.height_m)
            shade = _CROWN_SHADE * layer.height_m / canopy.top_m + 0.35 + np.clip(above / 8, -0.2, 0.35)
            lux = shade[..., np.newaxis].astype(np.float32) * self._light.level_lux
            layers.cover(everything, opacity, self._crown_colour, lux)

    # --- the air ---

    def _through_the_air(self, seen: Image, sight: Sight, eye: Eye) -> None:
        kept = np.exp(sight.depth_m * self._extinction_per_depth)[..., np.newaxis]
        horizon = self._light.level_lux * np.float32(0.9 / math.pi)
        seen += (1 - kept) * (horizon - seen)
        sky = sight.depth_m > FAR_M / 2
        if sky.any():
            rays = self._lens.pixel_rays[sky]
            rise = rays @ eye.neu_from_camera[2].astype(np.float32) / np.linalg.norm(rays, axis=1)
            zenith = self._light.diffuse_lux * np.float32(0.6 / math.pi)
            low = ((1 - np.clip(rise, 0, 1)) ** 4)[:, np.newaxis]
            seen[sky] = zenith + (horizon - zenith) * low

    def _through_smoke(self, seen: Image, look: Look) -> None:
        plumes = [
            replace(plume, mass_extinction_m2_g=plume.visible_m2_g)
            for plume in self._world.plumes(look.time_s)
            if plume.visible_m2_g > 0
        ]
        kept = passed_by_smoke(plumes, self._world.terrain, self._lens, look.sight, look.eye)
        if kept is None:
            return
        smoke = self._light.level_lux * np.float32(_SMOKE_THROWS_BACK / math.pi)
        seen += (1 - np.clip(kept, 0, 1))[..., np.newaxis] * (smoke - seen)


def _faces_sun(world: World, cells: int, towards: Array) -> Image:
    """(n, n): the cosine between the ground and the sun."""
    at = (np.arange(cells) - (cells - 1) / 2) * CELL_M
    heights = np.asarray(world.terrain.height_m(*np.meshgrid(at, at, indexing="ij")), np.float32)
    rise_north, rise_east = np.gradient(cv2.GaussianBlur(heights, (0, 0), 1.5), CELL_M)
    facing = towards[2] - rise_north * towards[0] - rise_east * towards[1]
    return np.asarray(np.clip(facing / np.sqrt(1 + rise_north**2 + rise_east**2), 0, None), np.float32)


def _glow_cd_m2(celsius: Image) -> Image:
    """Luminance of something that hot, by Wien's law from that of a flame; nothing is seen below 700 K."""
    kelvin = np.maximum(celsius + np.float32(273.15), np.float32(300))
    glow = FLAME_CD_M2 * np.exp(_WIEN_K * (1 / _FLAME_K - 1 / kelvin))
    return np.asarray(np.where(kelvin > _GLOWS_FROM_K, np.minimum(glow, 4 * FLAME_CD_M2), 0), np.float32)


def _normals(part: Part, points: Array) -> Array:
    """(n, 3) unit vectors out of a part's surface."""
    if isinstance(part, Ellipsoid):
        own = (points - part.centre) @ part.sphere_from_neu.T
        normals: Array = own @ part.sphere_from_neu
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        return normals
    block = part.block if isinstance(part, Mirror) else part
    if not isinstance(block, Block) or not len(points):
        return np.tile([0.0, 0.0, 1.0], (len(points), 1))
    nearest = np.argmax(points @ block.normals.T - block.offsets, axis=1)
    faces: Array = block.normals[nearest]
    return faces
