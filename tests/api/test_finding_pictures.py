"""The picture of a finding's best look, for those who may see both the finding and thermal pictures."""

from __future__ import annotations

import pytest

from ground_station.incident.finding_pictures import FindingPicture, FindingPictures

JPEG = b"\xff\xd8 a small picture \xff\xd9"


@pytest.fixture
def address(running, found, noon) -> str:
    running.incident.record(found(1))
    pictures = FindingPictures(running.incidents.journal.engine)
    pictures.keep(running.incident.id, "finding-1", FindingPicture(noon, JPEG))
    return f"/api/v1/incidents/{running.incident.id}/findings/finding-1/picture"


async def test_a_finding_shows_its_picture_and_when_it_was_taken(running, address, noon):
    answer = await running.as_("viewer").get(address)

    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-seen-at"] == noon.isoformat()


async def test_without_a_picture_the_answer_says_so_and_what_to_do(running, address, found):
    running.incident.record(found(2))

    answer = await running.as_("viewer").get(
        address.replace("finding-1", "finding-2"), headers={"Accept-Language": "en"}
    )

    assert answer.status_code == 404
    assert "finding 2" in answer.json()["detail"]
    assert answer.json()["remedy"]


@pytest.mark.parametrize(
    ("layers", "status"),
    [(["findings", "thermal"], 200), (["findings"], 403), (["thermal"], 403), (["marks", "log"], 403)],
)
async def test_guests_see_it_only_with_findings_and_thermal_pictures(running, address, layers, status):
    wanted = {"name": "Politiet", "layers": layers, "minutes": 60}
    made = await running.as_("commander").post(f"/api/v1/incidents/{running.incident.id}/guest-links", json=wanted)
    guest = running.as_(None)
    entered = await guest.post("/api/v1/guest-session", json={"token": made.json()["token"]})
    cookie = entered.cookies["varde_session"]
    guest.cookies.clear()

    answer = await guest.get(address, headers={"Authorization": f"Bearer {cookie}"})

    assert answer.status_code == status
