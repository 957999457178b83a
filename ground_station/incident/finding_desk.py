"""Turns the book of findings into events worth journalling: the first sight at once, then what made it clearer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import numpy as np

from ground_station.incident.ellipse import covariance_of
from ground_station.incident.findings import (
    PAUSE_BEFORE_REOPENING_S,
    Believed,
    Book,
    Clearer,
    Merged,
    observe,
)
from ground_station.incident.passes import RESTORED_PASS, Pass
from ground_station.incident.records import BestLook, Ellipse, Finding, FindingStatus
from ground_station.incident.sightings import Sighting
from ground_station.incident.tracks import Track
from missions.geo import LocalFrame
from vision.detections import Kind
from vision.ellipse import ellipse_95

NEARER = 0.85
"""A look from so much of the distance is a better one: each costs a picture."""
COOLER_BY = 0.1
"""Share of the degrees Celsius: a change that belongs in the cooling curve,"""
COOLER_EVERY_S = 10.0
"""at most so often, since what a pixel shows also changes with the view."""
LONGER_BY, LONGER_BY_M = 1.1, 2.0
"""A front that has grown, or of which more is seen, by so much more."""
UPDATE_EVERY_S = 1.0
"""At most one update per finding in this time: the journal is for people to read again."""
SETTLED_AFTER_S = 2.0
"""Not seen for so long: the pass is over and its result is journalled."""


class Reviews(Protocol):
    """What people have said of the findings so far."""

    def __call__(self, finding_id: str) -> Finding | None:
        """The finding as the picture has it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Journal as `FindingFound`."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Updated:
    """Journal as `FindingUpdated`."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Joined:
    """Journal as `FindingMerged`."""

    finding_id: str
    into: str
    keeps_look: bool = False
    """The best look of the one that is gone is that of both."""


Outcome = Found | Updated | Joined


def finding_id(number: int) -> str:
    """The identity of the finding that people call `number`."""
    return f"f{number}"


@dataclass
class FindingDesk:
    """One incident's findings: its book, and what of it has been journalled."""

    frame: LocalFrame
    reviewed: Reviews
    book: Book = field(default_factory=Book)
    _written: dict[int, tuple[Finding, datetime]] = field(default_factory=dict)
    _best: dict[int, BestLook] = field(default_factory=dict)

    def look(self, looks: Sequence[Sighting]) -> tuple[list[Outcome], tuple[int | None, ...]]:
        """Take in the looks of one frame; what to journal, and each look's finding number."""
        self.book, changes, numbers = observe(self.book, looks)
        self._note_best(looks, numbers)
        outcomes: list[Outcome] = []
        for change in changes:
            match change:
                case Believed(track):
                    outcomes.append(self._write(track, track.last_seen_at, Found))
                case Clearer(track):
                    if self._is_worth_writing(track):
                        outcomes.append(self._write(track, track.last_seen_at, Updated))
                case Merged(gone, into):
                    assert into.number is not None
                    keeps_look = self._join_best(gone, into.number)
                    outcomes.append(Joined(finding_id(gone), finding_id(into.number), keeps_look))
                    outcomes.append(self._write(into, into.last_seen_at, Updated))
                    self._written.pop(gone, None)
        return outcomes, numbers

    def is_best(self, number: int, look: Sighting) -> bool:
        """Whether no look has shown the finding better than this one."""
        best = self._best.get(number)
        return best is not None and (best.at, best.vehicle_id) == (look.at, look.vehicle_id)

    def _note_best(self, looks: Sequence[Sighting], numbers: Sequence[int | None]) -> None:
        for look, number in zip(looks, numbers, strict=True):
            if number is None or look.range_m is None:
                continue
            range_m = round(look.range_m, 1)
            seen = BestLook(at=look.at, vehicle_id=look.vehicle_id, range_m=range_m, is_whole=look.is_whole)
            if is_better(seen, self._best.get(number)):
                self._best[number] = seen

    def _join_best(self, gone: int, into: int) -> bool:
        """One best look for two findings that are one; whether it is that of the one that is gone."""
        seen = self._best.pop(gone, None)
        if seen is None or not is_better(seen, self._best.get(into)):
            return False
        self._best[into] = seen
        return True

    def settle(self, now: datetime) -> list[Outcome]:
        """What has passed out of view since it was last written: write its final word."""
        outcomes: list[Outcome] = []
        for track in self.book.tracks:
            if track.number is None or track.number not in self._written:
                continue
            written, _ = self._written[track.number]
            is_out_of_view = (now - track.last_seen_at).total_seconds() > SETTLED_AFTER_S
            is_told = written.looks == track.looks and written.best_look == self._best.get(track.number)
            if is_out_of_view and not is_told:
                outcomes.append(self._write(track, now, Updated))
        return outcomes

    def _write(self, track: Track, now: datetime, outcome: Callable[[Finding], Outcome]) -> Outcome:
        finding = self.finding(track)
        assert track.number is not None
        self._written[track.number] = (finding, now)
        return outcome(finding)

    def _is_worth_writing(self, track: Track) -> bool:
        assert track.number is not None
        written, at = self._written.get(track.number, (None, None))
        if written is None or at is None:
            return True
        if (track.last_seen_at - at).total_seconds() < UPDATE_EVERY_S:
            return False
        new = self.finding(track)
        north, east = self.frame.to_local(
            [written.latitude_deg, new.latitude_deg], [written.longitude_deg, new.longitude_deg]
        )
        moved_m = float(np.hypot(np.diff(north), np.diff(east))[0])
        return (
            new.kind != written.kind
            or new.status != written.status
            or new.passes != written.passes
            or new.is_moving != written.is_moving
            or (new.length_m or 0.0) > LONGER_BY * (written.length_m or 0.0) + LONGER_BY_M
            or moved_m > max(0.5, 0.2 * written.ellipse.semi_major_m)
            or new.ellipse.semi_major_m < 0.8 * written.ellipse.semi_major_m
            or (new.peak_celsius or 0) > (written.peak_celsius or 0) + 10.0
            or new.looks >= 2 * written.looks
            or (
                (track.last_seen_at - at).total_seconds() >= COOLER_EVERY_S
                and _has_cooled(written.last_celsius, new.last_celsius)
            )
        )

    def finding(self, track: Track) -> Finding:
        """The track as people and programs see it, with what they have said of it."""
        assert track.number is not None
        centre, covariance = track.estimate()
        latitude, longitude = self.frame.to_geographic(centre[0], centre[1])
        major, minor, orientation = ellipse_95(covariance)
        said = self.reviewed(finding_id(track.number))
        # A restarted station has not seen the front itself, but it was told.
        length_m = max(track.length_m, (said.length_m if said else None) or 0.0)
        status = self._status(track, said)
        # What burns again is nobody's until somebody is sent there anew.
        given = said if said is not None and not (said.status == "extinguished" and status == "found") else None
        return Finding(
            id=finding_id(track.number),
            number=track.number,
            kind="person" if track.kind == Kind.PERSON else "hotspot",
            status=status,
            latitude_deg=round(float(latitude), 7),
            longitude_deg=round(float(longitude), 7),
            altitude_amsl_m=round(track.up_m, 1),
            ellipse=Ellipse(
                semi_major_m=round(major, 2), semi_minor_m=round(minor, 2), orientation_deg=round(orientation, 1)
            ),
            confidence=round(min(1.0, track.confidence), 3),
            peak_celsius=None if track.peak_celsius is None else round(track.peak_celsius, 1),
            peak_sigma_kelvin=track.peak_sigma_kelvin,
            last_celsius=None if track.last_celsius is None else round(track.last_celsius, 1),
            is_saturated=track.is_saturated,
            area_m2=round(track.area_m2, 2),
            length_m=round(length_m, 1) or None,
            is_moving=track.is_moving,
            looks=track.looks,
            passes=len(track.passes),
            vehicles=sorted(track.vehicles),
            first_seen_at=track.first_seen_at,
            last_seen_at=track.last_seen_at,
            reviewed_by=said.reviewed_by if said else None,
            note=said.note if said else None,
            assigned_to=given.assigned_to if given else None,
            assigned_by=given.assigned_by if given else None,
            assigned_at=given.assigned_at if given else None,
            best_look=self._best.get(track.number),
        )

    @staticmethod
    def _status(track: Track, said: Finding | None) -> FindingStatus:
        if said is None:
            return "found"
        if said.status == "extinguished":
            silence_s = (track.last_seen_at - said.last_seen_at).total_seconds()
            # It was put out and is hot again: nobody may overlook that.
            return "found" if silence_s > PAUSE_BEFORE_REOPENING_S else "extinguished"
        return said.status


