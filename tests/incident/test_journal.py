"""The journal loses nothing it told, and says when somebody changed it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap

import pytest
import rfc8785

from ground_station.database import open_database
from ground_station.errors import BadInput
from ground_station.incident.events import LogEntered, VehicleSaid
from ground_station.incident.journal import Journal, JournalUnwritable


@pytest.fixture
def path(tmp_path):
    return tmp_path / "varde.sqlite3"


@pytest.fixture
def journal(path):
    journal = Journal(open_database(path))
    journal.add_incident("i")
    yield journal
    journal.close()


@pytest.fixture
def said(noon):
    return lambda text: LogEntered(at=noon, actor="kari", text=text)


def test_events_are_numbered_from_one_without_gaps(journal, said):
    journal.append("i", [said("a"), said("b")])

    [entry] = journal.append("i", [said("c")])

    assert entry.seq == 3
    assert [entry.event.text for entry in journal.entries_after("i", 0, 10)] == ["a", "b", "c"]


def test_an_opened_journal_goes_on_where_it_was(path, said):
    first = Journal(open_database(path))
    first.add_incident("i")
    first.append("i", [said("a")])
    epoch = first.epochs()["i"]
    first.close()

    again = Journal(open_database(path))
    [entry] = again.append("i", [said("b")])

    assert entry.seq == 2
    assert again.epochs()["i"] == epoch
    assert again.verify("i") is None
    again.close()


def test_the_chain_can_be_computed_by_anybody_from_the_rows(journal, path, said):
    journal.append("i", [said("æøå"), said("b")])

    with sqlite3.connect(path) as other:
        rows = other.execute("select body, hash from events order by seq").fetchall()
        [(epoch,)] = other.execute("select epoch from incidents").fetchall()
    other.close()

    link = hashlib.sha256(rfc8785.dumps({"incident": "i", "epoch": epoch})).digest()
    for body, kept in rows:
        assert rfc8785.dumps(json.loads(body)) == body.encode()
        link = hashlib.sha256(link + body.encode()).digest()
        assert link == kept


@pytest.mark.parametrize(
    ("change", "seq", "why"),
    [
        ("update events set body = replace(body, 'text-3', 'text-x') where seq = 3", 3, "text was changed"),
        ("update events set actor = 'ola' where seq = 4", 4, "columns"),
        ("delete from events where seq = 2", 2, "missing"),
        ("update events set hash = zeroblob(32) where seq = 5", 5, "text was changed"),
        ("update events set prev_hash = zeroblob(32) where seq = 5", 5, "does not follow"),
    ],
)
def test_the_first_broken_link_is_found(journal, path, said, change, seq, why):
    journal.append("i", [said(f"text-{number}") for number in range(1, 7)])

    with sqlite3.connect(path) as other:
        other.execute(change)
    other.close()
    broken = journal.verify("i")

    assert broken is not None
    assert broken.seq == seq
    assert why in broken.why


def test_a_chain_passed_off_as_another_incidents_is_found(journal, path, said):
    journal.add_incident("j")
    journal.append("i", [said("a")])

    with sqlite3.connect(path) as other:
        other.execute("update events set incident_id = 'j'")
    other.close()

    assert journal.verify("j") is not None


def test_events_of_a_batch_are_there_together_or_not_at_all(journal, path, said):
    with sqlite3.connect(path) as other:
        other.execute(
            "create trigger full before insert on events when new.seq = 2 begin select raise(fail, 'disk full'); end"
        )
    other.close()

    with pytest.raises(JournalUnwritable, match="disk full"):
        journal.append("i", [said("a"), said("b")])

    assert journal.entries_after("i", 0, 10) == []
    assert journal.head("i").seq == 0


def test_two_stations_on_one_journal_cannot_both_write(journal, path, said):
    other = Journal(open_database(path))
    journal.append("i", [said("a")])
    other.head("i")
    journal.append("i", [said("b")])

    with pytest.raises(JournalUnwritable, match="another station") as refused:
        other.append("i", [said("c")])

    assert "--data" in refused.value.remedy
    assert journal.verify("i") is None
    other.close()


def test_the_database_is_for_the_stations_own_account(journal, path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_database_that_takes_nothing_is_said_in_words(journal, path, said):
    other = sqlite3.connect(path)
    other.execute("begin immediate")
    with journal._engine.connect() as connection:
        connection.exec_driver_sql("pragma busy_timeout=10")

    with pytest.raises(JournalUnwritable, match="locked"):
        journal.append("i", [said("a")])

    other.rollback()
    other.close()
    assert journal.append("i", [said("a")])[0].seq == 1


def test_what_cannot_be_written_exactly_is_refused_before_it_is_told(journal, noon):
    event = VehicleSaid(at=noon, actor="vehicle/1", vehicle_id=1, severity=2**60, text="x")

    with pytest.raises(rfc8785.CanonicalizationError):
        journal.append("i", [event])

    assert journal.head("i").seq == 0


def test_plans_and_settings_are_kept(journal):
    journal.save_plan("p", "i", {"items": [1, 2]})
    journal.set_setting("key", {"a": 1})
    journal.set_setting("key", {"a": 2})

    assert journal.plan("p") == {"items": [1, 2]}
    assert journal.plan("q") is None
    assert journal.plans_of("i") == {"p": {"items": [1, 2]}}
    assert journal.setting("key") == {"a": 2}
    journal.forget_setting("key")
    assert journal.setting("key") is None


def test_a_database_of_a_newer_program_is_not_touched(path):
    journal = Journal(open_database(path))
    journal.set_setting("schema_version", "99")
    journal.close()

    with pytest.raises(BadInput, match="99") as refused:
        Journal(open_database(path))

    assert "--data" in refused.value.remedy


WRITER = textwrap.dedent(
    """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from ground_station.database import open_database
    from ground_station.incident.desk import Incidents
    from ground_station.incident.events import LogEntered
    from ground_station.incident.journal import Journal

    incident = Incidents(Journal(open_database(Path(sys.argv[1])))).open("Brann", "kari")
    incident.subscribe(lambda entries: print(entries[-1].seq, flush=True))
    print(incident.id, flush=True)
    while True:
        incident.record_all([LogEntered(at=datetime.now(UTC), actor="kari", text="x" * 500)] * 3)
    """
)


@pytest.mark.parametrize("told_before_the_kill", [1, 40, 333])
def test_a_killed_station_has_everything_it_told(path, told_before_the_kill):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    incident_id = writer.stdout.readline().strip()
    told = [int(writer.stdout.readline()) for _ in range(told_before_the_kill)]

    os.kill(writer.pid, signal.SIGKILL)
    told += [int(line) for line in writer.stdout.read().split()]
    writer.wait()
    writer.stdout.close()

    journal = Journal(open_database(path))
    kept = [entry.seq for entry in journal.all_entries(incident_id)]
    assert kept == list(range(1, len(kept) + 1))
    assert kept[-1] >= told[-1]
    assert journal.verify(incident_id) is None
    journal.close()
