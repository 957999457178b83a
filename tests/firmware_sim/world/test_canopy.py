"""Trees: how much they hide, by Beer's law and by where they stand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.scenario import Scenario
from firmware_sim.scenario_tables import BuildingSpec, ForestSpec, PatchSpec
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.canopy import CELL_M, Canopy, grow_canopy
from firmware_sim.world.world import World

MakePose = Callable[..., TrueCameraPose]
SQUARE = ((-60.0, -60.0), (60.0, -60.0), (60.0, 60.0), (-60.0, 60.0))
FIRE = PatchSpec(
    name="fire", north_m=0.0, east_m=0.0, diameter_m=3.0, temperature_celsius=300.0, edge_celsius=280.0, mottle=0.0
)


def closed(leaf_density: float, height_m: float = 15.0) -> Canopy:
    """Crowns all of one height everywhere."""
    cells = 2401
    heights = np.full((cells, cells), round(height_m / 0.2), np.uint8)
    return Canopy(heights=heights, top_m=height_m, leaf_density_m2_m3=leaf_density, celsius_above_air=0.0)


@pytest.mark.parametrize("tilt_deg", [0.0, 20.0, 45.0, 60.0])
def test_a_closed_canopy_lets_through_what_beers_law_lets_through(tilt_deg: float) -> None:
    canopy = closed(0.12)
    slant = 1 / math.cos(math.radians(tilt_deg))

    passed = canopy.transmittance(0.0, 0.0, math.tan(math.radians(tilt_deg)), 0.0)

    # Leaves that face all ways have a projection of one half; below 22 % of the height there are only stems.
    assert passed == pytest.approx(math.exp(-0.5 * 0.12 * (15 - 2) * slant), rel=0.25)
    assert passed < canopy.transmittance(0.0, 0.0, 0.0, 0.0) + 1e-9


def test_a_forest_hides_more_the_flatter_one_looks_into_it() -> None:
    forest = ForestSpec(name="wood", outline=SQUARE, height_m=16, stems_per_ha=700, leaf_density_m2_m3=0.6)
    canopy = grow_canopy((forest,), None, np.random.default_rng(1))
    assert canopy is not None
    places = np.random.default_rng(2).uniform(-20, 20, (150, 2))

    shares = [
        float(np.mean([canopy.transmittance(north, east, tilt, 0.0) for north, east in places]))
        for tilt in (0.0, 0.6, 1.2, 2.4)
    ]

    assert 0.25 < shares[0] < 0.7
    assert all(flatter < steeper for steeper, flatter in pairwise(shares))
    assert shares[-1] < 0.75 * shares[0]


def test_no_tree_stands_outside_the_wood_or_where_it_is_cleared() -> None:
    forest = ForestSpec(name="wood", outline=SQUARE, height_m=12, stems_per_ha=900)
    cleared = np.zeros((2401, 2401), np.float32)
    cleared[1200 - 40 : 1200 + 41, 1200 - 40 : 1200 + 41] = 1  # ten metres about the origin

    canopy = grow_canopy((forest,), cleared, np.random.default_rng(1))

    assert canopy is not None
    rows, columns = np.nonzero(canopy.heights)
    assert np.abs(rows - 1200).max() * CELL_M < 63
    assert np.abs(columns - 1200).max() * CELL_M < 63
    # Boughs reach over the edge of the clearing and no further.
    assert not canopy.heights[1200 - 24 : 1200 + 25, 1200 - 24 : 1200 + 25].any()
    assert canopy.heights.max() * 0.2 <= 12.1


def with_and_without_trees(
    flat: Scenario, hall: tuple[BuildingSpec, ...], wood: ForestSpec, poses: list[TrueCameraPose]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The same pictures with the wood, and with all of it felled."""
    world = World(replace(flat, fires=() if hall else (FIRE,), people=(), buildings=hall, forests=(wood,)), seed=4)
    camera = ThermalCamera(world, 1)
    wooded = [camera.scene(pose) for pose in poses]
    world.canopy = None
    return list(zip(wooded, [camera.scene(pose) for pose in poses], strict=True))


def test_a_fire_under_trees_is_partly_seen_through_the_gaps_from_above_and_less_from_the_side(
    flat: Scenario, make_pose: MakePose
) -> None:
    wood = ForestSpec(name="wood", outline=SQUARE, height_m=14, stems_per_ha=600, leaf_density_m2_m3=0.6)
    poses = [make_pose(0.0, 0.0, 50.0 + 60.0), make_pose(-100.0, 0.0, 50.0 + 45.0, pitch_deg=-24.0)]

    above, aside = with_and_without_trees(flat, (), wood, poses)

    (wood_above, open_above), (wood_aside, open_aside) = (
        tuple(int((picture > 150).sum()) for picture in pair) for pair in (above, aside)
    )
    assert open_above > 800
    assert open_aside > 50
    assert 0.02 * open_above < wood_above < 0.9 * open_above
    assert wood_aside / open_aside < wood_above / open_above


def test_trees_behind_a_roof_do_not_grow_over_it(flat: Scenario, make_pose: MakePose) -> None:
    wood = ForestSpec(name="wood", outline=SQUARE, height_m=8, stems_per_ha=1500, leaf_density_m2_m3=2.0)
    hall = BuildingSpec(
        name="hall",
        north_m=0,
        east_m=0,
        width_m=12,
        length_m=12,
        eaves_m=9,
        ridge_m=9,
        roof_celsius=80,
        wall_celsius=10,
    )

    [(seen, bare)] = with_and_without_trees(flat, (hall,), wood, [make_pose(-60.0, 0.0, 50.0 + 60.0, pitch_deg=-45.0)])

    roof = bare > 60
    assert roof.sum() > 5000
    assert (seen[roof] > 60).mean() > 0.97
    assert np.abs(seen - bare)[~roof].max() > 0.5


def test_an_aircraft_that_stands_a_little_in_the_ground_sees_something(flat: Scenario, make_pose: MakePose) -> None:
    wood = ForestSpec(name="wood", outline=SQUARE, height_m=14, stems_per_ha=300, leaf_density_m2_m3=0.6)

    [(seen, _)] = with_and_without_trees(flat, (), wood, [make_pose(20.0, 0.0, 50.0 - 0.02)])

    assert np.isfinite(seen).all()
