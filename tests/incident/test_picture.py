"""The picture is the sum of the events, wherever the log is cut."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.incident.events import (
    CommandIssued,
    FindingFound,
    FindingMerged,
    FindingReviewed,
    FindingUpdated,
    IncidentClosed,
    IncidentOpened,
    LogEntered,
    MarkAdded,
    MissionUploaded,
    PlanMade,
    SearchMapMade,
    VehicleConnected,
    VehicleLost,
    VehicleModeChanged,
    VehicleSaid,
)
from ground_station.incident.picture import LOG_LENGTH, Picture, apply, keep_verdict, opened, picture_of
from ground_station.incident.records import Ellipse, Finding, Incident, Mark, PlanSummary, SearchBasis

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
BASE = {"at": NOON, "actor": "kari"}
OPENED = IncidentOpened(**BASE, incident=Incident(id="i", title="Brann", status="open", opened_at=NOON))

ids = st.sampled_from(["a", "b", "c"])
numbers = st.floats(-1e6, 1e6)
findings = st.builds(
    Finding,
    id=ids,
    number=st.integers(1, 9),
    kind=st.sampled_from(["hotspot", "person"]),
    status=st.just("found"),
    latitude_deg=st.floats(60, 61),
    longitude_deg=st.floats(5, 6),
    altitude_amsl_m=numbers,
    confidence=st.floats(0, 1),
    peak_celsius=st.none() | numbers,
    last_celsius=st.none() | numbers,
    area_m2=st.none() | numbers,
    ellipse=st.just(Ellipse(semi_major_m=2.0, semi_minor_m=1.0, orientation_deg=0.0)),
    first_seen_at=st.just(NOON),
    last_seen_at=st.just(NOON),
    vehicles=st.just([1]),
)
marks = st.builds(Mark, id=ids, at=st.just(NOON), geometry=st.just({"type": "Point", "coordinates": [5.0, 60.0]}))
plans = st.builds(
    PlanSummary,
    id=ids,
    area=st.just({}),
    routes=st.just([]),
    vehicles=st.just([1]),
    makespan_s=numbers,
    covered_fraction=numbers,
    ground_sample_distance_m=numbers,
    footprint_width_m=numbers,
    line_spacing_m=numbers,
)
searches = st.builds(SearchBasis, id=ids, by=ids, at=st.just(NOON), kind=st.just("distance"), lost_at=st.just(NOON))


def made(kind, **fields):
    return st.builds(kind, seq=st.just(0), at=st.just(NOON), actor=st.sampled_from(["kari", "station"]), **fields)


events = st.one_of(
    made(FindingFound, finding=findings),
    made(FindingUpdated, finding=findings),
    made(FindingMerged, finding_id=ids, into=ids),
    made(FindingReviewed, finding_id=ids),
    made(MarkAdded, mark=marks),
    made(PlanMade, plan=plans),
    made(SearchMapMade, search=searches),
    made(MissionUploaded),
    made(CommandIssued),
    made(VehicleConnected),
    made(VehicleLost),
    made(VehicleModeChanged),
    made(VehicleSaid),
    made(LogEntered),
    made(IncidentClosed),
)


@settings(deadline=None)
@given(log=st.lists(events, max_size=25), cut=st.integers(0, 25))
def test_a_snapshot_at_any_cut_with_the_later_events_is_the_whole_log(log, cut):
    whole = picture_of(OPENED, log)
    snapshot = Picture.model_validate_json(picture_of(OPENED, log[:cut]).model_dump_json())

    resumed = snapshot
    for event in log[cut:]:
        resumed = apply(resumed, event)

    assert resumed == whole


@settings(deadline=None)
@given(log=st.lists(events, max_size=25))
def test_no_id_is_in_the_picture_twice(log):
    picture = picture_of(OPENED, log)

    for nouns in (picture.findings, picture.marks, picture.plans):
        names = [noun.id for noun in nouns]
        assert len(names) == len(set(names))


@given(log=st.lists(events, max_size=8), event=events)
def test_applying_an_event_leaves_the_picture_before_it_as_it_was(log, event):
    before = picture_of(OPENED, log)
    written = before.model_dump_json()

    apply(before, event)

    assert before.model_dump_json() == written


def test_a_finding_keeps_its_place_when_it_is_updated(make_found, make_updated):
    picture = picture_of(OPENED, [make_found(1), make_found(2)])

    picture = apply(picture, make_updated(1, peak_celsius=500.0))

    assert [(finding.number, finding.peak_celsius) for finding in picture.findings] == [(1, 500.0), (2, 312.0)]


def test_a_review_says_who_and_what(make_found):
    picture = picture_of(OPENED, [make_found(1)])

    picture = apply(picture, FindingReviewed(**BASE, finding_id="finding-1", verdict="dismissed", note="a rock"))

    [finding] = picture.findings
    assert (finding.status, finding.reviewed_by, finding.note) == ("dismissed", "kari", "a rock")


def test_measuring_a_finding_again_does_not_undo_what_people_said(make_found, make_updated):
    picture = picture_of(OPENED, [make_found(1)])
    picture = apply(picture, FindingReviewed(**BASE, finding_id="finding-1", verdict="confirmed", note="seen"))

    kept = keep_verdict(picture, make_updated(1, peak_celsius=500.0))

    assert isinstance(kept, FindingUpdated)
    assert (kept.finding.status, kept.finding.reviewed_by, kept.finding.note) == ("confirmed", "kari", "seen")
    assert kept.finding.peak_celsius == 500.0


def test_what_was_extinguished_may_burn_again(make_found, make_updated):
    picture = picture_of(OPENED, [make_found(1, status="extinguished", reviewed_by="kari")])

    kept = keep_verdict(picture, make_updated(1, status="found"))

    assert isinstance(kept, FindingUpdated)
    assert kept.finding.status == "found"


def test_a_merged_finding_is_gone_and_the_other_goes_on(make_found):
    picture = picture_of(OPENED, [make_found(1), make_found(2)])

    picture = apply(picture, FindingMerged(**BASE, finding_id="finding-2", into="finding-1"))

    assert [finding.id for finding in picture.findings] == ["finding-1"]


def test_the_log_keeps_the_newest_that_people_read(make_updated):
    picture = opened(OPENED)

    for number in range(LOG_LENGTH + 5):
        picture = apply(picture, LogEntered(**BASE, text=str(number)))
        picture = apply(picture, make_updated(1))

    assert len(picture.log) == LOG_LENGTH
    assert [event.text for event in picture.log[:2]] == ["5", "6"]


def test_a_closed_incident_says_since_when():
    picture = apply(opened(OPENED), IncidentClosed(**BASE))

    assert (picture.incident.status, picture.incident.closed_at) == ("closed", NOON)
