"""Binding a template's values to a place: everything that stays the same while one plan is made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.camera_footprint import Sensor
from missions.catalogue import Template, Value
from missions.drawing import Drawing
from missions.flight_time import CALM, Motion, Wind
from missions.free_space import FreeSpace
from missions.geo import GeoPoint
from missions.heights import Ground
from missions.homes import Heights, default_homes, spread_homes
from missions.partition import SURFACE_STEP_M
from missions.stated_floor import floored
from missions.task import Limits, Task
from missions.terrain import Terrain

Array = NDArray[np.float64]

STEPS_M = (1.0, 4.0)
"""Between the places where the ground under a route is asked for, at least and at most: interpolated ground bends at
every cell's edge, and what it does between two places stays unseen."""


def stated_wind(values: Mapping[str, Value]) -> Wind:
    """The wind that a template asks for, when nothing else is known of it."""
    if "wind_from_deg" not in values or "wind_speed_ms" not in values:
        return CALM
    return Wind(from_deg=float(values["wind_from_deg"]), speed_ms=float(values["wind_speed_ms"]))


def bound_task(
    template: Template,
    drawing: Drawing,
    area: Area,
    values: dict[str, Value],
    *,
    vehicles: int,
    homes: Sequence[GeoPoint] | None,
    terrain: Terrain | None,
    wind: Wind,
    floor_amsl_m: float | None = None,
) -> Task:
    """The task of flying a template over an area; without homes the aircraft start where the ways home are clearest."""
    sensor, safety = sensor_of(template, values), template.safety
    surveyed, surface, step_m = _ground(area, terrain)
    spacing = sensor.footprint_width_m(float(values["height_agl_m"])) * (1.0 - float(values.get("overlap", 0.0)))
    if homes:
        starts = spread_homes(np.array([_local(area, home) for home in homes]), vehicles, safety.separation_m)
    else:
        wanted = Heights(survey_agl_m=float(values["height_agl_m"]), return_m=float(values["return_height_m"]))
        starts = default_homes(area, floored(surface, floor_amsl_m), vehicles, wanted, safety.separation_m)
    return Task(
        drawing=drawing,
        values=values,
        area=area,
        sensor=sensor,
        motion=Motion(
            speed_ms=float(values["speed_ms"]), airspeed_limit_ms=template.aircraft.max_airspeed_ms, wind=wind
        ),
        ground=floored(surveyed, floor_amsl_m),
        surface=floored(surface, floor_amsl_m),
        surveyed=surveyed,
        floor_amsl_m=floor_amsl_m,
        step_m=step_m,
        homes=starts,
        free=FreeSpace(area, margin_m=safety.keep_out_m, apron_m=spacing / 2 + 1.0),
        spacing_m=spacing,
        is_trimmed=True,
        limits=Limits(keep_out_m=safety.keep_out_m, separation_m=safety.separation_m),
        usable_wh=template.aircraft.usable_wh(safety.battery_reserve_fraction),
        hover_power_w=template.aircraft.at(_highest_m(floored(surveyed, floor_amsl_m), starts)).hover_power_w,
    )


def sensor_of(template: Template, values: Mapping[str, Value]) -> Sensor:
    """The template's camera, with the lens that was chosen."""
    focal = float(values.get("focal_length_mm", template.sensor.focal_length_mm))
    return Sensor(
        width_px=template.sensor.width_px,
        height_px=template.sensor.height_px,
        pixel_pitch_um=template.sensor.pixel_pitch_um,
        focal_length_mm=focal,
        time_constant_ms=template.sensor.time_constant_ms,
    )


def _ground(area: Area, terrain: Terrain | None) -> tuple[Ground, Ground, float]:
    """The ground in the area's frame, exact and coarse, and how densely the exact one is to be sampled."""
    if terrain is None:
        return _unknown_ground, _unknown_ground, STEPS_M[1]

    def ground(north: Array, east: Array) -> Array:
        return terrain.height_m(*area.frame.to_geographic(north, east))

    radius_m = float(np.abs(area.rings[0]).max()) + 4 * SURFACE_STEP_M
    surface = terrain.in_frame(area.frame, radius_m, SURFACE_STEP_M / 2)
    cell_m = terrain.finest_cell_m(area.frame, radius_m)
    return ground, surface, float(np.clip(cell_m / 6, *STEPS_M)) if math.isfinite(cell_m) else STEPS_M[1]


def _highest_m(ground: Ground, places: Array) -> float:
    """The highest of some places; 0 where none is known, which forbids the plan anyhow."""
    return float(np.nan_to_num(ground(places[:, 0], places[:, 1])).max())


def _unknown_ground(north: Array, _east: Array) -> Array:
    return np.full(np.shape(north), math.nan)


def _local(area: Area, point: GeoPoint) -> tuple[float, float]:
    north, east = area.frame.to_local(point.latitude_deg, point.longitude_deg)
    return float(north), float(east)
