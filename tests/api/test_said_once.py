"""A console that was out of reach sends again what it does not know to have arrived."""

from __future__ import annotations

KEY = {"Idempotency-Key": "0f3a9c2211aa77bb"}
MARK = {"kind": "water", "text": "Brannkum", "geometry": {"type": "Point", "coordinates": [5.3, 60.3]}}


async def test_a_mark_that_is_sent_twice_is_drawn_once(running):
    base = f"/api/v1/incidents/{running.incident.id}/marks"
    commander = running.as_("commander")

    first = (await commander.post(base, json=MARK, headers=KEY)).json()
    again = (await commander.post(base, json=MARK, headers=KEY)).json()
    another = (await commander.post(base, json=MARK, headers={"Idempotency-Key": "another-key"})).json()
    somebody_elses = (await running.as_("administrator").post(base, json=MARK, headers=KEY)).json()

    assert again == first
    assert len({mark["id"] for mark in (first, another, somebody_elses)}) == 3
    assert len(running.incident.picture.marks) == 3


async def test_a_judgement_that_is_sent_twice_is_journalled_once(running, found):
    running.incident.record(found(1))
    base = f"/api/v1/incidents/{running.incident.id}/findings/finding-1/review"
    commander = running.as_("commander")
    before = running.incident.seq

    for verdict in ("confirmed", "confirmed", "dismissed"):
        answer = await commander.post(base, json={"verdict": verdict}, headers=KEY)

    assert (answer.status_code, answer.json()["status"]) == (200, "dismissed")
    assert running.incident.seq == before + 2


async def test_an_assignment_that_is_sent_twice_is_journalled_once_and_to_another_crew_again(running, found):
    running.incident.record(found(1))
    base = f"/api/v1/incidents/{running.incident.id}/findings/finding-1/review"
    commander = running.as_("commander")
    before = running.incident.seq

    for crew in ("Lag 1", "Lag 1", "Lag 2"):
        answer = await commander.post(base, json={"verdict": "assigned", "assignee": crew}, headers=KEY)

    said = answer.json()
    assert (said["status"], said["assigned_to"], said["assigned_by"]) == ("assigned", "Lag 2", "commander")
    assert said["assigned_at"] is not None
    assert running.incident.seq == before + 2


async def test_an_assignment_to_nobody_is_refused_with_the_field_and_what_to_do(running, found):
    running.incident.record(found(1))
    base = f"/api/v1/incidents/{running.incident.id}/findings/finding-1/review"
    before = running.incident.seq
    said = {"Accept-Language": "nb"}

    nobody = await running.as_("commander").post(base, json={"verdict": "assigned"}, headers=said)
    blank = await running.as_("commander").post(base, json={"verdict": "assigned", "assignee": "  "}, headers=said)
    needless = await running.as_("commander").post(base, json={"verdict": "confirmed", "assignee": "Lag 1"})

    assert [answer.status_code for answer in (nobody, blank, needless)] == [422, 422, 422]
    assert nobody.json()["field"] == "assignee"
    assert "hvilket lag" in nobody.json()["remedy"]
    assert running.incident.seq == before


async def test_a_note_that_is_sent_twice_is_in_the_log_once(running):
    base = f"/api/v1/incidents/{running.incident.id}/log"
    pilot = running.as_("pilot")

    first = (await pilot.post(base, json={"text": "Slange lagt"}, headers=KEY)).json()
    again = (await pilot.post(base, json={"text": "Slange lagt"}, headers=KEY)).json()
    later = (await pilot.post(base, json={"text": "Slange lagt"}, headers={"Idempotency-Key": "another-key"})).json()

    assert again == first
    assert (first["events"][0]["text"], first["events"][0]["actor"]) == ("Slange lagt", "pilot")
    assert later["events"][0]["seq"] > first["events"][0]["seq"]


async def test_a_key_that_is_too_short_to_be_ones_own_is_refused(running):
    base = f"/api/v1/incidents/{running.incident.id}/marks"

    answer = await running.as_("commander").post(base, json=MARK, headers={"Idempotency-Key": "1"})

    assert answer.status_code == 422
    assert running.incident.picture.marks == []
