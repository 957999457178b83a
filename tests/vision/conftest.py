"""What the tests of `vision` share: where the real data lies, a night scene, ground of known shape."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.attitude import ned_from_camera
from vision.camera import Camera
from vision.frames import Frame, Unit
from vision.geolocate import CameraPose


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data, or the test is skipped."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("VARDE_SHARED", root.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not here: set VARDE_SHARED to its folder")
    return folder


@pytest.fixture(autouse=True, scope="session")
def one_opencv_thread() -> None:
    cv2.setNumThreads(1)


class NightScene:
    """A hillside at night in °C, to put things on; half a kelvin of texture and a tenth of noise."""

    def __init__(self, *, ambient_celsius: float = 8.0, seed: int = 7, shape: tuple[int, int] = (512, 640)) -> None:
        rng = np.random.default_rng(seed)
        self.y, self.x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float64)
        texture = cv2.GaussianBlur(rng.normal(0, 1, shape), (0, 0), 6)
        slope = 1.5 * np.sin(self.x / 120) + np.cos(self.y / 90)
        self.celsius = ambient_celsius + slope + 0.5 * texture / texture.std() + rng.normal(0, 0.1, shape)

    def box(self, x: float, y: float, width: float, height: float, celsius: float) -> NightScene:
        """Something of one temperature with its edges blurred over a pixel, as a lens does."""
        inside = (abs(self.x - x) <= width / 2) & (abs(self.y - y) <= height / 2)
        share = cv2.GaussianBlur(inside.astype(np.float64), (0, 0), 0.7)
        self.celsius = self.celsius * (1 - share) + celsius * share
        return self

    def point(self, x: float, y: float, excess_kelvin: float, sigma_px: float = 0.8) -> NightScene:
        """Something smaller than a pixel, spread by the lens."""
        self.celsius = self.celsius + excess_kelvin * np.exp(
            -((self.x - x) ** 2 + (self.y - y) ** 2) / (2 * sigma_px**2)
        )
        return self

    def frame(self, unit: Unit = Unit.CENTIKELVIN, valid: np.ndarray | None = None) -> Frame:
        match unit:
            case Unit.CENTIKELVIN:
                pixels = np.clip(np.rint(self.celsius * 100 + 27315), 0, 65535).astype(np.uint16)
            case Unit.CELSIUS:
                pixels = self.celsius.astype(np.float32)
            case Unit.KELVIN:
                pixels = (self.celsius + 273.15).astype(np.float32)
            case Unit.COUNTS:
                pixels = np.rint(14000 + 25 * self.celsius).astype(np.uint16)
            case Unit.AGC8:
                low, high = self.celsius.min(), self.celsius.max()
                pixels = np.clip((self.celsius - low) / (high - low) * 255, 0, 255).astype(np.uint8)
        return Frame(pixels=pixels, unit=unit, source="night", valid=valid)


@pytest.fixture
def night() -> Callable[..., NightScene]:
    return NightScene


@pytest.fixture
def camera() -> Camera:
    return Camera(
        width_px=640,
        height_px=512,
        fx_px=770.0,
        fy_px=768.0,
        cx_px=322.0,
        cy_px=254.0,
        distortion=(-0.12, 0.05, 0.0008, -0.0005, -0.01),
    )


@pytest.fixture
def looking() -> Callable[..., CameraPose]:
    """A pose 80 m up that looks down by so many degrees."""

    def pose(
        depression_deg: float = 45.0, yaw_deg: float = 0.0, up_m: float = 80.0, roll_deg: float = 0.0
    ) -> CameraPose:
        rotation = ned_from_camera(np.radians(yaw_deg), np.radians(-depression_deg), np.radians(roll_deg))
        return CameraPose(north_m=0.0, east_m=0.0, down_m=-up_m, ned_from_camera=rotation)

    return pose
