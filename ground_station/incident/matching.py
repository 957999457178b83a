"""Which look is which known thing: the offset that a pass's looks share is estimated with the matching.

Every pass errs by an offset of its own, the same for all it sees. Things that two passes have both seen tell how far
the passes err apart; the offsets of all passes and the places of all things are one linear least-squares problem (the
places are eliminated by the Schur complement, as in bundle adjustment). A pass that has just begun knows no offset
yet: then each "this look is that thing" is tried as the shift of the whole frame, and the best is taken.
Only the matching uses offsets: the places that people see are averaged without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ground_station.incident.passes import RESTORED_PASS, Matrix, drift, fuse, inverse
from ground_station.incident.sightings import Sighting
from ground_station.incident.tracks import Track, is_dull
from vision.detections import Kind

GATE = 16.0
"""Chi-square, two degrees of freedom: one look in 3,000 of the same thing falls outside."""
TENTATIVE_PENALTY = 6.0
"""A stray look beside a known thing must not grow into a second one by taking its looks."""
NEW_PER_M2 = 1e-5
"""How many new hot things are awaited where none is known: ten on a square kilometre."""
BIRTH_COST = -2.0 * float(np.log(2.0 * np.pi * NEW_PER_M2))
"""Of a look that is nothing known, on the scale of `_cost`: minus twice the log likelihood."""
SAME_PASS_SLACK_M = 1.2
"""How far the centre of one thing wanders between the frames of a pass as its blob changes shape."""
OFFSET_WANDER_SHARE = 0.02
"""Of the common variance, what changes over the ground that one pass sees: tilt and heading act by distance."""
JOINT_PASSES = 10
"""The passes last seen whose offsets are estimated jointly; older ones count as part of each thing's own error."""
HYPOTHESES = 16
"""Shifts that are tried for one frame, the likeliest first: bounds the work."""

