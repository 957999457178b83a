"""Where a foreign aircraft was at any recent instant, from the messages that it sends."""

from __future__ import annotations

import bisect
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from firmware_sim.mavlink.codec import Message

KEPT_S = 5.0
LONGEST_AHEAD_S = 0.3
"""So far a pose is carried on past the newest message."""
LONGEST_GAP_S = 2.0
RESTARTED_S = 1.0
"""A clock that goes back by more belongs to an aircraft that started again."""
_CLOCK_WINDOW_S = 1.0
"""A simulated aircraft's clock may run slower than ours, so only the last messages tell it."""

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePose:
    """One instant of the aircraft, in its own belief."""

    boot_s: float
    latitude_deg: float
    longitude_deg: float
    amsl_m: float
    velocity_ned_ms: tuple[float, float, float]
    roll_rad: float
    pitch_rad: float
    yaw_rad: float
    yaw_rads: float


class _Samples:
    """Timed rows of numbers, oldest first."""

    def __init__(self, angles: tuple[int, ...] = ()) -> None:
        self._angles = angles
        self._times: list[float] = []
        self._rows: list[Numbers] = []

    @property
    def newest_s(self) -> float | None:
        """Time of the last row."""
        return self._times[-1] if self._times else None

    def add(self, at_s: float, row: Numbers) -> None:
        if self._times and at_s <= self._times[-1]:
            if self._times[-1] - at_s < RESTARTED_S:
                return
            self._times.clear()
            self._rows.clear()
        self._times.append(at_s)
        self._rows.append(row)
        while self._times[-1] - self._times[0] > KEPT_S:
            del self._times[0], self._rows[0]

    def at(self, at_s: float) -> Numbers | None:
        """Between its neighbours, or a little carried on; None where too little is known."""
        times = self._times
        if len(times) < 2 or at_s < times[0] or at_s > times[-1] + LONGEST_AHEAD_S:
            return None
        index = min(max(bisect.bisect_left(times, at_s), 1), len(times) - 1)
        gap_s = times[index] - times[index - 1]
        if gap_s > LONGEST_GAP_S:
            return None
        part = (at_s - times[index - 1]) / gap_s
        before, after = self._rows[index - 1], self._rows[index]
        return tuple(
            one + part * (math.remainder(other - one, math.tau) if column in self._angles else other - one)
            for column, (one, other) in enumerate(zip(before, after, strict=True))
        )


class PoseTrack:
    """Takes a vehicle's messages, gives its pose; times are the vehicle's, since its boot."""

    def __init__(self) -> None:
        self._position = _Samples()
        self._attitude = _Samples(angles=(0, 1, 2))
        self._offsets: deque[tuple[float, float]] = deque()
        self._takes: dict[str, Callable[[Message, float], None]] = {
            "GLOBAL_POSITION_INT": self._take_position,
            "ATTITUDE": self._take_attitude,
            "ATTITUDE_QUATERNION": self._take_quaternion,
        }

    def take(self, message: Message, unix_s: float) -> None:
        """Take one message that came at `unix_s`; those that tell no pose are left alone."""
        take = self._takes.get(message.get_type())
        if take is None:
            return
        boot_s = message.time_boot_ms / 1000.0
        self._set_clock(boot_s, unix_s)
        take(message, boot_s)

    @property
    def newest_s(self) -> float | None:
        """Up to when the whole pose is known; None at first."""
        position_s, attitude_s = self._position.newest_s, self._attitude.newest_s
        return None if position_s is None or attitude_s is None else min(position_s, attitude_s)

    def boot_s(self, unix_s: float) -> float | None:
        """The vehicle's clock at a time of day."""
        return None if not self._offsets else unix_s - self._offset_s()

    def unix_s(self, boot_s: float) -> float:
        """The time of day at an instant of the vehicle's clock; meaningful once a message came."""
        return boot_s + (self._offset_s() if self._offsets else 0.0)

    def at(self, boot_s: float) -> VehiclePose | None:
        """The pose at `boot_s`; None where it is not known."""
        place, turn = self._position.at(boot_s), self._attitude.at(boot_s)
        if place is None or turn is None:
            return None
        return VehiclePose(
            boot_s=boot_s,
            latitude_deg=place[0],
            longitude_deg=place[1],
            amsl_m=place[2],
            velocity_ned_ms=(place[3], place[4], place[5]),
            roll_rad=turn[0],
            pitch_rad=turn[1],
            yaw_rad=turn[2],
            yaw_rads=turn[3],
        )

    def _offset_s(self) -> float:
        """Time of day less time since boot: the message that came the shortest way tells it best."""
        return min(offset_s for _, offset_s in self._offsets)

    def _set_clock(self, boot_s: float, unix_s: float) -> None:
        offset_s = unix_s - boot_s
        if self._offsets and abs(offset_s - self._offsets[-1][1]) > RESTARTED_S:
            self._offsets.clear()
        self._offsets.append((unix_s, offset_s))
        while unix_s - self._offsets[0][0] > _CLOCK_WINDOW_S:
            self._offsets.popleft()

    def _take_position(self, message: Message, boot_s: float) -> None:
        velocity = message.vx / 100.0, message.vy / 100.0, message.vz / 100.0
        self._position.add(boot_s, (message.lat / 1e7, message.lon / 1e7, message.alt / 1000.0, *velocity))

    def _take_attitude(self, message: Message, boot_s: float) -> None:
        self._attitude.add(boot_s, (message.roll, message.pitch, message.yaw, message.yawspeed))

    def _take_quaternion(self, message: Message, boot_s: float) -> None:
        w, x, y, z = message.q1, message.q2, message.q3, message.q4
        roll_rad = math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y))
        pitch_rad = math.asin(min(max(2 * (w * y - z * x), -1.0), 1.0))
        yaw_rad = math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))
        self._attitude.add(boot_s, (roll_rad, pitch_rad, yaw_rad, message.yawspeed))
