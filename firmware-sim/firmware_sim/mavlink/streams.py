"""Which messages go out on which link at which rate: PX4 SITL's defaults, as measured."""

from __future__ import annotations

import math
import random

from firmware_sim.mavlink.codec import LINK_NODE_STATUS, TIME_ESTIMATE_TO_TARGET, dialect
from firmware_sim.mavlink.link import Stream

D = dialect
FIRST_HEARTBEAT_S = 0.9
ORIGIN_TOLD_S = 0.86
"""PX4 tells GPS_GLOBAL_ORIGIN once, as soon as its estimator has one."""
TWO_LINKS = ("gcs", "onboard")
ALL_LINKS = (*TWO_LINKS, "camera", "gimbal", "display")
"""PX4 SITL's five MAVLink instances."""

_POSITION_AND_ATTITUDE = (
    D.MAVLINK_MSG_ID_GLOBAL_POSITION_INT,
    D.MAVLINK_MSG_ID_LOCAL_POSITION_NED,
    D.MAVLINK_MSG_ID_ATTITUDE,
    D.MAVLINK_MSG_ID_ATTITUDE_QUATERNION,
    D.MAVLINK_MSG_ID_ATTITUDE_TARGET,
    D.MAVLINK_MSG_ID_POSITION_TARGET_LOCAL_NED,
    D.MAVLINK_MSG_ID_SERVO_OUTPUT_RAW,
)
_EVERYWHERE_HZ: dict[int, float] = {
    D.MAVLINK_MSG_ID_HEARTBEAT: 1.0,
    D.MAVLINK_MSG_ID_MISSION_CURRENT: 1.0,
}
_GCS_HZ: dict[int, float] = {
    **_EVERYWHERE_HZ,
    **dict.fromkeys(_POSITION_AND_ATTITUDE, 50.0),
    D.MAVLINK_MSG_ID_GPS_RAW_INT: 5.0,
    D.MAVLINK_MSG_ID_VFR_HUD: 4.0,
    D.MAVLINK_MSG_ID_GIMBAL_DEVICE_ATTITUDE_STATUS: 5.0,
    D.MAVLINK_MSG_ID_SYS_STATUS: 1.0,
    D.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: 1.0,
    D.MAVLINK_MSG_ID_ALTITUDE: 1.0,
    D.MAVLINK_MSG_ID_SCALED_PRESSURE: 1.0,
    D.MAVLINK_MSG_ID_OPEN_DRONE_ID_LOCATION: 1.0,
    D.MAVLINK_MSG_ID_OPEN_DRONE_ID_SYSTEM: 1.0,
    D.MAVLINK_MSG_ID_POSITION_TARGET_GLOBAL_INT: 1.0,
    LINK_NODE_STATUS: 1.0,
    D.MAVLINK_MSG_ID_BATTERY_STATUS: 0.5,
    D.MAVLINK_MSG_ID_HOME_POSITION: 0.5,
    D.MAVLINK_MSG_ID_CURRENT_MODE: 0.5,
    D.MAVLINK_MSG_ID_ESTIMATOR_STATUS: 0.5,
    D.MAVLINK_MSG_ID_DISTANCE_SENSOR: 0.5,
    D.MAVLINK_MSG_ID_GIMBAL_MANAGER_STATUS: 0.5,
    TIME_ESTIMATE_TO_TARGET: 0.5,
    D.MAVLINK_MSG_ID_PING: 0.1,
    D.MAVLINK_MSG_ID_VIBRATION: 0.1,
    D.MAVLINK_MSG_ID_ORBIT_EXECUTION_STATUS: 2.0,
}
_ONBOARD_HZ: dict[int, float] = {
    **_GCS_HZ,
    D.MAVLINK_MSG_ID_ATTITUDE: 100.0,
    D.MAVLINK_MSG_ID_HIGHRES_IMU: 50.0,
    D.MAVLINK_MSG_ID_LOCAL_POSITION_NED: 30.0,
    D.MAVLINK_MSG_ID_ODOMETRY: 30.0,
    D.MAVLINK_MSG_ID_TIMESYNC: 10.0,
    D.MAVLINK_MSG_ID_ALTITUDE: 10.0,
    D.MAVLINK_MSG_ID_DISTANCE_SENSOR: 10.0,
    D.MAVLINK_MSG_ID_ATTITUDE_TARGET: 10.0,
    D.MAVLINK_MSG_ID_POSITION_TARGET_LOCAL_NED: 10.0,
    D.MAVLINK_MSG_ID_SERVO_OUTPUT_RAW: 10.0,
    D.MAVLINK_MSG_ID_VFR_HUD: 10.0,
    D.MAVLINK_MSG_ID_GIMBAL_DEVICE_ATTITUDE_STATUS: 10.0,
    D.MAVLINK_MSG_ID_POSITION_TARGET_GLOBAL_INT: 10.0,
    D.MAVLINK_MSG_ID_GPS_RAW_INT: 8.0,
    D.MAVLINK_MSG_ID_SYS_STATUS: 5.0,
    D.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: 5.0,
    D.MAVLINK_MSG_ID_SYSTEM_TIME: 1.0,
    D.MAVLINK_MSG_ID_ESTIMATOR_STATUS: 1.0,
    D.MAVLINK_MSG_ID_PING: 1.0,
    D.MAVLINK_MSG_ID_VIBRATION: 0.5,
    D.MAVLINK_MSG_ID_ORBIT_EXECUTION_STATUS: 5.0,
}
_CAMERA_SHARE = 0.145
"""4 kB/s are a seventh of what the streams of an onboard link need: PX4 slows them all alike, but for some."""
NOT_SLOWED = (
    D.MAVLINK_MSG_ID_HEARTBEAT,
    D.MAVLINK_MSG_ID_MISSION_CURRENT,
    D.MAVLINK_MSG_ID_PING,
    D.MAVLINK_MSG_ID_GPS_RAW_INT,
)
"""Their rate is the same however narrow a link is."""
_CAMERA_HZ = {
    number: rate_hz if number in NOT_SLOWED else rate_hz * _CAMERA_SHARE for number, rate_hz in _ONBOARD_HZ.items()
}
_GIMBAL_HZ = {**_EVERYWHERE_HZ, D.MAVLINK_MSG_ID_AUTOPILOT_STATE_FOR_GIMBAL_DEVICE: 20.0}
_DISPLAY_HZ = {
    **_EVERYWHERE_HZ,
    # PX4 is asked for 200 and manages 124; the simulator's steps are a hundredth of a second.
    D.MAVLINK_MSG_ID_HIL_ACTUATOR_CONTROLS: 100.0,
    D.MAVLINK_MSG_ID_HIL_STATE_QUATERNION: 25.0,
}
RATES_HZ = {
    "gcs": _GCS_HZ,
    "onboard": _ONBOARD_HZ,
    "camera": _CAMERA_HZ,
    "gimbal": _GIMBAL_HZ,
    "display": _DISPLAY_HZ,
}
"""PX4 SITL's default streams per link."""


def default_streams(link_name: str, rng: random.Random) -> dict[int, Stream]:
    """The streams of a link after start; their phases differ so that they do not come in bursts."""
    streams = {}
    for message_id, rate_hz in RATES_HZ[link_name].items():
        interval_s = 1.0 / rate_hz
        due_s = FIRST_HEARTBEAT_S if message_id == D.MAVLINK_MSG_ID_HEARTBEAT else rng.uniform(0.3, 0.3 + interval_s)
        streams[message_id] = Stream(interval_s=interval_s, default_interval_s=interval_s, due_s=due_s)
    if link_name in TWO_LINKS:
        streams[D.MAVLINK_MSG_ID_GPS_GLOBAL_ORIGIN] = Stream(
            interval_s=math.inf, default_interval_s=math.inf, due_s=ORIGIN_TOLD_S
        )
    return streams
