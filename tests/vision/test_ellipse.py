import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vision.ellipse import ellipse_95


def test_an_error_that_is_all_north_south_points_north():
    major, minor, orientation = ellipse_95(np.diag([9.0, 1.0]))

    np.testing.assert_allclose([major, minor, orientation], [3 * 2.4477, 2.4477, 0.0], atol=1e-3)


def test_the_direction_turns_clockwise_from_north():
    along_north_east = np.array([[5.0, 4.0], [4.0, 5.0]])

    assert np.isclose(ellipse_95(along_north_east).orientation_deg, 45.0)


@given(st.integers(0, 500))
def test_ninety_five_of_a_hundred_truths_lie_inside(seed):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(2, 2))
    covariance = root @ root.T + 0.01 * np.eye(2)
    errors = rng.multivariate_normal([0, 0], covariance, 4000)

    major, minor, orientation = ellipse_95(covariance)
    angle = np.radians(orientation)
    along = errors @ [np.cos(angle), np.sin(angle)]
    across = errors @ [-np.sin(angle), np.cos(angle)]

    inside = np.mean((along / major) ** 2 + (across / minor) ** 2 <= 1)
    assert 0.935 < inside < 0.965
