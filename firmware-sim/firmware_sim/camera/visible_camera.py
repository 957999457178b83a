"""A colour camera beside the thermal one: exposure, noise, and the eight bits of a screen."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.lens import Lens
from firmware_sim.scenario import CameraSpec
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.sight import Eye
from firmware_sim.world.visible_scene import VisibleScene
from firmware_sim.world.world import World

Rgb8 = NDArray[np.uint8]

WIDTH_PX, HEIGHT_PX = 640, 360
RATE_HZ = 5.0
HORIZONTAL_VIEW_DEG = 60.0
_FOCAL_PX = WIDTH_PX / 2 / np.tan(np.radians(HORIZONTAL_VIEW_DEG / 2))
_PIXEL_UM = 3.0
_MIDDLE_GREY = 0.16
_MOST_GAIN = 0.8
"""Per cd/m2: as long as a flying camera can expose and as much as it can amplify; by night that is not enough."""
_BRIGHTEST = 6.0
"""Times the median: brighter does not darken the rest of the picture any further."""
_NOISE, _NOISE_AMPLIFIED = 0.003, 0.02
_BLUR_PX = 0.6
_LEVELS = 4096


class VisibleCamera:
    """One aircraft's colour camera in one world; it looks where the thermal one does."""

    def __init__(self, world: World, system_id: int) -> None:
        self.lens = Lens(lens_spec(world.scenario.camera))
        self._scene = VisibleScene(world, self.lens)
        self._rng = world.rng(f"visible noise {system_id}")
        linear = np.arange(_LEVELS) / (_LEVELS - 1)
        # IEC 61966-2-1.
        curve = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
        self._screen = np.rint(255 * curve).astype(np.uint8)

    def picture(self, pose: TrueCameraPose) -> Rgb8:
        """(height, width, 3) red, green, blue."""
        luminance = self._scene.luminance(Eye(pose.position, pose.neu_from_camera), pose.time_s)
        green = luminance[::4, ::4, 1]
        mean = float(np.minimum(green, _BRIGHTEST * np.median(green) + 1e-6).mean())
        gain = min(_MIDDLE_GREY / max(mean, 1e-6), _MOST_GAIN)
        exposed = np.asarray(cv2.GaussianBlur(luminance * np.float32(gain), (0, 0), _BLUR_PX), np.float32)
        noise = _NOISE + _NOISE_AMPLIFIED * gain / _MOST_GAIN
        exposed += self._rng.standard_normal(exposed.shape, dtype=np.float32) * np.float32(noise)
        levels = np.clip(exposed * np.float32(_LEVELS - 1), 0, _LEVELS - 1).astype(np.uint16)
        return np.asarray(self._screen[levels], np.uint8)


def lens_spec(thermal: CameraSpec) -> CameraSpec:
    """A colour camera's lens; the rest is the thermal camera's and means nothing here."""
    return replace(
        thermal,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        pixel_pitch_um=_PIXEL_UM,
        focal_length_mm=float(_FOCAL_PX) * _PIXEL_UM / 1000,
        distortion=(0.0, 0.0, 0.0, 0.0, 0.0),
    )
