"""What radiance of the world reaches a lens: ground, fires, things, water, trees, smoke, and the air in between."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.camera.lens import Lens
from firmware_sim.world.crowns import Crowns
from firmware_sim.world.drawing import Look, Roof, draw_things
from firmware_sim.world.fire_front import FireFront, age_row
from firmware_sim.world.framing import Framing
from firmware_sim.world.ground import GROWTHS, grow_ground
from firmware_sim.world.objects import Solid
from firmware_sim.world.sight import FAR_M, Eye, Seer, Sight
from firmware_sim.world.sources import Patch
from firmware_sim.world.surfaces import lay_surfaces, reflect_in_water
from firmware_sim.world.texture import repeated
from firmware_sim.world.veil import passed_by_smoke
from firmware_sim.world.window import Window
from firmware_sim.world.world import World

Array = NDArray[np.float64]
Image = NDArray[np.float32]

RANGE_M = 2500.0
_STRIDE_PX = 8
"""Of what changes slowly over the picture: how far a front has come."""
_FLAME_DRIFT_MS = 2.5
_CROWN_K = 2.8
"""How much the tops cool below what stands inside the stand on a clear night."""
_NEEDLE_K = 0.8


class Scene:
    """One world as one kind of lens looks at it."""

    def __init__(self, world: World, lens: Lens) -> None:
        self._world = world
        self._lens = lens
        self._air = world.scenario.air
        growth = GROWTHS[world.scenario.ground.kind]
        ground = grow_ground(world.terrain, self._air, world.rng("ground"), growth)
        self._ground = lay_surfaces(ground, world.scenario, world.rng("surfaces"))
        self._seer = Seer(world.terrain, lens, RANGE_M)
        self._air_radiance = radiance.radiance_of_celsius(self._air.temperature_celsius)
        self._per_kelvin = radiance.radiance_of_celsius(self._air.temperature_celsius + 1) - self._air_radiance
        self._framing = Framing(world, lens)
        length = np.linalg.norm(lens.pixel_rays, axis=2)
        self._per_length = (1 / length).astype(np.float32)
        self._extinction_per_depth = (length * -self._air.extinction_per_km / 1000).astype(np.float32)
        self._crowns = Crowns(world.terrain, lens, world.rng("ragged"))

    def radiance(self, eye: Eye, time_s: float) -> Image:
        """Radiance (height, width) that reaches a lens at `eye`."""
        sight = self._seer.look(eye)
        look = Look(eye, sight, time_s)
        seen = self._ground.radiance_at(sight.north_m, sight.east_m, look.sharpness(self._lens.focal_px))
        self._mirror_the_sky(seen, sight, eye)
        roofs = draw_things(self, seen, look, self._world.fronts, self._framing)
        self._draw_crowns(seen, look, roofs)
        self._through_the_air(seen, sight, eye)
        self._draw_smoke(seen, look)
        return seen

    def _mirror_the_sky(self, seen: Image, sight: Sight, eye: Eye) -> None:
        wet = self._ground.water_at(sight.north_m, sight.east_m)
        if wet is None:
            return
        wet[sight.depth_m > FAR_M / 2] = 0
        left, top, width, height = cv2.boundingRect((wet > 0.01).astype(np.uint8))
        if not width:
            return
        part = (slice(top, top + height), slice(left, left + width))
        sun = self._world.sun
        level = np.array([0.0, 0.0, 1.0])
        ways = np.array([-level] if sun is None else [-level, sun.behind(level)])
        rays = np.ascontiguousarray(self._lens.pixel_rays[part])
        sinks, *to_sun = cv2.split(cv2.transform(rays, (ways @ eye.neu_from_camera).astype(np.float32)))
        lengths = self._per_length[part]
        sky = (self._world.sky_radiance, self._air_radiance)
        reflect_in_water(
            seen[part],
            wet[part],
            sinks * lengths,
            to_sun[0] * lengths if to_sun else None,
            self._ground.waves,
            sky,
            sun,
        )

    def draw_front(self, seen: Image, look: Look, front: FireFront) -> None:
        """See `Painter`."""
        sight, time_s = look.sight, look.time_s
        coarse = front.arrival_at(sight.north_m[::_STRIDE_PX, ::_STRIDE_PX], sight.east_m[::_STRIDE_PX, ::_STRIDE_PX])
        coarse[sight.depth_m[::_STRIDE_PX, ::_STRIDE_PX] > FAR_M / 2] = np.inf
        # A tongue of fire may lie between the sparse pixels: a few metres ahead of where it burnt a minute ago.
        reached = cv2.dilate((coarse <= time_s + 60).astype(np.uint8), np.ones((3, 3), np.uint8))
        if not reached.any():
            return
        left, top, width, height = (int(value) * _STRIDE_PX for value in cv2.boundingRect(reached))
        part = (slice(top, top + height), slice(left, left + width))
        north, east = (np.ascontiguousarray(axis[part]) for axis in (sight.north_m, sight.east_m))
        age = np.float32(time_s) - front.arrival_at(north, east)
        burnt = (age > 0) & (sight.depth_m[part] < FAR_M / 2)
        fuel = self._fuel_of(front, north, east, 0.0)
        flaming = np.nonzero(burnt & (age < front.bed.residence_s))
        if len(flaming[0]):
            drifting = self._fuel_of(front, north[flaming], east[flaming], _FLAME_DRIFT_MS * time_s)
            fuel[flaming] = drifting[:, 0]
        fuels = front.table.shape[1]
        cell = age_row(age).astype(np.int32) * np.int32(fuels)
        fuel *= np.float32(fuels)
        cell += np.minimum(fuel, np.float32(fuels - 1)).astype(np.int32)
        np.copyto(seen[part], np.take(front.table, cell), where=burnt)

    def _fuel_of(self, front: FireFront, north_m: Image, east_m: Image, drift_m: float) -> Image:
        """0 to 1 at each point: how much burns there and for how long."""
        scale = np.float32(1 / 0.12)
        drift = np.float32(drift_m % (front.glow.shape[0] * 0.12))
        return repeated(front.glow, (east_m + drift) * scale, (north_m + drift) * scale)

    def draw_patch(self, seen: Image, look: Look, window: Window, patch: Patch) -> None:
        """See `Painter`."""
        now = patch.emitted_at(look.time_s)
        if now is None:
            return
        cover, emitted = look.laid(window, patch, patch.cover, now)
        part = seen[window.slices]
        part *= 1 - cover
        part += emitted

    def draw_solid(self, seen: Image, look: Look, window: Window, solid: Solid) -> Image:
        """See `Painter`."""
        sight, eye = look.sight, look.eye
        rays = window.finer(self._lens.pixel_rays)
        directions = rays.reshape(-1, 3).astype(np.float64) @ eye.neu_from_camera.T
        at, radiances = solid.hit(eye.position, directions)
        shown = (at < window.finer(sight.depth_m).ravel()).reshape(rays.shape[:2])
        cover = window.coarser(shown.astype(np.float32))
        emitted = window.coarser(np.where(shown, radiances.reshape(shown.shape), 0).astype(np.float32))
        part = seen[window.slices]
        part *= 1 - cover
        part += emitted
        return cover

    def _draw_crowns(self, seen: Image, look: Look, roofs: list[Roof]) -> None:
        """Lay the trees over the picture, layer by layer from the lowest."""
        canopy = self._world.canopy
        if canopy is None:
            return
        tops_k = self._air.temperature_celsius + radiance.ZERO_CELSIUS_K + canopy.celsius_above_air
        for layer, opacity, steps in self._crowns.over(canopy, look, roofs):
            cool = _CROWN_K * layer.height_m / canopy.top_m
            # The outermost needles of each crown are the coldest.
            shade = cv2.LUT(steps, self._needles(tops_k - cool, layer.height_m))
            seen += cv2.multiply(opacity, cv2.subtract(shade, seen))

    def _needles(self, kelvin: float, height_m: float) -> Image:
        """(256,): radiance of a layer by how high the crown there is."""
        above = np.arange(256) * 0.2 - height_m
        return radiance.radiance_of(kelvin + _NEEDLE_K * np.clip(above / 4, -0.5, 1)).astype(np.float32)

    def _through_the_air(self, seen: Image, sight: Sight, eye: Eye) -> None:
        """Dim `seen` by the air in between, which glows itself, and put the sky where there is no ground."""
        kept = cv2.exp(cv2.multiply(sight.depth_m, self._extinction_per_depth))
        air = np.float32(self._air_radiance)
        seen -= air
        seen *= kept
        seen += air
        if sight.depth_m.max() < FAR_M / 2:
            return
        up = eye.neu_from_camera[2].astype(np.float32)[np.newaxis]
        rise = np.asarray(cv2.transform(self._lens.pixel_rays, up), np.float32) * self._per_length
        low = 1 - np.clip(rise, 0, 1)
        low *= np.square(np.square(low))
        zenith = np.float32(self._world.sky_radiance)
        np.copyto(seen, zenith + (air - zenith) * low, where=sight.depth_m > FAR_M / 2)

    def _draw_smoke(self, seen: Image, look: Look) -> None:
        """Veil the picture with smoke and gas, which are as warm as the air."""
        plumes = [plume for plume in self._world.plumes(look.time_s) if plume.mass_extinction_m2_g > 0]
        kept = passed_by_smoke(plumes, self._world.terrain, self._lens, look.sight, look.eye)
        if kept is None:
            return
        air = np.float32(self._air_radiance)
        seen -= air
        seen *= kept
        seen += air
