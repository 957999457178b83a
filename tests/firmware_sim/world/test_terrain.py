"""Heights and ray hits, held against scipy's interpolation and plain marching in small steps."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from firmware_sim.world.terrain import RayCaster, Relief, Terrain, raise_terrain
from firmware_sim.world.world import World

Array = np.ndarray


def marched(terrain: Terrain, start: Array, unit: Array, range_m: float) -> float:
    """Distance at which a ray first goes under ground, looked for every 2 cm."""
    distance = np.arange(0, range_m, 0.02)
    points = start + distance[:, np.newaxis] * unit
    under = points[:, 2] < terrain.height_m(points[:, 0], points[:, 1])
    return float(distance[under.argmax()]) if under.any() else np.inf


@pytest.mark.parametrize("depression_deg", [90.0, 60.0, 35.0, 15.0, 5.0])
def test_rays_meet_the_ground_where_marching_in_small_steps_meets_it(
    hillside_world: World, depression_deg: float
) -> None:
    terrain = hillside_world.terrain
    rng = np.random.default_rng(int(depression_deg))
    bearing = rng.uniform(0, 2 * np.pi, 40)
    fall = np.radians(depression_deg + rng.uniform(-4, 4, 40))
    unit = np.column_stack([np.cos(fall) * np.cos(bearing), np.cos(fall) * np.sin(bearing), -np.sin(fall)])
    start = np.array([-20.0, 15.0, terrain.height_m(-20.0, 15.0) + 45.0])

    hits = RayCaster(terrain, 700.0).hits(start, unit)

    expected = np.array([marched(terrain, start, one, 700.0) for one in unit])
    # A ray that scrapes a crest for less than half a metre may be let pass: at most one in forty.
    agree = np.isclose(hits, expected, atol=0.03) | (np.isinf(hits) & np.isinf(expected))
    assert agree.sum() >= 39


def test_a_hit_lies_on_the_ground(hillside_world: World) -> None:
    terrain = hillside_world.terrain
    rng = np.random.default_rng(5)
    directions = rng.uniform(-1, 1, (500, 3)) * [1, 1, 0.2] + [0, 0, -0.9]
    start = np.array([10.0, -60.0, terrain.height_m(10.0, -60.0) + 60.0])

    hits = RayCaster(terrain, 2000.0).hits(start, directions)

    points = start + hits[:, np.newaxis] * directions
    assert np.isfinite(hits).all()
    assert np.abs(points[:, 2] - terrain.height_m(points[:, 0], points[:, 1])).max() < 0.01


def test_a_ray_to_the_sky_hits_nothing(hillside_world: World) -> None:
    start = np.array([0.0, 0.0, hillside_world.height_m(0.0, 0.0) + 500.0])

    hits = RayCaster(hillside_world.terrain, 2500.0).hits(start, np.array([[1.0, 0.0, 0.01], [0.0, 0.0, 2.0]]))

    assert np.isinf(hits).all()


def test_a_multiple_is_of_the_given_direction_and_not_of_its_unit(flat_world: World) -> None:
    start = np.array([0.0, 0.0, 50.0 + 30.0])

    [hit] = RayCaster(flat_world.terrain, 500.0).hits(start, np.array([[3.0, 0.0, -4.0]]))

    assert hit == pytest.approx(7.5, abs=1e-6)


def test_heights_are_bilinear_between_nodes(hillside_world: World) -> None:
    terrain = hillside_world.terrain
    along = np.linspace(-terrain.half_size_m, terrain.half_size_m, terrain.heights_m.shape[0])
    peer = RegularGridInterpolator((along, along), terrain.heights_m.astype(float))
    places = np.random.default_rng(1).uniform(-terrain.half_size_m, terrain.half_size_m, (1000, 2))

    heights = terrain.height_m(places[:, 0], places[:, 1])

    assert np.abs(heights - peer(places)).max() < 1e-3
    assert terrain.height_m(*map(float, places[7])) == pytest.approx(heights[7])


def test_the_hillside_has_real_relief(hillside_world: World) -> None:
    area = np.array(hillside_world.scenario.search_area)
    north, east = (np.linspace(area[:, k].min(), area[:, k].max(), 200) for k in (0, 1))

    heights = hillside_world.height_m(*np.meshgrid(north, east))
    everywhere = hillside_world.terrain.heights_m

    assert 70 < np.ptp(heights) < 150
    assert everywhere.min() > 80
    assert everywhere.max() < 360


def test_the_same_relief_is_the_same_terrain_and_another_seed_is_not() -> None:
    relief = dict(mean_amsl_m=100.0, rise_m=40.0, slope=0.3, uphill_deg=10.0, roughness=1.0, half_size_m=300.0)

    first, again, other = (raise_terrain(Relief(seed=seed, **relief)).heights_m for seed in (1, 1, 2))

    assert np.array_equal(first, again)
    assert np.abs(first - other).max() > 5
