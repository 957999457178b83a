"""Where an aircraft was, how it was turned and where its camera looked, at any instant of its own clock.

The bodies and the gimbal are told at their own rates; each is interpolated between its neighbours in time. What the
aircraft did not tell closely enough is not guessed: the answer is a `PoseGap`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ground_station.fleet import rotations
from ground_station.fleet.rotations import Quaternion
from ground_station.fleet.track import Bracket, NoBracket, Track
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message

YAW_LOCK: Final = 16
YAW_IN_VEHICLE_FRAME: Final = 32
YAW_IN_EARTH_FRAME: Final = 64
"""GIMBAL_DEVICE_FLAGS."""
REBOOT_S: Final = 5.0
"""A clock that jumps back this far began anew."""
FOREIGN_CLOCK_S: Final = 2.0
"""A gimbal whose clock differs more from the autopilot's has a clock of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AircraftPose:
    """An aircraft at one instant."""

    boot_s: float
    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float
    velocity_ned_ms: tuple[float, float, float]
    ned_from_body: NDArray[np.float64]
    """Rotation (3, 3); body frame x forward, y right, z down."""
    ned_from_gimbal: NDArray[np.float64] | None
    """Rotation (3, 3); gimbal frame x forward (along the view), y right, z down. None: no gimbal has ever told."""
    angular_rate_rads: float
    """How fast the gimbal turns, or the body where there is no gimbal."""
    oldest_bracket_s: float
    """The widest gap between two samples that was interpolated over."""


@dataclass(frozen=True, slots=True)
class PoseGap:
    """No trustworthy pose, and why."""

    reason: str
    """position, attitude or gimbal, then _unknown, _too_old, _too_new (may come yet) or _gap."""

    @property
    def may_come_yet(self) -> bool:
        """Whether the messages that would tell may simply not have arrived."""
        return self.reason.endswith("_too_new")


@dataclass(frozen=True, slots=True)
class _Position:
    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float
    velocity_ned_ms: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Gimbal:
    turned: Quaternion
    is_earth_yaw: bool


class PoseHistory:
    """The last half minute or more of an aircraft's motion, fed with its messages."""

    def __init__(self) -> None:
        self._positions: Track[_Position] = Track()
        self._attitudes: Track[Quaternion] = Track()
        self._gimbal: Track[_Gimbal] = Track()
        self._newest_s = 0.0
        self._has_quaternions = False

    def receive(self, message: Message) -> None:
        """Take what `message` tells; other kinds are ignored."""
        match message.kind:
            case "GLOBAL_POSITION_INT":
                self._take_position(message)
            case "ATTITUDE_QUATERNION":
                turned = rotations.normalised(message.q1, message.q2, message.q3, message.q4)
                self._has_quaternions = True
                self._take_attitude(message, turned)
            case "ATTITUDE" if not self._has_quaternions:
                self._take_attitude(message, rotations.from_euler(message.roll, message.pitch, message.yaw))
            case "GIMBAL_DEVICE_ATTITUDE_STATUS":
                self._take_gimbal(message)

    def at(self, boot_s: float) -> AircraftPose | PoseGap:
        """The pose at `boot_s` on the aircraft's clock."""
        position = self._positions.bracket(boot_s)
        if isinstance(position, NoBracket):
            return PoseGap(f"position_{position.reason}")
        attitude = self._attitudes.bracket(boot_s)
        if isinstance(attitude, NoBracket):
            return PoseGap(f"attitude_{attitude.reason}")
        gimbal = self._gimbal.bracket(boot_s) if len(self._gimbal) else None
        if isinstance(gimbal, NoBracket):
            return PoseGap(f"gimbal_{gimbal.reason}")
        return _pose(boot_s, position, attitude, gimbal)

    def _take_position(self, message: Message) -> None:
        boot_s = self._note(message.time_boot_ms / 1000.0)
        velocity_ned_ms = (message.vx / 100.0, message.vy / 100.0, message.vz / 100.0)
        position = _Position(message.lat / 1e7, message.lon / 1e7, message.alt / 1000.0, velocity_ned_ms)
        self._positions.add(boot_s, position)

    def _take_attitude(self, message: Message, turned: Quaternion | None) -> None:
        boot_s = self._note(message.time_boot_ms / 1000.0)
        if turned is not None:
            self._attitudes.add(boot_s, turned)

    def _take_gimbal(self, message: Message) -> None:
        turned = rotations.normalised(*message.q)
        if turned is None:
            return  # NaN: this gimbal does not know how it is turned
        boot_s = message.time_boot_ms / 1000.0
        if message.source_component != AUTOPILOT_COMPONENT and abs(boot_s - self._newest_s) > FOREIGN_CLOCK_S:
            boot_s = self._newest_s
        self._gimbal.add(boot_s, _Gimbal(turned, _is_earth_yaw(message.flags)))

    def _note(self, boot_s: float) -> float:
        if boot_s < self._newest_s - REBOOT_S:
            self.__init__()  # type: ignore[misc]
        self._newest_s = max(self._newest_s, boot_s)
        return boot_s


