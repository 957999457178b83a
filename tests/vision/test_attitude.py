import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from vision.attitude import ned_from_body, ned_from_camera, turned

angles = st.floats(-3.1, 3.1)


@given(yaw=angles, pitch=angles, roll=angles)
def test_body_angles_are_the_aerospace_sequence_of_scipy(yaw, pitch, roll):
    expected = Rotation.from_euler("ZYX", [yaw, pitch, roll]).as_matrix()

    np.testing.assert_allclose(ned_from_body(yaw, pitch, roll), expected, atol=1e-12)


def test_a_level_camera_looks_north_with_east_on_its_right_and_the_ground_below():
    columns = ned_from_camera(0.0, 0.0, 0.0).T

    np.testing.assert_allclose(columns, [[0, 1, 0], [0, 0, 1], [1, 0, 0]], atol=1e-12)


def test_a_camera_pitched_to_minus_ninety_looks_straight_down():
    optical_axis = ned_from_camera(1.0, -np.pi / 2, 0.0)[:, 2]

    np.testing.assert_allclose(optical_axis, [0, 0, 1], atol=1e-12)


@given(angle=angles, seed=st.integers(0, 1000))
def test_turning_about_an_axis_is_scipys_rotation_vector(angle, seed):
    rng = np.random.default_rng(seed)
    axis = rng.normal(size=3)
    axis /= np.linalg.norm(axis)
    vectors = rng.normal(size=(5, 3))

    expected = Rotation.from_rotvec(axis * angle).apply(vectors)

    np.testing.assert_allclose(turned(vectors, axis, angle), expected, atol=1e-12)
