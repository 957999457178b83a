"""A camera's detector without a world, and readings of made-up scenes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_sim import scenario
from firmware_sim.camera.detector import Detector, Reading
from firmware_sim.camera.radiance import radiance_of
from firmware_sim.scenario import CameraSpec
from firmware_sim.world.world import World

MakeDetector = Callable[..., Detector]
AIR_CELSIUS = 8.0


@pytest.fixture(scope="session")
def spec() -> CameraSpec:
    """The hillside's camera, smaller."""
    return replace(scenario.load("hillside").camera, width_px=160, height_px=128, bad_pixels=12)


@pytest.fixture(scope="session")
def make_detector(spec: CameraSpec) -> MakeDetector:
    def make(**changes: object) -> Detector:
        rng, made = np.random.default_rng(1), np.random.default_rng(2)
        return Detector(replace(spec, **changes), AIR_CELSIUS, rng, made)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def radiance_at() -> Callable[[NDArray[np.float64]], NDArray[np.float32]]:
    """Band radiance of a picture of temperatures in celsius."""
    return lambda celsius: radiance_of(celsius + 273.15).astype(np.float32)


@pytest.fixture(scope="session")
def ground_reading(make_detector: MakeDetector) -> Reading:
    """Uneven cool ground with something warm on it."""
    y, x = np.mgrid[:128, :160]
    celsius = 7 + 2 * np.sin(x / 17) + 1.5 * np.cos(y / 11) + 25 * np.exp(-((x - 110) ** 2 + (y - 40) ** 2) / 40)
    return make_detector().read(lambda: radiance_of(celsius + 273.15).astype(np.float32), 1.0)


@pytest.fixture(scope="session")
def world() -> World:
    return World(scenario.load("hillside"), seed=1)
