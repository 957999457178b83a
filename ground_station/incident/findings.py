"""Sightings that are the same thing on the ground become one finding.

A finding is a set of passes (`passes`). Each frame's looks are matched to what is known, with the offset that its
pass shares (`matching`), and joined to it (`tracks`). `docs/explanation/findings.md` has the reasons and figures.

Pure: `observe(book, looks)` gives the next book and what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from ground_station.incident.fronts import apart_m, on_fronts, reach_m
from ground_station.incident.matching import assign, with_dull
from ground_station.incident.passes import Matrix, Pass
from ground_station.incident.sightings import Sighting
from ground_station.incident.tracks import Track, begin, join, seen_again, walked
from ground_station.incident.walking import who_walked
from vision.detections import Kind

FORGET_TENTATIVE_S = 30.0
PAUSE_BEFORE_REOPENING_S = 60.0
FRAGMENTS_M = 0.8
"""Closer than this, two tracks never seen beside each other are one thing, however small."""
FARTHEST_FRONTS_M = 10.0
"""Farther apart than this, two parts of a front are never taken for one, however little is known of where they are."""


@dataclass(frozen=True, slots=True)
class Book:
    """All things on the ground so far."""

    tracks: tuple[Track, ...] = ()
    next_number: int = 1
    next_key: int = 1


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


def observe(book: Book, looks: Sequence[Sighting]) -> tuple[Book, tuple[Change, ...], tuple[int | None, ...]]:
    """The book after the looks of one frame, what changed, and each look's finding number (None: not yet believed).

    Two looks of one frame never join the same track: they were seen apart.
    """
    if not looks:
        return book, (), ()
    tracks = list(_without_forgotten(book.tracks, looks[0].at))
    chosen = _assigned(tracks, looks)
    walkers = who_walked(tracks, looks, chosen)
    chosen = [walkers.get(place, index) for place, index in enumerate(chosen)]
    changes: list[Change] = []
    number = book.next_number
    seen: list[int] = []
    for place, (look, index) in enumerate(zip(looks, chosen, strict=True)):
        if index is None:
            seen.append(len(tracks))
            tracks.append(begin(look, book.next_key + len(seen)))
            continue
        track = walked(tracks[index], look) if place in walkers else seen_again(tracks[index], look)
        if track.number is None and track.is_believable:
            track = replace(track, number=number)
            number += 1
            changes.append(Believed(track))
        elif track.number is not None:
            changes.append(Clearer(track))
        tracks[index] = track
        seen.append(index)
    numbers = tuple(None if index is None else tracks[index].number for index in chosen)
    _note_beside(tracks, seen)
    tracks, merged = _merge_close(tracks, seen)
    changes = [change for change in changes if not _is_gone(change, merged)] + list(merged)
    return Book(tuple(tracks), number, book.next_key + len(seen)), tuple(changes), numbers


def _assigned(tracks: Sequence[Track], looks: Sequence[Sighting]) -> list[int | None]:
    """For each look the index of its track, or None: those on a front, and the rest with what has one place."""
    chosen: list[int | None] = [None] * len(looks)
    parts = on_fronts(tracks, looks)
    for index, row in parts.items():
        chosen[index] = row
    rest = [index for index in range(len(looks)) if index not in parts]
    rows = [row for row, track in enumerate(tracks) if track.front is None]
    if rest:
        for index, of_these in zip(rest, assign([tracks[row] for row in rows], [looks[i] for i in rest]), strict=True):
            chosen[index] = None if of_these is None else rows[of_these]
    return with_dull(chosen, tracks, looks)


def _note_beside(tracks: list[Track], seen: Sequence[int]) -> None:
    """Let the tracks of one frame know that they were seen apart."""
    keys = frozenset(tracks[index].key for index in seen)
    for index in seen:
        if not keys <= tracks[index].beside | {tracks[index].key}:
            tracks[index] = replace(tracks[index], beside=tracks[index].beside | keys - {tracks[index].key})


def _is_gone(change: Change, merged: Iterable[Merged]) -> bool:
    number = change.track.number if isinstance(change, Believed | Clearer) else None
    return isinstance(change, Clearer) and any(number in (each.gone, each.into.number) for each in merged)


def _without_forgotten(tracks: Iterable[Track], now: datetime) -> Iterable[Track]:
    oldest = now - timedelta(seconds=FORGET_TENTATIVE_S)
    return (track for track in tracks if track.number is not None or track.last_seen_at >= oldest)


def _merge_close(tracks: list[Track], seen: Sequence[int]) -> tuple[list[Track], tuple[Merged, ...]]:
    """Join tracks that fit one `seen` now: fragments of one fire, or one thing that two passes placed apart."""
    merged: list[Merged] = []
    kept = dict(enumerate(tracks))
    where = np.array([_whereabouts(each) for each in tracks])
    pending = list(seen)
    while pending:
        index = pending.pop()
        if index not in kept or (other := _first_same(kept, where, index)) is None:
            continue
        older, younger = min(index, other), max(index, other)
        one, gone = kept[older], kept.pop(younger)
        kept[older] = joined = join(one, gone)
        where[older] = _whereabouts(joined)
        if one.number is not None and gone.number is not None:
            merged.append(Merged(max(one.number, gone.number), joined))
        pending.append(older)
    final = {track.number: track for track in kept.values()}
    return list(kept.values()), tuple(Merged(each.gone, final.get(each.into.number, each.into)) for each in merged)


def _first_same(kept: dict[int, Track], where: Matrix, index: int) -> int | None:
    """Few pairs need a close look: most lie farther apart than they reach."""
    apart = np.hypot(where[:, 0] - where[index, 0], where[:, 1] - where[index, 1])
    near = np.flatnonzero(apart < where[:, 2] + where[index, 2] + FRAGMENTS_M).tolist()
    return next(
        (other for other in near if other in kept and other != index and _are_same(kept[index], kept[other])), None
    )


def _whereabouts(track: Track) -> tuple[float, float, float]:
    """North, east, and a radius that holds the disc wherever a pass, or all together, may place it; or the front."""
    north, east, radius_m = _disc(track.passes, track.area_m2)
    if track.front is not None:
        radius_m = float(np.hypot(*(track.front - (north, east)).T).max()) + FARTHEST_FRONTS_M
    return north, east, radius_m


@lru_cache(maxsize=2048)
def _disc(passes: tuple[Pass, ...], area_m2: float) -> tuple[float, float, float]:
    north, east = passes[0].centre
    reach = 2.0 * max(_apart_m(each.centre, passes[0].centre) for each in passes)
    return float(north), float(east), reach + float(np.sqrt(area_m2 / np.pi))


def _are_same(one: Track, other: Track) -> bool:
    """Whether two tracks are one thing: they overlap, also in each pass that saw both.

    Seen apart in one frame, they are fragments of one thing only if their discs truly overlap.
    """
    if one.front is not None or other.front is not None:
        return _are_one_front(one, other)
    overlap_m = 0.7 * (one.radius_m + other.radius_m)
    if one.key not in other.beside and other.key not in one.beside:
        overlap_m = max(FRAGMENTS_M, overlap_m)
    theirs = {each.key: each for each in other.passes}
    if shared := [(each, theirs[each.key]) for each in one.passes if each.key in theirs]:
        return all(_apart_m(mine.centre, their.centre) < overlap_m for mine, their in shared)
    return _apart_m(one.estimate()[0], other.estimate()[0]) < overlap_m


def _are_one_front(one: Track, other: Track) -> bool:
    """Whether two tracks, of which one at least is a large fire, are parts of one.

    Parts of a fire are seen apart in one frame and grow together in another: within a pass nearness alone decides.
    """
    if one.kind is not Kind.HOTSPOT or other.kind is not Kind.HOTSPOT:
        return False
    ours, theirs = ([each.estimate()[0]] if each.front is None else each.front for each in (one, other))
    shared = {each.key for each in one.passes} & {each.key for each in other.passes}
    if not shared and (one.key in other.beside or other.key in one.beside):
        return False
    reach = reach_m(one.passes[-1].common, other.passes[-1].common, bool(shared))
    return apart_m(np.asarray(ours), np.asarray(theirs)) < min(reach, FARTHEST_FRONTS_M)


def _apart_m(one: Matrix, other: Matrix) -> float:
    return float(np.hypot(*(one - other)))
