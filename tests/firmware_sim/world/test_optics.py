"""The lens to its corners, held against OpenCV, and the air in between, held against Beer's and Planck's laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from scipy import constants, integrate

from firmware_sim import scenario
from firmware_sim.camera.lens import Lens
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.scenario import Scenario
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.world import World

MakePose = Callable[..., TrueCameraPose]
EXACTLY = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 200, 1e-13)


def planck(kelvin: float) -> float:
    """Radiance between 8 and 14 um, integrated with scipy's constants."""
    h, c, k = constants.h, constants.c, constants.k

    def spectral(wavelength_m: float) -> float:
        return float(2 * h * c**2 / wavelength_m**5 / np.expm1(h * c / (wavelength_m * k * kelvin)))

    return float(integrate.quad(spectral, 8e-6, 14e-6)[0])


@pytest.mark.parametrize("name", scenario.names())
def test_a_pixel_in_the_corner_looks_where_opencv_says_that_it_looks(name: str) -> None:
    lens = Lens(scenario.load(name).camera)
    right, bottom = lens.width_px - 1, lens.height_px - 1
    pixels = np.array([(0, 0), (right, 0), (0, bottom), (right, bottom), (right / 2, 0), (0, bottom / 2)], float)

    rays = lens.rays(pixels)

    expected = cv2.undistortPoints(pixels.reshape(-1, 1, 2), lens.matrix, lens.distortion, criteria=EXACTLY)
    assert rays[:, :2] == pytest.approx(expected.reshape(-1, 2), abs=1e-7)
    assert lens.pixel_rays[bottom, right, :2] == pytest.approx(expected[3, 0], abs=1e-6)
    assert lens.project(rays) == pytest.approx(pixels, abs=1e-4)


def test_air_adds_its_own_heat_by_the_length_of_the_line_of_sight(flat: Scenario, make_pose: MakePose) -> None:
    per_km, air_celsius, up_m = 1.7, 24.0, 180.0
    air = replace(flat.air, temperature_celsius=air_celsius, extinction_per_km=0.0)
    vacuum = ThermalCamera(World(replace(flat, air=air), seed=4), 1)
    hazy = ThermalCamera(World(replace(flat, air=replace(air, extinction_per_km=per_km)), seed=4), 1)
    pose = make_pose(0.0, 0.0, 50.0 + up_m)

    surface, through_air = vacuum.scene(pose), hazy.scene(pose)

    for row, column in ((256, 320), (3, 3), (508, 636)):
        kept = np.exp(-per_km * up_m * np.linalg.norm(hazy.lens.rays([[column, row]])) / 1000)
        assert 0.6 < kept < 0.75
        expected = kept * surface[row, column] + (1 - kept) * planck(air_celsius + 273.15)
        assert through_air[row, column] == pytest.approx(expected, rel=2e-5)
