"""The thermal camera: what of the world's heat reaches each pixel, and what the detector makes of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.camera.detector import Detector, Reading
from firmware_sim.camera.lens import Lens
from firmware_sim.camera.smear import Smear, smear_of
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.ground import Ground, grow_ground
from firmware_sim.world.objects import Solid
from firmware_sim.world.sight import FAR_M, Eye, Seer, Sight
from firmware_sim.world.sources import Patch
from firmware_sim.world.world import World

Array = NDArray[np.float64]
Image = NDArray[np.float32]

RANGE_M = 2500.0
DETAIL_GRAIN_M = 0.25
_LEAST_DEPTH_M = 0.5
_LEAST_REACH_PX = 0.02
_SAMPLES_ACROSS = 14
"""Samples over the width of a small thing."""
_LARGE_PX = 45.0
_MOST_SAMPLES = 10
"""Per pixel and direction."""
_HORIZON_POWER = 5
_NEU_FROM_NED = np.diag([1.0, 1.0, -1.0])


@dataclass(frozen=True, slots=True)
class Window:
    """Part of the picture, sampled more finely than pixels."""

    left: int
    top: int
    right: int
    bottom: int
    samples: int
    """Per pixel and direction."""

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns in the picture."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def finer(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """The part of `image`, interpolated at the samples."""
        height, width = image.shape[:2]
        top, left = max(self.top - 1, 0), max(self.left - 1, 0)
        cut = image[top : min(self.bottom + 1, height), left : min(self.right + 1, width)]
        size = (cut.shape[1] * self.samples, cut.shape[0] * self.samples)
        fine = cv2.resize(cut, size, interpolation=cv2.INTER_LINEAR)
        row, column = (self.top - top) * self.samples, (self.left - left) * self.samples
        rows, columns = (self.bottom - self.top) * self.samples, (self.right - self.left) * self.samples
        return np.asarray(fine[row : row + rows, column : column + columns], np.float32)

    def coarser(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The mean of the samples of each pixel."""
        size = (self.right - self.left, self.bottom - self.top)
        return np.asarray(cv2.resize(samples, size, interpolation=cv2.INTER_AREA), np.float32)


