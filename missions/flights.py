"""One aircraft's flight: its way with heights, speeds and items, and what it takes in time and energy."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from missions.catalogue import Template
from missions.draft import Flight
from missions.endurance import Sorties, divide_into_sorties
from missions.flaws import MOST_ITEMS
from missions.following import CORNER_M, acceptance_radii, leg_speeds, round_corner_m
from missions.geo import GeoPoint
from missions.heights import Profile, bake
from missions.items import mission_items
from missions.legs import Purpose, Work
from missions.patterns import Turn
from missions.plan import MissionItem, VehiclePlan
from missions.route import Route, fly
from missions.seen_ground import ribbons
from missions.stated_floor import is_surveyed
from missions.task import Task
from missions.ways_home import WaysHome, ways_home

Array = NDArray[np.float64]

BANDS_M = (3.0, 6.0, 12.0)
"""How much higher than wanted a plan may fly: widened when an autopilot could not hold the points."""
WAY_HOME_STEPS = 4
KEPT_M = 0.1
"""A line's end lies as far from a hole as is to be kept, give or take this."""
LAYERS = 3
"""Of transfers, by the separation above each other: whoever shares one starts that many places further on."""
LAYERS_BELOW_LIMIT_M = 15.0


def flight(template: Template, task: Task, number: int, work: Work) -> tuple[Flight, tuple[MissionItem, ...]]:
    """What the aircraft from home `number` flies, and the items that say so; none where the ground is unknown."""
    home = task.homes[number]
    route = fly(work, home, task.free)
    for band_m in BANDS_M:
        profile = _profile(template, task, number, route, band_m)
        if len(profile.unknown):
            return _unknown_flight(home, profile), ()
        speeds = leg_speeds(profile.points, task.motion.speed_ms, _caps(profile))
        acceptance = acceptance_radii(profile.points, speeds, _round_corners(task, profile))
        items = mission_items(
            profile,
            task.area.frame,
            speeds=speeds,
            acceptance_m=acceptance,
            gimbal=bool(task.values.get("gimbal", True)),
            ground=task.ground,
            is_home_surveyed=is_surveyed(task.surveyed, home),
        )
        if len(items) <= MOST_ITEMS:
            break
    return _timed(template, task, home, profile, speeds, acceptance, len(items)), items


def _round_corners(task: Task, profile: Profile) -> Array:
    """From how far on (m, n) each point's corner may be cut: at the ends of lines that look down, where there is room.

    Never within the distance that is kept from what is kept out of, nor out of what is allowed.
    """
    works = [profile.route.legs[leg] for leg in profile.leg_of]
    looks = np.array([work is not None and work.purpose is Purpose.LOOK and work.gaze.is_down for work in works])
    transits = np.array([work is None for work in works])
    ends = np.flatnonzero(looks[:-1] & transits[1:] | transits[:-1] & looks[1:]) + 1
    ends = ends[profile.dwell_s[ends] == 0.0]
    radius_m = round_corner_m(task.sensor.footprint_length_m(task.height_m))
    corners_m = np.zeros(len(profile.points))
    if radius_m > CORNER_M and len(ends):
        corners_m[ends] = np.where(_has_room(task, profile.points[:, :2], ends, radius_m), radius_m, 0.0)
    return corners_m


def _has_room(task: Task, points: Array, ends: NDArray[np.intp], radius_m: float) -> NDArray[np.bool_]:
    """For each of `ends` whether what the corner is cut across may be flown over."""
    here = points[ends]
    legs = points[ends[:, None] + np.array([-1, 1])] - here[:, None]
    share = np.minimum(radius_m / np.maximum(np.linalg.norm(legs, axis=2), 1e-9), 1.0)
    across = here[:, None] + share[..., None] * legs
    corners = shapely.polygons(np.stack([here, across[:, 0], across[:, 1]], axis=1)[..., ::-1])
    free = np.ones(len(ends), bool)
    if task.area.has_holes:
        free &= shapely.distance(task.area.kept_out, corners) > task.limits.keep_out_m - KEPT_M
    if task.area.allowed is not None:
        free &= shapely.covers(task.area.allowed, corners)
    return np.asarray(free)


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


