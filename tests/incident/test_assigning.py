"""A finding is given to a crew: who, by whom and when, and what ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ground_station.incident.events import FindingReviewed, FindingUpdated, IncidentOpened
from ground_station.incident.picture import Picture, apply, keep_verdict, picture_of
from ground_station.incident.records import Finding, Incident

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
OPENED = IncidentOpened(at=NOON, actor="kari", incident=Incident(id="i", title="Brann", status="open", opened_at=NOON))


def said(verdict, minute, assignee=None):
    at = NOON + timedelta(minutes=minute)
    return FindingReviewed(at=at, actor="kari", finding_id="finding-1", verdict=verdict, assignee=assignee)


def whose(finding: Finding | None):
    assert finding is not None
    return finding.status, finding.assigned_to, finding.assigned_by, finding.assigned_at


@pytest.fixture
def given(make_found) -> Picture:
    return picture_of(OPENED, [make_found(1), said("assigned", 5, "Lag 2")])


def test_a_finding_is_assigned_to_a_crew_with_who_and_when(given):
    assert whose(given.finding("finding-1")) == ("assigned", "Lag 2", "kari", NOON + timedelta(minutes=5))


def test_another_crew_takes_it_over(given):
    picture = apply(given, said("assigned", 9, "Lag 3"))

    assert whose(picture.finding("finding-1")) == ("assigned", "Lag 3", "kari", NOON + timedelta(minutes=9))


def test_whoever_put_it_out_goes_on_to_be_named(given):
    picture = apply(given, said("extinguished", 30))

    assert whose(picture.finding("finding-1"))[:2] == ("extinguished", "Lag 2")


@pytest.mark.parametrize("verdict", ["confirmed", "dismissed"])
def test_any_other_verdict_takes_it_from_them(given, verdict):
    picture = apply(given, said(verdict, 30))

    assert whose(picture.finding("finding-1")) == (verdict, None, None, None)


def test_what_is_seen_again_stays_with_the_crew(given, make_updated):
    kept = keep_verdict(given, make_updated(1, looks=9))

    assert isinstance(kept, FindingUpdated)
    assert whose(kept.finding)[:2] == ("assigned", "Lag 2")
    assert kept.finding.looks == 9


def test_what_burns_again_is_nobodys(given, make_updated):
    out = apply(given, said("extinguished", 30))

    kept = keep_verdict(out, make_updated(1, status="found"))

    assert isinstance(kept, FindingUpdated)
    assert whose(kept.finding) == ("found", None, None, None)
