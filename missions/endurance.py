"""How much energy a flight takes and how many batteries.

A model of three terms, each with a number that a crew can check: hovering power (measured, on the data sheet as hover
time), drag power that grows with the cube of the air speed (0.5 * rho * CdA * v^3), and the work of climbing
(m * g * height / efficiency; nothing is won back going down). Induced power falls a little with speed; leaving that out
errs to the safe side. In thin air a propeller works harder for the same thrust. Cold and age
take their share of the battery through `battery_health`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from missions.flight_time import Motion

Array = NDArray[np.float64]

AIR_DENSITY_KG_M3 = 1.25
GRAVITY_MS2 = 9.81
CLIMB_EFFICIENCY = 0.6
LAPSE_PER_M, DENSITY_POWER = 0.0065 / 288.15, 4.2559
"""Of the standard atmosphere: how fast it cools, of its temperature at the sea, and density's power of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aircraft:
    """The figures that decide how far an aircraft flies."""

    battery_wh: float = 222.0
    hover_power_w: float = 350.0
    mass_kg: float = 2.5
    drag_area_m2: float = 0.06
    battery_health: float = 0.9
    """What is left of the rated energy: age and cold."""
    max_airspeed_ms: float = 15.0
    """Through the air, leaning as far as the autopilot lets it: against more wind than this it drifts."""

    def at(self, amsl_m: float) -> Aircraft:
        """The same in the thinner air of a height above the sea, by the standard atmosphere (ISO 2533, to 11 km).

        By momentum theory hovering power grows with one over the root of the air's density; drag shrinks with it.
        """
        share = max(1.0 - amsl_m * LAPSE_PER_M, 0.5) ** DENSITY_POWER
        return replace(self, hover_power_w=self.hover_power_w / share**0.5, drag_area_m2=self.drag_area_m2 * share)

    def usable_wh(self, reserve_fraction: float) -> float:
        """Energy that a flight may use when `reserve_fraction` is to be left."""
        return self.battery_wh * self.battery_health * (1.0 - reserve_fraction)

    def leg_energies_wh(self, points: Array, times_s: Array, motion: Motion) -> Array:
        """Energy (n - 1,) of each leg of a route (n, 3), flown in `times_s`."""
        legs = np.diff(points, axis=0)
        drag_w = 0.5 * AIR_DENSITY_KG_M3 * self.drag_area_m2 * motion.airspeeds(legs[:, :2]) ** 3
        return np.asarray((self.hover_power_w + drag_w) * times_s / 3600.0 + self.climb_wh(np.maximum(legs[:, 2], 0.0)))

    def climb_wh(self, height_m: Array) -> Array:
        """The work of climbing, besides staying in the air."""
        return self.mass_kg * GRAVITY_MS2 * height_m / CLIMB_EFFICIENCY / 3600.0

    def hover_wh(self, duration_s: float) -> float:
        """Energy to stay in the air without going anywhere."""
        return self.hover_power_w * duration_s / 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorties:
    """How one aircraft's flight is divided between batteries."""

    count: int
    energy_wh: float
    """Over all sorties, with the ways home and out again."""
    out_of_reach: bool
    """Whether some place cannot be reached and left again on one full battery."""
    swap_after_leg: int | None
    """The leg after which the first battery is to be changed, or None."""


def divide_into_sorties(leg_wh: Array, home_wh: Array, start_land_wh: float, usable_wh: float) -> Sorties:
    """Fly on as long as the way home from the leg's end is still affordable, else change the battery first.

    `leg_wh` (n,) is each leg's energy, `home_wh` (n + 1,) the way between each point and home, `start_land_wh` what
    starting and landing take once.
    """
    count, used, total = 1, start_land_wh, start_land_wh
    swap: int | None = None
    for index, energy in enumerate(leg_wh):
        if used + energy + home_wh[index + 1] > usable_wh and index > 0:
            count += 1
            swap = index - 1 if swap is None else swap
            total += 2 * home_wh[index] + start_land_wh
            used = start_land_wh + home_wh[index]
        used += energy
        total += energy
        if used + home_wh[index + 1] > usable_wh * (1 + 1e-9):
            return Sorties(count=count, energy_wh=float(total), out_of_reach=True, swap_after_leg=swap)
    return Sorties(count=count, energy_wh=float(total), out_of_reach=False, swap_after_leg=swap)
