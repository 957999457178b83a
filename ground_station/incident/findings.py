"""Sightings that are the same thing on the ground become one finding.

A finding is a set of passes. Within a pass the looks share one error (GNSS, heading, tilt, terrain), which no number
of looks averages away; what is new in each look is averaged. Passes are then joined by their information. The method
is the information filter with a common-mode part per pass; `docs/explanation/findings.md` has the reasons and figures.

Pure: `observe(book, looks)` gives the next book and what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ground_station.incident.sightings import Sighting
from vision.detections import Kind

Matrix = NDArray[np.float64]

GATE = 16.0
"""Chi-square, two degrees of freedom: one look in 3,000 of the same thing falls outside."""
TENTATIVE_PENALTY = 6.0
"""A stray look beside a known thing must not grow into a second one by taking its looks."""
LOOKS_TO_BELIEVE = 3
"""Frames that must agree before something is shown: one frame's noise is nobody's fire."""
CONFIDENCE_TO_BELIEVE = 0.5
SAME_PASS_SLACK_M = 1.2
"""How far the centre of one thing wanders between the frames of a pass as its blob changes shape."""
VEHICLE_COMMON_SHARE = 0.5
"""Of a pass's common variance, what the next pass of the same aircraft shares (slow GNSS drift, heading, terrain)."""
FORGET_TENTATIVE_S = 30.0
PAUSE_BEFORE_REOPENING_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """The looks of one aircraft at one thing on one course."""

    vehicle_id: int
    pass_id: int
    looks: int
    information: Matrix
    """(2, 2) sum of the inverse independent covariances."""
    weighted: Matrix
    """(2,) information times position."""
    common: Matrix
    """(2, 2) mean of the common covariances."""
    up_m: float

    @property
    def independent(self) -> Matrix:
        """(2, 2) covariance that the looks have averaged down to."""
        return _inverse(self.information)

    @property
    def centre(self) -> Matrix:
        """North, east (m)."""
        return self.independent @ self.weighted

    def joined(self, look: Sighting) -> Pass:
        """This pass with one more look."""
        information, weighted = _information(look)
        share = 1.0 / (self.looks + 1)
        return replace(
            self,
            looks=self.looks + 1,
            information=self.information + information,
            weighted=self.weighted + weighted,
            common=self.common + (look.common - self.common) * share,
            up_m=self.up_m + (look.up_m - self.up_m) * share,
        )


