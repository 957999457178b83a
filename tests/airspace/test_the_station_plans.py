"""The station plans with what lies in its folder: others' templates, its own values, and airspace."""

import json
from datetime import UTC, datetime

import pytest

from ground_station.api.station import BadTemplate
from ground_station.api.wire import PlanRequest
from ground_station.database import open_database
from ground_station.fleet.fleet import Fleet
from ground_station.incident.desk import Incidents
from ground_station.incident.journal import Journal
from ground_station.planning import Planning
from missions.exchange.store import Store, Withdrawn
from missions.terrain import LevelGround, Terrain

SQUARE = [[5.0, 60.0], [5.001, 60.0], [5.001, 60.0005], [5.0, 60.0005], [5.0, 60.0]]
AREA = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.fixture
def station(tmp_path):
    engine = open_database(tmp_path / "journal.sqlite")
    journal = Journal(engine)
    incidents = Incidents(journal)
    fleet = Fleet(("udpin://127.0.0.1:0",))
    incident = incidents.open("Trial", "kari")
    planning = Planning(journal, incidents, fleet, Terrain([LevelGround(amsl_m=100.0)]), tmp_path)

    async def plan(template="mop-up", language="nn"):
        return await planning.plan(incident.id, PlanRequest(template=template, area=AREA), "kari", language)

    yield planning, plan, Store(tmp_path / "templates")
    engine.dispose()


async def test_a_plan_into_a_zone_of_the_station_s_folder_is_not_kept(station, tmp_path):
    _, plan, _ = station
    zone = {"type": "Feature", "properties": {"name": "Voll", "class": "P"}, "geometry": AREA}
    (tmp_path / "airspace").mkdir()
    (tmp_path / "airspace" / "zones.json").write_text(json.dumps(zone))

    view = await plan()

    [told] = [problem for problem in view.problems if problem.code == "airspace_forbidden"]
    assert view.id is None
    assert told.message.startswith("Drone 1 ville floge inn i Voll")


async def test_a_withdrawn_template_is_neither_offered_nor_planned_with(station):
    planning, plan, store = station
    offered = {view.id: view.version for view in planning.templates("nb")}
    reason = Withdrawn(reason="For lavt.", at=datetime.now(UTC).isoformat(), replaced_by="")
    store.note_withdrawals("no.bergen.brann", {("no.bergen.brann/mop-up", offered["no.bergen.brann/mop-up"]): reason})

    assert "no.bergen.brann/mop-up" not in {view.id for view in planning.templates("nb")}
    with pytest.raises(BadTemplate, match="For lavt"):
        await plan()


async def test_the_hash_of_what_is_flown_is_that_of_the_station_s_own_values(station):
    planning, plan, store = station
    before = {view.id: view for view in planning.templates("nb")}["no.bergen.brann/mop-up"]

    store.set_overrides("no.bergen.brann/mop-up", {"parameters/speed_ms/default": 3.0})
    view = await plan()

    assert view.summary.template_sha256 != before.sha256
    assert view.summary.template_sha256 == store.named("mop-up").sha256
