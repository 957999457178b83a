"""How fast a surface fire spreads, and which way: Rothermel's model with Anderson's thirteen fuels.

Rothermel, "A mathematical model for predicting fire spread in wildland fuels", USDA INT-115 (1972), with Albini's
changes of 1976 (INT-30) as Andrews restates them in RMRS-GTR-371 (2018). The model is fitted in feet, pounds, minutes
and Btu, so it is computed in these and turned into SI at the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FT_M = 0.3048
FT_PER_MIN_MS = FT_M / 60
_TON_PER_ACRE = 2000 / 43560  # lb per square foot
_HEAT_BTU_PER_LB = 8000.0
_DENSITY_LB_FT3 = 32.0
_MINERALS, _EFFECTIVE_MINERALS = 0.0555, 0.010
_SURFACE_10H, _SURFACE_100H = 109.0, 30.0
_LIVE = 3
_MOST_ELONGATED = 8.0
_LB_FT2_KG_M2 = 4.88243


@dataclass(frozen=True, slots=True)
class Fuel:
    """One of Anderson's fuel models (INT-122, 1982): loads in tons per acre, lengths in feet, 1 per foot."""

    name: str
    dead_1h: float
    dead_10h: float
    dead_100h: float
    live: float
    depth_ft: float
    extinction: float
    """Moisture of the dead fuel at which it no longer burns."""
    surface_1h: float
    surface_live: float = 1500.0


FUELS: dict[int, Fuel] = {
    1: Fuel("short grass", 0.74, 0, 0, 0, 1.0, 0.12, 3500),
    2: Fuel("grass under open timber", 2.00, 1.00, 0.50, 0.50, 1.0, 0.15, 3000),
    3: Fuel("tall grass", 3.01, 0, 0, 0, 2.5, 0.25, 1500),
    4: Fuel("chaparral, 2 m high", 5.01, 4.01, 2.00, 5.01, 6.0, 0.20, 2000),
    5: Fuel("low brush, heather", 1.00, 0.50, 0, 2.00, 2.0, 0.20, 2000),
    6: Fuel("dormant brush", 1.50, 2.50, 2.00, 0, 2.5, 0.25, 1750),
    7: Fuel("southern rough", 1.13, 1.87, 1.50, 0.37, 2.5, 0.40, 1750, 1550),
    8: Fuel("closed timber litter", 1.50, 1.00, 2.50, 0, 0.2, 0.30, 2000),
    9: Fuel("hardwood litter", 2.92, 0.41, 0.15, 0, 0.2, 0.25, 2500),
    10: Fuel("timber litter and understorey", 3.01, 2.00, 5.01, 2.00, 1.0, 0.25, 2000),
    11: Fuel("light slash", 1.50, 4.51, 5.51, 0, 1.0, 0.15, 1500),
    12: Fuel("medium slash", 4.01, 14.03, 16.53, 0, 2.3, 0.20, 1500),
    13: Fuel("heavy slash", 7.01, 23.04, 28.05, 0, 3.0, 0.25, 1500),
}


class Bed(NamedTuple):
    """What the spread depends on besides wind and slope."""

    calm_ms: float
    """Rate of spread without wind on the level."""
    wind_factor: float
    """`phi_w = wind_factor * U ** wind_power`, U in feet a minute at midflame height."""
    wind_power: float
    slope_factor: float
    """`phi_s = slope_factor * tan(slope) ** 2`."""
    residence_s: float
    """How long flames stand over one place: 384 / sigma minutes (Anderson 1969)."""
    fine_load_kg_m2: float
    """What the flames consume: the 1-hour and the live fuel."""


def fuel_bed(fuel: Fuel, dead_moisture: float, live_moisture: float) -> Bed:
    """The bed of `fuel` with these moistures (fractions of the dry weight).

    A bed too wet to burn has `calm_ms` 0.
    """
    load = np.array([fuel.dead_1h, fuel.dead_10h, fuel.dead_100h, fuel.live]) * _TON_PER_ACRE
    surface = np.array([fuel.surface_1h, _SURFACE_10H, _SURFACE_100H, fuel.surface_live])
    moisture = np.array([dead_moisture, dead_moisture, dead_moisture, live_moisture])
    area = surface * load / _DENSITY_LB_FT3
    parts = np.array([area[:_LIVE].sum(), area[_LIVE]]) / area.sum()
    within = np.append(area[:_LIVE] / area[:_LIVE].sum(), 1.0 if fuel.live else 0.0)
    sigma = float(parts[0] * (within * surface)[:_LIVE].sum() + parts[1] * within[_LIVE] * surface[_LIVE])
    bulk = float(load.sum() / fuel.depth_ft)
    packing = bulk / _DENSITY_LB_FT3
    relative = packing / (3.348 * sigma**-0.8189)
    intensity = _reaction_intensity(fuel, load, surface, within, moisture, sigma, relative)
    flux = math.exp((0.792 + 0.681 * math.sqrt(sigma)) * (packing + 0.1)) / (192 + 0.2595 * sigma)
    heating = within * np.exp(-138 / surface) * (250 + 1116 * moisture)
    sink = bulk * float(parts[0] * heating[:_LIVE].sum() + parts[1] * heating[_LIVE])
    return Bed(
        calm_ms=intensity * flux / sink * FT_PER_MIN_MS,
        wind_factor=7.47 * math.exp(-0.133 * sigma**0.55) * relative ** -(0.715 * math.exp(-3.59e-4 * sigma)),
        wind_power=0.02526 * sigma**0.54,
        slope_factor=5.275 * packing**-0.3,
        residence_s=384 / sigma * 60,
        fine_load_kg_m2=float(load[0] + load[_LIVE]) * _LB_FT2_KG_M2,
    )


