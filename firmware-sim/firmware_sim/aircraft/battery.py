"""What flying costs: rotor power from hover, speed through the air and climb, out of a four-cell battery."""

from __future__ import annotations

import math
from dataclasses import dataclass

from firmware_sim.aircraft.dynamics import GRAVITY_MS2

MASS_KG = 3.2
DISC_AREA_M2 = 4 * math.pi * 0.19**2
AIR_DENSITY_KGM3 = 1.2
EFFICIENCY = 0.62
"""Battery to moving air: motor, controller and blade losses together."""
IDLE_W = 18.0
PARASITE_AREA_M2 = 0.035
CAPACITY_WH = 178.0
CELLS = 4
CELL_FULL_V = 4.05
CELL_EMPTY_V = 3.6
RESISTANCE_OHM = 0.012


def electric_power_w(thrust_n: float, airspeed_ms: float, climb_ms: float) -> float:
    """Electric power by momentum theory (Glauert in forward flight): induced, climb and parasite power."""
    if thrust_n <= 0.0:
        return IDLE_W
    hover_ms2 = thrust_n / (2.0 * AIR_DENSITY_KGM3 * DISC_AREA_M2)
    induced_ms = math.sqrt(hover_ms2)
    for _ in range(4):
        induced_ms = hover_ms2 / math.hypot(airspeed_ms, max(induced_ms + climb_ms, 0.3 * induced_ms))
    parasite_w = 0.5 * AIR_DENSITY_KGM3 * PARASITE_AREA_M2 * airspeed_ms**3
    return IDLE_W + max(thrust_n * (induced_ms + climb_ms) + parasite_w, 0.0) / EFFICIENCY


@dataclass(slots=True, kw_only=True)
class Battery:
    """One battery, drained by what the aircraft does."""

    used_wh: float = 0.0
    power_w: float = IDLE_W
    consumed_mah: float = 0.0
    sag_ohm: float = 0.0
    """Resistance beyond the usual: an old or cold battery."""

    def step(self, thrust_ms2: float, airspeed_ms: float, climb_ms: float, dt_s: float) -> None:
        """Drain it for `dt_s`."""
        self.power_w = electric_power_w(MASS_KG * thrust_ms2, airspeed_ms, climb_ms)
        self.used_wh += self.power_w * dt_s / 3600.0
        self.consumed_mah += self.current_a * dt_s / 3.6

    def drain_linearly(self, full_to_empty_s: float, floor_fraction: float, dt_s: float) -> None:
        """PX4's own simulated battery: a straight line in time, down to a floor."""
        if self.fraction > floor_fraction:
            self.used_wh += CAPACITY_WH * dt_s / full_to_empty_s

    def drain_to(self, fraction: float) -> None:
        """Leave so much of it, at once."""
        self.used_wh = max(self.used_wh, (1.0 - fraction) * CAPACITY_WH)

    @property
    def fraction(self) -> float:
        """What is left, 0 to 1."""
        return max(0.0, 1.0 - self.used_wh / CAPACITY_WH)

    @property
    def rest_v(self) -> float:
        """Voltage without load."""
        return CELLS * (CELL_EMPTY_V + (CELL_FULL_V - CELL_EMPTY_V) * self.fraction)

    @property
    def current_a(self) -> float:
        """Current drawn now."""
        return self.power_w / self.rest_v

    @property
    def voltage_v(self) -> float:
        """Voltage under load."""
        return self.rest_v - (RESISTANCE_OHM + self.sag_ohm) * self.current_a

    @property
    def remaining_s(self) -> float:
        """How long what is left would last at the present power."""
        return self.fraction * CAPACITY_WH * 3600.0 / max(self.power_w, 1.0)


HOVER_W = electric_power_w(MASS_KG * GRAVITY_MS2, 0.0, 0.0)
"""What it costs to stand still in the air."""
