"""MAVSDK meets the aircraft on the ground: who it is, what it tells, and what can be written into it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math

import numpy as np
import pytest
import rasterio
from mavsdk.asyncio import Autopilot, Vehicle
from mavsdk.asyncio.plugins.component_metadata import ComponentMetadataAsync, ComponentMetadataError, MetadataType
from mavsdk.asyncio.plugins.ftp import FtpAsync, FtpError, FtpResult
from mavsdk.asyncio.plugins.geofence import (
    Circle,
    FenceType,
    GeofenceAsync,
    GeofenceData,
    GeofenceError,
    GeofenceResult,
    Point,
    Polygon,
)
from mavsdk.asyncio.plugins.info import InfoAsync
from mavsdk.asyncio.plugins.log_files import LogFilesAsync, LogFilesError
from mavsdk.asyncio.plugins.mission import MissionAsync, MissionError, MissionItem, MissionPlan, MissionResult
from mavsdk.asyncio.plugins.mission_raw import MissionItem as RawItem
from mavsdk.asyncio.plugins.mission_raw import MissionRawAsync, MissionRawError, MissionRawResult
from mavsdk.asyncio.plugins.param import ParamAsync, ParamError
from mavsdk.asyncio.plugins.shell import Device, ShellAsync
from mavsdk.asyncio.plugins.telemetry import FlightMode, LandedState, TelemetryAsync, TelemetryError

from ground_station.commands import plan_files

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

NORTH_OF_EQUATOR_M = 111_320.0
TYPICAL_ITEM = {
    "relative_altitude_m": 15.0,
    "speed_m_s": 5.0,
    "is_fly_through": True,
    "gimbal_pitch_deg": math.nan,
    "gimbal_yaw_deg": math.nan,
    "camera_action": MissionItem.CameraAction.NONE,
    "loiter_time_s": math.nan,
    "camera_photo_interval_s": 1.0,
    "acceptance_radius_m": 3.0,
    "yaw_deg": math.nan,
    "camera_photo_distance_m": math.nan,
    "vehicle_action": MissionItem.VehicleAction.NONE,
}


@pytest.fixture(scope="module")
def telemetry(drone):
    return drone.plugin(TelemetryAsync)


@pytest.fixture(scope="module")
def raw(drone):
    return drone.plugin(MissionRawAsync)


async def place_of(drone):
    home = await drone.until(drone.plugin(TelemetryAsync).subscribe_home(), lambda place: place.latitude_deg != 0.0)
    return home.latitude_deg, home.longitude_deg


def beside(place, *, north_m=0.0, east_m=0.0):
    latitude_deg, longitude_deg = place
    return (
        latitude_deg + north_m / NORTH_OF_EQUATOR_M,
        longitude_deg + east_m / NORTH_OF_EQUATOR_M / math.cos(math.radians(latitude_deg)),
    )


def item(place, **changes):
    latitude_deg, longitude_deg = place
    return MissionItem(latitude_deg=latitude_deg, longitude_deg=longitude_deg, **{**TYPICAL_ITEM, **changes})


def raw_item(seq, place, *, command=16, frame=6, height_m=15.0, params=(0.0, 0.0, 0.0, math.nan), mission_type=0):
    x, y = (round(degrees * 1e7) for degrees in place)
    return RawItem(seq, frame, command, int(seq == 0), 1, *params, x, y, height_m, mission_type)


def square(place, half_m):
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [Point(*beside(place, north_m=north * half_m, east_m=east * half_m)) for north, east in corners]


def level_ground(folder, place):
    """An elevation model of 25 m everywhere about a place."""
    path = folder / "ground.tif"
    corner = rasterio.Affine(0.0002, 0.0, place[1] - 0.02, 0.0, -0.0001, place[0] + 0.01)
    heights = np.full((200, 200), 25.0, dtype=np.float32)
    profile = {"driver": "GTiff", "width": 200, "height": 200, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(path, "w", transform=corner, **profile) as model:
        model.write(heights, 1)
    return path


async def refusal(asked, error):
    with pytest.raises(error) as raised:
        await asked
    return raised.value.result


# --- who it is ---


async def test_it_is_found_as_a_multicopter_with_px4(drone, told):
    system = drone.system

    kinds = await system.autopilot_type(), await system.vehicle_type()
    told(f"{kinds[0].name}, {kinds[1].name}, components {await system.component_ids()}")

    assert kinds == (Autopilot.PX4, Vehicle.MULTICOPTER)
    assert 1 in await system.component_ids()


async def test_it_tells_the_version_of_its_software(drone, told):
    info = drone.plugin(InfoAsync)

    version, product = await info.get_version(), await info.get_product()
    number = (version.flight_sw_major, version.flight_sw_minor, version.flight_sw_patch)
    told(f"{'.'.join(map(str, number))} {version.flight_sw_version_type.name}, product {product.product_name}")

    assert number == (1, 17, 0)
    assert version.flight_sw_version_type.name == "ALPHA"


async def test_its_flight_times_are_nought_before_a_flight(drone, told):
    flight = await drone.until(drone.plugin(InfoAsync).subscribe_flight_information(), lambda told: True)
    told(f"since arming {flight.duration_since_arming_ms} ms, since take-off {flight.duration_since_takeoff_ms} ms")

    assert (flight.duration_since_arming_ms, flight.duration_since_takeoff_ms) == (0, 0)


# --- what it tells ---


async def test_it_becomes_ready_to_arm_by_itself(drone, telemetry, told):
    health = await drone.until(telemetry.subscribe_health(), lambda health: health.is_armable, 30.0)
    names = [name for name, is_so in vars(health).items() if is_so]
    told(", ".join(name.removeprefix("is_").removesuffix("_ok") for name in names))

    assert len(names) == 7


async def test_it_stands_disarmed_in_hold_on_the_ground(drone, telemetry, told):
    mode = await drone.until(telemetry.subscribe_flight_mode(), lambda mode: mode is not FlightMode.UNKNOWN)
    landed = await drone.until(telemetry.subscribe_landed_state(), lambda state: state is not LandedState.UNKNOWN)
    told(mode.name, landed.name, f"armed {await telemetry.armed()}", f"in air {await telemetry.in_air()}")

    assert (mode, landed) == (FlightMode.HOLD, LandedState.ON_GROUND)
    assert not await telemetry.armed()
    assert not await telemetry.in_air()


async def test_its_position_and_home_are_one_place(drone, telemetry, told):
    home = await place_of(drone)
    position = await drone.until(telemetry.subscribe_position(), lambda place: place.latitude_deg != 0.0)
    told("within 5 m of home, relative height within 3 m")

    assert abs(position.latitude_deg - home[0]) < 5.0 / NORTH_OF_EQUATOR_M
    assert abs(position.relative_altitude_m) < 3.0


async def test_its_battery_is_nearly_full(drone, telemetry, told):
    battery = await drone.until(telemetry.subscribe_battery(), lambda battery: battery.remaining_percent > 0.0)
    told(f"more than 90 %, 14 to 17 V, function {battery.battery_function.name}")

    assert battery.remaining_percent > 90.0
    assert 14.0 < battery.voltage_v < 17.0


async def test_it_has_no_radio_control(telemetry, told):
    status = await telemetry.rc_status()
    told(f"available {status.is_available}, ever {status.was_available_once}")

    assert not status.is_available
    assert not status.was_available_once


async def test_a_stream_comes_as_often_as_it_is_asked_for(drone, telemetry, told):
    counted = {}
    for asked_hz in (10.0, 25.0):
        await telemetry.set_rate_attitude_quaternion(asked_hz)
        await asyncio.sleep(0.3)
        seen = []
        await drone.until(
            telemetry.subscribe_attitude_quaternion(), lambda each, seen=seen: bool(seen.append(each)) or len(seen) > 10
        )
        first, last = seen[0].timestamp_us, seen[-1].timestamp_us
        counted[asked_hz] = (len(seen) - 1) / (last - first) * 1e6
    told(*(f"asked {asked:.0f} Hz: {got:.0f} Hz" for asked, got in counted.items()))

    assert all(got == pytest.approx(asked, rel=0.15) for asked, got in counted.items()), counted


@pytest.mark.parametrize(
    "name", ["altitude", "battery", "home", "imu", "odometry", "raw_gps", "rc_status", "scaled_imu", "ground_truth"]
)
async def test_it_lets_a_rate_be_set_of(name, telemetry, told):
    await getattr(telemetry, f"set_rate_{name}")(2.0)
    told("SUCCESS")


@pytest.mark.parametrize("name", ["raw_imu", "actuator_control_target"])
async def test_it_refuses_a_rate_of(name, telemetry, told):
    result = await refusal(getattr(telemetry, f"set_rate_{name}")(2.0), TelemetryError)
    told(result.name)

    assert result.name == "UNKNOWN"


# --- parameters ---


@pytest.fixture
def param(drone):
    with drone.patience():
        yield drone.plugin(ParamAsync)


async def test_a_float_parameter_is_set_and_read_back(param, told):
    before = await param.get_param_float("MIS_TAKEOFF_ALT")

    await param.set_param_float("MIS_TAKEOFF_ALT", 12.5)
    after = await param.get_param_float("MIS_TAKEOFF_ALT")
    await param.set_param_float("MIS_TAKEOFF_ALT", before)
    told(f"MIS_TAKEOFF_ALT {before} then {after}")

    assert (before, after) == (2.5, 12.5)


async def test_an_integer_parameter_is_set_and_read_back(param, told):
    before = await param.get_param_int("NAV_DLL_ACT")

    await param.set_param_int("NAV_DLL_ACT", 2)
    after = await param.get_param_int("NAV_DLL_ACT")
    await param.set_param_int("NAV_DLL_ACT", before)
    told(f"NAV_DLL_ACT {before} then {after}")

    assert (before, after) == (0, 2)


async def test_a_parameter_that_it_lacks_does_not_exist(param, told):
    read = await refusal(param.get_param_int("NO_SUCH_PARAM"), ParamError)
    written = await refusal(param.set_param_int("NO_SUCH_PARAM", 1), ParamError)
    told(f"read {read.name}", f"set {written.name}")

    assert (read.name, written.name) == ("DOES_NOT_EXIST", "DOES_NOT_EXIST")


async def test_a_parameter_of_the_other_type_is_refused(param, told):
    read = await refusal(param.get_param_int("MIS_TAKEOFF_ALT"), ParamError)
    written = await refusal(param.set_param_int("MIS_TAKEOFF_ALT", 3), ParamError)
    value = await param.get_param_float("MIS_TAKEOFF_ALT")
    told(f"read {read.name}", f"set {written.name}", f"value stays {value}")

    assert (read.name, written.name, value) == ("WRONG_TYPE", "TYPE_MISMATCH", 2.5)


async def test_all_parameters_come_at_once(drone, told):
    every = await drone.plugin(ParamAsync).get_all_params()
    names = {each.name for each in (*every.int_params, *every.float_params)}
    told(f"{len(every.int_params)} whole numbers, {len(every.float_params)} fractions")

    assert {"MIS_TAKEOFF_ALT", "NAV_DLL_ACT", "COM_DL_LOSS_T", "RTL_RETURN_ALT", "GF_ACTION"} <= names
    assert len(names) > 100


# --- missions ---


async def a_crews_plan(drone):
    home = await place_of(drone)
    camera = MissionItem.CameraAction
    return [
        item(home, vehicle_action=MissionItem.VehicleAction.TAKEOFF, is_fly_through=False, acceptance_radius_m=1.0),
        item(beside(home, north_m=20), gimbal_pitch_deg=-60.0, gimbal_yaw_deg=0.0, camera_action=camera.TAKE_PHOTO),
        item(beside(home, north_m=20, east_m=20), camera_action=camera.START_PHOTO_INTERVAL),
        item(beside(home, east_m=20), camera_action=camera.STOP_PHOTO_INTERVAL, yaw_deg=90.0),
        item(beside(home, east_m=10), camera_action=camera.START_VIDEO),
        item(beside(home, east_m=5), camera_action=camera.STOP_VIDEO),
        item(beside(home, east_m=2), camera_action=camera.START_PHOTO_DISTANCE, camera_photo_distance_m=3.0),
    ]


async def test_a_mission_with_camera_and_gimbal_comes_back_as_it_went(drone, told):
    mission = drone.plugin(MissionAsync)
    plan = await a_crews_plan(drone)

    await mission.upload_mission(MissionPlan(plan))
    back = (await mission.download_mission()).mission_items
    told(f"{len(plan)} items sent, {len(back)} read back")

    def telling(each):
        numbers = each.latitude_deg * 10.0, each.longitude_deg * 10.0, each.relative_altitude_m, each.speed_m_s
        return pytest.approx([*numbers, each.gimbal_pitch_deg, each.yaw_deg], abs=2e-6, nan_ok=True)

    assert [telling(each).expected for each in back] == [telling(each) for each in plan]
    assert [(each.camera_action, each.vehicle_action) for each in back] == [
        (each.camera_action, each.vehicle_action) for each in plan
    ]


async def test_a_mission_reads_back_with_the_same_raw_items(drone, raw, told):
    await drone.plugin(MissionAsync).upload_mission(MissionPlan(await a_crews_plan(drone)))

    items = await raw.download_mission()
    told(f"{len(items)} items, commands {' '.join(str(each.command) for each in items)}")

    assert [each.command for each in items][:7] == [22, 178, 16, 178, 1001, 1000, 2000]
    assert [each.frame for each in items] == [6 if each.command in (16, 22) else 2 for each in items]
    assert items[0].param1 == 0.0  # PX4 keeps no pitch of a take-off


async def test_progress_tells_the_items_of_the_mission(drone, told):
    mission = drone.plugin(MissionAsync)
    await mission.upload_mission(MissionPlan(await a_crews_plan(drone)))

    await mission.set_current_mission_item(2)
    progress = await drone.until(mission.subscribe_mission_progress(), lambda progress: progress.current == 2)
    beyond = await refusal(mission.set_current_mission_item(99), MissionError)
    told(f"item {progress.current} of {progress.total}", f"item 99: {beyond.name}")

    assert progress.total == 7
    assert beyond is MissionResult.INVALID_ARGUMENT


async def test_a_cleared_mission_is_gone(drone, raw, told):
    mission = drone.plugin(MissionAsync)
    await mission.upload_mission(MissionPlan(await a_crews_plan(drone)))

    await mission.clear_mission()
    left = len((await mission.download_mission()).mission_items), len(await raw.download_mission())
    told(f"{left[0]} items left")

    assert left == (0, 0)


async def test_an_upload_tells_how_far_it_is(drone, raw, told):
    place = await place_of(drone)
    items = [raw_item(0, place, command=22), raw_item(1, beside(place, north_m=30)), raw_item(2, place)]

    steps = await drone.gather(drone.plugin(MissionAsync).upload_mission_with_progress(MissionPlan([item(place)] * 3)))
    await raw.upload_mission(items)
    told(f"{len(steps)} steps to {steps[-2][1].progress:.0%}" if isinstance(steps[0], tuple) else f"{len(steps)} steps")

    assert len(steps) >= 3


@pytest.mark.parametrize(("name", "changes"), [("command", {"command": 82}), ("frame", {"frame": 10})])
async def test_a_mission_is_refused_for_an_unknown(name, changes, drone, raw, telemetry, told):
    place = await place_of(drone)
    items = [raw_item(0, place, command=22), raw_item(1, beside(place, north_m=30), **changes)]
    hears = asyncio.create_task(drone.until(telemetry.subscribe_status_text(), lambda text: "Invalid" in text.text))
    await asyncio.sleep(0)

    result = await refusal(raw.upload_mission(items), MissionRawError)
    text = await hears
    told(result.name, text.text.strip())

    assert result is MissionRawResult.UNSUPPORTED
    assert text.text.strip() == "IGN MISSION_ITEM: Invalid item"


async def test_an_upload_can_be_broken_off_and_the_next_is_taken(drone, raw, told):
    place = await place_of(drone)
    long = [raw_item(0, place, command=22)]
    long += [raw_item(seq, beside(place, north_m=seq * 0.02)) for seq in range(1, 6000)]

    uploading = asyncio.create_task(refusal(raw.upload_mission(long), MissionRawError))
    for _ in range(100):  # MAVSDK refuses to break off what has not begun
        await asyncio.sleep(0.02)
        try:
            await raw.cancel_mission_upload()
            break
        except MissionRawError:
            continue
    result = await uploading
    # MAVSDK still sends an item that was asked for; the aircraft's ERROR for it would end the next upload.
    for _ in range(3):
        await drone.plugin(ParamAsync).get_param_int("NAV_DLL_ACT")
    await raw.upload_mission(long[:3])
    kept = await raw.download_mission()
    told(result.name, f"then {len(kept)} items")

    assert result is MissionRawResult.TRANSFER_CANCELLED
    assert len(kept) == 3


async def test_a_plan_of_ours_goes_through_the_eyes_of_mavsdk(drone, raw, told, tmp_path):
    place = await place_of(drone)
    corners = [beside(place, north_m=n, east_m=e) for n, e in ((30, 30), (30, 130), (130, 130), (130, 30), (30, 30))]
    area = {"type": "Polygon", "coordinates": [[[longitude, latitude] for latitude, longitude in corners]]}
    (tmp_path / "area.geojson").write_text(json.dumps(area))
    plan = tmp_path / "search.plan"
    _, problems = await asyncio.to_thread(
        plan_files, "thermal-area-search", area=tmp_path / "area.geojson", out=plan, assignments=(), vehicles=1,
        home=f"{place[0]},{place[1]}", terrain_files=[level_ground(tmp_path, place)], wind=None, language="en",
    )  # fmt: skip
    assert plan.exists(), problems

    imported = await raw.import_qgroundcontrol_mission(str(plan))
    await raw.upload_mission(imported.mission_items)
    back = await raw.download_mission()
    told(f"every item of the .plan read back, commands {sorted({each.command for each in back})}")
    await raw.clear_mission()

    assert len(imported.mission_items) > 10
    assert [(each.command, each.x, each.y) for each in back] == [
        (each.command, each.x, each.y) for each in imported.mission_items
    ]


# --- fences and rally points ---


async def test_a_fence_of_polygons_and_circles_comes_back(drone, told):
    fence = drone.plugin(GeofenceAsync)
    home = await place_of(drone)
    far = beside(home, north_m=60)
    polygons = [Polygon(square(home, 100.0), FenceType.INCLUSION), Polygon(square(far, 10.0), FenceType.EXCLUSION)]

    await fence.upload_geofence(GeofenceData(polygons, [Circle(Point(*home), 200.0, FenceType.INCLUSION)]))
    back = await fence.download_geofence()
    told(f"{len(back.polygons)} polygons, {len(back.circles)} circle")
    await fence.clear_geofence()
    empty = await fence.download_geofence()

    assert [each.fence_type for each in back.polygons] == [FenceType.INCLUSION, FenceType.EXCLUSION]
    assert back.polygons[0].points[2].latitude_deg == pytest.approx(polygons[0].points[2].latitude_deg, abs=1e-7)
    assert back.circles[0].radius == pytest.approx(200.0)
    assert (empty.polygons, empty.circles) == ([], [])


async def test_a_fence_of_two_corners_or_of_seventy_is_refused(drone, told):
    fence = drone.plugin(GeofenceAsync)
    home = await place_of(drone)
    angles = [index * 2.0 * math.pi / 70.0 for index in range(70)]
    many = [Point(*beside(home, north_m=90 * math.cos(angle), east_m=90 * math.sin(angle))) for angle in angles]

    two = await refusal(
        fence.upload_geofence(GeofenceData([Polygon(square(home, 50.0)[:2], FenceType.INCLUSION)], [])), GeofenceError
    )
    seventy = await refusal(
        fence.upload_geofence(GeofenceData([Polygon(many, FenceType.INCLUSION)], [])), GeofenceError
    )
    told(f"two: {two.name}", f"seventy: {seventy.name}")

    assert (two, seventy) == (GeofenceResult.INVALID_ARGUMENT, GeofenceResult.TOO_MANY_GEOFENCE_ITEMS)


async def test_a_fence_without_its_home_is_taken_and_then_told_to_be_void(drone, telemetry, told):
    fence = drone.plugin(GeofenceAsync)
    elsewhere = beside(await place_of(drone), north_m=5000)
    hears = asyncio.create_task(drone.until(telemetry.subscribe_status_text(), lambda text: "eofence" in text.text))
    await asyncio.sleep(0)

    await fence.upload_geofence(GeofenceData([Polygon(square(elsewhere, 100.0), FenceType.INCLUSION)], []))
    text = await hears
    told("SUCCESS", text.text.strip())
    await fence.clear_geofence()

    assert text.text.strip() == "Geofence invalid, doesn't contain Home position"


async def test_rally_points_come_back_and_are_not_more_than_it_holds(drone, raw, told):
    home = await place_of(drone)

    def rally(count):
        return [
            raw_item(seq, beside(home, north_m=10.0 * seq), command=5100, frame=3, params=(0, 0, 0, 0), mission_type=2)
            for seq in range(count)
        ]

    await raw.upload_rally_points(rally(2))
    back = await raw.download_rallypoints()
    too_many = await refusal(raw.upload_rally_points(rally(40)), MissionRawError)
    told(f"{len(back)} back, frame {back[0].frame}", f"forty: {too_many.name}")

    assert [(each.command, each.frame, each.z) for each in back] == [(5100, 6, 15.0)] * 2
    assert too_many is MissionRawResult.TOO_MANY_MISSION_ITEMS


# --- files, logs, the rest ---


async def test_its_files_can_be_listed_and_fetched_and_compared(drone, told, tmp_path):
    ftp = drone.plugin(FtpAsync)

    listed = await ftp.list_directory("etc/extras")
    names = sorted(each.name for each in listed.entries)
    sums = set()
    for in_bursts in (False, True):
        folder = tmp_path / f"bursts-{in_bursts}"
        folder.mkdir()
        await drone.gather(ftp.download("etc/extras/component_general.json.xz", str(folder), in_bursts))
        fetched = folder / "component_general.json.xz"
        sums.add(hashlib.sha256(fetched.read_bytes()).hexdigest())
        assert await ftp.are_files_identical(str(fetched), "etc/extras/component_general.json.xz")
    told(", ".join(names), "fetched whole both ways, checksum the same")

    assert {"component_general.json.xz", "parameters.json.xz"} <= set(names)
    assert len(sums) == 1


async def test_a_file_that_it_lacks_is_told_so(drone, told, tmp_path):
    ftp = drone.plugin(FtpAsync)

    listed = await refusal(ftp.list_directory("/nowhere"), FtpError)
    fetched = await refusal(drone.gather(ftp.download("etc/nothing", str(tmp_path), False)), FtpError)
    told(f"list {listed.name}", f"fetch {fetched.name}")

    assert (listed, fetched) == (FtpResult.FILE_DOES_NOT_EXIST, FtpResult.FILE_DOES_NOT_EXIST)


@pytest.mark.parametrize("kind", [MetadataType.PARAMETER, MetadataType.EVENTS], ids=["parameters", "events"])
async def test_mavsdk_finds_by_itself_the_description_of(kind, drone, told):
    metadata = drone.plugin(ComponentMetadataAsync)
    await metadata.request_autopilot_component()
    found = ""
    for _ in range(240):  # minutes on a busy machine: it fetches files
        try:
            found = (await metadata.get_metadata(1, kind)).json_metadata
            break
        except ComponentMetadataError:
            await asyncio.sleep(0.25)
    told("a JSON document" if found else "none")

    assert found.lstrip().startswith("{")
    assert ('"parameters"' if kind is MetadataType.PARAMETER else '"components"') in found


async def test_a_file_can_be_left_renamed_and_taken_away(drone, told, tmp_path):
    ftp = drone.plugin(FtpAsync)
    (tmp_path / "peer.txt").write_text("what a crew left here\n" * 50)

    await drone.gather(ftp.upload(str(tmp_path / "peer.txt"), "/"))
    same = await ftp.are_files_identical(str(tmp_path / "peer.txt"), "peer.txt")
    await ftp.rename("peer.txt", "moved.txt")
    await ftp.remove_file("moved.txt")
    await ftp.create_directory("newdir")
    again = await refusal(ftp.create_directory("newdir"), FtpError)
    await ftp.remove_directory("newdir")
    # PX4 names this refusal at the end of every file and list as well, until something else is refused.
    await refusal(ftp.list_directory("/nowhere"), FtpError)
    told(f"same {same}", f"folder twice: {again.name}")

    assert same
    assert again is FtpResult.FILE_EXISTS


async def test_a_log_is_listed_before_the_first_flight_where_it_logs_from_the_start(drone, told):
    param, logs = drone.plugin(ParamAsync), drone.plugin(LogFilesAsync)
    before = await param.get_param_int("SDLOG_MODE")  # PX4 SITL is told to log from the start, the simulator is not

    await param.set_param_int("SDLOG_MODE", 1)
    entries = await drone.becomes(lambda: entries_of(logs), bool, 20.0)
    await param.set_param_int("SDLOG_MODE", before)
    told(f"SDLOG_MODE {before}", f"with 1: {len(entries)} log")

    assert entries[-1].size_bytes > 0


async def entries_of(logs):
    """The logs that it lists; none when it is silent, as it is without any."""
    try:
        return await logs.get_entries()
    except LogFilesError:
        return []


async def test_its_shell_answers_where_there_is_one(drone, told):
    shell = drone.plugin(ShellAsync)
    heard = asyncio.create_task(drone.until(shell.subscribe_receive(), lambda text: True))
    await asyncio.sleep(0)

    await shell.send("ver all\n", Device.SHELL)
    done, _ = await asyncio.wait([heard], timeout=1.0)
    heard.cancel()
    told("an answer" if done else "nothing: it has no shell")

    assert bool(done) is not drone.peer.is_simulated
