"""MAVSDK has two aircraft at once, and works the camera and the gimbal of one of them."""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from itertools import pairwise

import pytest
from mavsdk.asyncio.plugins.action import ActionAsync
from mavsdk.asyncio.plugins.camera import CameraAsync, CameraError, CameraResult, Mode
from mavsdk.asyncio.plugins.gimbal import ControlMode, GimbalAsync, GimbalMode, SendMode
from mavsdk.asyncio.plugins.mission import MissionAsync, MissionError, MissionItem, MissionPlan
from mavsdk.asyncio.plugins.param import ParamAsync
from mavsdk.asyncio.plugins.telemetry import FlightMode, TelemetryAsync

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

CAMERA = 100
SLOWLY_S = 90.0
"""MAVSDK asks the autopilot too for a camera; PX4 is silent then, and what the camera is asked waits."""


@pytest.fixture(scope="module")
def drone(two_drones):
    return two_drones[0]


@pytest.fixture(scope="module")
def camera(drone):
    return drone.plugin(CameraAsync)


@pytest.fixture(scope="module")
def gimbal(drone):
    return drone.plugin(GimbalAsync)


async def test_two_aircraft_are_told_apart(two_drones, told):
    second = two_drones[1]
    ready = [drone.plugin(TelemetryAsync).subscribe_health() for drone in two_drones]
    await asyncio.gather(
        *(
            drone.until(health, lambda now: now.is_armable, 30.0)
            for drone, health in zip(two_drones, ready, strict=True)
        )
    )

    await second.plugin(ParamAsync).set_param_float("MIS_TAKEOFF_ALT", 7.5)
    heights = [await drone.plugin(ParamAsync).get_param_float("MIS_TAKEOFF_ALT") for drone in two_drones]
    await second.plugin(ActionAsync).arm()
    await second.becomes(second.plugin(TelemetryAsync).armed, lambda armed: armed)
    armed = [await drone.plugin(TelemetryAsync).armed() for drone in two_drones]
    await second.plugin(ActionAsync).disarm()
    places = [await drone.plugin(TelemetryAsync).position() for drone in two_drones]
    apart_m = math.dist(*((place.latitude_deg * 111_320, place.longitude_deg * 55_000) for place in places))
    told(f"take-off heights {heights}", f"armed {armed}", "stand some metres apart")

    assert heights == [2.5, 7.5]
    assert armed == [False, True]
    assert 1.0 < apart_m < 50.0


async def test_the_camera_is_found_and_says_what_it_is(drone, camera, told):
    found = await drone.becomes(camera.camera_list, lambda cameras: bool(cameras.cameras), 10.0)
    [what] = found.cameras
    told(f"component {what.component_id}", f"{what.horizontal_resolution_px} x {what.vertical_resolution_px}")

    assert what.component_id == CAMERA
    assert (what.horizontal_resolution_px, what.vertical_resolution_px) == (640, 512)
    assert what.vendor_name


async def test_a_photo_is_taken_and_told_with_its_place(drone, camera, told):
    hears = asyncio.create_task(drone.until(camera.subscribe_capture_info(), lambda photo: True))
    await asyncio.sleep(0)

    await camera.take_photo(CAMERA)
    photo = await hears
    here = await drone.plugin(TelemetryAsync).position()
    told(f"photo {photo.index}, success {photo.is_success}, at the aircraft's place")

    assert (photo.component_id, photo.is_success) == (CAMERA, True)
    assert photo.position.latitude_deg == pytest.approx(here.latitude_deg, abs=1e-4)
    assert photo.position.longitude_deg == pytest.approx(here.longitude_deg, abs=1e-4)


async def test_photos_are_taken_at_an_interval_until_stopped(drone, camera, told):
    photos = []
    hears = asyncio.create_task(
        drone.until(camera.subscribe_capture_info(), lambda photo: bool(photos.append(photo)) or len(photos) == 3, 10.0)
    )
    await asyncio.sleep(0)

    await camera.start_photo_interval(CAMERA, 1.0)
    await hears
    await camera.stop_photo_interval(CAMERA)
    gaps_s = [(later.time_utc_us - one.time_utc_us) / 1e6 for one, later in pairwise(photos)]
    told(f"photos {', '.join(f'{gap:.0f} s' for gap in gaps_s)} apart")

    assert [later.index - one.index for one, later in pairwise(photos)] == [1, 1]
    assert gaps_s == pytest.approx([1.0, 1.0], abs=0.1)


async def test_it_refuses_to_zoom(camera, told):
    with pytest.raises(CameraError) as raised:
        await camera.zoom_range(CAMERA, 50.0)
    told(raised.value.result.name)

    assert raised.value.result is CameraResult.ACTION_UNSUPPORTED


