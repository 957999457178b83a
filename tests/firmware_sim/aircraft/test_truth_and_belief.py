"""What is sent differs from what is so, by a believable size; the camera sees from what is so."""

import math

import numpy as np
import pytest

from firmware_sim.aircraft.wind import Wind
from firmware_sim.simulation import Simulation

ORIGIN = (60.3913, 5.3221)


def _errors(seed: int) -> tuple[list[float], list[float], list[float], list[float]]:
    simulation = Simulation(origin=ORIGIN, ground_height_m=lambda n, e: 0.0, vehicles=6, seed=seed)
    level, up, heading, tilt = [], [], [], []
    for vehicle in simulation.vehicles:
        for link in vehicle.links.values():
            link.streams.clear()
    for _ in range(60):
        simulation.advance(5.0)
        for vehicle in simulation.vehicles:
            body, belief = vehicle.body, vehicle.autopilot.estimate
            level.append(math.hypot(belief.north_m - body.north_m, belief.east_m - body.east_m))
            up.append(belief.up_m - body.up_m)
            heading.append(math.degrees(math.remainder(belief.yaw_rad - body.yaw_rad, math.tau)))
            tilt.append(math.degrees(belief.roll_rad - body.roll_rad))
    return level, up, heading, tilt


@pytest.fixture(scope="module")
def errors():
    return _errors(seed=11)


def test_position_height_heading_and_tilt_are_off_by_believable_amounts(errors):
    level, up, heading, tilt = (float(np.sqrt(np.mean(np.square(values)))) for values in errors)

    assert 1.0 < level < 2.5
    assert 1.0 < up < 2.5
    assert 0.7 < heading < 2.5
    assert 0.1 < tilt < 0.6


def test_position_errors_drift_slowly_rather_than_jump(simulation):
    vehicle, last, steps = simulation.vehicles[0], None, []
    for _ in range(1000):
        simulation.advance(0.02)
        now = (vehicle.autopilot.estimate.north_m, vehicle.autopilot.estimate.east_m)
        steps.append(math.dist(now, last) if last is not None else 0.0)
        last = now

    assert 0.0 < max(steps) < 0.02


def test_looking_straight_down_the_image_stands_with_its_top_to_the_nose(simulation):
    simulation.vehicles[0].body.yaw_rad = math.radians(90.0)
    simulation.advance(1.0)

    pose = simulation.vehicles[0].true_camera_pose()

    right, down, forward = pose.ned_from_camera.T
    assert forward @ [0.0, 0.0, 1.0] == pytest.approx(1.0, abs=1e-3)
    assert -down @ [0.0, 1.0, 0.0] == pytest.approx(1.0, abs=1e-3)
    assert np.linalg.det(pose.ned_from_camera) == pytest.approx(1.0)
    assert right @ np.cross(down, forward) == pytest.approx(1.0)


def test_the_true_view_differs_from_the_reported_one_by_less_than_a_degree(flying):
    flying.run(1.0)
    pose, status = flying.vehicle.true_camera_pose(), flying.last("GIMBAL_DEVICE_ATTITUDE_STATUS")
    w, x, y, z = status.q
    reported_forward = np.array([1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)])
    heading = flying.pilot.estimate.yaw_rad
    turned = np.array(
        [
            reported_forward[0] * math.cos(heading) - reported_forward[1] * math.sin(heading),
            reported_forward[0] * math.sin(heading) + reported_forward[1] * math.cos(heading),
            reported_forward[2],
        ]
    )

    off_deg = math.degrees(math.acos(min(1.0, float(turned @ pose.ned_from_camera[:, 2]))))

    assert 0.1 < off_deg < 1.0


def test_the_gimbal_obeys_only_who_holds_it(station):
    refused = station.command(1000, -45.0, 0.0, math.nan, math.nan, 0.0, 0.0, 0.0)
    taken = station.command(1001, 255.0, 190.0, -1.0, -1.0, 0.0, 0.0, 0.0)
    pointed = station.command(1000, -45.0, 30.0, math.nan, math.nan, 0.0, 0.0, 0.0)
    station.run(3.0)

    assert (refused, taken, pointed) == ([2], [0], [0])
    status = station.last("GIMBAL_MANAGER_STATUS")
    assert (status.primary_control_sysid, status.primary_control_compid) == (255, 190)
    forward = station.vehicle.true_camera_pose().ned_from_camera[:, 2]
    assert math.degrees(math.asin(forward[2])) == pytest.approx(45.0, abs=1.0)
    assert math.degrees(math.atan2(forward[1], forward[0])) == pytest.approx(30.0, abs=1.0)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(make_station):
    def flight(seed: int) -> list[bytes]:
        wind = Wind(from_deg=200.0, speed_ms=5.0)
        simulation = Simulation(origin=ORIGIN, ground_height_m=lambda n, e: 0.0, vehicles=1, seed=seed, wind=wind)
        station = make_station(simulation)
        station.arm_and_take_off(8.0)
        return [bytes(message.get_msgbuf()) for _, message in station.heard]

    first, again, other = flight(4), flight(4), flight(5)

    assert first == again
    assert first != other


def test_a_battery_empties_in_about_half_an_hour_of_hovering_and_faster_when_climbing(flying):
    battery = flying.vehicle.battery
    flying.run(5.0)
    before = battery.used_wh
    flying.run(20.0)
    hover_w = (battery.used_wh - before) * 180.0
    flying.command_int(192, 5, 603913000, 53221000, 100.0, -1.0, 1.0, 0.0, math.nan)
    flying.run(5.0)

    assert 20.0 < 178.0 / hover_w * 60.0 < 40.0
    assert battery.power_w > 1.2 * hover_w
    status = flying.last("BATTERY_STATUS")
    assert status.battery_remaining == math.ceil(battery.fraction * 100)
    assert 14_000 < status.voltages[0] < 16_300
