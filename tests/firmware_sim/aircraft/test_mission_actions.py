"""Items of a mission that move nothing: the gimbal turns, the camera works, and the commands are heard on the links."""

import math

import pytest

from firmware_sim.mavlink.camera_description import CameraDescription
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation

HERE = (603913000, 53221000)
NAN = math.nan
MISSION_FRAME, RELATIVE = 2, 6
FAR = 2147483647


def _do(command: int, *params: float, x: int = 0, y: int = 0, z: float = 0.0, frame: int = MISSION_FRAME):
    return (frame, command, (*params, *[0.0] * (4 - len(params))), x, y, z)


@pytest.fixture
def fly(make_station):
    """Flies take-off, the given items and a long stay; the station that listened."""

    def start(*items, seconds: float = 16.0):
        simulation = Simulation(
            origin=(60.3913, 5.3221),
            ground_height_m=lambda n, e: 25.0,
            vehicles=1,
            seed=3,
            cameras=[CameraDescription(uri="http://127.0.0.1:8790/thermal")],
        )
        station = make_station(simulation)
        station.listen_seldom()
        station.run(6.0)
        takeoff = (RELATIVE, 22, (0.0, 0.0, 0.0, NAN), *HERE, 6.0)
        stay = (RELATIVE, 17, (0.0, 0.0, 0.0, NAN), *HERE, 6.0)
        assert station.upload([takeoff, *items, stay]).type == 0
        station.run(1.0)
        assert station.command(300) == [0]
        station.run(seconds)
        return station

    return start


def _commands(station) -> list[tuple[int, int]]:
    return [(m.command, m.target_component) for m in station.all("COMMAND_LONG") if m.confirmation == 0]


def test_the_gimbal_turns_when_the_mission_took_control_first(fly):
    station = fly(_do(1001, 1, 1, -1, -1), _do(1000, -35.0, 20.0, NAN, NAN))

    gimbal = station.vehicle.gimbal.true
    assert math.degrees(gimbal.pitch_rad) == pytest.approx(-35.0, abs=0.5)
    assert math.degrees(gimbal.yaw_rad) == pytest.approx(20.0, abs=0.5)
    assert _commands(station) == [(1001, 0), (1000, 0)]


def test_without_control_the_gimbal_stays_as_px4_denies_it(fly):
    station = fly(_do(1000, -35.0, 20.0, NAN, NAN))

    assert math.degrees(station.vehicle.gimbal.true.pitch_rad) == pytest.approx(-90.0, abs=0.5)


def test_the_older_mount_control_takes_the_gimbal_by_itself(fly):
    station = fly(_do(205, -50.0, 0.0, 10.0, z=2.0))

    assert math.degrees(station.vehicle.gimbal.true.pitch_rad) == pytest.approx(-50.0, abs=0.5)
    assert _commands(station) == [(1001, 0), (205, 0)]


def test_a_place_of_interest_turns_nose_and_gimbal_until_it_is_taken_back(fly):
    east_30_m = HERE[1] + round(30.0 / (111_320.0 * math.cos(math.radians(60.3913))) * 1e7)
    station = fly(_do(195, frame=RELATIVE, x=HERE[0], y=east_30_m), seconds=20.0)

    vehicle = station.vehicle
    down_deg = math.degrees(math.atan2(vehicle.autopilot.estimate.up_m - vehicle.autopilot.home_amsl_m, 30.0))
    assert math.degrees(vehicle.autopilot.estimate.yaw_rad) == pytest.approx(90.0, abs=6.0)
    assert math.degrees(vehicle.gimbal.true.pitch_rad) == pytest.approx(-down_deg, abs=2.5)

    station.command(197)
    station.run(3.0)
    assert math.degrees(vehicle.gimbal.true.pitch_rad) == pytest.approx(0.0, abs=0.5)


def test_single_photos_camera_mode_and_recording_are_done_by_the_camera(fly):
    station = fly(_do(530, 0, 1), _do(2000, 0, 0, 1), _do(2500, 0, 0))

    camera = station.vehicle.camera
    assert (camera.mode, camera.image_count) == (1, 1)
    assert camera.capture.recording_since_s is not None
    assert _commands(station) == [(530, 100), (203, 100), (2500, 100)]
    assert [m.image_index for m in station.all("CAMERA_IMAGE_CAPTURED")] == [0]
    assert [m.confirmation for m in station.all("COMMAND_LONG")] == [0, 0, 0]


def test_photos_at_intervals_end_with_the_mission(fly):
    station = fly(_do(2000, 0, 0.5, 0))
    taken = station.vehicle.camera.image_count

    station.set_mode(4, 3)
    station.run(2.0)

    assert taken >= 5
    assert not station.vehicle.camera.capture.taking_images
    assert _commands(station)[:1] == [(2000, 100)]
    assert {(2001, 100), (d.MAV_CMD_DO_TRIGGER_CONTROL, 0)} <= set(_commands(station))
