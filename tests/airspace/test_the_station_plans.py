"""The station plans with what lies in its folder: others' templates, its own values, and airspace."""

import json
from datetime import UTC, datetime

import pytest
import shapely
from pydantic import ValidationError

from ground_station.api.search_wire import SearchRequest, SearchTasksRequest
from ground_station.api.station import BadArea, BadTemplate, BadWind, UnknownTemplate
from ground_station.api.wire import PlanRequest
from ground_station.database import open_database
from ground_station.fleet.fleet import Fleet
from ground_station.incident.desk import Incidents
from ground_station.incident.journal import Journal
from ground_station.planning import Planning
from ground_station.problem_words import said
from ground_station.searching import Searching
from missions.errors import NotFlyable, ParameterError
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

    async def plan(template="mop-up", language="nn", **wishes):
        request = PlanRequest.model_validate({"template": template, "area": AREA, **wishes})
        return await planning.plan(incident.id, request, "kari", language)

    yield planning, plan, Store(tmp_path / "templates")
    engine.dispose()


@pytest.fixture
def at_sea(tmp_path):
    """A station without any elevation model, its incidents, and an open one."""
    engine = open_database(tmp_path / "sea.sqlite")
    journal = Journal(engine)
    incidents = Incidents(journal)
    planning = Planning(journal, incidents, Fleet(("udpin://127.0.0.1:0",)), None, tmp_path)
    yield planning, incidents, incidents.open("Trial", "kari").id
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


LINE = {"type": "LineString", "coordinates": [[5.0, 60.0], [5.002, 60.0], [5.003, 60.001]]}
PLACES = {"type": "MultiPoint", "coordinates": [[5.0, 60.0], [5.001, 60.0005]]}


@pytest.mark.parametrize(
    ("template", "drawn"),
    [("flood", LINE), ("mop-up-round", PLACES), ("person-in-water", {"type": "Point", "coordinates": [5.0, 60.0]})],
)
async def test_each_template_says_what_it_is_drawn_as_and_is_planned_on_that(station, template, drawn):
    planning, plan, _ = station
    kinds = {"LineString": "line", "MultiPoint": "points", "Point": "point"}
    [offered] = [view for view in planning.templates("nb") if view.id.endswith(f"/{template}")]

    view = await plan(template, area=drawn)

    assert offered.draws[0] == kinds[drawn["type"]]
    assert view.id is not None
    assert view.summary.area["type"] == "Polygon"
    with pytest.raises(BadArea):
        await plan("thermal-area-search", area=drawn)


async def test_wind_by_hand_is_reckoned_with_kept_and_told(station):
    planning, plan, _ = station
    calm = await plan("flood", area=LINE)

    windy = await plan("flood", area=LINE, wind={"source": "hand", "from_deg": 270, "speed_ms": 13})

    assert calm.wind is None
    assert windy.summary.makespan_s > 1.2 * calm.summary.makespan_s
    kept = planning.view(windy.id, "nb").wind
    assert (kept.source, kept.from_deg, kept.speed_ms) == ("hand", 270.0, 13.0)
    with pytest.raises(BadWind, match="retning"):
        await plan(wind={"source": "hand", "speed_ms": 7})


async def test_a_template_about_wind_gets_the_one_that_was_stated(station):
    _, plan, _ = station
    leak = {"type": "Point", "coordinates": [5.0, 60.0]}

    own = await plan("industrial-gas", area=leak)
    stated = await plan("industrial-gas", area=leak, wind={"source": "hand", "from_deg": 90, "speed_ms": 6})

    assert own.wind.source == "template"
    assert (stated.wind.from_deg, stated.wind.speed_ms) == (90.0, 6.0)
    assert stated.summary.routes != own.summary.routes


async def test_without_anybody_to_ask_for_it_a_forecast_is_refused_rather_than_a_calm_assumed(station):
    _, plan, _ = station

    for language in ("nb", "nn", "en"):
        with pytest.raises(BadWind, match=r"weather\.contact"):
            await plan(language=language, wind={"source": "forecast"})


