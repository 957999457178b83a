"""What a scenario's fires and leaks make in its world: fronts that spread, smoke and gas that drift, zones to avoid."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.scenario_tables import BuildingSpec, CabinSpec, FrontSpec, GasCloudSpec
from firmware_sim.world.fire_front import NEVER_S, FireFront, burning_radiance, travel_times
from firmware_sim.world.outlines import along, inside, rounded
from firmware_sim.world.plumes import INFRARED_M2_G, VISIBLE_M2_G, Plume
from firmware_sim.world.rothermel import FUELS, fuel_bed, midflame_wind_ms, wavelet
from firmware_sim.world.terrain import Terrain, smooth_noise

if TYPE_CHECKING:
    from firmware_sim.scenario import AirSpec, Scenario

Array = NDArray[np.float64]

FRONT_CELL_M = 2.0
FRONT_HALF_SIZE_M = 280.0
_SLOPE_OVER_M = 6.0
"""A fire feels the hillside, not the tussock."""
_GLOW_TEXTURE = 512
_ROAD_STOPS_M = 2.0
_PARTICLES_G_PER_KG = 15.0
_HEAT_KJ_PER_KG = 11_000.0
"""What of the heat of the fuel lifts the smoke."""
_FRONT_PLUMES = 5
_RATE_OVER_S = 30.0
_LEAST_SMOKE_GS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Where nobody should be at one time."""

    name: str
    kind: str
    """gas or fire"""
    outline: tuple[tuple[float, float], ...]
    """Corners (north, east), not closed."""


