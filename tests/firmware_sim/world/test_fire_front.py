"""Fronts held against ellipses drawn by hand, scipy's shortest paths, and what they leave behind."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import Point, Polygon

from firmware_sim import scenario
from firmware_sim.camera.radiance import band_radiance, temperature_of
from firmware_sim.world.fire_front import NEVER_S, age_row, burning_radiance, travel_times
from firmware_sim.world.rothermel import FUELS, Wavelet, fuel_bed, wavelet
from firmware_sim.world.world import World

CELL_M = 2.0
NODES = 121


def lit_in_the_middle() -> np.ndarray:
    lit = np.full((NODES, NODES), NEVER_S)
    lit[NODES // 2, NODES // 2] = 0.0
    return lit


def even(rise_north: float = 0.0, wind_ms: float = 0.0, towards_rad: float = 0.0) -> Wavelet:
    slope = np.full((NODES, NODES), rise_north)
    return wavelet(fuel_bed(FUELS[5], 0.08, 0.9), wind_ms, towards_rad, slope, np.zeros_like(slope))


@pytest.mark.parametrize(("wind_ms", "towards_deg"), [(0.0, 0.0), (1.5, 0.0), (3.0, 60.0), (5.0, 217.0)])
def test_on_even_ground_the_front_is_the_ellipse_of_the_wavelet(wind_ms: float, towards_deg: float) -> None:
    rates = even(wind_ms=wind_ms, towards_rad=math.radians(towards_deg))
    head, eccentricity = float(rates.head_ms[0, 0]), float(rates.eccentricity[0, 0])
    time_s = 90.0 / head

    burnt = travel_times(rates, np.ones((NODES, NODES)), CELL_M, lit_in_the_middle()) <= time_s

    back_m = 90.0 * (1 - eccentricity) / (1 + eccentricity)
    half_length = (90.0 + back_m) / 2
    half_breadth = half_length * math.sqrt(1 - eccentricity**2)
    turns = np.linspace(0, 2 * np.pi, 200)
    along, across = (90.0 - half_length) + half_length * np.cos(turns), half_breadth * np.sin(turns)
    c, s = math.cos(math.radians(towards_deg)), math.sin(math.radians(towards_deg))
    ellipse = Polygon(np.column_stack([along * c - across * s, along * s + across * c]))
    cells = (np.argwhere(burnt) - NODES // 2) * CELL_M
    # Steps go in 48 directions, so that the lattice lags the ellipse by a cell at most.
    assert all(ellipse.buffer(0.5 * CELL_M).contains(Point(cell)) for cell in cells)
    assert burnt.sum() * CELL_M**2 == pytest.approx(ellipse.area, rel=0.06)


def test_arrival_times_are_the_shortest_paths_that_scipy_finds() -> None:
    rng = np.random.default_rng(3)
    nodes = 25
    rates = Wavelet(
        rng.uniform(0.02, 0.2, (nodes, nodes)), rng.uniform(0, 6, (nodes, nodes)), np.full((nodes, nodes), 0.6)
    )
    speeds = rng.uniform(0.5, 1.5, (nodes, nodes)) * (rng.random((nodes, nodes)) > 0.15)
    speeds[12, 12] = 1.0
    lit = np.full((nodes, nodes), NEVER_S)
    lit[12, 12] = 40.0

    arrival = travel_times(rates, speeds, CELL_M, lit)

    rows, columns, costs = [], [], []
    for north in range(-4, 5):
        for east in range(-4, 5):
            if math.gcd(north, east) != 1:
                continue
            with np.errstate(divide="ignore"):
                pace = 1 / (rates.rate_ms(math.atan2(east, north)) * speeds)
            for row, column in np.ndindex(nodes, nodes):
                if 0 <= row + north < nodes and 0 <= column + east < nodes:
                    cost = CELL_M * math.hypot(north, east) * (pace[row, column] + pace[row + north, column + east]) / 2
                    if np.isfinite(cost):
                        rows.append(row * nodes + column)
                        columns.append((row + north) * nodes + column + east)
                        costs.append(cost)
    graph = coo_matrix((costs, (rows, columns)), (nodes**2, nodes**2)).tocsr()
    expected = 40.0 + dijkstra(graph, indices=12 * nodes + 12).reshape(nodes, nodes)
    expected[np.isinf(expected)] = NEVER_S
    assert arrival == pytest.approx(expected, rel=1e-9)
    assert (arrival == NEVER_S).any()


def test_a_fire_climbs_faster_than_it_backs_down() -> None:
    arrival = travel_times(even(rise_north=0.35), np.ones((NODES, NODES)), CELL_M, lit_in_the_middle())

    middle = NODES // 2
    assert arrival[middle + 20, middle] < 0.4 * arrival[middle - 20, middle]
    assert arrival[middle, middle + 20] == pytest.approx(arrival[middle, middle - 20], rel=1e-6)


def test_nothing_burns_across_a_wide_break_or_after_the_end() -> None:
    speeds = np.ones((NODES, NODES))
    speeds[80:85] = 0.0

    arrival = travel_times(even(wind_ms=4.0), speeds, CELL_M, lit_in_the_middle(), until_s=4000.0)

    assert (arrival[85:] == NEVER_S).all()
    assert (arrival[70:80] < NEVER_S).any()
    assert arrival[arrival < NEVER_S].max() <= 4000.0


def test_flames_stand_for_the_residence_time_and_char_cools_as_newton_says() -> None:
    bed = fuel_bed(FUELS[5], 0.08, 0.9)
    table = burning_radiance(bed, 5400.0, air_celsius=12.0, sky_celsius=-20.0)

    def celsius(age_s: float, fuel: int) -> float:
        row = round(float(age_row(np.array([[age_s]], np.float32))[0, 0]))
        surface = (table[row, fuel] - 0.06 * float(band_radiance(253.15))) / 0.94
        return float(temperature_of(surface)) - 273.15

    flaming = [celsius(bed.residence_s / 2, fuel) for fuel in (0, 63)]
    thin = [celsius(bed.residence_s + age_s, 5) for age_s in (1, 150, 300)]
    thick = [celsius(age_s, 63) for age_s in (600, 5400, 10800)]

    assert min(flaming) > 300
    # The table's rows lie a fifteenth of the age apart.
    assert (thin[1] - 12) / (thin[0] - 12) == pytest.approx(math.exp(-1), abs=0.06)
    assert (thin[2] - 12) / (thin[0] - 12) == pytest.approx(math.exp(-2), abs=0.06)
    assert (thick[2] - 12) / (thick[1] - 12) == pytest.approx(math.exp(-1), abs=0.04)
    assert thick[0] > 380


@pytest.fixture(scope="module")
def wildfire() -> World:
    return World(scenario.load("wildfire"), seed=4)


def test_the_wildfire_grows_towards_lee_and_uphill_and_stops_at_the_water(wildfire: World) -> None:
    [front] = wildfire.fronts
    areas = [front.burnt_area_m2(time_s) for time_s in (-901, -300, 0, 900, 1800)]

    assert areas[0] == 0
    assert all(later > 1.2 * earlier for earlier, later in pairwise(areas[1:]))
    rows, columns = np.nonzero(front.burnt(1800.0))
    centre = np.array([rows.mean(), columns.mean()]) * front.cell_m + front.north_m
    assert centre[0] > -66
    assert centre[1] > -46
    tarn = Polygon([(north, east) for north, east in wildfire.scenario.lakes[0].outline]).buffer(-8)
    burnt = np.argwhere(front.burnt(5400.0)) * front.cell_m + front.north_m
    assert not any(tarn.contains(Point(place)) for place in burnt)


def test_a_fronts_outline_holds_what_it_has_burnt(wildfire: World) -> None:
    [front] = wildfire.fronts

    zones = [zone for zone in wildfire.zones(600.0) if zone.kind == "fire"]

    area = sum(Polygon(zone.outline).buffer(front.cell_m / 2).area for zone in zones)
    assert area == pytest.approx(front.burnt_area_m2(600.0), rel=0.12)
    north, east = zones[0].outline[0]
    assert front.distance_m(north, east, 600.0) <= 2 * front.cell_m
    assert front.distance_m(north + 500, east, 600.0) > 300


def test_the_same_seed_burns_the_same_and_another_differently(wildfire: World) -> None:
    again, other = (World(wildfire.scenario, seed).fronts[0] for seed in (4, 5))

    assert np.array_equal(again.arrival_s, wildfire.fronts[0].arrival_s)
    assert not np.array_equal(other.arrival_s, wildfire.fronts[0].arrival_s)
