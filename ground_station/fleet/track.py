"""Samples of one quantity in the order of the aircraft's clock, as many as are needed and no more."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

LONGEST_GAP_S: Final = 0.25
"""Between two samples farther apart than this nobody knows what happened."""
LONGEST_EXTRAPOLATION_S: Final = 0.05
CAPACITY: Final = 2048

Sample = TypeVar("Sample")


@dataclass(frozen=True, slots=True)
class Bracket(Generic[Sample]):
    """Two neighbouring samples and where between them the instant lies (0 to 1, slightly above 1 past the newest)."""

    before: Sample
    after: Sample
    fraction: float
    gap_s: float


@dataclass(frozen=True, slots=True)
class NoBracket:
    """Why an instant lies between no two samples: unknown, too_old, too_new or gap."""

    reason: str


class Track(Generic[Sample]):
    """A bounded history that takes late samples in their place."""

    def __init__(self) -> None:
        self._times_s: list[float] = []
        self._samples: list[Sample] = []

    def __len__(self) -> int:
        return len(self._times_s)

    def add(self, time_s: float, sample: Sample) -> None:
        """Take one sample; one that is there already is not taken twice."""
        if not self._times_s or time_s > self._times_s[-1]:
            self._times_s.append(time_s)
            self._samples.append(sample)
        else:
            at = bisect_left(self._times_s, time_s)
            if self._times_s[at] != time_s:
                self._times_s.insert(at, time_s)
                self._samples.insert(at, sample)
        if len(self._times_s) > CAPACITY + CAPACITY // 4:
            del self._times_s[:-CAPACITY]
            del self._samples[:-CAPACITY]

    def newest(self) -> Sample | None:
        """The last sample."""
        return self._samples[-1] if self._samples else None

    def bracket(self, time_s: float) -> Bracket[Sample] | NoBracket:
        """The samples around `time_s`, or why there are none."""
        times = self._times_s
        if not times:
            return NoBracket("unknown")
        if time_s < times[0]:
            return NoBracket("too_old")
        if time_s > times[-1] + LONGEST_EXTRAPOLATION_S:
            return NoBracket("too_new")
        if len(times) == 1:
            return Bracket(self._samples[0], self._samples[0], 0.0, 0.0)
        at = min(bisect_right(times, time_s), len(times) - 1)
        gap_s = times[at] - times[at - 1]
        if gap_s > LONGEST_GAP_S and time_s not in (times[at - 1], times[at]):
            return NoBracket("gap")
        return Bracket(self._samples[at - 1], self._samples[at], (time_s - times[at - 1]) / gap_s, gap_s)