def spread(spec: FrontSpec, scenario: Scenario, terrain: Terrain, rng: np.random.Generator) -> FireFront:
    """The fire of `spec` on this terrain in the scenario's wind."""
    nodes = 2 * round(FRONT_HALF_SIZE_M / FRONT_CELL_M) + 1
    at = (np.arange(nodes) - nodes // 2) * FRONT_CELL_M
    north, east = np.meshgrid(at, at, indexing="ij")
    heights = np.asarray(terrain.height_m(north, east), np.float64)
    even = cv2.GaussianBlur(heights, (0, 0), _SLOPE_OVER_M / FRONT_CELL_M)
    rise_north, rise_east = (np.asarray(rise, np.float64) for rise in np.gradient(np.asarray(even), FRONT_CELL_M))
    fuel = FUELS[spec.fuel]
    bed = fuel_bed(fuel, spec.dead_moisture, spec.live_moisture)
    wind_ms = midflame_wind_ms(fuel.depth_ft, scenario.air.wind_speed_ms)
    rates = wavelet(bed, wind_ms, math.radians(scenario.air.wind_from_deg + 180), rise_north, rise_east)
    noise = smooth_noise(rng, nodes, 22 / FRONT_CELL_M) + 0.7 * smooth_noise(rng, nodes, 8 / FRONT_CELL_M)
    speeds = np.exp(spec.patchiness * noise.astype(np.float64)) * _burnable(scenario, nodes)
    arrival = travel_times(rates, speeds, FRONT_CELL_M, _lit(spec, nodes), spec.until_s)
    grain = smooth_noise(rng, _GLOW_TEXTURE, 80) + smooth_noise(rng, _GLOW_TEXTURE, 9)
    grain += 0.8 * smooth_noise(rng, _GLOW_TEXTURE, 3.5)
    ranks = np.empty(grain.size, np.float32)
    ranks[grain.ravel().argsort(kind="stable")] = np.linspace(0, 1, grain.size, dtype=np.float32)
    air = scenario.air
    return FireFront(
        name=spec.name,
        cell_m=FRONT_CELL_M,
        north_m=float(at[0]),
        east_m=float(at[0]),
        arrival_s=arrival.astype(np.float32),
        bed=bed,
        smoulder_s=60 * spec.smoulder_min,
        glow=ranks.reshape(grain.shape),
        table=burning_radiance(bed, 60 * spec.smoulder_min, air.temperature_celsius, air.sky_celsius),
    )


def _burnable(scenario: Scenario, nodes: int) -> Array:
    """0 where nothing burns: water, roads, houses."""
    stops = np.zeros((nodes, nodes), np.float32)
    for lake in scenario.lakes:
        np.maximum(stops, inside(rounded(lake.outline), nodes, FRONT_CELL_M), out=stops)
    for road in scenario.roads:
        if road.width_m >= _ROAD_STOPS_M:
            # As wide as the longest step on the lattice, or the fire would step across.
            np.maximum(stops, along(road.line, max(road.width_m, 8.0), nodes, FRONT_CELL_M), out=stops)
    houses: tuple[CabinSpec | BuildingSpec, ...] = (*scenario.cabins, *scenario.buildings)
    for house in houses:
        place = (house.north_m, house.east_m)
        np.maximum(stops, along((place, place), house.width_m + 4, nodes, FRONT_CELL_M), out=stops)
    return (stops < 0.5).astype(np.float64)


def _lit(spec: FrontSpec, nodes: int) -> Array:
    lit = np.full((nodes, nodes), NEVER_S)
    places = [np.array(spec.line[0])]
    for start, end in zip(spec.line, spec.line[1:], strict=False):
        count = max(math.ceil(math.dist(start, end) / FRONT_CELL_M), 1)
        places += [np.array(start) + (np.array(end) - start) * k / count for k in range(1, count + 1)]
    for place in places:
        row, column = np.clip(np.rint(place / FRONT_CELL_M).astype(int) + nodes // 2, 0, nodes - 1)
        lit[row, column] = spec.lit_s
    return lit


def gas_plume(spec: GasCloudSpec, air: AirSpec, time_s: float) -> Plume:
    """The cloud of `spec` at one time."""
    return Plume(
        name=spec.name,
        north_m=spec.north_m,
        east_m=spec.east_m,
        width_m=spec.source_m,
        release_gs=1000 * spec.release_kg_s if time_s < spec.until_s else 0.0,
        since_s=max(time_s - spec.from_s, 0.0),
        towards_rad=math.radians(air.wind_from_deg + 180),
        wind_ms=air.wind_speed_ms,
        stability=spec.stability,
        heat_kw=0.0,
        mass_extinction_m2_g=spec.infrared_m2_g,
    )


def gas_zone(spec: GasCloudSpec, air: AirSpec, time_s: float) -> Zone | None:
    """Where there is too much of the gas near the ground at one time; None where there is none."""
    outline = gas_plume(spec, air, time_s).keep_out(spec.limit_mg_m3 / 1000)
    return Zone(name=spec.name, kind="gas", outline=tuple(outline)) if outline else None


def smoke(name: str, place: tuple[float, float], width_m: float, grams_s: float, since_s: float, air: AirSpec) -> Plume:
    """Smoke from one place, lifted by the heat of what burns there."""
    return Plume(
        name=name,
        north_m=place[0],
        east_m=place[1],
        width_m=width_m,
        release_gs=grams_s,
        since_s=since_s,
        towards_rad=math.radians(air.wind_from_deg + 180),
        wind_ms=air.wind_speed_ms,
        stability="D",
        heat_kw=grams_s / _PARTICLES_G_PER_KG * _HEAT_KJ_PER_KG,
        mass_extinction_m2_g=INFRARED_M2_G,
        visible_m2_g=VISIBLE_M2_G,
    )


def front_smoke(front: FireFront, air: AirSpec, time_s: float) -> list[Plume]:
    """The smoke of a front: from a few stretches of it, by what burns there in a second."""
    recent = (front.arrival_s <= time_s + _RATE_OVER_S) & (front.arrival_s > time_s - _RATE_OVER_S)
    rows, columns = np.nonzero(recent)
    if not len(rows) or time_s < front.first_s():
        return []
    north, east = front.north_m + rows * front.cell_m, front.east_m + columns * front.cell_m
    towards = math.radians(air.wind_from_deg + 180)
    order = np.argsort(east * math.cos(towards) - north * math.sin(towards), kind="stable")
    plumes = []
    for k, stretch in enumerate(np.array_split(order, min(_FRONT_PLUMES, len(order)))):
        burnt_m2_s = len(stretch) * front.cell_m**2 / (2 * _RATE_OVER_S)
        grams_s = burnt_m2_s * front.bed.fine_load_kg_m2 * _PARTICLES_G_PER_KG
        if grams_s < _LEAST_SMOKE_GS:
            continue
        width_m = 2 * float(np.hypot(north[stretch].std(), east[stretch].std())) + front.cell_m
        place = (float(north[stretch].mean()), float(east[stretch].mean()))
        plumes.append(smoke(f"{front.name} {k + 1}", place, width_m, grams_s, time_s - front.first_s(), air))
    return plumes