def _inverse(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _information(look: Sighting) -> tuple[Matrix, Matrix]:
    information = _inverse(look.independent)
    return information, information @ np.array([look.north_m, look.east_m])


def first_look(look: Sighting) -> Pass:
    """A pass of one look."""
    information, weighted = _information(look)
    return Pass(
        vehicle_id=look.vehicle_id,
        pass_id=look.pass_id,
        looks=1,
        information=information,
        weighted=weighted,
        common=look.common,
        up_m=look.up_m,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One thing on the ground, believed or not yet."""

    number: int | None
    """None while tentative."""
    passes: tuple[Pass, ...]
    votes: MappingProxyType[Kind, float]
    """Summed confidence per kind."""
    peak_celsius: float | None
    last_celsius: float | None
    is_saturated: bool
    area_m2: float
    looks: int
    first_seen_at: datetime
    last_seen_at: datetime
    vehicles: frozenset[int]

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

    def estimate(self) -> tuple[Matrix, Matrix]:
        """North, east (2,) and covariance (2, 2)."""
        return fuse(self.passes)


def fuse(passes: Sequence[Pass]) -> tuple[Matrix, Matrix]:
    """Centre (2,) and covariance (2, 2) of passes joined by their information.

    Passes of one aircraft share a part of their common error, so that part is added back whole.
    """
    information = np.zeros((2, 2))
    weighted = np.zeros(2)
    for vehicle_id in sorted({each.vehicle_id for each in passes}):
        own = [each for each in passes if each.vehicle_id == vehicle_id]
        own_information = np.zeros((2, 2))
        own_weighted = np.zeros(2)
        shared = VEHICLE_COMMON_SHARE if len(own) > 1 else 0.0
        for each in own:
            inverse = _inverse(each.common * (1.0 - shared) + each.independent)
            own_information += inverse
            own_weighted += inverse @ each.centre
        covariance = _inverse(own_information)
        centre = covariance @ own_weighted
        whole = covariance + shared * np.mean([each.common for each in own], axis=0)
        inverse = _inverse(whole)
        information += inverse
        weighted += inverse @ centre
    covariance = _inverse(information)
    return covariance @ weighted, covariance


@dataclass(frozen=True, slots=True)
class Book:
    """All things on the ground so far."""

    tracks: tuple[Track, ...] = ()
    next_number: int = 1


@dataclass(frozen=True, slots=True)
class Believed:
    """A new finding."""

    track: Track


@dataclass(frozen=True, slots=True)
class Clearer:
    """A known finding was seen again."""

    track: Track


@dataclass(frozen=True, slots=True)
class Merged:
    """Two findings are one thing: `gone` is now part of `into`."""

    gone: int
    into: Track


Change = Believed | Clearer | Merged


def squared_distance(track: Track, look: Sighting) -> float:
    """How badly `look` fits `track`: Mahalanobis distance squared, less the size of the things themselves.

    Within a pass the common error is the same on both sides, so only the independent part counts: that is what keeps
    two embers a few metres apart two findings.
    """
    position = np.array([look.north_m, look.east_m])
    for each in track.passes:
        if (each.vehicle_id, each.pass_id) == (look.vehicle_id, look.pass_id):
            slack = SAME_PASS_SLACK_M + 0.5 * max(track.radius_m, look.radius_m)
            covariance = each.independent + look.independent + np.eye(2) * (slack / 3.0) ** 2
            return _mahalanobis(position - each.centre, covariance)
    centre, covariance = track.estimate()
    slack = 0.5 * max(track.radius_m, look.radius_m)
    return _mahalanobis(position - centre, covariance + look.common + look.independent + np.eye(2) * (slack / 3.0) ** 2)


def _mahalanobis(offset: Matrix, covariance: Matrix) -> float:
    return float(offset @ np.linalg.solve(covariance, offset))


def observe(book: Book, looks: Sequence[Sighting]) -> tuple[Book, tuple[Change, ...], tuple[int | None, ...]]:
    """The book after the looks of one frame, what changed, and each look's finding number (None: not yet believed).

    Two looks of one frame never join the same track: they were seen apart.
    """
    if not looks:
        return book, (), ()
    tracks = list(_without_forgotten(book.tracks, looks[0].at))
    chosen = _assign(tracks, looks)
    changes: list[Change] = []
    number = book.next_number
    for look, index in zip(looks, chosen, strict=True):
        if index is None:
            tracks.append(_begin(look))
            continue
        track = _seen_again(tracks[index], look)
        if track.number is None and _is_believable(track):
            track = replace(track, number=number)
            number += 1
            changes.append(Believed(track))
        elif track.number is not None:
            changes.append(Clearer(track))
        tracks[index] = track
    numbers = tuple(None if index is None else tracks[index].number for index in chosen)
    tracks, merged = _merge_close(tracks)
    changes = [change for change in changes if not _is_gone(change, merged)] + list(merged)
    return Book(tuple(tracks), number), tuple(changes), numbers


def _is_gone(change: Change, merged: Iterable[Merged]) -> bool:
    number = change.track.number if isinstance(change, Believed | Clearer) else None
    return isinstance(change, Clearer) and any(number in (each.gone, each.into.number) for each in merged)


def _without_forgotten(tracks: Iterable[Track], now: datetime) -> Iterable[Track]:
    oldest = now - timedelta(seconds=FORGET_TENTATIVE_S)
    return (track for track in tracks if track.number is not None or track.last_seen_at >= oldest)


def _assign(tracks: Sequence[Track], looks: Sequence[Sighting]) -> list[int | None]:
    """For each look the index of its track: best fitting pairs first, each track at most once."""
    pairs = sorted(
        (distance + (0.0 if track.number is not None else TENTATIVE_PENALTY), look_index, track_index)
        for look_index, look in enumerate(looks)
        for track_index, track in enumerate(tracks)
        if (distance := squared_distance(track, look)) < GATE
    )
    chosen: list[int | None] = [None] * len(looks)
    taken: set[int] = set()
    for _, look_index, track_index in pairs:
        if chosen[look_index] is None and track_index not in taken:
            chosen[look_index] = track_index
            taken.add(track_index)
    return chosen


def _begin(look: Sighting) -> Track:
    return Track(
        number=None,
        passes=(first_look(look),),
        votes=MappingProxyType({kind: look.confidence if kind == look.kind else 0.0 for kind in Kind}),
        peak_celsius=look.peak_celsius,
        last_celsius=look.peak_celsius,
        is_saturated=look.is_saturated,
        area_m2=look.area_m2,
        looks=1,
        first_seen_at=look.at,
        last_seen_at=look.at,
        vehicles=frozenset({look.vehicle_id}),
    )


def _seen_again(track: Track, look: Sighting) -> Track:
    passes = list(track.passes)
    for index, each in enumerate(passes):
        if (each.vehicle_id, each.pass_id) == (look.vehicle_id, look.pass_id):
            passes[index] = each.joined(look)
            break
    else:
        passes.append(first_look(look))
    votes = dict(track.votes)
    votes[look.kind] += look.confidence
    peaks = [peak for peak in (track.peak_celsius, look.peak_celsius) if peak is not None]
    return replace(
        track,
        passes=tuple(passes),
        votes=MappingProxyType(votes),
        peak_celsius=max(peaks) if peaks else None,
        last_celsius=look.peak_celsius,
        is_saturated=track.is_saturated or look.is_saturated,
        # The frame's edge cuts things off: the larger look is the truer size, slowly followed.
        area_m2=max(look.area_m2, track.area_m2 + 0.1 * (look.area_m2 - track.area_m2)),
        looks=track.looks + 1,
        last_seen_at=max(track.last_seen_at, look.at),
        vehicles=track.vehicles | {look.vehicle_id},
    )


def _is_believable(track: Track) -> bool:
    return track.looks >= LOOKS_TO_BELIEVE and track.confidence >= CONFIDENCE_TO_BELIEVE


def _merge_close(tracks: list[Track]) -> tuple[list[Track], tuple[Merged, ...]]:
    """Join tracks that fit each other: fragments of one fire, or one thing that two passes placed apart."""
    merged: list[Merged] = []
    kept = list(tracks)
    while pair := _first_same(kept):
        older, younger = pair
        joined = _join(kept[older], kept[younger])
        if kept[younger].number is not None and joined.number is not None:
            gone = kept[younger].number if joined.number == kept[older].number else kept[older].number
            assert gone is not None
            merged.append(Merged(gone, joined))
        kept[older] = joined
        del kept[younger]
    final = {track.number: track for track in kept}
    return kept, tuple(Merged(each.gone, final.get(each.into.number, each.into)) for each in merged)


def _first_same(tracks: Sequence[Track]) -> tuple[int, int] | None:
    for older in range(len(tracks)):
        for younger in range(older + 1, len(tracks)):
            if _are_same(tracks[older], tracks[younger]):
                return older, younger
    return None


def _are_same(one: Track, other: Track) -> bool:
    """Whether two tracks are one thing: they overlap, and were not seen apart in a pass that saw both."""
    first, second = one.estimate()[0], other.estimate()[0]
    overlap_m = max(0.8, 0.7 * (one.radius_m + other.radius_m))
    own = {(each.vehicle_id, each.pass_id): each for each in one.passes}
    for each in other.passes:
        if (mine := own.get((each.vehicle_id, each.pass_id))) is not None:
            return float(np.linalg.norm(mine.centre - each.centre)) < overlap_m
    return float(np.linalg.norm(first - second)) < overlap_m


def _join(one: Track, other: Track) -> Track:
    by_pass: dict[tuple[int, int], Pass] = {}
    for each in (*one.passes, *other.passes):
        key = (each.vehicle_id, each.pass_id)
        by_pass[key] = _join_passes(by_pass[key], each) if key in by_pass else each
    numbers = [number for number in (one.number, other.number) if number is not None]
    peaks = [peak for peak in (one.peak_celsius, other.peak_celsius) if peak is not None]
    newer = max(one, other, key=lambda track: track.last_seen_at)
    return Track(
        number=min(numbers) if numbers else None,
        passes=tuple(by_pass.values()),
        votes=MappingProxyType({kind: one.votes[kind] + other.votes[kind] for kind in Kind}),
        peak_celsius=max(peaks) if peaks else None,
        last_celsius=newer.last_celsius,
        is_saturated=one.is_saturated or other.is_saturated,
        area_m2=max(one.area_m2, other.area_m2),
        looks=one.looks + other.looks,
        first_seen_at=min(one.first_seen_at, other.first_seen_at),
        last_seen_at=newer.last_seen_at,
        vehicles=one.vehicles | other.vehicles,
    )


def _join_passes(one: Pass, other: Pass) -> Pass:
    looks = one.looks + other.looks
    return replace(
        one,
        looks=looks,
        information=one.information + other.information,
        weighted=one.weighted + other.weighted,
        common=(one.common * one.looks + other.common * other.looks) / looks,
        up_m=(one.up_m * one.looks + other.up_m * other.looks) / looks,
    )
