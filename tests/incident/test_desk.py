"""Incidents are opened, worked on, closed, and are there after a restart."""

from __future__ import annotations

import pytest

from ground_station.incident import desk as desk_module
from ground_station.incident.desk import UnknownIncident
from ground_station.incident.events import FindingReviewed, IncidentClosed, LogEntered


@pytest.fixture
def incident(desk):
    return desk.open("Brann i Fløyfjellet", "kari")


def test_an_opened_incident_is_in_the_list(desk, incident):
    [listed] = desk.list()

    assert (listed.id, listed.title, listed.status) == (incident.id, "Brann i Fløyfjellet", "open")
    assert incident.seq == 1
    assert desk.newest_open() is incident


def test_a_closed_incident_stays_in_the_list_and_is_closed_once(desk, incident):
    desk.close(incident.id, "kari")
    closed = desk.close(incident.id, "ola")

    assert closed.status == "closed"
    assert desk.list() == [closed]
    assert desk.newest_open() is None
    assert [type(event) for event in incident.events_after(1, 10)] == [IncidentClosed]


def test_a_restarted_station_has_the_same_picture(open_desk, make_found, make_updated, noon):
    before = open_desk().open("Brann", "kari")
    before.record_all([make_found(1), make_found(2), make_updated(1, peak_celsius=512.25)])
    before.record(FindingReviewed(at=noon, actor="kari", finding_id="finding-2", verdict="dismissed"))

    after = open_desk().get(before.id)

    assert after.picture == before.picture
    assert (after.epoch, after.seq) == (before.epoch, before.seq)
    assert after.verify() is None


def test_an_incident_nobody_opened_is_unknown(desk):
    with pytest.raises(UnknownIncident):
        desk.get("nothing")


def test_listeners_hear_what_is_already_on_the_disk(open_desk, make_found):
    incident = open_desk().open("Brann", "kari")
    heard = []
    incident.subscribe(lambda entries: heard.append((entries[-1].seq, open_desk().get(incident.id).seq)))

    incident.record(make_found(1))

    assert heard == [(2, 2)]


def test_who_has_unsubscribed_hears_nothing(incident, make_found):
    heard = []
    unsubscribe = incident.subscribe(heard.extend)
    incident.record(make_found(1))

    unsubscribe()
    incident.record(make_found(2))

    assert [entry.seq for entry in heard] == [2]


def test_the_recorded_event_carries_its_number_and_the_kept_verdict(incident, make_found, make_updated, noon):
    incident.record(make_found(1))
    incident.record(FindingReviewed(at=noon, actor="kari", finding_id="finding-1", verdict="confirmed"))

    written = incident.record(make_updated(1, peak_celsius=700.0))

    assert written.seq == 4
    assert (written.finding.status, written.finding.peak_celsius) == ("confirmed", 700.0)
    assert incident.events_after(3, 1) == [written]


@pytest.mark.parametrize("after", [0, 1, 4, 5, 9, 10, 11, 99])
def test_events_after_are_the_same_from_memory_and_from_the_disk(monkeypatch, open_desk, noon, after):
    monkeypatch.setattr(desk_module, "RECENT", 5)
    incident = open_desk().open("Brann", "kari")
    incident.record_all([LogEntered(at=noon, actor="kari", text=str(number)) for number in range(9)])

    got = incident.events_after(after, 3)

    assert [event.seq for event in got] == [seq for seq in range(after + 1, after + 4) if seq <= 10]


def test_the_newest_incident_is_listed_first(desk):
    desk.open("first", "kari")
    desk.open("second", "kari")

    titles = [incident.title for incident in desk.list()]

    assert titles == ["second", "first"]
