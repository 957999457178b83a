"""The messages of a camera, made from what it is, where it looks and what it has taken."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.mavlink.builders import boot_ms
from firmware_sim.mavlink.camera_description import CameraDescription, ThermalRange, VideoStream
from firmware_sim.mavlink.capture import CAPACITY_MIB, Capture, Photo
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.gimbal import quaternion
from firmware_sim.mavlink.gimbal_protocol import DEVICE_ID

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
VENDOR, MODEL = b"Varde", b"Simulated thermal 640"
CAPABILITIES = (
    D.CAMERA_CAP_FLAGS_CAPTURE_VIDEO
    | D.CAMERA_CAP_FLAGS_CAPTURE_IMAGE
    | D.CAMERA_CAP_FLAGS_HAS_MODES
    | D.CAMERA_CAP_FLAGS_CAN_CAPTURE_IMAGE_IN_VIDEO_MODE
    | D.CAMERA_CAP_FLAGS_HAS_VIDEO_STREAM
)
RUNNING_FLAG, THERMAL_FLAG = 1, 2
PIXEL_PITCH_MM = 0.012
STORAGE_ID, STORAGE_READY, STORAGE_KIND_OTHER = 1, 2, 254
READ_MIB_S, WRITE_MIB_S = 80.0, 40.0
NOT_KNOWN = 2**31 - 1
"""INT32_MAX: the camera looks at no place that it knows."""
UNKNOWN_ZOOM = math.nan
THIS_CAMERA = 0
"""camera_device_id of a camera that is a component of its own."""


def information(about: CameraDescription, now_s: float) -> Message:
    """CAMERA_INFORMATION."""
    sensor_mm = (about.width_px * PIXEL_PITCH_MM, about.height_px * PIXEL_PITCH_MM)
    focal_mm = sensor_mm[0] / (2.0 * math.tan(math.radians(0.5 * about.horizontal_view_deg)))
    return D.MAVLink_camera_information_message(
        boot_ms(now_s),
        list(VENDOR.ljust(32, b"\0")),
        list(MODEL.ljust(32, b"\0")),
        1,
        focal_mm,
        *sensor_mm,
        about.width_px,
        about.height_px,
        0,
        CAPABILITIES,
        0,
        b"",
        DEVICE_ID,
        THIS_CAMERA,
    )


def settings(mode: int, now_s: float) -> Message:
    """CAMERA_SETTINGS."""
    return D.MAVLink_camera_settings_message(boot_ms(now_s), mode, UNKNOWN_ZOOM, UNKNOWN_ZOOM, THIS_CAMERA)


def storage(capture: Capture, now_s: float) -> Message:
    """STORAGE_INFORMATION."""
    sizes_mib = (CAPACITY_MIB, capture.used_mib, capture.available_mib)
    speeds = (READ_MIB_S, WRITE_MIB_S)
    return D.MAVLink_storage_information_message(
        boot_ms(now_s), STORAGE_ID, 1, STORAGE_READY, *sizes_mib, *speeds, STORAGE_KIND_OTHER, b"on board", 0
    )


def capture_status(capture: Capture, now_s: float) -> Message:
    """CAMERA_CAPTURE_STATUS."""
    # 1: taking photos; 2 and 3: the same, at intervals.
    image_status = (3 if capture.interval_s > 0.0 else 1) if capture.taking_images else 0
    since_s = capture.recording_since_s
    return D.MAVLink_camera_capture_status_message(
        boot_ms(now_s),
        image_status,
        0 if since_s is None else 1,
        capture.interval_s,
        0 if since_s is None else boot_ms(now_s - since_s),
        capture.available_mib,
        len(capture.photos),
        THIS_CAMERA,
    )


def image_captured(photo: Photo) -> Message:
    """CAMERA_IMAGE_CAPTURED."""
    return D.MAVLink_camera_image_captured_message(
        boot_ms(photo.at_s),
        round(photo.unix_s * 1e6),
        THIS_CAMERA,
        round(photo.latitude_deg * 1e7),
        round(photo.longitude_deg * 1e7),
        round(photo.amsl_m * 1000.0),
        round(photo.above_home_m * 1000.0),
        list(photo.q),
        photo.index,
        1,
        b"",
    )


def _view(about: CameraDescription) -> tuple[float, float]:
    """Horizontal and vertical angle of view in degrees."""
    half = math.tan(math.radians(0.5 * about.horizontal_view_deg))
    return about.horizontal_view_deg, math.degrees(2.0 * math.atan(half * about.height_px / about.width_px))


def _stream_flags(stream: VideoStream, running: bool) -> int:
    return (THERMAL_FLAG if stream.thermal else 0) | (RUNNING_FLAG if running else 0)


def _stream_view(about: CameraDescription, stream: VideoStream) -> tuple[float, int, int, int, int, int]:
    """Rate, width, height, bit rate (not known), turn and angle of view, in the messages' order."""
    view = stream.view if stream.view is not None else about
    return view.frame_rate_hz, view.width_px, view.height_px, 0, 0, round(view.horizontal_view_deg)


