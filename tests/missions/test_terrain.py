import math

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.io import MemoryFile
from rasterio.warp import transform

from missions.errors import TerrainError
from missions.geo import GeoPoint, LocalFrame
from missions.terrain import LocalTerrain, Terrain, _geographic_grid, bilinear


def write_model(path, heights, *, west=500000.0, north=6650000.0, cell=10.0, crs="EPSG:32632", nodata=-9999.0, **extra):
    heights = np.asarray(heights, np.float32)
    profile = {"driver": "GTiff", "height": heights.shape[0], "width": heights.shape[1], "count": 1, "dtype": "float32"}
    if crs is not None:
        profile |= {"crs": crs, "transform": Affine(cell, 0, west, 0, -cell, north)}
    with rasterio.open(path, "w", nodata=nodata, **profile) as dataset:
        dataset.write(heights, 1)
        if "units" in extra:
            dataset.units = (extra["units"],)
    return path


def degrees(x, y, crs="EPSG:32632"):
    longitude, latitude = transform(crs, "EPSG:4326", np.atleast_1d(x), np.atleast_1d(y))
    return np.array(latitude), np.array(longitude)


def test_a_tilted_plane_is_interpolated_exactly(tmp_path):
    rows, columns = np.mgrid[0:20, 0:30]
    model = write_model(tmp_path / "plane.tif", 100 + 2.0 * columns - 1.0 * rows)
    x, y = np.array([500095.0, 500123.4]), np.array([6649915.0, 6649871.7])

    heights = Terrain.open([model]).height_m(*degrees(x, y))

    column, row = (x - 500005.0) / 10, (6649995.0 - y) / 10
    assert heights == pytest.approx(100 + 2 * column - row, abs=1e-3)


def test_what_lies_off_the_model_or_beside_a_hole_in_it_is_unknown(tmp_path):
    heights = np.full((10, 10), 50.0)
    heights[5, 5] = -9999
    terrain = Terrain.open([write_model(tmp_path / "holed.tif", heights)])
    beside_hole, off, known = (500051.0, 6649943.0), (500500.0, 6649943.0), (500021.0, 6649943.0)

    found = terrain.height_m(*degrees(*np.array([beside_hole, off, known]).T))

    assert np.isnan(found[:2]).all()
    assert found[2] == 50.0


def test_a_filler_that_the_file_forgot_to_declare_is_not_taken_for_ground(tmp_path):
    heights = np.full((10, 10), -32768.0)

    terrain = Terrain.open([write_model(tmp_path / "filler.tif", heights, nodata=None)])

    assert np.isnan(terrain.height_m(*degrees(500050.0, 6649950.0))).all()


def test_the_finer_of_two_models_answers_and_the_coarser_fills_its_gaps(tmp_path):
    coarse = write_model(tmp_path / "coarse.tif", np.full((20, 20), 10.0), cell=20.0)
    fine = write_model(tmp_path / "fine.tif", np.full((20, 20), 20.0), cell=5.0)
    inside, beyond = (500050.0, 6649950.0), (500300.0, 6649700.0)

    heights = Terrain.open([coarse, fine]).height_m(*degrees(*np.array([inside, beyond]).T))

    assert heights.tolist() == [20.0, 10.0]


def test_two_sheets_that_meet_leave_no_gap(tmp_path):
    west = write_model(tmp_path / "west.tif", np.full((10, 10), 30.0))
    east = write_model(tmp_path / "east.tif", np.full((10, 10), 30.0), west=500100.0)
    x = np.linspace(500060.0, 500140.0, 81)

    heights = Terrain.open([west, east]).height_m(*degrees(x, np.full(81, 6649950.0)))

    assert (heights == 30.0).all()


def test_feet_are_metres_after_reading(tmp_path):
    model = write_model(tmp_path / "feet.tif", np.full((10, 10), 1000.0), units="ft")

    [height] = Terrain.open([model]).height_m(*degrees(500050.0, 6649950.0))

    assert height == pytest.approx(304.8)


