"""MAVSDK, an independent client, flies the simulator through its public interface as it flies PX4."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from mavsdk import ComponentType, Configuration, Mavsdk
from mavsdk.plugins.action import Action
from mavsdk.plugins.mission_raw import MissionItem, MissionRaw
from mavsdk.plugins.param import Param
from mavsdk.plugins.telemetry import FlightMode, Telemetry

SPEED = 8.0


@pytest.fixture
def aircraft(free_udp_ports: Callable[[int], list[int]]) -> Iterator[int]:
    """The port on which one flying program sends to its ground station."""
    gcs, gcs_send, onboard, onboard_send = free_udp_ports(4)
    command = [sys.executable, "-m", "firmware_sim", "run", "--scenario", "flat", "--ready-json", "--speed", str(SPEED)]
    ports = ["--gcs-port", gcs, "--gcs-send", gcs_send, "--onboard-port", onboard, "--onboard-send", onboard_send]
    with subprocess.Popen([*command, *map(str, ports)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ready"]
        yield gcs_send
        process.terminate()
        assert process.wait(10) == 0


def _waypoint(seq: int, north_m: float, height_m: float) -> MissionItem:
    latitude_e7 = round((60.3913 + north_m / 111_400) * 1e7)
    command = 22 if seq == 0 else 16
    return MissionItem(seq, 6, command, int(seq == 0), 1, 0, 0, 0, math.nan, latitude_e7, 53221000, height_m, 0)


def _wait(condition: Callable[[], bool], limit_s: float = 40.0) -> None:
    end_s = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.05)


@pytest.mark.slow
def test_mavsdk_uploads_arms_flies_a_mission_and_brings_it_home(aircraft: int):
    mavsdk = Mavsdk(Configuration.create_with_component_type(ComponentType.GROUND_STATION))
    mavsdk.add_any_connection(f"udpin://127.0.0.1:{aircraft}")
    system = mavsdk.first_autopilot(10.0)
    action, telemetry, mission, param = Action(system), Telemetry(system), MissionRaw(system), Param(system)
    items = [_waypoint(0, 0.0, 12.0), _waypoint(1, 40.0, 12.0), _waypoint(2, 40.0, 15.0)]

    _wait(lambda: telemetry.health().is_armable and telemetry.health().is_home_position_ok)
    cruise_ms = param.get_param_float("MPC_XY_CRUISE")
    mission.upload_mission(items)
    downloaded = mission.download_mission()
    time.sleep(0.5)
    action.arm()
    mission.start_mission()
    _wait(lambda: telemetry.flight_mode() == FlightMode.MISSION)
    _wait(lambda: telemetry.flight_mode() == FlightMode.HOLD)
    far = telemetry.position()
    action.return_to_launch()
    _wait(lambda: not telemetry.armed())
    home = telemetry.position()
    mavsdk.destroy()

    assert cruise_ms == 5.0
    assert [(item.command, item.x, item.z) for item in downloaded] == [(item.command, item.x, item.z) for item in items]
    assert (far.latitude_deg - 60.3913) * 111_400 == pytest.approx(40.0, abs=3.0)
    assert far.relative_altitude_m == pytest.approx(15.0, abs=1.5)
    assert home.latitude_deg == pytest.approx(60.3913, abs=3.0 / 111_400)
