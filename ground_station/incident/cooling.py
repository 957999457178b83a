"""How a finding's temperature has gone, and how fast it cools: read from the journal, so that nothing is kept twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

import numpy as np

from ground_station.incident.events import Event, FindingFound, FindingMerged, FindingUpdated
from ground_station.incident.records import Message

LEAST_TEMPERATURES = 3
LEAST_SPAN_S = 60.0
"""Over less time a rate says more about the angle of view than about the fire."""
MOST_PAIRS_OF = 64
"""Temperatures that the rate is taken from, evenly over the curve: bounds the work."""


class Temperature(Message):
    """What one finding showed at one time."""

    at: datetime
    celsius: float
    """Apparent, of the hottest pixel."""
    peak_celsius: float
    """The hottest so far."""
    looks: int


class CoolingCurve(Message):
    """A finding's temperatures, oldest first."""

    finding_id: str
    temperatures: list[Temperature]
    kelvin_per_hour: float | None
    """Negative where it cools; None while too few or too close together to say."""


def cooling_curve(finding_id: str, events: Iterable[Event]) -> CoolingCurve:
    """The curve of `finding_id` from an incident's events, with that of every finding that became part of it."""
    by_finding: dict[str, list[Temperature]] = {}
    for event in events:
        match event:
            case FindingFound(finding=finding) | FindingUpdated(finding=finding):
                if finding.last_celsius is not None and finding.peak_celsius is not None:
                    temperature = Temperature(
                        at=finding.last_seen_at,
                        celsius=finding.last_celsius,
                        peak_celsius=finding.peak_celsius,
                        looks=finding.looks,
                    )
                    by_finding.setdefault(finding.id, []).append(temperature)
            case FindingMerged():
                by_finding.setdefault(event.into, []).extend(by_finding.pop(event.finding_id, []))
    newest = {each.at: each for each in by_finding.get(finding_id, [])}
    temperatures = [newest[at] for at in sorted(newest)]
    return CoolingCurve(
        finding_id=finding_id, temperatures=temperatures, kelvin_per_hour=_kelvin_per_hour(temperatures)
    )


def _kelvin_per_hour(temperatures: list[Temperature]) -> float | None:
    """The median slope of all pairs (Theil and Sen), which a single odd look does not move."""
    if len(temperatures) < LEAST_TEMPERATURES:
        return None
    if (temperatures[-1].at - temperatures[0].at).total_seconds() < LEAST_SPAN_S:
        return None
    chosen = np.unique(np.linspace(0, len(temperatures) - 1, MOST_PAIRS_OF).astype(np.intp)).tolist()
    pairs = combinations([temperatures[index] for index in chosen], 2)
    slopes = [(later.celsius - one.celsius) / (later.at - one.at).total_seconds() for one, later in pairs]
    return round(float(np.median(slopes)) * 3600.0, 1)