PassKey = tuple[int, int]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the pass that is looking would see each of K tracks."""

    place: Matrix
    """(K, 2) north, east."""
    joint: Matrix
    """(K, 2, K, 2) covariance; tracks are correlated by the offset of the pass."""
    is_own: Flags
    """(K,) whether the pass has seen the track already, and its own looks decide."""
    common: Matrix
    """(K, 2, 2) common covariance of the view that the forecast holds for."""

    @property
    def covariance(self) -> Matrix:
        """(K, 2, 2) of each track by itself."""
        index = np.arange(len(self.place))
        return self.joint[index, :, index, :]

    def given(self, track: int, residual: Matrix, covariance: Matrix) -> tuple[Matrix, Matrix]:
        """Places (K, 2) and covariances (K, 2, 2) once a look is `track`: conditional Gaussian."""
        cross = self.joint[:, :, track, :]
        gain = cross @ np.linalg.inv(covariance)
        return self.place + gain @ residual, self.covariance - gain @ cross.swapaxes(1, 2)


def assign(tracks: Sequence[Track], looks: Sequence[Sighting]) -> list[int | None]:
    """For each look of one frame the index of its track, or None: no track takes two looks."""
    if not tracks:
        return [None] * len(looks)
    forecast = forecast_of(tracks, looks)
    frame = _Frame(tracks, looks, forecast.common)
    cost, spread = frame.costs(forecast.place, forecast.covariance, forecast.is_own)
    best, best_cost = _greedy(np.where(forecast.is_own, cost, np.inf))
    for look, track in _seeds(cost, forecast.is_own):
        residual = frame.places[look] - forecast.place[track]
        place, covariance = forecast.given(track, residual, spread[look, track])
        rest, _ = frame.costs(place, covariance, forecast.is_own)
        rest[look, :] = np.inf
        rest[:, track] = np.inf
        chosen, total = _greedy(rest)
        total += cost[look, track] - BIRTH_COST
        if total < best_cost:
            chosen[look] = track
            best, best_cost = chosen, total
    return best


def with_dull(chosen: list[int | None], tracks: Sequence[Track], looks: Sequence[Sighting]) -> list[int | None]:
    """`chosen`, where looks left over are given to a finding that they may be and that is known much better.

    Along a hillside a look errs by tens of metres and each by its own: which of several known things it is may be
    wrong, but that it is none of them would have to be shown. Several may be parts of one large fire.
    """
    for index, look in enumerate(looks):
        if chosen[index] is not None:
            continue
        covariance = look.common + look.independent
        likely = {
            row: _squared_apart(track, look, covariance)
            for row, track in enumerate(tracks)
            if track.number is not None and (row not in chosen or track.front is not None)
        }
        if likely and likely[nearest := min(likely, key=likely.__getitem__)] < GATE:
            chosen[index] = nearest
    return chosen


def _squared_apart(track: Track, look: Sighting, covariance: Matrix) -> float:
    """How far a look lies from a track in its own deviations, squared; infinite where it is not dull beside it."""
    if not is_dull(look, track) or (track.front is not None and look.kind is not Kind.HOTSPOT):
        return float("inf")
    place, known = track.estimate()
    apart = np.array([look.north_m, look.east_m]) - (place if track.front is None else track.front)
    apart = apart[np.hypot(*apart.T).argmin()] if apart.ndim > 1 else apart
    size_m2 = (0.5 * max(track.radius_m, look.radius_m) / 3.0) ** 2
    return float(apart @ inverse(covariance + known + size_m2 * np.eye(2)) @ apart)


def _seeds(cost: Matrix, is_own: Flags) -> list[tuple[int, int]]:
    """The (look, track) pairs worth trying as the shift: likeliest first, none that a track of this pass explains."""
    own = np.min(cost[:, is_own], axis=1, initial=np.inf)
    open_cost = np.where(is_own[None, :] | (cost >= own[:, None]), np.inf, cost)
    order = np.argsort(open_cost, axis=None)[:HYPOTHESES]
    pairs = zip(*np.unravel_index(order, cost.shape), strict=True)
    return [(int(look), int(track)) for look, track in pairs if np.isfinite(open_cost[look, track])]


def _greedy(cost: Matrix) -> tuple[list[int | None], float]:
    """Cheapest pairs first, each look and each track once; looks left over cost `BIRTH_COST`."""
    chosen: list[int | None] = [None] * len(cost)
    taken: set[int] = set()
    total = BIRTH_COST * len(cost)
    looks, tracks = np.nonzero(np.isfinite(cost))
    values = cost[looks, tracks]
    for index in np.argsort(values, kind="stable").tolist():
        look, track = int(looks[index]), int(tracks[index])
        if chosen[look] is None and track not in taken:
            chosen[look] = track
            taken.add(track)
            total += float(values[index]) - BIRTH_COST
    return chosen, total


class _Frame:
    """The looks of one frame beside the tracks: what does not change from hypothesis to hypothesis."""

    def __init__(self, tracks: Sequence[Track], looks: Sequence[Sighting], common: Matrix) -> None:
        self.places = np.array([(look.north_m, look.east_m) for look in looks])
        radius = np.maximum(
            np.array([look.radius_m for look in looks])[:, None], np.array([track.radius_m for track in tracks])
        )
        own_common = np.array([look.common for look in looks])
        self._new = np.array([look.independent for look in looks])[:, None] + drift(own_common[:, None], common[None])
        self._size_m2 = (0.5 * radius / 3.0) ** 2
        self._own_m2 = ((SAME_PASS_SLACK_M + 0.5 * radius) / 3.0) ** 2
        self._penalty = np.array([0.0 if track.number is not None else TENTATIVE_PENALTY for track in tracks])

    def costs(self, place: Matrix, covariance: Matrix, is_own: Flags) -> tuple[Matrix, Matrix]:
        """Cost (L, K; infinite where no match) and covariance of what lies between (L, K, 2, 2)."""
        slack = np.where(is_own, self._own_m2, self._size_m2)
        spread = covariance[None] + self._new + slack[..., None, None] * np.eye(2)
        a, b, d = spread[..., 0, 0], spread[..., 0, 1], spread[..., 1, 1]
        determinant = a * d - b * b
        north, east = np.moveaxis(self.places[:, None] - place[None], -1, 0)
        squared = (d * north**2 - 2.0 * b * north * east + a * east**2) / determinant
        cost = squared + np.log(determinant) + self._penalty
        return np.where((squared + self._penalty < GATE) & (cost < BIRTH_COST), cost, np.inf), spread


def forecast_of(tracks: Sequence[Track], looks: Sequence[Sighting]) -> Forecast:
    """Where the pass of `looks` would see `tracks`, with all offsets estimated from what passes have both seen."""
    current = (looks[0].vehicle_id, looks[0].pass_id)
    keys = _newest_passes(tracks, current)
    information, place, common = _components(tracks, keys)
    common[0] = np.mean([look.common for look in looks], axis=0)
    spread = np.linalg.inv(information.sum(axis=1))
    weighted = (information @ place[..., None]).sum(axis=1)
    mean = (spread @ weighted)[..., 0]
    # Rows: north and east of each track. Columns: how much the offset of each pass moves its mean.
    effect = (spread[:, None] @ information[:, :-1]).transpose(0, 2, 1, 3).reshape(2 * len(tracks), -1)
    offset, covariance = _offsets(information[:, :-1], place[:, :-1] - mean[:, None], effect, common)
    # A track's place less the offsets in its mean, plus that of the pass that looks now (the first).
    effect = np.tile(np.eye(2, len(offset)), (len(tracks), 1)) - effect
    joint = (effect @ covariance @ effect.T).reshape(len(tracks), 2, len(tracks), 2)
    index = np.arange(len(tracks))
    joint[index, :, index, :] += spread
    is_own = information[:, 0, 0, 0] > 0.0
    seen_as = np.broadcast_to(common[0], (len(tracks), 2, 2)).copy()
    return _with_own(Forecast(mean + (effect @ offset).reshape(-1, 2), joint, is_own, seen_as), tracks, current)


def _with_own(forecast: Forecast, tracks: Sequence[Track], current: PassKey) -> Forecast:
    """What the pass has seen already is awaited where it saw it: no offset lies between."""
    for row in np.flatnonzero(forecast.is_own).tolist():
        own = next(each for each in tracks[row].passes if each.key == current)
        forecast.place[row] = own.centre
        forecast.joint[row] = forecast.joint[:, :, row] = 0.0
        forecast.joint[row, :, row] = own.independent
        forecast.common[row] = own.common
    return forecast


def _newest_passes(tracks: Sequence[Track], current: PassKey) -> list[PassKey]:
    """The pass that looks now, then the others that saw something last; what was restored is no pass."""
    keys = {current: None}
    for track in sorted(tracks, key=lambda track: track.last_seen_at, reverse=True):
        keys.update({each.key: None for each in reversed(track.passes) if each.pass_id != RESTORED_PASS})
        if len(keys) >= JOINT_PASSES:
            break
    return list(keys)[:JOINT_PASSES]


def _components(tracks: Sequence[Track], keys: Sequence[PassKey]) -> tuple[Matrix, Matrix, Matrix]:
    """Information (K, P+1, 2, 2) and place (K, P+1, 2) by track and pass; common covariance (P, 2, 2) by pass.

    The last of the P+1 holds what older passes say, with their common error as the track's own.
    """
    column = {key: index for index, key in enumerate(keys)}
    information = np.zeros((len(tracks), len(keys) + 1, 2, 2))
    place = np.zeros((len(tracks), len(keys) + 1, 2))
    rows, columns, parts = [], [], []
    for row, track in enumerate(tracks):
        for each in track.passes:
            if (index := column.get(each.key)) is not None:
                rows.append(row)
                columns.append(index)
                parts.append(each)
        if older := tuple(each for each in track.passes if each.key not in column):
            place[row, -1], covariance = fuse(older)
            information[row, -1] = np.linalg.inv(covariance)
    common = np.zeros((len(keys), 2, 2))
    if parts:
        independent = np.linalg.inv(np.array([each.information for each in parts]))
        own_common = np.array([each.common for each in parts])
        np.add.at(common, columns, own_common)
        common /= np.maximum(1, np.bincount(columns, minlength=len(keys)))[:, None, None]
        wander = np.eye(2) * (SAME_PASS_SLACK_M / 3.0) ** 2 + OFFSET_WANDER_SHARE * own_common
        wander += drift(own_common, common[columns])
        information[rows, columns] = np.linalg.inv(independent + wander)
        place[rows, columns] = (independent @ np.array([each.weighted for each in parts])[..., None])[..., 0]
    return information, place, common


def _offsets(information: Matrix, residual: Matrix, effect: Matrix, common: Matrix) -> tuple[Matrix, Matrix]:
    """Offsets (2P,) of the passes and their covariance (2P, 2P), all places eliminated.

    Passes of one aircraft are taken to err apart by all of their common error: that opens the gate, never closes it.
    """
    count = len(common)
    by_pass = information.transpose(1, 2, 0, 3).reshape(2 * count, -1)
    normal = -(by_pass @ effect).reshape(count, 2, count, 2)
    index = np.arange(count)
    normal[index, :, index, :] += information.sum(axis=0) + np.linalg.inv(common)
    covariance: Matrix = np.linalg.inv(normal.reshape(2 * count, 2 * count)).astype(np.float64)
    weighted = (information @ residual[..., None]).sum(axis=0).reshape(-1)
    return covariance @ weighted, covariance
