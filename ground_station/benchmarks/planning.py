"""`varde bench plan`: our plans beside those that three other planners' rules give, over the same random areas.

All are timed by one model (`missions.flight_time`, fitted to a PX4), on level ground, from the same homes at the same
spacing. The others know no holes: their lines run across them. So each is timed twice: as it is, and mended so that it
could be flown, its lines cut at the holes and the ways led round them as ours are.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

from ground_station.benchmarks.planning_areas import MIDDLE, areas, geojson
from ground_station.benchmarks.planning_peers import RULES
from missions.area import Area, area_of
from missions.catalogue import find_template
from missions.flight_time import CALM, NARROW_M, Motion, Wind
from missions.free_space import FreeSpace
from missions.geo import GeoPoint, LocalFrame
from missions.legs import Leg
from missions.plan import Plan
from missions.planner import make_plan
from missions.route import fly
from missions.terrain import LevelGround, Terrain

Array = NDArray[np.float64]

COUNTS = {"convex": 200, "concave": 200, "holed": 100}
SHARE = float(os.environ.get("VARDE_BENCH_SHARE", "1"))
"""Of the areas; fewer for a quick look."""
KEPT = os.environ.get("VARDE_BENCH_KEEP")
"""A file for what each area gave, a line each: a run that was broken off goes on from it."""
MOST_AIRCRAFT = 6
SEED = 20261123
LEVEL = Terrain([LevelGround(amsl_m=100.0)])
BREEZE = Wind(from_deg=235.0, speed_ms=6.0)
HOME_M = 15.0
KEEP_OUT_M = 5.0
ALONG_RAD = np.radians(1.0)


def bench() -> dict[str, Any]:
    """Time, makespan, ground seen and computing time of each planner, in medians, and the ratios that are watched."""
    runs = [run for kind, count in COUNTS.items() for run in _runs(kind, max(round(count * SHARE), 6))]
    rows = [
        _row(runs, kind, planner) for kind in COUNTS for planner in ("ours", *RULES, *(f"{n} mended" for n in RULES))
    ]
    best = {kind: {name: _ratio(runs, kind, name) for name in RULES} for kind in COUNTS}
    mended = {kind: {name: _ratio(runs, kind, f"{name} mended") for name in RULES} for kind in COUNTS}
    return {
        "median_time_ratio": {kind: round(max(ratios.values()), 3) for kind, ratios in mended.items()},
        "median_time_ratio_as_they_are": best,
        "median_time_ratio_mended": mended,
        "square_kilometre_s": round(_square_kilometre_s(), 3),
        "rows": rows,
    }


def _runs(kind: str, count: int) -> Iterator[dict[str, Any]]:
    """One area each; the number of aircraft and the wind take turns."""
    kept = _kept()
    for number, polygon in enumerate(areas(kind, count, SEED)):
        if (kind, number) in kept:
            yield kept[kind, number]
            continue
        vehicles, wind = number % MOST_AIRCRAFT + 1, BREEZE if number // MOST_AIRCRAFT % 2 else CALM
        run = {"kind": kind, "number": number, "vehicles": vehicles, "wind": wind.speed_ms}
        run |= compare(polygon, vehicles, wind)
        if KEPT:
            with Path(KEPT).open("a", encoding="utf-8") as file:
                file.write(json.dumps(run) + "\n")
        yield run


def _kept() -> dict[tuple[str, int], dict[str, Any]]:
    if not KEPT or not Path(KEPT).is_file():
        return {}
    runs = [json.loads(line) for line in Path(KEPT).read_text("utf-8").splitlines()]
    return {(run["kind"], run["number"]): run for run in runs}


def compare(polygon: Polygon, vehicles: int, wind: Wind) -> dict[str, Any]:
    """The figures of every planner over one area."""
    frame = LocalFrame(origin=MIDDLE)
    homes = _homes(polygon, vehicles)
    latitude, longitude = frame.to_geographic(homes[:, 0], homes[:, 1])
    places = [GeoPoint(latitude_deg=float(a), longitude_deg=float(b)) for a, b in zip(latitude, longitude, strict=True)]
    began = time.process_time()
    plan = make_plan(
        find_template("thermal-area-search"),
        geojson(polygon),
        vehicles=vehicles,
        homes=places,
        terrain=LEVEL,
        wind=wind,
    )
    compute_s = time.process_time() - began
    area = area_of(frame, polygon)
    motion = Motion(speed_ms=float(plan.parameters["speed_ms"]), wind=wind)
    sensor = find_template("thermal-area-search").sensor
    pictures = (plan.footprint_width_m, sensor.footprint_length_m(float(plan.parameters["height_agl_m"])))
    found = {"ours": _figures(area, _ours(plan, frame), motion, pictures) | {"compute_s": compute_s}}
    free = FreeSpace(area, margin_m=KEEP_OUT_M, apron_m=plan.line_spacing_m / 2 + 1.0)
    for name, rule in RULES.items():
        began = time.process_time()
        shares = rule(polygon, plan.line_spacing_m, homes)
        compute_s = time.process_time() - began
        as_it_is = [_straight(lines, home) for lines, home in zip(shares, homes, strict=True)]
        mended = [_mended(lines, home, area, free) for lines, home in zip(shares, homes, strict=True)]
        found[name] = _figures(area, as_it_is, motion, pictures) | {"compute_s": compute_s}
        found[f"{name} mended"] = _figures(area, mended, motion, pictures) | {"compute_s": compute_s}
    return {"found": found}


def _homes(polygon: Polygon, vehicles: int) -> Array:
    """Side by side outside the middle of the southern edge."""
    west, south, east, _ = polygon.bounds
    easts = (west + east) / 2 + 20.0 * (np.arange(vehicles) - (vehicles - 1) / 2)
    return np.column_stack([np.full(vehicles, south - HOME_M), easts])


Way = tuple[Array, NDArray[np.bool_], Array]
"""Points (n, 2), which legs look, and how near (m, n) to each point counts as there."""


def _ours(plan: Plan, frame: LocalFrame) -> list[Way]:
    """The waypoints as they were written; what runs along the lines looks, as with the others."""
    ways = []
    for vehicle in plan.vehicles:
        waypoints = [item for item in vehicle.items if item.command == 16]
        rows = [(item.latitude_deg, item.longitude_deg) for item in waypoints]
        home = vehicle.home or MIDDLE
        latitude, longitude = np.array([(home.latitude_deg, home.longitude_deg), *rows]).T
        north, east = frame.to_local(latitude, longitude)
        radii = np.array([NARROW_M, *(item.params[1] for item in waypoints)])
        ways.append((np.column_stack([north, east]), radii))
    heading = _heading_of_lines(np.concatenate([np.diff(points, axis=0) for points, _ in ways]))
    return [(points, _runs_along(np.diff(points, axis=0), heading), radii) for points, radii in ways]


def _heading_of_lines(legs: Array) -> float:
    """The direction, up to a half turn, in which most of the way is flown."""
    headings = np.arctan2(legs[:, 1], legs[:, 0]) % np.pi
    near = np.abs(np.sin(headings[:, None] - headings[None])) < ALONG_RAD
    return float(headings[np.argmax(near @ np.linalg.norm(legs, axis=1))])


def _runs_along(legs: Array, heading: float) -> NDArray[np.bool_]:
    along = np.abs(np.sin(np.arctan2(legs[:, 1], legs[:, 0]) - heading)) < ALONG_RAD
    along[[0, -1]] = False
    return np.asarray(along)


def _straight(lines: Sequence[Array], home: Array) -> Way:
    points = np.concatenate([home[None], *lines, home[None]]) if lines else np.array([home, home])
    looks = np.arange(len(points) - 1) % 2 == 1
    return points, looks & (np.arange(len(points) - 1) < len(points) - 2), np.full(len(points), NARROW_M)


def _mended(lines: Sequence[Array], home: Array, area: Area, free: FreeSpace) -> Way:
    """Cut at the holes, and with ways that lead round them."""
    if not lines:
        return np.array([home, home]), np.zeros(1, bool), np.full(2, NARROW_M)
    holes = area.kept_out.buffer(KEEP_OUT_M, join_style="mitre")
    legs: list[Leg] = []
    for line in lines:
        left = shapely.difference(LineString(line[:, ::-1]), holes)
        pieces = [np.asarray(part.coords)[[0, -1], ::-1] for part in shapely.get_parts(left) if part.length > 0.5]
        pieces.sort(key=lambda piece: float(np.linalg.norm(piece[0] - line[0])))
        legs += [Leg(start=piece[0], end=piece[1], agl_m=60.0) for piece in pieces]
    route = fly(legs, home, free)
    return route.points, route.is_survey, np.full(len(route.points), NARROW_M)


def _strip(start: Array, end: Array, pictures: tuple[float, float]) -> Polygon:
    """What pictures of this width and length see on the way."""
    ahead = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9) * pictures[1] / 2
    return LineString([(start - ahead)[::-1], (end + ahead)[::-1]]).buffer(pictures[0] / 2, cap_style="flat")


def _figures(area: Area, ways: Sequence[Way], motion: Motion, pictures: tuple[float, float]) -> dict[str, Any]:
    times = [_time_s(motion, points, radii) for points, _, radii in ways]
    narrow = [_time_s(motion, points, np.full(len(points), NARROW_M)) for points, _, _ in ways]
    strips = [
        _strip(points[leg], points[leg + 1], pictures) for points, looks, _ in ways for leg in np.flatnonzero(looks)
    ]
    seen = shapely.union_all(strips)
    legs = np.concatenate([np.stack([points[:-1], points[1:]], axis=1) for points, _, _ in ways])
    trespass = shapely.linestrings(legs[..., ::-1]) if area.has_holes else np.empty(0, object)
    return {
        "time_s": sum(times),
        "makespan_s": max(times),
        "makespan_narrow_s": max(narrow),
        "turns": sum(_turns(points) for points, _, _ in ways),
        "covered": seen.intersection(area.polygon).area / area.size_m2,
        "outside": seen.difference(area.polygon).area / area.size_m2,
        "crosses_holes": bool(shapely.crosses(area.kept_out, trespass).any()) if len(trespass) else False,
    }


def _time_s(motion: Motion, points: Array, acceptance_m: Array) -> float:
    return float(motion.leg_times(points, acceptance_m=acceptance_m).sum()) if len(points) > 2 else 0.0


def _turns(points: Array) -> int:
    legs = np.diff(points, axis=0)
    legs = legs[np.linalg.norm(legs, axis=1) > 0.5]
    headings = np.arctan2(legs[:, 1], legs[:, 0])
    return int((np.abs(np.angle(np.exp(1j * np.diff(headings)))) > np.radians(20)).sum())


def _ratio(runs: Sequence[dict[str, Any]], kind: str, planner: str) -> float:
    """Median over areas of our makespan to theirs."""
    chosen = [run["found"] for run in runs if run["kind"] == kind]
    return round(
        float(statistics.median(found["ours"]["makespan_s"] / found[planner]["makespan_s"] for found in chosen)), 3
    )


def _row(runs: Sequence[dict[str, Any]], kind: str, planner: str) -> dict[str, Any]:
    chosen = [run["found"][planner] for run in runs if run["kind"] == kind]
    median = {name: statistics.median(found[name] for found in chosen) for name in chosen[0]}
    return {
        "areas": f"{len(chosen)} {kind}",
        "planner": planner,
        "makespan_s": round(median["makespan_s"]),
        "time_s": round(median["time_s"]),
        "turns": round(median["turns"]),
        "covered": round(median["covered"], 4),
        "outside": round(median["outside"], 3),
        "crossing_holes": round(statistics.mean(found["crosses_holes"] for found in chosen), 2),
        "compute_ms": round(1000 * median["compute_s"]),
    }


def _square_kilometre_s() -> float:
    """Processor seconds for one square kilometre and one aircraft, the least of three."""
    side = geojson(shapely.box(-500, -500, 500, 500))
    taken = []
    for _ in range(3):
        began = time.process_time()
        make_plan(find_template("thermal-area-search"), side, terrain=LEVEL)
        taken.append(time.process_time() - began)
    return min(taken)
