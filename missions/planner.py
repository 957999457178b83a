"""From a template and a drawn area to a checked plan for one or several aircraft."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from missions.area import Area, coverage
from missions.camera_footprint import Sensor
from missions.catalogue import Template, Value
from missions.check import LEAST_COVERED, MOST_ITEMS, problems
from missions.draft import Draft, Flight, Trespasses
from missions.drawing import Drawing, read_drawing
from missions.endurance import Sorties, divide_into_sorties
from missions.errors import ParameterError
from missions.flight_time import CALM, Motion, Wind
from missions.following import acceptance_radii, leg_speeds
from missions.free_space import FreeSpace
from missions.geo import GeoPoint
from missions.heights import Ground, Profile, bake
from missions.homes import Heights, default_homes, spread_homes
from missions.items import mission_items
from missions.legs import Work
from missions.partition import SURFACE_STEP_M
from missions.patterns import Setting, Turn, find_pattern
from missions.plan import MissionItem, Plan, VehiclePlan
from missions.route import Route, fly
from missions.seen_ground import ribbons
from missions.task import Limits, Task
from missions.terrain import Terrain
from missions.ways_home import WaysHome, ways_back, ways_home

Array = NDArray[np.float64]

MOST_VEHICLES = 20
BANDS_M = (3.0, 6.0, 12.0)
"""How much higher than wanted a plan may fly: widened when an autopilot could not hold the points."""
STEPS_M = (1.0, 4.0)
"""Between the places where the ground under a route is asked for, at least and at most: interpolated ground bends at
every cell's edge, and what it does between two places stays unseen."""
WAY_HOME_STEPS = 4
ATTEMPTS = ((1.0, True), (1.0, False), (0.9, False), (0.8, False), (0.7, False))
"""Spacing, of the widest, and whether lines may end early: on ground that rises to one side, or lower on the climb out,
the picture is narrower. Lines are made longer and moved together until all is seen."""
TRIMMED_COVERED = 0.999
"""Ending lines early must cost next to nothing."""
LAYERS = 3
"""Of transfers, by the separation above each other: whoever shares one starts that many places further on."""
LAYERS_BELOW_LIMIT_M = 15.0


