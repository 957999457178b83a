"""A plan's route as a line on the map, shared by the map formats."""

from __future__ import annotations

from missions.items import FRAME_GLOBAL, FRAME_RELATIVE
from missions.plan import VehiclePlan

LAST_NAV = 95
"""MAV_CMD up to here are flown to; what follows only has a place, such as where the camera looks."""


def route_line(vehicle: VehiclePlan) -> list[tuple[float, float, float]]:
    """Longitude, latitude, height above sea level of every point flown to, from the take-off on."""
    above = {FRAME_GLOBAL: 0.0, FRAME_RELATIVE: vehicle.home_amsl_m}
    return [
        (item.longitude_deg, item.latitude_deg, round(item.altitude_m + above[item.frame], 2))
        for item in vehicle.items
        if item.frame in above and item.command <= LAST_NAV
    ]