def _reaction_intensity(
    fuel: Fuel, load: Array, surface: Array, within: Array, moisture: Array, sigma: float, relative: float
) -> float:
    """Heat released per square foot and minute, Btu."""
    net = load * (1 - _MINERALS)
    # Size classes share one weight (Albini 1976): 1 h and 10 h and 100 h lie in three of them.
    dead_load = float((within[:_LIVE] * net[:_LIVE]).sum())
    dead_moisture = float((within * moisture)[:_LIVE].sum())
    burning = dead_load * _damping(dead_moisture / fuel.extinction)
    if fuel.live:
        fine = (load * np.exp(-138 / surface))[:_LIVE]
        ratio = float(fine.sum() / (load[_LIVE] * math.exp(-500 / surface[_LIVE])))
        fine_moisture = float((fine * moisture[:_LIVE]).sum() / fine.sum())
        extinction = max(2.9 * ratio * (1 - fine_moisture / fuel.extinction) - 0.226, fuel.extinction)
        burning += float(net[_LIVE]) * _damping(float(moisture[_LIVE]) / extinction)
    power = 133 * sigma**-0.7913
    fastest = sigma**1.5 / (495 + 0.0594 * sigma**1.5)
    velocity = fastest * relative**power * math.exp(power * (1 - relative))
    return float(velocity * burning * _HEAT_BTU_PER_LB * 0.174 * _EFFECTIVE_MINERALS**-0.19)


def _damping(ratio: float) -> float:
    """How much moisture, as a part of the moisture of extinction, damps the burning."""
    r = min(ratio, 1.0)
    return max(1 - 2.59 * r + 5.11 * r**2 - 3.52 * r**3, 0.0)


def midflame_wind_ms(bed_depth_ft: float, open_wind_ms: float) -> float:
    """Wind at midflame height over an open bed, from the wind six metres up (Albini & Baughman, INT-221, 1979)."""
    return open_wind_ms * 1.83 / math.log((20 + 0.36 * bed_depth_ft) / (0.13 * bed_depth_ft))


@dataclass(frozen=True, slots=True, eq=False)
class Wavelet:
    """How a fire spreads from each place: an ellipse that grows with the time, lit at its rear focus."""

    head_ms: Array
    """Fastest rate of spread."""
    towards_rad: Array
    """Compass direction of it."""
    eccentricity: Array

    def rate_ms(self, bearing_rad: float) -> Array:
        """Rate of spread in a compass direction (Andrews 2018, eq. 85)."""
        rate: Array = (
            self.head_ms * (1 - self.eccentricity) / (1 - self.eccentricity * np.cos(bearing_rad - self.towards_rad))
        )
        return rate


def wavelet(bed: Bed, wind_ms: float, wind_towards_rad: float, rise_north: Array, rise_east: Array) -> Wavelet:
    """The wavelet in a midflame wind on ground that rises by these slopes (any shape) to the north and the east.

    Wind and slope add as vectors (Andrews 2018, table 26). The wind that alone would spread the fire as fast gives
    the ellipse its length to breadth: Anderson, "Predicting wind-driven wild land fire size and shape", INT-305 (1983).
    """
    phi_wind = bed.wind_factor * (wind_ms / FT_PER_MIN_MS) ** bed.wind_power
    steepness = np.hypot(rise_north, rise_east)
    up = np.divide(bed.slope_factor * steepness**2, steepness, out=np.zeros_like(steepness), where=steepness > 0)
    north = phi_wind * math.cos(wind_towards_rad) + up * rise_north
    east = phi_wind * math.sin(wind_towards_rad) + up * rise_east
    phi = np.hypot(north, east)
    effective_ms = (phi / bed.wind_factor) ** (1 / bed.wind_power) * FT_PER_MIN_MS
    ratio = length_to_breadth(effective_ms)
    return Wavelet(bed.calm_ms * (1 + phi), np.arctan2(east, north), np.sqrt(ratio**2 - 1) / ratio)


def length_to_breadth(wind_ms: Array) -> Array:
    """Length over breadth of a fire from one point, by the midflame wind; 8 at most, as FARSITE has it."""
    ratio = 0.936 * np.exp(0.2566 * wind_ms) + 0.461 * np.exp(-0.1548 * wind_ms) - 0.397
    capped: Array = np.clip(ratio, 1.0, _MOST_ELONGATED)
    return capped
