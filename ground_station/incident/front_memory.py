"""What is kept of large fires beside the journal, so that a restarted station knows all the ground they were seen on.

On the earth and not in the incident's frame: a restart may lay its ground about another origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ground_station.incident.findings import Book
from ground_station.incident.passes import Matrix
from missions.geo import LocalFrame


def fronts_kept(book: Book, frame: LocalFrame) -> dict[str, Matrix]:
    """For the number of each large fire that people know, its beads (n, 2) as latitude and longitude in degrees."""
    return {
        str(track.number): np.column_stack(frame.to_geographic(*track.front.T))
        for track in book.tracks
        if track.number is not None and track.front is not None
    }


def with_fronts(book: Book, kept: Mapping[str, Matrix], frame: LocalFrame) -> Book:
    """The book, in which fires have the beads that were kept of them."""

    def beads(number: int | None) -> Matrix | None:
        places = kept.get(str(number))
        return None if places is None else np.column_stack(frame.to_local(*np.asarray(places, np.float64).T))

    return replace(book, tracks=tuple(replace(track, front=beads(track.number)) for track in book.tracks))