def is_better(look: BestLook, best: BestLook | None) -> bool:
    """Whether a look shows its finding so much better that it is worth another picture."""
    if best is None or look.is_whole != best.is_whole:
        return best is None or look.is_whole
    return look.range_m < NEARER * best.range_m


def _has_cooled(before: float | None, now: float | None) -> bool:
    """Or warmed, by enough to be told."""
    return before is not None and now is not None and abs(now - before) > max(5.0, COOLER_BY * abs(before))


def restore(findings: Sequence[Finding], frame: LocalFrame, reviewed: Reviews) -> FindingDesk:
    """The desk as a restarted station finds it in the journal: what was averaged before counts as one pass."""
    desk = FindingDesk(frame, reviewed)
    tracks = []
    for finding in findings:
        track = _track(finding, frame)
        tracks.append(track)
        desk._written[finding.number] = (finding, finding.last_seen_at)
        if finding.best_look is not None:
            desk._best[finding.number] = finding.best_look
    desk.book = Book(tuple(tracks), max((finding.number for finding in findings), default=0) + 1)
    return desk


def _track(finding: Finding, frame: LocalFrame) -> Track:
    north, east = frame.to_local(finding.latitude_deg, finding.longitude_deg)
    ellipse = finding.ellipse
    covariance = covariance_of(ellipse.semi_major_m, ellipse.semi_minor_m, ellipse.orientation_deg)
    independent = np.eye(2) * 0.01
    information = np.asarray(np.linalg.inv(independent), np.float64)
    earlier = Pass(
        vehicle_id=finding.vehicles[0] if finding.vehicles else 0,
        pass_id=RESTORED_PASS,
        looks=finding.looks,
        information=information,
        weighted=information @ np.array([float(north), float(east)]),
        common=covariance,
        up_m=finding.altitude_amsl_m,
    )
    kind = Kind(finding.kind)
    return Track(
        number=finding.number,
        passes=(earlier,),
        votes=MappingProxyType({each: finding.confidence * finding.looks if each == kind else 0.0 for each in Kind}),
        peak_celsius=finding.peak_celsius,
        last_celsius=finding.last_celsius,
        peak_sigma_kelvin=finding.peak_sigma_kelvin,
        is_saturated=finding.is_saturated,
        area_m2=finding.area_m2 or 0.0,
        looks=finding.looks,
        first_seen_at=finding.first_seen_at,
        last_seen_at=finding.last_seen_at,
        vehicles=frozenset(finding.vehicles),
        key=-finding.number,
    )
