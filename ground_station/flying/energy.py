"""What the way home and a plan take of an aircraft's battery, against the wind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from ground_station.fleet.state import VehicleState
from ground_station.safety.geometry import to_plane
from missions.endurance import Aircraft
from missions.flight_time import CALM, Motion, Wind

AIRCRAFT: Final = Aircraft()
"""The default aircraft of the templates."""
RETURN_SPEED_MS: Final = 5.0
"""PX4's MPC_XY_CRUISE, with which it returns."""
USUAL_RETURN_HEIGHT_M: Final = 30.0


def wind_of(state: VehicleState) -> Wind:
    """The wind that an aircraft estimates; calm where it tells none."""
    if state.wind_ned_ms is None:
        return CALM
    north, east = state.wind_ned_ms
    return Wind(from_deg=math.degrees(math.atan2(-east, -north)) % 360.0, speed_ms=math.hypot(north, east))


def needed_home(state: VehicleState, return_height_m: float | None = None, wind: Wind | None = None) -> float | None:
    """Fraction of a full battery for climbing to the return height, the straight way home and the landing there.

    None where position or home is not known.
    """
    if state.home is None or state.latitude_deg is None or state.longitude_deg is None or state.altitude_amsl_m is None:
        return None
    home = (state.home.latitude_deg, state.home.longitude_deg)
    north, east = to_plane(home, state.latitude_deg, state.longitude_deg)
    height_m = state.altitude_amsl_m - state.home.altitude_amsl_m
    top_m = max(height_m, USUAL_RETURN_HEIGHT_M if return_height_m is None else return_height_m)
    motion = Motion(speed_ms=RETURN_SPEED_MS, wind=wind or wind_of(state))
    way = np.array([[north, east, height_m], [north, east, top_m], [0.0, 0.0, top_m]])
    climb_s = (top_m - height_m) / motion.climb_ms
    fly_s = float(motion.leg_times(way[1:])[0])
    wh = AIRCRAFT.leg_energies_wh(way, np.array([climb_s, fly_s]), motion).sum()
    wh += AIRCRAFT.hover_wh(motion.landing_time(top_m))
    return float(wh / (AIRCRAFT.battery_wh * AIRCRAFT.battery_health))


def needed_for(vehicle_plan: Mapping[str, Any]) -> float:
    """Fraction of a full battery that the first sortie of a plan takes, as planned; at most a whole one."""
    sorties = max(1, int(vehicle_plan.get("sorties") or 1))
    wh = float(vehicle_plan.get("energy_wh") or 0.0) / sorties
    return min(1.0, wh / (AIRCRAFT.battery_wh * AIRCRAFT.battery_health))
