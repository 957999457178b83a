"""Profiles of the ground, held against rays that are marched one by one; textures against OpenCV's own edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from firmware_sim.world import texture
from firmware_sim.world.objects import Block, Stand
from firmware_sim.world.profiles import Surveyor
from firmware_sim.world.terrain import RayCaster
from firmware_sim.world.world import World

RANGE_M = 2500.0
PIXEL_RAD = 1 / 758


@pytest.fixture(scope="module")
def marcher(hillside_world: World) -> RayCaster:
    return RayCaster(hillside_world.terrain, RANGE_M)


def cone(pitch_deg: float, bearing_deg: float, count: int) -> np.ndarray:
    """Rays (n, 3) within 20 degrees beside and 15 above and below a direction."""
    rng = np.random.default_rng(8)
    fall = np.radians(-pitch_deg + rng.uniform(-15, 15, count))
    bearing = np.radians(bearing_deg + rng.uniform(-20, 20, count))
    return np.column_stack([np.cos(fall) * np.cos(bearing), np.cos(fall) * np.sin(bearing), -np.sin(fall)])


@pytest.mark.parametrize(
    ("agl_m", "pitch_deg", "bearing_deg"), [(60.0, 0.0, 10.0), (25.0, -10.0, 190.0), (80, -40, 60)]
)
def test_profiles_say_where_marched_rays_meet_the_ground(
    hillside_world: World, marcher: RayCaster, agl_m: float, pitch_deg: float, bearing_deg: float
) -> None:
    terrain = hillside_world.terrain
    start = np.array([-60.0, -20.0, terrain.height_m(-60.0, -20.0) + agl_m])
    rays = cone(pitch_deg, bearing_deg, 3000) * [[2.0]]

    profiles = Surveyor(terrain, RANGE_M, PIXEL_RAD).before(start, rays)

    assert profiles is not None
    hits, marched = profiles.hits(rays), marcher.hits(start, rays)
    assert (np.isfinite(hits) == np.isfinite(marched)).mean() > 0.998
    both = np.isfinite(hits) & np.isfinite(marched)
    assert np.percentile(np.abs(hits[both] / marched[both] - 1), 98) < 0.001
    points = start + hits[both, np.newaxis] * rays[both]
    assert np.percentile(np.abs(points[:, 2] - terrain.height_m(points[:, 0], points[:, 1])), 95) < 0.05


def test_no_profiles_are_drawn_for_a_look_straight_down_or_from_under_ground(hillside_world: World) -> None:
    terrain = hillside_world.terrain
    surveyor = Surveyor(terrain, RANGE_M, PIXEL_RAD)
    ground_m = float(terrain.height_m(0.0, 0.0))

    down = surveyor.before(np.array([0.0, 0.0, ground_m + 60]), cone(-85.0, 0.0, 500))
    buried = surveyor.before(np.array([0.0, 0.0, ground_m - 1]), cone(-5.0, 0.0, 500))

    assert down is None
    assert buried is None


@pytest.mark.parametrize(
    ("ours", "border"),
    [
        (texture.repeated, cv2.BORDER_WRAP),
        (texture.mirrored, cv2.BORDER_REFLECT_101),
        (texture.held, cv2.BORDER_REPLICATE),
    ],
)
def test_textures_go_on_beyond_their_edges_as_opencv_has_them(ours, border: int) -> None:
    rng = np.random.default_rng(3)
    values = rng.random((61, 40)).astype(np.float32)
    x, y = rng.uniform(-300, 300, (2, 50, 80)).astype(np.float32)

    found = ours(values, x, y)

    expected = cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=border)
    # Places are rounded to 1/32 of a cell, now and then to the other side.
    assert np.abs(found - expected).max() < 1 / 16


def test_a_ray_meets_a_block_where_small_steps_along_it_come_in() -> None:
    stand = Stand(place=(3.0, -2.0, 1.0), heading_deg=37.0)
    faces = [((1, 0, 0), 2.0), ((-1, 0, 0), 2.0), ((0, 1, 0), 1.5), ((0, -1, 0), 1.5), ((0, 0, -1), 0.5)]
    faces += [((0, 1, 1), 2.0), ((0, -1, 1), 2.0)]
    block: Block = stand.block([(normal, away, 10.0 + k) for k, (normal, away) in enumerate(faces)])
    rng = np.random.default_rng(4)
    start = np.array([12.0, 6.0, 7.0])
    rays = rng.normal(np.array(stand.place) - start, 2.0, (300, 3))
    steps = np.arange(0, 3, 0.002)

    at, seen = block.hit(start, rays)

    points = start + steps[:, np.newaxis, np.newaxis] * rays
    inside = (points @ block.normals.T <= block.offsets).all(axis=2)
    first = np.where(inside.any(axis=0), steps[inside.argmax(axis=0)], np.inf)
    agree = np.isclose(at, first, atol=0.003) | (np.isinf(at) & np.isinf(first))
    assert 50 < np.isfinite(first).sum() < 290
    assert agree.mean() > 0.98
    met = np.isfinite(at)
    face = np.abs((start + at[met, np.newaxis] * rays[met]) @ block.normals.T - block.offsets).argmin(axis=1)
    assert (seen[met] == 10.0 + face).mean() > 0.98
    assert np.isinf(block.hit(np.array(stand.place), rays)[0]).all()
