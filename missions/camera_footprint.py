"""What a camera that looks straight down sees of the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """A thermal camera, its longer side across the flight direction."""

    width_px: int = 640
    height_px: int = 512
    pixel_pitch_um: float = 12.0
    focal_length_mm: float = 9.1
    time_constant_ms: float = 8.0
    """Exposure, or the thermal time constant of an uncooled sensor: how long a moving point smears."""

    @property
    def horizontal_fov_rad(self) -> float:
        """Full angle across the longer side."""
        return 2 * math.atan(self.width_px * self._radians_per_pixel / 2)

    @property
    def _radians_per_pixel(self) -> float:
        return self.pixel_pitch_um * 1e-3 / self.focal_length_mm

    def ground_sample_distance_m(self, height_agl_m: float) -> float:
        """Side of a pixel on level ground."""
        return height_agl_m * self._radians_per_pixel

    def footprint_width_m(self, height_agl_m: float) -> float:
        """Width of the picture across the flight direction on level ground."""
        return self.width_px * self.ground_sample_distance_m(height_agl_m)

    def footprint_length_m(self, height_agl_m: float) -> float:
        """Length of the picture along the flight direction on level ground."""
        return self.height_px * self.ground_sample_distance_m(height_agl_m)

    def blur_px(self, speed_ms: float, height_agl_m: float) -> float:
        """How many pixels the ground moves while one picture is exposed."""
        return speed_ms * self.time_constant_ms * 1e-3 / self.ground_sample_distance_m(height_agl_m)