async def test_the_gimbal_points_where_it_is_told_by_whom_has_control(drone, gimbal, told):
    found = await drone.becomes(gimbal.gimbal_list, lambda gimbals: bool(gimbals.gimbals), 10.0)
    which = found.gimbals[0].gimbal_id

    await gimbal.take_control(which, ControlMode.PRIMARY)
    control = await drone.becomes(
        lambda: gimbal.get_control_status(which), lambda status: status.control_mode is ControlMode.PRIMARY
    )
    await gimbal.set_angles(which, 0.0, -60.0, 0.0, GimbalMode.YAW_FOLLOW, SendMode.ONCE)
    reached = await drone.becomes(
        lambda: gimbal.get_attitude(which), lambda now: abs(now.euler_angle_forward.pitch_deg + 60.0) < 1.0, 20.0
    )
    await gimbal.release_control(which)
    released = await drone.becomes(
        lambda: gimbal.get_control_status(which), lambda status: status.control_mode is ControlMode.NONE
    )
    told(control.control_mode.name, f"pitch {reached.euler_angle_forward.pitch_deg:.0f}", released.control_mode.name)


async def test_a_video_is_begun_and_ended(drone, camera, told):
    await camera.set_mode(CAMERA, Mode.VIDEO)
    await drone.becomes(lambda: camera.get_mode(CAMERA), lambda mode: mode is Mode.VIDEO)

    await camera.start_video(CAMERA)
    storage = await drone.until(camera.subscribe_storage(), lambda update: update.storage.video_on, SLOWLY_S)
    await camera.stop_video(CAMERA)
    after = await drone.until(camera.subscribe_storage(), lambda update: not update.storage.video_on, SLOWLY_S)
    await camera.set_mode(CAMERA, Mode.PHOTO)
    told("mode VIDEO", f"video on {storage.storage.video_on}, then {after.storage.video_on}")


async def test_its_streams_are_told(drone, camera, told):
    stream = await drone.becomes(
        lambda: camera.get_video_stream_info(CAMERA), lambda stream: bool(stream.settings.uri), SLOWLY_S
    )
    size = stream.settings.horizontal_resolution_pix, stream.settings.vertical_resolution_pix
    told(f"{size[0]} x {size[1]} as {stream.settings.uri}")

    assert size == (640, 512)
    assert stream.settings.uri.startswith("rtsp://127.0.0.1:855")


HEIGHT_M, LEG_DEG = 6.0, 1e-4
"""A leg is 11 m to the north."""


def photo_item(home, legs, pitch_deg):
    """Fly `legs` to the north, look down so far, and take one picture."""
    still = {"gimbal_yaw_deg": 0.0, "loiter_time_s": 1.0, "camera_photo_interval_s": 1.0, "acceptance_radius_m": 2.0}
    return MissionItem(
        latitude_deg=home.latitude_deg + legs * LEG_DEG,
        longitude_deg=home.longitude_deg,
        relative_altitude_m=HEIGHT_M,
        speed_m_s=5.0,
        is_fly_through=False,
        gimbal_pitch_deg=pitch_deg,
        camera_action=MissionItem.CameraAction.TAKE_PHOTO,
        yaw_deg=math.nan,
        camera_photo_distance_m=math.nan,
        vehicle_action=MissionItem.VehicleAction.NONE,
        **still,
    )


async def test_a_mission_turns_the_gimbal_and_takes_pictures_where_it_says(drone, camera, told):
    mission, telemetry = drone.plugin(MissionAsync), drone.plugin(TelemetryAsync)
    await drone.until(telemetry.subscribe_health(), lambda now: now.is_armable, 30.0)
    home = await telemetry.home()
    photos = []
    hears = asyncio.create_task(
        drone.until(camera.subscribe_capture_info(), lambda photo: bool(photos.append(photo)) or len(photos) == 2, 90.0)
    )
    await asyncio.sleep(0)

    await mission.upload_mission(MissionPlan([photo_item(home, 1, -45.0), photo_item(home, 2, -80.0)]))

    async def chosen() -> FlightMode:
        with suppress(MissionError):
            await mission.start_mission()
        return await telemetry.flight_mode()

    # MAVSDK chooses HOLD before it arms.
    await drone.plugin(ActionAsync).arm()
    await drone.becomes(chosen, lambda mode: mode is FlightMode.MISSION, 10.0)
    await hears
    north = [(photo.position.latitude_deg - home.latitude_deg) / LEG_DEG for photo in photos]
    pitches_deg = [photo.attitude_euler_angle.pitch_deg for photo in photos]
    told("2 photos, one and two legs away", f"looking {' and '.join(f'{pitch:.0f}' for pitch in pitches_deg)} degrees")

    assert north == pytest.approx([1.0, 2.0], abs=0.35)
    assert pitches_deg == pytest.approx([-45.0, -80.0], abs=8.0)