async def test_a_fence_at_a_distance_holds_area_route_and_rally_points_and_is_on_the_map(station):
    _, plan, _ = station
    rally = [[5.004, 60.0]]

    view = await plan(fence_margin_m=40, rally=rally)

    fence = shapely.geometry.shape(view.summary.fence)
    inside = [shapely.geometry.shape(AREA), *map(shapely.geometry.shape, view.summary.routes), shapely.Point(rally[0])]
    assert view.fence == view.summary.fence
    assert all(fence.contains(each) for each in inside)
    # A degree of latitude is 111 km: the nearest edge is as far as was asked for.
    assert 111_000 * fence.exterior.distance(shapely.Point(5.0, 60.0)) > 0.45 * 40
    assert view.summary.rally == [(5.004, 60.0)]


async def test_a_permission_that_is_named_lets_a_plan_through_and_is_told_with_it(station, tmp_path):
    _, plan, _ = station
    zone = {"type": "Feature", "properties": {"name": "Flesland", "class": "CTR"}, "geometry": AREA}
    (tmp_path / "airspace").mkdir()
    (tmp_path / "airspace" / "zones.json").write_text(json.dumps(zone))

    refused = await plan()
    [asked] = [problem for problem in refused.problems if problem.severity == "error"]
    allowed = await plan(permitted=[asked.airspace])

    assert (refused.id, refused.summary.id) == (None, "")
    assert refused.summary.routes
    assert asked.airspace == "Flesland"
    assert allowed.id is not None
    assert "airspace_permitted" in {problem.code for problem in allowed.problems}


async def test_ground_that_no_model_knows_is_planned_over_only_from_a_floor_that_somebody_states(at_sea):
    planning, _, incident = at_sea

    async def plan(**wishes):
        request = PlanRequest.model_validate({"template": "mop-up", "area": AREA, **wishes})
        return await planning.plan(incident, request, "kari", "nn")

    refused = await plan()
    stated = await plan(floor_amsl_m=12.0)

    [missing] = [problem for problem in refused.problems if problem.severity == "error"]
    assert (refused.id, missing.code) == (None, "terrain_missing")
    assert "oppgje for hand" in missing.message
    assert stated.id is not None
    [told] = [problem for problem in stated.problems if problem.code == "floor_by_hand"]
    assert "reknar med 12 m over havet, oppgjeve for hand. Ingenting er kontrollert" in told.message
    with pytest.raises(ValidationError, match="floor_amsl_m"):
        await plan(floor_amsl_m=20_000)


async def test_where_to_search_first_is_not_suggested_over_unknown_ground_and_the_reason_is_said(at_sea, monkeypatch):
    planning, incidents, incident = at_sea
    monkeypatch.setattr("missions.search_choice.MOST_REFUSED", 1)
    searching = Searching(incidents, planning, lambda _: {"type": "FeatureCollection", "features": []})
    lost = SearchRequest(kind="distance", last_seen=(5.0, 60.0), category="child-1-3", ground="flat")
    await searching.begin(incident, lost, "kari")

    with pytest.raises(ParameterError) as caught:
        await searching.tasks(incident, SearchTasksRequest(minutes=20), "nb")
    _, by_floor = planning.trial("mop-up", {}, [], None, 40.0)

    sentence = said(caught.value, "nb")
    assert sentence.startswith("Ingen områder med noen sjanse kan flys på 20 minutter. Noe av den mest sannsynlige")
    assert "Terrenghøyden er ukjent" in sentence and "Legg inn en terrengmodell" in sentence
    assert by_floor(AREA) > 60.0


async def test_a_flight_that_is_only_tried_takes_as_long_as_the_plan_and_is_not_kept(station, tmp_path):
    planning, plan, _ = station
    template, time_of = planning.trial("mop-up", {}, [], None)
    planned = await plan()

    tried_s = time_of(AREA)
    zone = {"type": "Feature", "properties": {"name": "Voll", "class": "P"}, "geometry": AREA}
    (tmp_path / "airspace").mkdir()
    (tmp_path / "airspace" / "zones.json").write_text(json.dumps(zone))
    _, in_zone = planning.trial("mop-up", {}, [], None)

    assert template.id == "no.bergen.brann/mop-up"
    assert tried_s == pytest.approx(planned.summary.makespan_s)
    with pytest.raises(NotFlyable) as forbidden:
        in_zone(AREA)
    assert (forbidden.value.code, forbidden.value.details["name"]) == ("airspace_forbidden", "Voll")
    with pytest.raises(UnknownTemplate):
        planning.trial("no.such/template", {}, [], None)