def test_a_model_too_large_to_hold_gives_the_same_heights(davos_file, monkeypatch):
    held = Terrain.open([davos_file])
    monkeypatch.setattr("missions.terrain.HELD_CELLS", 1000)
    read_each_time = Terrain.open([davos_file])
    latitude, longitude = np.linspace(46.75, 46.85, 50), np.linspace(9.83, 9.95, 50)

    assert read_each_time.height_m(latitude, longitude) == pytest.approx(held.height_m(latitude, longitude))


def test_heights_at_cell_centres_are_the_file_s_own(davos_file):
    with rasterio.open(davos_file) as dataset:
        band = dataset.read(1)
        x, y = dataset.xy([100, 250, 400], [100, 250, 400])
        latitude, longitude = degrees(x, y, dataset.crs)

    heights = Terrain.open([davos_file]).height_m(latitude, longitude)

    assert heights == pytest.approx([band[i, i] for i in (100, 250, 400)], abs=0.01)


def test_an_hgt_file_counts_from_its_posts(shared):
    path = shared("terrain", "N44W072.hgt")
    with rasterio.open(path) as dataset:
        corner = dataset.read(1)[0, 0]

    heights = Terrain.open([path]).height_m([45.0], [-72.0])

    assert heights[0] == corner


def test_the_local_sampler_agrees_with_the_model(davos_file):
    frame = LocalFrame(origin=GeoPoint(latitude_deg=46.8, longitude_deg=9.85))
    terrain = Terrain.open([davos_file])
    north, east = np.random.default_rng(4).uniform(-1900, 1900, (2, 500))

    local = terrain.in_frame(frame, radius_m=2000.0)

    off = local(north, east) - terrain.height_m(*frame.to_geographic(north, east))
    assert np.sqrt((off**2).mean()) < 1.0
    assert np.isnan(local(np.array([3000.0]), np.array([0.0]))).all()


@pytest.mark.parametrize("latitude_deg", [46.8, 60.4, 78.2])
def test_places_between_knots_are_the_projection_s_to_a_centimetre(latitude_deg):
    frame = LocalFrame(origin=GeoPoint(latitude_deg=latitude_deg, longitude_deg=5.3))
    steps = np.arange(-60, 61) * 41.0

    latitude, longitude = _geographic_grid(frame, steps)

    north, east = frame.to_local(latitude, longitude)
    wanted_north, wanted_east = np.meshgrid(steps, steps, indexing="ij")
    assert np.hypot(north - wanted_north, east - wanted_east).max() < 0.01


def heights_of_tile(png):
    with MemoryFile(png) as memory, memory.open() as picture:
        red, green, blue = picture.read().astype(float)
    return red * 256 + green + blue / 256 - 32768


def tile_of(latitude, longitude, zoom):
    across = int((longitude + 180) / 360 * 2**zoom)
    down = int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**zoom)
    return across, down


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_tile_has_the_heights_of_the_ground_below_its_pixels(davos_file):
    terrain = Terrain.open([davos_file])
    zoom, (x, y) = 14, tile_of(46.8, 9.87, 14)

    heights = heights_of_tile(terrain.terrarium_tile(zoom, x, y))

    row, column = 100, 40
    longitude = (x + (column + 0.5) / 256) / 2**zoom * 360 - 180
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + (row + 0.5) / 256) / 2**zoom))))
    assert heights.shape == (256, 256)
    assert heights[row, column] == pytest.approx(float(terrain.height_m(latitude, longitude)), abs=0.01)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_tile_at_the_model_s_edge_shows_no_cliff(davos_file):
    terrain = Terrain.open([davos_file])
    west, south, _, _ = terrain.bounds()
    lowest = 900.0

    heights = heights_of_tile(terrain.terrarium_tile(11, *tile_of(south + 0.01, west + 0.01, 11)))

    assert heights.min() > lowest


def test_there_is_no_tile_where_nothing_is_known(davos_file):
    assert Terrain.open([davos_file]).terrarium_tile(12, *tile_of(60.4, 5.3, 12)) is None


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize(("crs", "code"), [(None, "terrain_unplaced"), ("EPSG:4979", "terrain_ellipsoidal")])
def test_a_file_that_does_not_say_what_it_means_is_refused(tmp_path, crs, code):
    model = write_model(tmp_path / "odd.tif", np.ones((5, 5)), crs=crs, west=5.0, north=60.0, cell=0.001)

    with pytest.raises(TerrainError) as caught:
        Terrain.open([model])

    assert caught.value.code == code
    assert "odd.tif" in str(caught.value)


