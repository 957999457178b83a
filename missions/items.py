"""From a route with heights to mission items."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from missions.following import CORNER_M
from missions.geo import LocalFrame
from missions.heights import Ground, Profile
from missions.legs import DOWN, Gaze
from missions.plan import MissionItem

Array = NDArray[np.float64]

NAV_WAYPOINT, NAV_RETURN_TO_LAUNCH, NAV_TAKEOFF = 16, 20, 22
DO_SET_ROI_LOCATION, DO_SET_ROI_NONE = 195, 197
DO_CHANGE_SPEED, DO_GIMBAL_MANAGER_PITCHYAW, DO_GIMBAL_MANAGER_CONFIGURE = 178, 1000, 1001
FRAME_GLOBAL, FRAME_MISSION, FRAME_RELATIVE = 0, 2, 3
ROLL_AND_PITCH_LOCK = 4 + 8
"""Angles count from the horizon and not from the aircraft's frame (GIMBAL_MANAGER_FLAGS)."""
THE_AUTOPILOT_ITSELF = -2.0
"""While a mission runs PX4 sends the gimbal's commands, so it must be the one in control."""
AS_IT_IS = -1.0
NAN = math.nan


def mission_items(
    profile: Profile,
    frame: LocalFrame,
    *,
    speeds: Array,
    acceptance_m: Array,
    gimbal: bool,
    ground: Ground,
    is_home_surveyed: bool = True,
) -> tuple[MissionItem, ...]:
    """Take off, set speed and camera, fly the profile, return.

    `speeds` (n - 1) are those of the legs, `acceptance_m` (n) the radii of the points.

    The take-off is relative to home: an error of the terrain model or of the GNSS height must not make it too low. It
    leads straight up to where the first leg begins, for that leg's speed is chosen by its climb from there. All other
    heights are above sea level. Where home may lie lower than the plan reckons with, a point straight above it comes
    next, or the first leg would be steeper than reckoned.
    """
    latitude, longitude = frame.to_geographic(profile.points[:, 0], profile.points[:, 1])
    rounded = [(round(float(lat), 7), round(float(lon), 7)) for lat, lon in zip(latitude, longitude, strict=True)]
    take_off = MissionItem(
        command=NAV_TAKEOFF,
        frame=FRAME_RELATIVE,
        params=(0.0, 0.0, 0.0, NAN),
        latitude_deg=rounded[0][0],
        longitude_deg=rounded[0][1],
        altitude_m=math.ceil(round(profile.take_off_m * 10, 6)) / 10,
    )
    gazes = _gazes(profile)
    turner = _Turner(frame, ground, gimbal=gimbal)
    flown: list[MissionItem] = [] if is_home_surveyed else [_above_home(rounded[0], profile.points[0, 2])]
    flown += turner.begin(gazes[0])
    for leg, (place, height) in enumerate(zip(rounded[1:], profile.points[1:, 2].tolist(), strict=True)):
        if leg > 0 and speeds[leg] != speeds[leg - 1]:
            flown.append(_speed(speeds[leg]))
        flown += turner.turn(gazes[leg])
        bearing = gazes[leg].bearing_deg
        flown.append(
            MissionItem(
                command=NAV_WAYPOINT,
                frame=FRAME_GLOBAL,
                params=(
                    round(float(profile.dwell_s[leg + 1]), 1),
                    round(float(acceptance_m[leg + 1]), 1),
                    0.0,
                    NAN if bearing is None else round(bearing % 360.0, 1),
                ),
                latitude_deg=place[0],
                longitude_deg=place[1],
                altitude_m=math.ceil(height * 10) / 10,
            )
        )
    back = MissionItem(command=NAV_RETURN_TO_LAUNCH, frame=FRAME_MISSION)
    return (take_off, _speed(speeds[0]), *flown, *turner.end(), back)


def _above_home(place: tuple[float, float], amsl_m: float) -> MissionItem:
    return MissionItem(
        command=NAV_WAYPOINT,
        frame=FRAME_GLOBAL,
        params=(0.0, CORNER_M, 0.0, NAN),
        latitude_deg=place[0],
        longitude_deg=place[1],
        altitude_m=math.ceil(amsl_m * 10) / 10,
    )


def _gazes(profile: Profile) -> list[Gaze]:
    """Where the camera looks on each leg; on a transit as on the work before, but with the nose ahead."""
    gazes: list[Gaze] = []
    works = [profile.route.legs[leg] for leg in profile.leg_of]
    gaze = next((work.gaze for work in works if work is not None), DOWN)
    gaze = Gaze(pitch_deg=gaze.pitch_deg)
    for work in works:
        if work is not None:
            gaze = work.gaze
        elif gaze.at is None:
            gaze = Gaze(pitch_deg=gaze.pitch_deg)
        gazes.append(gaze)
    # Home without a place to look at: the autopilot would fly backwards.
    for index in range(len(works) - 1, -1, -1):
        if works[index] is not None:
            break
        gazes[index] = Gaze(pitch_deg=gazes[index].pitch_deg)
    return gazes


class _Turner:
    """Says what turns camera and nose from one gaze to the next."""

    def __init__(self, frame: LocalFrame, ground: Ground, *, gimbal: bool) -> None:
        self._frame, self._ground, self._gimbal = frame, ground, gimbal
        self._at: tuple[float, float] | None = None
        self._pitch_deg = NAN

    def begin(self, gaze: Gaze) -> list[MissionItem]:
        """Take control, as the mission begins."""
        return [_configure(), *self.turn(gaze)] if self._gimbal else self.turn(gaze)

    def turn(self, gaze: Gaze) -> list[MissionItem]:
        """From the gaze before to this one."""
        if gaze.at is not None:
            return [] if gaze.at == self._at else [self._towards(gaze.at)]
        items = self.end()
        if self._gimbal and gaze.pitch_deg != self._pitch_deg:
            items.append(_pitch(gaze.pitch_deg))
            self._pitch_deg = gaze.pitch_deg
        return items

    def end(self) -> list[MissionItem]:
        """Let go of the place that was looked at, if any."""
        if self._at is None:
            return []
        self._at = None
        return [MissionItem(command=DO_SET_ROI_NONE, frame=FRAME_MISSION)]

    def _towards(self, at: tuple[float, float]) -> MissionItem:
        self._at, self._pitch_deg = at, NAN
        latitude, longitude = self._frame.to_geographic(at[0], at[1])
        return MissionItem(
            command=DO_SET_ROI_LOCATION,
            frame=FRAME_GLOBAL,
            latitude_deg=round(float(latitude), 7),
            longitude_deg=round(float(longitude), 7),
            altitude_m=round(float(self._ground(np.array(at[0]), np.array(at[1]))), 1),
        )


def _speed(speed_ms: float) -> MissionItem:
    return MissionItem(
        command=DO_CHANGE_SPEED, frame=FRAME_MISSION, params=(1.0, round(float(speed_ms), 2), AS_IT_IS, 0.0)
    )


def _configure() -> MissionItem:
    return MissionItem(
        command=DO_GIMBAL_MANAGER_CONFIGURE,
        frame=FRAME_MISSION,
        params=(THE_AUTOPILOT_ITSELF, THE_AUTOPILOT_ITSELF, AS_IT_IS, AS_IT_IS),
    )


def _pitch(pitch_deg: float) -> MissionItem:
    return MissionItem(
        command=DO_GIMBAL_MANAGER_PITCHYAW,
        frame=FRAME_MISSION,
        params=(pitch_deg, 0.0, NAN, NAN),
        latitude_deg=float(ROLL_AND_PITCH_LOCK),
    )
