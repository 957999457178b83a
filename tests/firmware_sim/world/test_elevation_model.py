"""The elevation model that a station is given: read by GDAL, placed by pyproj, near the truth and not the truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from pyproj import Transformer

from firmware_sim.scenario import Scenario
from firmware_sim.world import world
from firmware_sim.world.world import World


@pytest.fixture(scope="module")
def elevation_model(hillside: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("terrain") / "hillside.tif"
    world.write_terrain(hillside, path)
    return path


def test_it_is_a_geotiff_in_utm_of_at_least_a_mile_square(elevation_model: Path) -> None:
    with rasterio.open(elevation_model) as file:
        assert file.crs.to_epsg() == 25832
        assert file.dtypes == ("float32",)
        assert file.nodata == -9999
        assert file.res == (2.0, 2.0)
        assert file.bounds.right - file.bounds.left >= 1500
        assert file.bounds.top - file.bounds.bottom >= 1500
        assert (file.read(1) > 0).all()


def test_its_heights_are_the_grounds_within_a_surveys_error(elevation_model: Path, hillside_world: World) -> None:
    with rasterio.open(elevation_model) as file:
        heights, bounds = file.read(1), file.bounds
    rows, columns = np.random.default_rng(3).integers(0, heights.shape[0], (2, 3000))
    x, y = bounds.left + 2 * columns + 1.0, bounds.top - 2 * rows - 1.0
    longitude, latitude = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True).transform(x, y)
    north, east = hillside_world.scenario.frame.local_from_wgs84(latitude, longitude)

    error = heights[rows, columns] - hillside_world.height_m(north, east)

    assert 0.15 < error.std() < 0.25
    assert abs(error.mean()) < 0.03


def test_it_is_the_same_each_time(elevation_model: Path, hillside: Scenario, tmp_path: Path) -> None:
    world.write_terrain(hillside, tmp_path / "again.tif")

    with rasterio.open(elevation_model) as first, rasterio.open(tmp_path / "again.tif") as again:
        assert np.array_equal(first.read(1), again.read(1))
