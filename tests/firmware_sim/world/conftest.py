"""A world, a camera in it, and poses to look from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_sim import scenario
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.scenario import Scenario
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.world import World

MakePose = Callable[..., TrueCameraPose]


def _ned_from_camera(yaw_deg: float, pitch_deg: float, roll_deg: float) -> NDArray[np.float64]:
    """A camera on a gimbal: pitch 0 is level, -90 straight down with the picture's top to the yaw."""
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    ahead = np.array([np.cos(pitch) * np.cos(yaw), np.cos(pitch) * np.sin(yaw), -np.sin(pitch)])
    right = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
    turn = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.column_stack([right, np.cross(ahead, right), ahead]) @ turn


@pytest.fixture(scope="session")
def make_pose() -> MakePose:
    def pose(
        north_m: float,
        east_m: float,
        up_m: float,
        *,
        yaw_deg: float = 0.0,
        pitch_deg: float = -90.0,
        roll_deg: float = 0.0,
        velocity_ned_ms: tuple[float, float, float] = (0.0, 0.0, 0.0),
    ) -> TrueCameraPose:
        return TrueCameraPose(
            system_id=1,
            boot_s=12.5,
            north_m=north_m,
            east_m=east_m,
            up_m=up_m,
            ned_from_camera=_ned_from_camera(yaw_deg, pitch_deg, roll_deg),
            velocity_ned_ms=velocity_ned_ms,
            angular_rate_rads=np.zeros(3),
        )

    return pose


@pytest.fixture(scope="session")
def hillside() -> Scenario:
    return scenario.load("hillside")


@pytest.fixture(scope="session")
def hillside_world(hillside: Scenario) -> World:
    return World(hillside, seed=4)


@pytest.fixture(scope="session")
def hillside_camera(hillside_world: World) -> ThermalCamera:
    return ThermalCamera(hillside_world, system_id=1)


@pytest.fixture(scope="session")
def unburnt_camera(hillside_world: World) -> ThermalCamera:
    """The same ground without the fires."""
    return ThermalCamera(World(replace(hillside_world.scenario, fires=()), hillside_world.seed), system_id=1)


@pytest.fixture(scope="session")
def flat() -> Scenario:
    return scenario.load("flat-calm")


@pytest.fixture(scope="session")
def flat_world(flat: Scenario) -> World:
    return World(flat, seed=4)


@pytest.fixture(scope="session")
def flat_camera(flat_world: World) -> ThermalCamera:
    return ThermalCamera(flat_world, system_id=1)