def _is_earth_yaw(flags: int) -> bool:
    """Whether a gimbal's yaw counts from north rather than from the aircraft's nose.

    https://mavlink.io/en/messages/common.html#GIMBAL_DEVICE_ATTITUDE_STATUS: where neither frame flag is set, a
    locked yaw is in the earth's frame.
    """
    if flags & YAW_IN_EARTH_FRAME:
        return True
    return not flags & YAW_IN_VEHICLE_FRAME and bool(flags & YAW_LOCK)


def _pose(
    boot_s: float,
    position: Bracket[_Position],
    attitude: Bracket[Quaternion],
    gimbal: Bracket[_Gimbal] | None,
) -> AircraftPose:
    one, other, part = position.before, position.after, position.fraction
    body = rotations.slerp(attitude.before, attitude.after, attitude.fraction)
    view = _view(gimbal, body) if gimbal is not None else None
    return AircraftPose(
        boot_s=boot_s,
        latitude_deg=_between(one.latitude_deg, other.latitude_deg, part),
        longitude_deg=_between(one.longitude_deg, other.longitude_deg, part),
        altitude_amsl_m=_between(one.altitude_amsl_m, other.altitude_amsl_m, part),
        velocity_ned_ms=(
            _between(one.velocity_ned_ms[0], other.velocity_ned_ms[0], part),
            _between(one.velocity_ned_ms[1], other.velocity_ned_ms[1], part),
            _between(one.velocity_ned_ms[2], other.velocity_ned_ms[2], part),
        ),
        ned_from_body=rotations.matrix(body),
        ned_from_gimbal=None if view is None else rotations.matrix(view),
        angular_rate_rads=_rate(attitude, gimbal),
        oldest_bracket_s=max(position.gap_s, attitude.gap_s, 0.0 if gimbal is None else gimbal.gap_s),
    )


def _between(one: float, other: float, fraction: float) -> float:
    return one + (other - one) * fraction


def _view(gimbal: Bracket[_Gimbal], body: Quaternion) -> Quaternion:
    one, other = gimbal.before, gimbal.after
    nearest = one if gimbal.fraction < 0.5 else other
    turned = nearest.turned
    if one.is_earth_yaw == other.is_earth_yaw:
        turned = rotations.slerp(one.turned, other.turned, gimbal.fraction)
    if nearest.is_earth_yaw:
        return turned
    _, _, heading_rad = rotations.to_euler(body)
    return rotations.product(rotations.from_euler(0.0, 0.0, heading_rad), turned)


def _rate(attitude: Bracket[Quaternion], gimbal: Bracket[_Gimbal] | None) -> float:
    """The mean turning rate over the bracket (rad/s), with the aircraft's own where the gimbal's yaw follows it."""
    body = _turn_rate(attitude.before, attitude.after, attitude.gap_s)
    if gimbal is None or gimbal.before.is_earth_yaw != gimbal.after.is_earth_yaw:
        return body
    own = _turn_rate(gimbal.before.turned, gimbal.after.turned, gimbal.gap_s)
    if gimbal.before.is_earth_yaw or attitude.gap_s == 0.0:
        return own
    headings = [rotations.to_euler(turned)[2] for turned in (attitude.before, attitude.after)]
    yaw_rad = math.remainder(headings[1] - headings[0], math.tau)
    return own + abs(yaw_rad) / attitude.gap_s


def _turn_rate(one: Quaternion, other: Quaternion, gap_s: float) -> float:
    return rotations.angle_between(one, other) / gap_s if gap_s > 0.0 else 0.0