def test_a_file_that_is_no_raster_is_named(tmp_path):
    (tmp_path / "notes.tif").write_text("not a raster")

    with pytest.raises(TerrainError, match=r"notes\.tif"):
        Terrain.open([tmp_path / "notes.tif"])


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), reach_m=st.sampled_from([40.0, 90.0, 130.0]), has_hole=st.booleans())
def test_many_places_one_place_and_the_plain_interpolation_have_one_height(seed, reach_m, has_hole):
    rng = np.random.default_rng(seed)
    grid = rng.uniform(0, 300, (17, 23)).astype(np.float32)
    if has_hole:
        grid[5:8, 9] = np.nan
    local = LocalTerrain(grid=grid, south_m=-80.0, west_m=-110.0, cell_m=10.0)
    north, east = rng.uniform(-reach_m, reach_m, (2, 3, 20))

    together = local(north, east)

    plain = bilinear(grid, (north + 80.0) / 10.0, (east + 110.0) / 10.0)
    alone = [float(local(*place)) for place in zip(north.ravel(), east.ravel(), strict=True)]
    np.testing.assert_allclose(together, plain, rtol=1e-6)
    np.testing.assert_allclose(alone, plain.ravel(), rtol=1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), reach_m=st.floats(0.0, 150.0))
def test_no_ground_within_reach_is_higher_than_the_highest_around(seed, reach_m):
    rng = np.random.default_rng(seed)
    row, column = np.mgrid[0:61, 0:53]
    rise_north, rise_east = rng.uniform(-10, 10, 2)
    grid = (rng.uniform(0, 5, row.shape) + rise_north * row + rise_east * column).astype(np.float32)
    local = LocalTerrain(grid=grid, south_m=-300.0, west_m=-260.0, cell_m=10.0)
    at = rng.uniform(-100, 100, (2, 1))

    highest_m = local.highest_m(*at[:, 0].tolist(), reach_m)

    around = local(*(at + rng.uniform(-reach_m, reach_m, (2, 500))))
    assert around.max() <= highest_m
    assert highest_m <= grid.max()


def test_the_highest_around_is_not_known_where_a_height_is_missing_or_the_model_ends():
    grid = np.zeros((40, 40), np.float32)
    grid[30, 30] = np.nan
    local = LocalTerrain(grid=grid, south_m=0.0, west_m=0.0, cell_m=1.0)

    assert local.highest_m(10.0, 10.0, 4.0) == 0.0
    assert local.highest_m(28.0, 28.0, 4.0) == math.inf
    assert local.highest_m(3.0, 10.0, 4.0) == math.inf
    assert local.highest_m(10.0, 37.0, 4.0) == math.inf


def test_a_model_across_the_180th_meridian_is_known_on_both_sides_of_it(tmp_path):
    zone_60, latitude = "EPSG:32760", -16.82
    [x0], [y0] = transform("EPSG:4326", zone_60, [179.999], [latitude])
    columns = np.broadcast_to(np.arange(80.0), (80, 80))
    path = write_model(tmp_path / "t.tif", columns, west=x0 - 1200, north=y0 + 1200, cell=30.0, crs=zone_60)
    terrain = Terrain.open([path])
    longitude = [179.992, 179.9999, -179.9999, 180.0, -180.0, 180.004]
    wanted = (np.array(transform("EPSG:4326", zone_60, longitude, [latitude] * 6)[0]) - (x0 - 1200)) / 30 - 0.5

    local = terrain.in_frame(LocalFrame(origin=GeoPoint(latitude_deg=latitude, longitude_deg=179.9999)), 400.0)

    assert terrain.height_m(latitude, longitude) == pytest.approx(wanted, abs=0.01)
    assert np.isnan(terrain.height_m(latitude, [179.98, -179.97, 0.0])).all()
    assert np.isfinite(local.grid).all()
    assert local.cell_m == pytest.approx(15.0, rel=0.01)
    assert terrain.bounds()[::2] == (-180.0, 180.0)