def _timed(
    template: Template,
    task: Task,
    home: Array,
    profile: Profile,
    speeds: Array,
    acceptance_m: Array,
    item_count: int,
) -> Flight:
    motion = task.motion
    home_amsl_m = float(profile.samples[0, 3])
    stops = profile.dwell_s > 0
    moving_s = motion.leg_times(profile.points, speeds, stops, acceptance_m)
    start_s = motion.take_off_time(profile.take_off_m)
    land_s = motion.landing_time(float(profile.points[-1, 2]) - home_amsl_m)
    set_height_m, surveyed = float(task.values["return_height_m"]), is_surveyed(task.surveyed, home)
    step_m = WAY_HOME_STEPS * task.step_m
    # A return height above a home of unknown height lifts it nobody knows how far: then only its own height counts.
    counted_m = set_height_m if surveyed else -math.inf
    back = ways_home(
        profile.samples[:, :3], home, home_amsl_m, set_height_m=counted_m, ground=task.ground, step_m=step_m
    )
    return Flight(
        home=home,
        home_amsl_m=home_amsl_m,
        profile=profile,
        leg_times_s=moving_s + profile.dwell_s[1:],
        start_s=start_s,
        land_s=land_s,
        sorties=_sorties(template, task, home, profile, moving_s, start_s + land_s),
        return_height_m=back.needed_height_m if surveyed else set_height_m,
        return_lowest=back.lowest,
        return_unknown=back.unknown,
        item_count=item_count,
        unsurveyed=_unsurveyed(task, profile, home, home_amsl_m, step_m),
        is_home_surveyed=surveyed,
    )


def _unsurveyed(task: Task, profile: Profile, home: Array, home_amsl_m: float, step_m: float) -> Array:
    if task.floor_amsl_m is None:
        return np.empty((0, 2))
    places = profile.samples[:, :3]
    back = ways_home(places, home, home_amsl_m, set_height_m=0.0, ground=task.surveyed, step_m=step_m)
    needed = np.concatenate([places[:, :2], profile.route.looked_at])
    return np.concatenate([needed[~np.isfinite(task.surveyed(needed[:, 0], needed[:, 1]))], back.unknown])


def turn(flown: Flight) -> Turn:
    """Out to the first place where it stays, staying, and back."""
    dwell_s = flown.profile.dwell_s
    if not dwell_s.any():
        return Turn(out_s=flown.start_s, watch_s=0.0, back_s=flown.land_s)
    at = int(np.argmax(dwell_s))
    out_s = float(flown.leg_times_s[:at].sum() - dwell_s[at])
    return Turn(
        out_s=flown.start_s + out_s,
        watch_s=float(dwell_s[at]),
        back_s=float(flown.leg_times_s[at:].sum()) + flown.land_s,
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
    aircraft, motion = template.aircraft.at(float(profile.points[:, 2].max())), task.motion
    legs = home - profile.points[:, :2]
    home_s = np.linalg.norm(legs, axis=1) / motion.leg_speeds(legs)
    energies = aircraft.leg_energies_wh(profile.points, moving_s, motion)
    per_second = float(energies.sum() / max(moving_s.sum(), 1e-9))
    energies = energies + aircraft.hover_wh(1.0) * profile.dwell_s[1:]
    start_land_wh = aircraft.hover_wh(start_land_s) + float(aircraft.climb_wh(np.asarray(profile.take_off_m)))
    return divide_into_sorties(energies, home_s * per_second, start_land_wh, task.usable_wh)


def seen_rings(task: Task, flown: Flight) -> list[Array]:
    """Rings (n, 2) around the ground that the camera sees."""
    return [] if len(flown.profile.unknown) else ribbons(flown.profile, task.sensor, task.ground)


def vehicle_plan(task: Task, flown: Flight, items: tuple[MissionItem, ...]) -> VehiclePlan:
    """A flight as the plan's reader sees it."""
    latitude, longitude = task.area.frame.to_geographic(flown.home[0], flown.home[1])
    points = flown.profile.points
    return VehiclePlan(
        items=items,
        distance_m=float(np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1).sum()),
        duration_s=flown.duration_s,
        energy_wh=flown.sorties.energy_wh,
        sorties=flown.sorties.count,
        min_height_agl_m=float(flown.profile.working_heights_agl_m.min()),
        max_height_agl_m=float(flown.profile.heights_agl_m.max()),
        home=GeoPoint(latitude_deg=round(float(latitude), 7), longitude_deg=round(float(longitude), 7)),
        home_amsl_m=flown.home_amsl_m,
        return_height_m=flown.return_height_m,
        departures_s=flown.departures_s,
        is_home_surveyed=flown.is_home_surveyed,
    )
