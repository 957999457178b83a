"""One thing on the ground: what its looks say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

import numpy as np

from ground_station.incident.fronts import grown, length_m
from ground_station.incident.passes import DULL, Matrix, Pass, first_look, fuse, join_passes
from ground_station.incident.sightings import Sighting
from vision.detections import Kind

LOOKS_TO_BELIEVE = 3
"""Frames that must agree before something is shown: one frame's noise is nobody's fire."""
CONFIDENCE_TO_BELIEVE = 0.5
KEPT_OF_MOVING = 0.5
"""Of what a look said of where something is, once it has moved on to the next."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """One thing on the ground, believed or not yet."""

    number: int | None
    """None while tentative."""
    passes: tuple[Pass, ...]
    votes: MappingProxyType[Kind, float]
    """Summed confidence per kind."""
    peak_celsius: float | None
    last_celsius: float | None
    peak_sigma_kelvin: float | None
    """Of the look that showed the peak."""
    is_saturated: bool
    area_m2: float
    looks: int
    first_seen_at: datetime
    last_seen_at: datetime
    vehicles: frozenset[int]
    key: int = 0
    """Tells tracks apart before they have a number."""
    beside: frozenset[int] = frozenset()
    """Keys of the tracks that were seen apart from this one in the same frame."""
    last_look: Sighting | None = None
    """None for what a restarted station read from its journal."""
    is_moving: bool = False
    """Whether it has walked away from where it was: then only its newest looks say where it is."""
    front: Matrix | None = None
    """Beads (n, 2) north, east all over a fire too large for one place; None: it has one."""

    @property
    def kind(self) -> Kind:
        """What most looks took it for."""
        return max(self.votes, key=lambda kind: (self.votes[kind], kind == Kind.HOTSPOT))

    @property
    def confidence(self) -> float:
        """Mean confidence of the looks that agree with `kind`, less the share that does not."""
        return self.votes[self.kind] / max(1, self.looks)

    @property
    def radius_m(self) -> float:
        """Of a disc as large as the thing."""
        return float(np.sqrt(self.area_m2 / np.pi))

    @property
    def up_m(self) -> float:
        """Height above sea level, mean over passes."""
        return float(np.mean([each.up_m for each in self.passes]))

    @property
    def length_m(self) -> float:
        """Of a fire too large for one place, from end to end; else 0."""
        return length_m(self.front)

    def estimate(self) -> tuple[Matrix, Matrix]:
        """North, east (2,) and covariance (2, 2); of a front, the place on it that is nearest to the middle."""
        centre, covariance = fuse(self.passes)
        if self.front is not None:
            centre = self.front[np.hypot(*(self.front - centre).T).argmin()]
        return centre, covariance

    @property
    def is_believable(self) -> bool:
        """Whether enough looks agree for people to be told."""
        return self.looks >= LOOKS_TO_BELIEVE and self.confidence >= CONFIDENCE_TO_BELIEVE


def begin(look: Sighting, key: int) -> Track:
    """A track of one look, not yet believed."""
    return Track(
        number=None,
        passes=(first_look(look),),
        votes=MappingProxyType({kind: look.confidence if kind == look.kind else 0.0 for kind in Kind}),
        peak_celsius=look.peak_celsius,
        last_celsius=look.peak_celsius,
        peak_sigma_kelvin=look.peak_sigma_kelvin,
        is_saturated=look.is_saturated,
        area_m2=look.area_m2,
        looks=1,
        first_seen_at=look.at,
        last_seen_at=look.at,
        vehicles=frozenset({look.vehicle_id}),
        key=key,
        last_look=look,
        front=grown(None, look.extent),
    )


def seen_again(track: Track, look: Sighting) -> Track:
    """The track with one more look."""
    votes = dict(track.votes)
    votes[look.kind] += look.confidence
    peaks = [peak for peak in (track.peak_celsius, look.peak_celsius) if peak is not None]
    return replace(
        track,
        passes=_with(track, look),
        votes=MappingProxyType(votes),
        peak_celsius=max(peaks) if peaks else None,
        last_celsius=look.peak_celsius,
        peak_sigma_kelvin=_hotter(track, look).peak_sigma_kelvin,
        is_saturated=track.is_saturated or look.is_saturated,
        # The frame's edge cuts things off: the larger look is the truer size, slowly followed.
        area_m2=max(look.area_m2, track.area_m2 + 0.1 * (look.area_m2 - track.area_m2)),
        looks=track.looks + 1,
        last_seen_at=max(track.last_seen_at, look.at),
        vehicles=track.vehicles | {look.vehicle_id},
        last_look=look,
        front=track.front if look.extent is None or is_dull(look, track) else grown(track.front, look.extent),
    )


def _hotter(one: Track, other: Track | Sighting) -> Track | Sighting:
    """Which of both showed the higher peak, the first where they are alike."""
    peaks = [-np.inf if each.peak_celsius is None else each.peak_celsius for each in (one, other)]
    return other if peaks[1] > peaks[0] else one


def is_dull(look: Sighting, track: Track) -> bool:
    """Whether a look is so much less sure than what is known of its thing that it tells nothing new of where it is."""
    if not track.passes:
        return False
    _, known = track.estimate()
    return bool(np.trace(look.common + look.independent) >= DULL * np.trace(known))


def walked(track: Track, look: Sighting) -> Track:
    """The track of something that has walked to where it is seen now."""
    return replace(seen_again(replace(track, passes=()), look), is_moving=True)


def _with(track: Track, look: Sighting) -> tuple[Pass, ...]:
    """The passes of a track with one more look; of what moves, only what that pass said lately."""
    own = next((each for each in track.passes if each.key == (look.vehicle_id, look.pass_id)), None)
    if track.is_moving:
        return (first_look(look) if own is None else own.faded(KEPT_OF_MOVING).joined(look),)
    if own is None:
        return (*track.passes, first_look(look))
    return tuple(each.joined(look) if each is own else each for each in track.passes)


def join(one: Track, other: Track) -> Track:
    """Two tracks that are one thing, under the lower number and the key of `one`."""
    by_pass: dict[tuple[int, int], Pass] = {}
    for each in (*one.passes, *other.passes):
        by_pass[each.key] = join_passes(by_pass[each.key], each) if each.key in by_pass else each
    numbers = [number for number in (one.number, other.number) if number is not None]
    peaks = [peak for peak in (one.peak_celsius, other.peak_celsius) if peak is not None]
    newer = max(one, other, key=lambda track: track.last_seen_at)
    return Track(
        number=min(numbers) if numbers else None,
        passes=tuple(by_pass.values()),
        votes=MappingProxyType({kind: one.votes[kind] + other.votes[kind] for kind in Kind}),
        peak_celsius=max(peaks) if peaks else None,
        last_celsius=newer.last_celsius,
        peak_sigma_kelvin=_hotter(one, other).peak_sigma_kelvin,
        is_saturated=one.is_saturated or other.is_saturated,
        area_m2=max(one.area_m2, other.area_m2),
        looks=one.looks + other.looks,
        first_seen_at=min(one.first_seen_at, other.first_seen_at),
        last_seen_at=newer.last_seen_at,
        vehicles=one.vehicles | other.vehicles,
        key=one.key,
        beside=one.beside | other.beside,
        last_look=newer.last_look,
        is_moving=one.is_moving or other.is_moving,
        front=grown(one.front, other.front) if one.front is not None else other.front,
    )