class ThermalCamera:
    """One aircraft's camera in one world; `expose` gives centikelvin."""

    def __init__(self, world: World, system_id: int) -> None:
        self.spec = world.scenario.camera
        self.lens = Lens(self.spec)
        self._world = world
        self._air = world.scenario.air
        self._ground: Ground = grow_ground(world.terrain, self._air, world.rng("ground"))
        self._seer = Seer(world.terrain, self.lens, RANGE_M)
        self.detector = Detector(
            self.spec,
            self._air.temperature_celsius,
            world.rng(f"noise {system_id}"),
            world.rng(f"fixed pattern {system_id}"),
        )
        self._air_radiance = radiance.radiance_of_celsius(self._air.temperature_celsius)
        self._things: tuple[Patch | Solid, ...] = (*world.patches, *world.solids)
        self._centres = np.array(
            [(p.north_m, p.east_m, world.height_m(p.north_m, p.east_m)) for p in world.patches]
            + [tuple(solid.centre) for solid in world.solids]
        ).reshape(-1, 3)
        # On a slope a patch reaches further than on the level.
        self._radii_m = [1.8 * p.half_size_m for p in world.patches] + [solid.radius_m for solid in world.solids]
        corner = self.lens.rays([[0, 0]])[0]
        self._half_field = float(np.hypot(corner[0], corner[1])) * 1.05
        length = np.linalg.norm(self.lens.pixel_rays, axis=2)
        self._extinction_per_depth = (length * -self._air.extinction_per_km / 1000).astype(np.float32)

    def expose(self, pose: TrueCameraPose) -> NDArray[np.uint16]:
        """The picture (height, width) in hundredths of a kelvin, saturated at the camera's range."""
        return self.read(pose).centikelvin()

    def read(self, pose: TrueCameraPose) -> Reading:
        """The picture as the detector gives it."""
        return self.detector.read(lambda: self.arriving(pose), pose.boot_s)

    def arriving(self, pose: TrueCameraPose) -> Image:
        """Radiance (height, width) at the detector, smeared by motion and blurred by the lens."""
        scene = self.scene(pose)
        smear = self._smear(pose)
        if smear is not None:
            scene = np.asarray(cv2.filter2D(scene, -1, smear.kernel, anchor=smear.anchor), np.float32)
        blurred = cv2.GaussianBlur(scene, (0, 0), self.spec.blur_px, borderType=cv2.BORDER_REPLICATE)
        return np.asarray(blurred, np.float32)

    def scene(self, pose: TrueCameraPose) -> Image:
        """Radiance (height, width) that reaches the lens, before blur and noise."""
        eye = Eye(np.array([pose.north_m, pose.east_m, pose.up_m]), _NEU_FROM_NED @ pose.ned_from_camera)
        sight = self._seer.look(eye)
        middle_m = float(np.median(sight.depth_m[::64, ::64]))
        # A pixel as wide as the detail's grain shows none of it.
        sharpness = float(np.clip(1.6 - middle_m / self.lens.focal_px / DETAIL_GRAIN_M, 0, 1))
        seen = self._ground.radiance_at(sight.north_m, sight.east_m, sharpness)
        for _, window, thing in sorted(self._in_view(eye), key=lambda found: -found[0]):
            if isinstance(thing, Patch):
                self._draw_patch(seen, sight, window, thing, pose.boot_s)
            else:
                self._draw_solid(seen, sight, window, thing, eye)
        self._through_the_air(seen, sight, eye)
        return seen

    def _in_view(self, eye: Eye) -> Iterator[tuple[float, Window, Patch | Solid]]:
        """What may be in the picture, with its depth and the window it fills."""
        offsets = (self._centres - eye.position) @ eye.neu_from_camera
        for (x, y, z), radius_m, thing in zip(offsets, self._radii_m, self._things, strict=True):
            if z < max(_LEAST_DEPTH_M, radius_m) or math.hypot(x, y) > z * self._half_field + radius_m * 1.5:
                continue
            window = self._window(np.array([x, y, z]), radius_m)
            if window is not None:
                yield float(z), window, thing

    def _window(self, offset: Array, radius_m: float) -> Window | None:
        """The part of the picture that a sphere at `offset` in the camera frame may fill."""
        [[x, y]] = self.lens.project(offset)
        # Off the axis a sphere looks longer.
        reach = self.lens.focal_px * radius_m / (offset[2] - radius_m) * np.linalg.norm(offset) / offset[2]
        if reach < _LEAST_REACH_PX:
            return None
        margin = 1.1 * reach + 2
        left, top = max(math.floor(x - margin), 0), max(math.floor(y - margin), 0)
        right, bottom = (
            min(math.ceil(x + margin) + 1, self.lens.width_px),
            min(math.ceil(y + margin) + 1, self.lens.height_px),
        )
        if right <= left or bottom <= top:
            return None
        # The edges of what fills much of the picture are as blurred by the lens as by more samples.
        least = 2 if reach < _LARGE_PX else 1
        samples = min(max(math.ceil(_SAMPLES_ACROSS / (2 * reach)), least), _MOST_SAMPLES)
        return Window(left, top, right, bottom, samples)

    def _draw_patch(self, seen: Image, sight: Sight, window: Window, patch: Patch, time_s: float) -> None:
        north, east, depth = (window.finer(part) for part in (sight.north_m, sight.east_m, sight.depth_m))
        middle = (patch.cover.shape[0] - 1) / 2
        at_x = (east - np.float32(patch.east_m)) / np.float32(patch.cell_m) + np.float32(middle)
        at_y = (north - np.float32(patch.north_m)) / np.float32(patch.cell_m) + np.float32(middle)
        at_x[depth > FAR_M / 2] = -2.0
        cover, emitted = (
            window.coarser(np.asarray(cv2.remap(texture, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)))
            for texture in (patch.cover, patch.emitted)
        )
        part = seen[window.slices]
        part *= 1 - cover
        part += np.float32(patch.brightness(time_s)) * emitted

    def _draw_solid(self, seen: Image, sight: Sight, window: Window, solid: Solid, eye: Eye) -> None:
        rays = window.finer(self.lens.pixel_rays)
        directions = rays.reshape(-1, 3).astype(np.float64) @ eye.neu_from_camera.T
        at, radiances = solid.hit(eye.position, directions)
        shown = (at < window.finer(sight.depth_m).ravel()).reshape(rays.shape[:2])
        cover = window.coarser(shown.astype(np.float32))
        emitted = window.coarser(np.where(shown, radiances.reshape(shown.shape), 0).astype(np.float32))
        part = seen[window.slices]
        part *= 1 - cover
        part += emitted

    def _through_the_air(self, seen: Image, sight: Sight, eye: Eye) -> None:
        """Dim `seen` by the air in between, which glows itself, and put the sky where there is no ground."""
        kept = cv2.exp(cv2.multiply(sight.depth_m, self._extinction_per_depth))
        air = np.float32(self._air_radiance)
        seen -= air
        seen *= kept
        seen += air
        if sight.depth_m.max() < FAR_M / 2:
            return
        sky = sight.depth_m > FAR_M / 2
        rays = self.lens.pixel_rays[sky]
        rise = np.clip(rays @ eye.neu_from_camera[2].astype(np.float32) / np.linalg.norm(rays, axis=1), 0, 1)
        zenith = self._world.sky_radiance
        seen[sky] = zenith + (self._air_radiance - zenith) * (1 - rise) ** _HORIZON_POWER

    def _smear(self, pose: TrueCameraPose) -> Smear | None:
        """What the detector's slowness makes of a point in the middle of the picture; None when it does not move."""
        ground_m = self._world.height_m(pose.north_m, pose.east_m)
        axis_down = max(float(pose.ned_from_camera[2, 2]), 0.1)
        depth_m = max((pose.up_m - ground_m) / axis_down, 1.0)
        velocity = pose.ned_from_camera.T @ np.array(pose.velocity_ned_ms)
        turn = pose.angular_rate_rads
        across = np.array([-(velocity[0] / depth_m + turn[1]), -(velocity[1] / depth_m - turn[0])])
        return smear_of(across * self.lens.focal_px, self.spec.integration_s, self.spec.time_constant_s)
