"""Photos and recordings of one camera, in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

CAPACITY_MIB = 32_768.0
PHOTO_MIB = 0.65
RECORDING_MIB_PER_S = 2.0
SHORTEST_INTERVAL_S = 0.111
"""The sensor's own rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One photo as CAMERA_IMAGE_CAPTURED tells it: where the aircraft believed to be and where the camera looked."""

    index: int
    at_s: float
    unix_s: float
    latitude_deg: float
    longitude_deg: float
    amsl_m: float
    above_home_m: float
    q: tuple[float, float, float, float]


@dataclass(slots=True)
class Capture:
    """What the camera is doing and what it has stored."""

    photos: list[Photo] = field(default_factory=list)
    used_mib: float = 0.0
    interval_s: float = 0.0
    """Between photos; 0 when none are taken at intervals."""
    recording_since_s: float | None = None
    status_every_s: float = 0.0
    """How often the state of a recording is told; 0 for not."""
    _left: int = 0
    """Photos still to take; -1 for as many as come."""
    _due_s: float = 0.0
    _last_single: int = 0

    @property
    def taking_images(self) -> bool:
        """Whether more photos are to come."""
        return self._left != 0

    @property
    def busy(self) -> bool:
        """Whether it photographs or records."""
        return self.taking_images or self.recording_since_s is not None

    @property
    def available_mib(self) -> float:
        """What is left to store in."""
        return max(CAPACITY_MIB - self.used_mib, 0.0)

    def repeats(self, count: int, sequence: int) -> bool:
        """Whether this asks again for the single photo that was asked for last."""
        return count == 1 and sequence > 0 and sequence == self._last_single

    def start_images(self, interval_s: float, count: int, sequence: int, now_s: float) -> bool:
        """Begin to take `count` photos (0: until stopped); False for an interval that cannot be."""
        single = count == 1
        if count < 0 or (not single and interval_s < SHORTEST_INTERVAL_S):
            return False
        self._left, self._due_s = (count if count else -1), now_s
        self.interval_s = 0.0 if single else interval_s
        if single:
            self._last_single = sequence
        return True

    def stop_images(self) -> None:
        """Take no more."""
        self._left, self.interval_s = 0, 0.0

    def stop_recording(self, now_s: float) -> None:
        """End the recording, if there is one."""
        if self.recording_since_s is not None:
            self.used_mib += RECORDING_MIB_PER_S * (now_s - self.recording_since_s)
        self.recording_since_s, self.status_every_s = None, 0.0

    def step(self, now_s: float, photograph: Callable[[int, float], Photo]) -> None:
        """Take the photo that is due."""
        if self._left == 0 or now_s < self._due_s:
            return
        if self.available_mib < PHOTO_MIB:
            self.stop_images()
            return
        self.photos.append(photograph(len(self.photos), now_s))
        self.used_mib += PHOTO_MIB
        self._due_s += self.interval_s
        if self._left > 0:
            self._left -= 1
        if self._left == 0:
            self.interval_s = 0.0
