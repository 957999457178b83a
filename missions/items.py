"""From a route with heights to mission items."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from missions.geo import LocalFrame
from missions.heights import Profile
from missions.plan import MissionItem

Array = NDArray[np.float64]

NAV_WAYPOINT, NAV_RETURN_TO_LAUNCH, NAV_TAKEOFF = 16, 20, 22
DO_CHANGE_SPEED, DO_GIMBAL_MANAGER_PITCHYAW, DO_GIMBAL_MANAGER_CONFIGURE = 178, 1000, 1001
FRAME_GLOBAL, FRAME_MISSION, FRAME_RELATIVE = 0, 2, 3
ROLL_AND_PITCH_LOCK = 4 + 8
"""Angles count from the horizon and not from the aircraft's frame (GIMBAL_MANAGER_FLAGS)."""
THE_AUTOPILOT_ITSELF = -2.0
"""While a mission runs PX4 sends the gimbal's commands, so it must be the one in control."""
AS_IT_IS = -1.0
NAN = math.nan


def mission_items(
    profile: Profile, frame: LocalFrame, *, take_off_m: float, speeds: Array, acceptance_m: Array, gimbal: bool
) -> tuple[MissionItem, ...]:
    """Take off, set speed and camera, fly the profile, return.

    `speeds` (n - 1) are those of the legs, `acceptance_m` (n) the radii of the points.

    The take-off is relative to home: an error of the terrain model or of the GNSS height must not make it too low. All
    other heights are above sea level.
    """
    latitude, longitude = frame.to_geographic(profile.points[:, 0], profile.points[:, 1])
    rounded = [(round(float(lat), 7), round(float(lon), 7)) for lat, lon in zip(latitude, longitude, strict=True)]
    take_off = MissionItem(
        command=NAV_TAKEOFF,
        frame=FRAME_RELATIVE,
        params=(0.0, 0.0, 0.0, NAN),
        latitude_deg=rounded[0][0],
        longitude_deg=rounded[0][1],
        altitude_m=take_off_m,
    )
    flown: list[MissionItem] = []
    for leg, (place, height) in enumerate(zip(rounded[1:], profile.points[1:, 2].tolist(), strict=True)):
        if leg > 0 and speeds[leg] != speeds[leg - 1]:
            flown.append(_speed(speeds[leg]))
        flown.append(
            MissionItem(
                command=NAV_WAYPOINT,
                frame=FRAME_GLOBAL,
                params=(0.0, round(float(acceptance_m[leg + 1]), 1), 0.0, NAN),
                latitude_deg=place[0],
                longitude_deg=place[1],
                altitude_m=math.ceil(height * 10) / 10,
            )
        )
    back = MissionItem(command=NAV_RETURN_TO_LAUNCH, frame=FRAME_MISSION)
    return (take_off, _speed(speeds[0]), *(_look_down() if gimbal else ()), *flown, back)


def _speed(speed_ms: float) -> MissionItem:
    return MissionItem(
        command=DO_CHANGE_SPEED, frame=FRAME_MISSION, params=(1.0, round(float(speed_ms), 2), AS_IT_IS, 0.0)
    )


def _look_down() -> tuple[MissionItem, MissionItem]:
    configure = MissionItem(
        command=DO_GIMBAL_MANAGER_CONFIGURE,
        frame=FRAME_MISSION,
        params=(THE_AUTOPILOT_ITSELF, THE_AUTOPILOT_ITSELF, AS_IT_IS, AS_IT_IS),
    )
    down = MissionItem(
        command=DO_GIMBAL_MANAGER_PITCHYAW,
        frame=FRAME_MISSION,
        params=(-90.0, 0.0, NAN, NAN),
        latitude_deg=float(ROLL_AND_PITCH_LOCK),
    )
    return configure, down
