"""Ground from real elevation models, held against GDAL's own sampling, and what is said when one does not do."""

from __future__ import annotations

import math
import os
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from pyproj import Proj, Transformer
from scipy.ndimage import map_coordinates

from firmware_sim import scenario
from firmware_sim.scenario import SCENARIOS
from firmware_sim.world.world import World, utm_crs, write_terrain

SHARED = Path(os.environ.get("VARDE_SHARED", "../shared")) / "data" / "terrain"


def document(latitude_deg: float, longitude_deg: float, terrain: Any) -> dict[str, Any]:
    content = tomllib.loads((SCENARIOS / "flat-calm.toml").read_text("utf-8"))
    return {**content, "origin_latitude_deg": latitude_deg, "origin_longitude_deg": longitude_deg, "terrain": terrain}


@pytest.mark.parametrize(
    ("name", "latitude_deg", "longitude_deg"),
    [
        ("davos_srtm30_utm32.tif", 46.80, 9.84),
        ("finse_norway_aster_100m_utm32.tif", 60.60, 7.50),
        ("N44W072.hgt", 44.27, -71.30),
    ],
)
def test_the_ground_is_the_files_at_every_place(name: str, latitude_deg: float, longitude_deg: float) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {name}: set VARDE_SHARED to the folder of shared data")
    world = World(scenario.parse("real", document(latitude_deg, longitude_deg, str(path.resolve()))), seed=1)
    north, east = np.random.default_rng(1).uniform(-800, 800, (2, 400))

    heights = world.height_m(north, east)

    latitude, longitude = world.scenario.frame.wgs84_from_local(north, east)
    with rasterio.open(path) as file:
        x, y = Transformer.from_crs("EPSG:4326", file.crs, always_xy=True).transform(longitude, latitude)
        column = (np.asarray(x) - file.transform.c) / file.transform.a
        row = (np.asarray(y) - file.transform.f) / file.transform.e
        expected = map_coordinates(file.read(1).astype(float), [row - 0.5, column - 0.5], order=1)
    # Cubic against linear between cells of 30 to 100 m.
    assert np.sqrt(np.mean((heights - expected) ** 2)) < 0.02 * np.ptp(expected) + 0.5
    assert np.corrcoef(heights, expected)[0, 1] > 0.999


@pytest.fixture
def slope_file(tmp_path: Path) -> Path:
    """A plane that rises to the north-east, in the coordinate system of the other hemisphere's survey."""
    path = tmp_path / "plane.tif"
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32733", always_xy=True).transform(18.5, -33.9)
    left, top = x - 1500, y + 1500
    columns, rows = np.meshgrid(np.arange(300), np.arange(300))
    heights = 200 + 0.05 * (columns * 10 - 1500) + 0.1 * (1500 - rows * 10)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=300,
        height=300,
        count=1,
        dtype="float32",
        crs="EPSG:32733",
        transform=rasterio.Affine(10, 0, left, 0, -10, top),
        nodata=-32768,
    ) as file:
        file.write(heights.astype(np.float32), 1)
    return path


def test_a_file_beside_the_scenario_is_found_and_may_have_any_coordinate_system(slope_file: Path) -> None:
    own = slope_file.with_name("ours.toml")
    text = (SCENARIOS / "flat-calm.toml").read_text("utf-8")
    head, _, rest = text.replace("60.2900", "-33.9").replace("5.2250", "18.5").partition("[search]")
    search, _, relief_and_rest = rest.partition("[terrain]")
    _, _, air_and_rest = relief_and_rest.partition("[air]")
    own.write_text(f'{head}\nterrain = "plane.tif"\n[search]{search}[air]{air_and_rest}')

    world = World(scenario.load(own), seed=1)

    # Far from its zone's meridian the survey's north is turned against the true one.
    turn = math.radians(Proj("EPSG:32733").get_factors(18.5, -33.9).meridian_convergence)
    rise_north, rise_east = 0.1 * math.cos(turn) - 0.05 * math.sin(turn), 0.05 * math.cos(turn) + 0.1 * math.sin(turn)
    assert world.height_m(500.0, 0.0) - world.height_m(-500.0, 0.0) == pytest.approx(1000 * rise_north, abs=0.3)
    assert world.height_m(0.0, 500.0) - world.height_m(0.0, -500.0) == pytest.approx(1000 * rise_east, abs=0.3)
    assert abs(turn) > 0.02


def test_holes_and_edges_of_a_file_are_told_with_the_remedy(slope_file: Path) -> None:
    with rasterio.open(slope_file, "r+") as file:
        heights = file.read(1)
        heights[140:150, 150:160] = -32768
        file.write(heights, 1)

    with pytest.raises(ValueError, match=r"terrain.file: .*knows nothing of \d.* % of the ground .*fill the holes"):
        scenario.parse("holed", document(-33.9, 18.5, {"file": str(slope_file)}))
    with pytest.raises(ValueError, match=r"knows nothing of 100.0 % .*move the origin"):
        scenario.parse("elsewhere", document(60.0, 5.0, {"file": str(slope_file)}))


@pytest.mark.parametrize(
    ("terrain", "message"),
    [
        ("nowhere.tif", r"terrain.file: nowhere.tif cannot be read"),
        ({"file": "x.tif", "half_size": 500}, r"terrain.half_size: .*did you mean half_size_m\?"),
        ({"file": "x.tif", "half_size_m": 50}, r"terrain.half_size_m: .*greater than or equal to 300"),
    ],
)
def test_a_file_that_does_not_do_is_named(terrain: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scenario.parse("wrong", document(60.0, 5.0, terrain))


def test_knolls_are_added_to_a_coarse_file_when_asked_for(slope_file: Path) -> None:
    plain, rough = (
        World(scenario.parse("rough", document(-33.9, 18.5, {"file": str(slope_file), "roughness": part})), seed=1)
        for part in (0.0, 0.5)
    )

    difference = rough.terrain.heights_m - plain.terrain.heights_m

    assert 1 < difference.std() < 8
    assert rough.terrain.steepest_slope() > 2 * plain.terrain.steepest_slope()


@pytest.mark.parametrize(
    ("latitude_deg", "longitude_deg", "crs"),
    [
        (60.4, 5.3, "EPSG:25832"),
        (69.66, 18.55, "EPSG:25834"),
        (60.89, 11.61, "EPSG:25832"),
        (-33.9, 18.5, "EPSG:32734"),
        (44.3, -71.3, "EPSG:32619"),
    ],
)
def test_a_survey_is_in_the_zone_of_its_place(latitude_deg: float, longitude_deg: float, crs: str) -> None:
    assert utm_crs(latitude_deg, longitude_deg) == crs


def test_the_elevation_model_of_a_place_far_north_is_placed_right(tmp_path: Path) -> None:
    avalanche = scenario.load("avalanche")
    world = World(avalanche, seed=1)

    write_terrain(avalanche, tmp_path / "north.tif")

    latitude, longitude = avalanche.frame.wgs84_from_local(150.0, -80.0)
    with rasterio.open(tmp_path / "north.tif") as file:
        place = Transformer.from_crs("EPSG:4326", file.crs, always_xy=True).transform(longitude, latitude)
        [height] = next(file.sample([place]))
    assert height == pytest.approx(world.height_m(150.0, -80.0), abs=1.5)
