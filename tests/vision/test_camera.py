import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vision.camera import Camera


def test_rays_go_through_the_pixels_that_opencv_projects_points_to(camera):
    rng = np.random.default_rng(3)
    points = np.column_stack([rng.uniform(-0.4, 0.4, 200), rng.uniform(-0.3, 0.3, 200), np.ones(200)]) * 50
    pixels, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), camera.matrix, np.array(camera.distortion))

    rays = camera.rays(pixels.reshape(-1, 2))

    expected = points / np.linalg.norm(points, axis=1, keepdims=True)
    np.testing.assert_allclose(rays, expected, atol=1e-8)


@given(x=st.floats(0, 4000), y=st.floats(0, 3000))
def test_projecting_a_pixels_ray_gives_the_pixel_even_through_a_wide_lens(x, y):
    wide = Camera(
        width_px=4000, height_px=3000, fx_px=3500, fy_px=3500, cx_px=2000, cy_px=1500,
        distortion=(-0.35, 0.15, 0.001, -0.001, -0.02),
    )  # fmt: skip

    [back] = wide.project(wide.rays([[x, y]]) * 70)

    np.testing.assert_allclose(back, [x, y], atol=1e-4)


def test_a_point_behind_the_camera_has_no_pixel(camera):
    [pixel] = camera.project([[1.0, 1.0, -10.0]])

    assert np.isnan(pixel).all()
