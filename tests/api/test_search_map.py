"""Where a missing person may be, over HTTP: said, kept, less what was seen, and turned into tasks."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from ground_station.access.permissions import Layer
from ground_station.api.guest_view import shown_picture
from ground_station.incident.desk import Incidents
from ground_station.incident.journal import Journal
from ground_station.seen_before import SeenBefore

CHILD = {"kind": "distance", "last_seen": [5.3, 60.3], "category": "child-1-3", "ground": "flat"}


def square(west, south, side_deg=0.01, **properties):
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    corners = [[west + side_deg * x, south + side_deg * y] for x, y in ring]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [corners]}}


def features(*rows):
    return {"type": "FeatureCollection", "features": list(rows)}


def looked(at, chance=0.9, **place):
    where = {"west": 5.295, "south": 60.297} | place
    return features(square(**where, seen_at=at.isoformat(), person_probability=chance))


@pytest.fixture
def base(running):
    return f"/api/v1/incidents/{running.incident.id}/search"


async def test_a_map_is_made_journalled_and_there_after_a_restart(running, base):
    pilot = running.as_("pilot")

    made = await pilot.post(base, json=CHILD)
    read = await running.as_("viewer").get(base)
    again = Incidents(Journal(running.incidents.journal.engine)).get(running.incident.id)

    assert made.status_code == 201
    assert read.json()["basis"] == made.json()["basis"]
    assert read.json()["on_map"] + read.json()["elsewhere"] == pytest.approx(1.0)
    assert (read.json()["searched"], read.json()["left"]) == (0.0, 1.0)
    assert again.picture.search is not None and again.picture.search.id == made.json()["basis"]["id"]
    assert again.picture.log[-1].type == "search_map_made"
    assert [round(row["level"], 2) for row in read.json()["regions"]] == [0.25, 0.5, 0.75, 0.95]


async def test_what_was_seen_lowers_what_is_left_and_a_new_map_of_the_same_keeps_it_so(running, base):
    commander = running.as_("commander")
    before = (await commander.post(base, json=CHILD)).json()
    an_hour_ago = looked(datetime.now(UTC) - timedelta(hours=1))
    running.station.search._seen = lambda _: an_hour_ago

    after = (await commander.get(base)).json()
    anew = (await commander.post(base, json=CHILD)).json()
    later = (await commander.post(base, json=CHILD | {"lost_at": datetime.now(UTC).isoformat()})).json()

    assert 0.0 < after["searched"] == pytest.approx(1.0 - after["left"])
    assert after["elsewhere"] > before["elsewhere"]
    assert anew["searched"] == pytest.approx(after["searched"])
    # Whoever was there before they were lost has not seen them missing.
    assert later["searched"] == 0.0


async def test_the_raster_is_bounded_and_with_elsewhere_makes_one(running, base):
    commander = running.as_("commander")
    await commander.post(base, json=CHILD)

    cells = (await commander.get(f"{base}/raster")).json()

    total = math.fsum(chance for row in cells["chance"] for chance in row)
    assert total + cells["elsewhere"] == pytest.approx(1.0, abs=1e-5)
    assert len(cells["chance"]) <= 96 and {len(row) for row in cells["chance"]} == {len(cells["chance"][0])}


async def test_drawn_areas_count_by_their_weights(running, base):
    areas = features(square(5.30, 60.30, weight=1), square(5.40, 60.30, weight=3))

    made = (await running.as_("commander").post(base, json={"kind": "drawn", "areas": areas, "elsewhere": 0.2})).json()

    assert made["elsewhere"] == pytest.approx(0.2)
    assert 5.40 < made["likeliest"][0] < 5.41
    [smallest, *_] = made["regions"]
    assert all(point[0] > 5.39 for part in smallest["geometry"]["coordinates"] for point in part[0])


async def test_somebody_in_the_water_is_where_the_current_has_brought_them(running, base):
    lost_at = datetime.now(UTC) - timedelta(hours=2)
    wanted = {"kind": "drift", "last_seen": [5.2, 60.4], "lost_at": lost_at.isoformat(), "category": "vest"}

    still = (await running.as_("commander").post(base, json=wanted)).json()
    moved = (
        await running.as_("commander").post(base, json=wanted | {"current_towards_deg": 0.0, "current_ms": 0.5})
    ).json()

    north_m = (moved["likeliest"][1] - still["likeliest"][1]) * 111_400
    assert north_m == pytest.approx(0.5 * 7200, abs=400)


WRONG = [
    ({"last_seen": None}, "last_seen"),
    ({"category": None}, "category"),
    ({"category": "poltergeist"}, "category"),
    ({"category": "skier"}, "category"),
    ({"last_seen": [500, 60]}, "last_seen.0"),
    ({"kind": "drift", "category": "vest"}, "lost_at"),
    ({"kind": "drift", "category": "vest", "lost_at": "2126-01-01T00:00:00Z"}, "lost_at"),
    ({"kind": "drift", "category": "hiker", "lost_at": "2026-01-01T00:00:00Z"}, "category"),
    ({"kind": "drawn"}, "areas"),
    ({"kind": "drawn", "areas": features()}, "areas"),
    ({"kind": "drawn", "areas": features(square(5.3, 60.3, weight=-1))}, "areas"),
    ({"kind": "drawn", "areas": features({"type": "Feature", "properties": {"weight": 1}})}, "areas"),
    ({"kind": "drawn", "areas": {"type": "FeatureCollection", "features": [7]}}, "areas"),
]


async def test_what_is_wrong_is_named_with_a_remedy_in_the_callers_language_and_not_journalled(running, base):
    for language, title in (("en", "search map"), ("nb", "Letekartet"), ("nn", "Leitekartet")):
        client = running.as_("commander", **{"Accept-Language": language})
        for changed, field in WRONG if language == "en" else WRONG[2:3]:
            answer = await client.post(base, json=CHILD | changed)

            assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
            assert answer.json()["detail"] and answer.json()["remedy"]
            assert title in answer.json()["title"] or (changed, field) != WRONG[2]
    assert running.incident.picture.search is None


async def test_without_a_map_there_is_none_and_no_task(running, base):
    commander = running.as_("commander")

    answers = [
        await commander.get(base),
        await commander.get(f"{base}/raster"),
        await commander.post(f"{base}/tasks", json={}),
    ]

    assert [(answer.status_code, answer.json()["title"]) for answer in answers] == [(404, "No search map yet")] * 3


async def test_a_closed_incident_gets_no_new_map(running, base):
    await running.as_("commander").post(f"/api/v1/incidents/{running.incident.id}/close")

    answer = await running.as_("pilot").post(base, json=CHILD)

    assert answer.status_code == 409


async def test_tasks_come_in_the_order_of_what_they_gain_a_minute(running, base):
    commander = running.as_("commander")
    await commander.post(base, json=CHILD)

    found = (await commander.post(f"{base}/tasks", json={"count": 2, "vehicles": [1]})).json()
    unknown = await commander.post(f"{base}/tasks", json={"template": "no.such/template"})
    too_short = await commander.post(f"{base}/tasks", json={"minutes": 5})

    first, second = found["tasks"]
    assert first["gained"] == pytest.approx(first["chance"] * found["detection"])
    assert first["gained_per_minute"] == pytest.approx(first["gained"] / first["minutes"])
    # The second is reckoned as if the first had found nobody: against all there was it gains no more.
    assert second["gained"] * (1.0 - first["gained"]) <= first["gained"] + 1e-9
    assert (unknown.status_code, unknown.json()["field"]) == (422, "template")
    assert (too_short.status_code, too_short.json()["field"]) == (422, "minutes")


async def test_a_guest_learns_where_somebody_is_looked_for_only_by_that_layer(running, base):
    await running.as_("commander").post(base, json=CHILD)
    picture = running.incident.picture

    hidden = shown_picture(frozenset(Layer) - {Layer.SEARCH}, picture)

    assert hidden.search is None and all(event.type != "search_map_made" for event in hidden.log)
    assert shown_picture({Layer.SEARCH}, picture).search == picture.search


def test_what_was_seen_of_earlier_grounds_outlives_the_next_plan_and_a_restart(tmp_path):
    now = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
    first, second = looked(now), looked(now + timedelta(minutes=9), west=5.4)
    kept = SeenBefore(tmp_path / "seen")
    kept.add("i", first)
    kept.add("i", features())

    kept.add("i", second)
    with (tmp_path / "seen" / "i.before.gz").open("ab") as torn:
        torn.write(b"\x1f\x8b torn")
    again = SeenBefore(tmp_path / "seen")

    assert kept.together("i", features())["features"] == [*first["features"], *second["features"]]
    assert again.together("i", first)["features"] == [*first["features"], *second["features"], *first["features"]]
    assert again.together("other", first) == first


def test_what_is_seen_after_a_torn_end_of_the_file_is_kept_too(tmp_path):
    now = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
    first, second = looked(now), looked(now + timedelta(minutes=9), west=5.4)
    SeenBefore(tmp_path).add("i", first)
    with (tmp_path / "i.before.gz").open("ab") as torn:
        torn.write(b"\x1f\x8b torn")

    SeenBefore(tmp_path).add("i", second)

    assert SeenBefore(tmp_path).features("i") == [*first["features"], *second["features"]]
