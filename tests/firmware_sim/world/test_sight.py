"""The ground in a whole picture, held against a ray for every pixel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from firmware_sim.camera.lens import Lens
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.sight import FAR_M, Eye, Seer
from firmware_sim.world.terrain import RayCaster
from firmware_sim.world.world import World

MakePose = Callable[..., TrueCameraPose]


@pytest.mark.parametrize(
    ("agl_m", "yaw_deg", "pitch_deg", "most_off_px"),
    # Towards the horizon only the worst blocks are cast pixel by pixel.
    [(60, 20, -90, 0.1), (60, 300, -60, 0.3), (45, 0, -25, 0.7), (30, 100, -12, 0.7), (50, 330, -4, 3.0)],
)
def test_each_pixel_sees_the_ground_that_a_ray_of_its_own_meets(
    hillside_world: World, make_pose: MakePose, agl_m: float, yaw_deg: float, pitch_deg: float, most_off_px: float
) -> None:
    north_m, east_m = -60.0, -20.0
    pose = make_pose(
        north_m, east_m, hillside_world.height_m(north_m, east_m) + agl_m, yaw_deg=yaw_deg, pitch_deg=pitch_deg
    )
    lens = Lens(hillside_world.scenario.camera)
    neu_from_camera = np.diag([1.0, 1.0, -1.0]) @ pose.ned_from_camera
    eye = Eye(np.array([pose.north_m, pose.east_m, pose.up_m]), neu_from_camera)
    rows, columns = np.random.default_rng(2).integers(0, [[512], [640]], (2, 4000))
    rays = lens.rays(np.column_stack([columns, rows]))
    depth = RayCaster(hillside_world.terrain, 2500.0).hits(eye.position, rays @ neu_from_camera.T)
    sky = np.isinf(depth)

    sight = Seer(hillside_world.terrain, lens, 2500.0).look(eye)

    seen_sky = sight.depth_m[rows, columns] > FAR_M / 2
    both = ~sky & ~seen_sky
    up = hillside_world.height_m(sight.north_m[rows, columns].astype(float), sight.east_m[rows, columns].astype(float))
    points = np.column_stack([sight.north_m[rows, columns], sight.east_m[rows, columns], up])
    again = lens.project((points[both] - eye.position) @ neu_from_camera)
    off_px = np.linalg.norm(again - np.column_stack([columns, rows])[both], axis=1)
    assert (sky == seen_sky).mean() > 0.999
    assert np.percentile(off_px, 98) < most_off_px
    # Ground before or behind a crest is told apart: the depth itself, not only the pixel.
    relative = np.abs(sight.depth_m[rows, columns][both] / depth[both] - 1)
    assert (relative < 0.05).mean() > 0.985
