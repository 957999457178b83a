"""Wind over the world: a steady wind that grows with height, and gusts of each aircraft's own."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

GUST_TIME_S = 4.0
REFERENCE_HEIGHT_M = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """The weather: where it blows from, how hard at 10 m, and the gusts' standard deviation over that speed."""

    from_deg: float = 0.0
    speed_ms: float = 0.0
    gust_fraction: float = 0.18


@dataclass(slots=True)
class Air:
    """The moving air around one aircraft."""

    wind: Wind
    rng: random.Random
    _gust: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def step(self, height_agl_m: float, dt_s: float) -> tuple[float, float, float]:
        """Air velocity north, east and up in m/s after `dt_s`; a power law in height, a Gauss-Markov gust."""
        if self.wind.speed_ms <= 0.0:
            return 0.0, 0.0, 0.0
        # 1/7 power law over open ground; calm in the last metre.
        mean_ms = self.wind.speed_ms * (max(height_agl_m, 0.5) / REFERENCE_HEIGHT_M) ** (1.0 / 7.0)
        sigma_ms = self.wind.gust_fraction * mean_ms
        keep = math.exp(-dt_s / GUST_TIME_S)
        kick = sigma_ms * math.sqrt(1.0 - keep * keep)
        gauss = self.rng.gauss
        gust = self._gust
        gust[0] = gust[0] * keep + kick * gauss(0.0, 1.0)
        gust[1] = gust[1] * keep + kick * gauss(0.0, 1.0)
        gust[2] = gust[2] * keep + 0.5 * kick * gauss(0.0, 1.0)
        towards_rad = math.radians(self.wind.from_deg + 180.0)
        return (
            mean_ms * math.cos(towards_rad) + gust[0],
            mean_ms * math.sin(towards_rad) + gust[1],
            gust[2],
        )