def make_plan(
    template: Template,
    area_geojson: Mapping[str, Any],
    parameters: Mapping[str, object] | None = None,
    *,
    vehicles: int = 1,
    homes: Sequence[GeoPoint] | None = None,
    terrain: Terrain | None = None,
    wind: Wind | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """Bind `template` to an area.

    Raises AreaError and ParameterError for input that cannot be planned with. What can be planned but should not be
    flown comes back in `Plan.problems`; with an error among them the plan must not be flown. Without homes the aircraft
    start just outside the area where the ways home are clearest; fewer homes than aircraft means side by side.
    """
    began_s = clock()
    _refuse_vehicles(vehicles)
    values = template.bound(parameters or {})
    drawing = read_drawing(area_geojson)
    pattern = find_pattern(template.pattern, drawing.kind, values)
    blowing = wind or _stated_wind(values)
    area = pattern.area(Setting(drawing=drawing, values=values, sensor=_sensor(template, values), wind=blowing))
    task = _task(template, drawing, area, values, vehicles=vehicles, homes=homes, terrain=terrain, wind=blowing)
    widest_m = task.spacing_m
    for tighter, is_trimmed in ATTEMPTS if pattern.is_spaced else ATTEMPTS[:1]:
        task = replace(task, spacing_m=widest_m * tighter, is_trimmed=is_trimmed)
        flown = [_flight(template, task, number, work) for number, work in enumerate(pattern.work(task)) if work]
        flights = tuple(flight for flight, _ in flown)
        seen = coverage(task.area, [ring for flight in flights for ring in _seen(task, flight)])
        enough = TRIMMED_COVERED if is_trimmed else LEAST_COVERED
        if seen.covered_fraction >= enough or any(len(flight.profile.unknown) for flight in flights):
            break
    rota = None if pattern.rota is None else pattern.rota(task, [_turn(flight) for flight in flights])
    if rota is not None:
        flown = [
            (replace(flight, departures_s=departures), items)
            for (flight, items), departures in zip(flown, rota.departures_s, strict=True)
        ]
        flights = tuple(flight for flight, _ in flown)
    draft = Draft(
        template=template,
        parameters=task.values,
        area=task.area,
        sensor=task.sensor,
        motion=task.motion,
        flights=flights,
        trespasses=_trespasses(task, flights),
        covered_fraction=seen.covered_fraction,
        gap=seen.gaps[0] if seen.gaps else None,
        unwatched_s=0.0 if rota is None else rota.unwatched_s,
    )
    found = problems(draft)
    return Plan(
        template=template.id,
        template_version=template.version,
        template_sha256=template.sha256,
        parameters=dict(task.values),
        area=task.area.geojson,
        vehicles=tuple(
            _vehicle_plan(task, flight, items) for flight, items in flown if not len(flight.profile.unknown)
        ),
        line_spacing_m=task.spacing_m,
        footprint_width_m=task.sensor.footprint_width_m(task.height_m),
        ground_sample_distance_m=task.sensor.ground_sample_distance_m(task.height_m),
        makespan_s=max((flight.duration_s for flight in flights if not len(flight.profile.unknown)), default=0.0),
        covered_fraction=seen.covered_fraction,
        seen_outside_m2=seen.outside_m2,
        compute_s=clock() - began_s,
        problems=found,
    )


def _stated_wind(values: Mapping[str, Value]) -> Wind:
    """The wind that a template asks for, when nothing else is known of it."""
    if "wind_from_deg" not in values or "wind_speed_ms" not in values:
        return CALM
    return Wind(from_deg=float(values["wind_from_deg"]), speed_ms=float(values["wind_speed_ms"]))


def _task(
    template: Template,
    drawing: Drawing,
    area: Area,
    values: dict[str, Value],
    *,
    vehicles: int,
    homes: Sequence[GeoPoint] | None,
    terrain: Terrain | None,
    wind: Wind,
) -> Task:
    sensor, safety = _sensor(template, values), template.safety
    ground, surface, step_m = _ground(area, terrain)
    spacing = sensor.footprint_width_m(float(values["height_agl_m"])) * (1.0 - float(values.get("overlap", 0.0)))
    if homes:
        starts = spread_homes(np.array([_local(area, home) for home in homes]), vehicles, safety.separation_m)
    else:
        wanted = Heights(survey_agl_m=float(values["height_agl_m"]), return_m=float(values["return_height_m"]))
        starts = default_homes(area, surface, vehicles, wanted, safety.separation_m)
    return Task(
        drawing=drawing,
        values=values,
        area=area,
        sensor=sensor,
        motion=Motion(speed_ms=float(values["speed_ms"]), wind=wind),
        ground=ground,
        surface=surface,
        step_m=step_m,
        homes=starts,
        free=FreeSpace(area, margin_m=safety.keep_out_m, apron_m=spacing / 2 + 1.0),
        spacing_m=spacing,
        is_trimmed=True,
        limits=Limits(keep_out_m=safety.keep_out_m, separation_m=safety.separation_m),
        usable_wh=template.aircraft.usable_wh(safety.battery_reserve_fraction),
        hover_power_w=template.aircraft.hover_power_w,
    )


def _refuse_vehicles(vehicles: int) -> None:
    if not 1 <= vehicles <= MOST_VEHICLES:
        raise ParameterError(
            "parameter_limits",
            f"vehicles is {vehicles}, outside 1 to {MOST_VEHICLES}.",
            remedy="Choose how many aircraft you have.",
            details={"name": "vehicles", "value": vehicles, "minimum": 1, "maximum": MOST_VEHICLES, "unit": ""},
        )


def _sensor(template: Template, values: Mapping[str, Value]) -> Sensor:
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


def _unknown_ground(north: Array, _east: Array) -> Array:
    return np.full(np.shape(north), math.nan)


def _local(area: Area, point: GeoPoint) -> tuple[float, float]:
    north, east = area.frame.to_local(point.latitude_deg, point.longitude_deg)
    return float(north), float(east)


def _flight(template: Template, task: Task, number: int, work: Work) -> tuple[Flight, tuple[MissionItem, ...]]:
    home = task.homes[number]
    route = fly(work, home, task.free)
    for band_m in BANDS_M:
        profile = _profile(template, task, number, route, band_m)
        if len(profile.unknown):
            return _unknown_flight(home, profile), ()
        speeds = leg_speeds(profile.points, task.motion.speed_ms, _caps(profile))
        acceptance = acceptance_radii(profile.points, speeds)
        items = mission_items(
            profile,
            task.area.frame,
            take_off_m=template.safety.take_off_height_m,
            speeds=speeds,
            acceptance_m=acceptance,
            gimbal=bool(task.values.get("gimbal", True)),
            ground=task.ground,
        )
        if len(items) <= MOST_ITEMS:
            break
    return _timed(template, task, home, profile, speeds, len(items)), items


def _caps(profile: Profile) -> Array:
    """The speed (n - 1,) that each leg may have by its own."""
    works = [profile.route.legs[leg] for leg in profile.leg_of]
    return np.array([math.inf if work is None or work.speed_ms is None else work.speed_ms for work in works])


def _profile(template: Template, task: Task, number: int, route: Route, band_m: float) -> Profile:
    safety = template.safety
    tallest = max([task.height_m, *(leg.agl_m for leg in route.legs if leg is not None)])
    highest = max(safety.max_height_agl_m - LAYERS_BELOW_LIMIT_M, tallest)
    return bake(
        route,
        task.ground,
        transit_agl_m=tallest + number % LAYERS * min(safety.separation_m, (highest - tallest) / (LAYERS - 1)),
        take_off_m=safety.take_off_height_m,
        step_m=task.step_m,
        band_m=band_m,
        speed_ms=task.motion.speed_ms,
    )


def _timed(template: Template, task: Task, home: Array, profile: Profile, speeds: Array, item_count: int) -> Flight:
    motion, safety = task.motion, template.safety
    home_amsl_m = float(profile.samples[0, 3])
    stops = profile.dwell_s > 0
    moving_s = motion.leg_times(profile.points, speeds, stops)
    start_s = motion.take_off_time(safety.take_off_height_m)
    land_s = motion.landing_time(float(profile.points[-1, 2]) - home_amsl_m)
    set_height = float(task.values["return_height_m"])
    back = ways_home(
        profile.samples[:, :3],
        home,
        home_amsl_m,
        set_height_m=set_height,
        ground=task.ground,
        step_m=WAY_HOME_STEPS * task.step_m,
    )
    return Flight(
        home=home,
        home_amsl_m=home_amsl_m,
        profile=profile,
        leg_times_s=moving_s + profile.dwell_s[1:],
        start_s=start_s,
        land_s=land_s,
        sorties=_sorties(template, task, home, profile, moving_s, start_s + land_s),
        return_height_m=back.needed_height_m,
        return_lowest=back.lowest,
        return_unknown=back.unknown,
        item_count=item_count,
    )


def _turn(flight: Flight) -> Turn:
    """Out to the first place where it stays, staying, and back."""
    dwell_s = flight.profile.dwell_s
    if not dwell_s.any():
        return Turn(out_s=flight.start_s, watch_s=0.0, back_s=flight.land_s)
    at = int(np.argmax(dwell_s))
    out_s = float(flight.leg_times_s[:at].sum() - dwell_s[at])
    return Turn(
        out_s=flight.start_s + out_s,
        watch_s=float(dwell_s[at]),
        back_s=float(flight.leg_times_s[at:].sum()) + flight.land_s,
    )


def _unknown_flight(home: Array, profile: Profile) -> Flight:
    nowhere = WaysHome(needed_height_m=math.nan, lowest=np.full(4, math.nan), unknown=np.empty((0, 2)))
    return Flight(
        home=home,
        home_amsl_m=math.nan,
        profile=profile,
        leg_times_s=np.zeros(len(profile.points) - 1),
        start_s=0.0,
        land_s=0.0,
        sorties=Sorties(count=0, energy_wh=0.0, out_of_reach=False, swap_after_leg=None),
        return_height_m=nowhere.needed_height_m,
        return_lowest=nowhere.lowest,
        return_unknown=nowhere.unknown,
        item_count=0,
    )


def _sorties(
    template: Template, task: Task, home: Array, profile: Profile, moving_s: Array, start_land_s: float
) -> Sorties:
    aircraft, motion = template.aircraft, task.motion
    legs = home - profile.points[:, :2]
    home_s = np.linalg.norm(legs, axis=1) / motion.leg_speeds(legs)
    energies = aircraft.leg_energies_wh(profile.points, moving_s, motion)
    per_second = float(energies.sum() / max(moving_s.sum(), 1e-9))
    energies = energies + aircraft.hover_wh(1.0) * profile.dwell_s[1:]
    return divide_into_sorties(energies, home_s * per_second, aircraft.hover_wh(1.0) * start_land_s, task.usable_wh)


def _seen(task: Task, flight: Flight) -> list[Array]:
    return [] if len(flight.profile.unknown) else ribbons(flight.profile, task.sensor, task.ground)


def _trespasses(task: Task, flights: Sequence[Flight]) -> Trespasses:
    """Where legs, and straight ways home, go that they may not."""
    if not task.area.has_holes and task.area.allowed is None:
        return Trespasses()
    legs = np.concatenate([np.stack([f.profile.points[:-1, :2], f.profile.points[1:, :2]], axis=1) for f in flights])
    back = np.concatenate([ways_back(flight.profile.points[:, :2], flight.home) for flight in flights])
    return Trespasses(
        crossing=legs[task.free.crossing(legs)],
        leaving=legs[task.free.leaving(legs)],
        crossing_home=back[task.free.crossing(back)],
        leaving_home=back[task.free.leaving(back)],
    )


def _vehicle_plan(task: Task, flight: Flight, items: tuple[MissionItem, ...]) -> VehiclePlan:
    latitude, longitude = task.area.frame.to_geographic(flight.home[0], flight.home[1])
    points = flight.profile.points
    return VehiclePlan(
        items=items,
        distance_m=float(np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1).sum()),
        duration_s=flight.duration_s,
        energy_wh=flight.sorties.energy_wh,
        sorties=flight.sorties.count,
        min_height_agl_m=float(flight.profile.working_heights_agl_m.min()),
        max_height_agl_m=float(flight.profile.heights_agl_m.max()),
        home=GeoPoint(latitude_deg=round(float(latitude), 7), longitude_deg=round(float(longitude), 7)),
        home_amsl_m=flight.home_amsl_m,
        return_height_m=flight.return_height_m,
        departures_s=flight.departures_s,
    )
