"""How light it is: sun, sky, moon, in lux, and the colours of their light."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.scenario import Scenario
from firmware_sim.world.surfaces import Sunlight

Colour = NDArray[np.float32]
"""(3,) red, green, blue, linear."""

_SUN_LUX = 128_000.0
_THROUGH_AIR = 0.21
"""Optical thickness of clear air straight up: Kasten & Czeplak, Solar Energy 24 (1980), rounded."""
_CLEAR_SKY_LUX = 12_000.0
# Usual values, as lighting handbooks give them: an overcast day, civil twilight, a night with a moon.
_DIFFUSE_LUX = {"overcast": 10_000.0, "twilight": 40.0, "night": 0.1}
_BLUE = {"sun": (0.82, 0.97, 1.25), "overcast": (0.97, 1.0, 1.04), "twilight": (0.8, 0.95, 1.3)}
_NIGHT_BLUE = (0.85, 0.97, 1.2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Daylight:
    """What falls on a level surface from the sky, and on one that faces the sun."""

    diffuse_lux: Colour
    direct_lux: Colour
    towards_sun: NDArray[np.float64]
    """(3,) north, east, up; straight up where there is no sun."""

    @property
    def level_lux(self) -> Colour:
        """All that falls on level ground."""
        return np.asarray(self.diffuse_lux + self.direct_lux * np.float32(max(self.towards_sun[2], 0.0)), np.float32)


def daylight(scenario: Scenario, sun: Sunlight | None) -> Daylight:
    """The light of a scenario."""
    kind = scenario.light or ("sun" if sun is not None else "overcast")
    up = np.array([0.0, 0.0, 1.0])
    if kind != "sun" or sun is None:
        diffuse = _DIFFUSE_LUX.get(kind, _CLEAR_SKY_LUX) * np.array(_BLUE.get(kind, _NIGHT_BLUE))
        return Daylight(diffuse_lux=diffuse.astype(np.float32), direct_lux=np.zeros(3, np.float32), towards_sun=up)
    height = max(float(sun.towards[2]), 0.05)
    reddened = np.array([math.exp(-_THROUGH_AIR * part / height) for part in (0.7, 1.0, 1.5)])
    diffuse = _CLEAR_SKY_LUX * (0.3 + 0.7 * height) * np.array(_BLUE["sun"])
    return Daylight(
        diffuse_lux=diffuse.astype(np.float32),
        direct_lux=(_SUN_LUX * reddened).astype(np.float32),
        towards_sun=sun.towards,
    )