def stream_information(about: CameraDescription, number: int, running: bool) -> Message:
    """VIDEO_STREAM_INFORMATION of one stream, counted from 1."""
    stream = about.streams[number - 1]
    return D.MAVLink_video_stream_information_message(
        number,
        len(about.streams),
        stream.kind,
        _stream_flags(stream, running),
        *_stream_view(about, stream),
        stream.name.encode(),
        stream.uri.encode(),
        stream.encoding,
        THIS_CAMERA,
    )


def stream_status(about: CameraDescription, number: int, running: bool) -> Message:
    """VIDEO_STREAM_STATUS of one stream, counted from 1."""
    stream = about.streams[number - 1]
    return D.MAVLink_video_stream_status_message(
        number, _stream_flags(stream, running), *_stream_view(about, stream), THIS_CAMERA
    )


def thermal_range(told: ThermalRange, now_s: float) -> Message:
    """CAMERA_THERMAL_RANGE of the first stream."""
    return D.MAVLink_camera_thermal_range_message(
        boot_ms(now_s),
        1,
        THIS_CAMERA,
        told.hottest_celsius,
        *told.hottest_at,
        told.coldest_celsius,
        *told.coldest_at,
    )


# --- where it looks ---


def _looks(vehicle: Vehicle) -> tuple[float, float, float]:
    """Roll, pitch and heading of the camera, as the aircraft and the gimbal believe."""
    told = vehicle.gimbal.reported()
    return told.roll_rad, told.pitch_rad, vehicle.autopilot.estimate.yaw_rad + told.yaw_rad


def field_of_view(about: CameraDescription, vehicle: Vehicle) -> Message:
    """CAMERA_FOV_STATUS; the middle of the picture on level ground under the aircraft, when it looks down."""
    pilot, frame = vehicle.autopilot, vehicle.frame
    north_m, east_m, up_m = pilot.here
    roll_rad, pitch_rad, heading_rad = _looks(vehicle)
    latitude_deg, longitude_deg = frame.wgs84_from_local(north_m, east_m)
    middle = (NOT_KNOWN, NOT_KNOWN, NOT_KNOWN)
    height_m = pilot.height_above_ground_m
    if pitch_rad < math.radians(-1.0) and height_m > 0.0:
        away_m = height_m / math.tan(-pitch_rad)
        there = frame.wgs84_from_local(
            north_m + away_m * math.cos(heading_rad), east_m + away_m * math.sin(heading_rad)
        )
        middle = (round(there[0] * 1e7), round(there[1] * 1e7), round((up_m - height_m) * 1000.0))
    return D.MAVLink_camera_fov_status_message(
        boot_ms(pilot.now_s),
        round(latitude_deg * 1e7),
        round(longitude_deg * 1e7),
        round(up_m * 1000.0),
        *middle,
        list(quaternion(roll_rad, pitch_rad, heading_rad)),
        *_view(about),
        THIS_CAMERA,
    )


def photo_of(vehicle: Vehicle, index: int, now_s: float) -> Photo:
    """A photo taken now."""
    pilot = vehicle.autopilot
    north_m, east_m, up_m = pilot.here
    latitude_deg, longitude_deg = vehicle.frame.wgs84_from_local(north_m, east_m)
    return Photo(
        index=index,
        at_s=now_s,
        unix_s=vehicle.start_unix_s + now_s,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        amsl_m=up_m,
        above_home_m=up_m - pilot.home_amsl_m,
        q=quaternion(*_looks(vehicle)),
    )
