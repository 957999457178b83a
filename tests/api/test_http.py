"""The HTTP surface over a real server."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ground_station.api.features import geometry_fault


async def test_findings_are_geojson_points_with_altitude_and_all_fields(running, found, finding):
    running.incident.record(found(1))

    answer = await running.as_("viewer").get(f"/api/v1/incidents/{running.incident.id}/findings")

    [feature] = answer.json()["features"]
    assert answer.headers["content-type"] == "application/geo+json"
    assert feature["geometry"] == {"type": "Point", "coordinates": [5.3, 60.3, 123.4]}
    assert feature["properties"].items() >= finding(1).model_dump(mode="json").items()


async def test_an_incident_is_opened_listed_and_closed(running):
    commander = running.as_("commander")

    opened = (await commander.post("/api/v1/incidents", json={"title": "Savnet på Ulriken"})).json()
    me = (await commander.get("/api/v1/me")).json()
    closed = (await commander.post(f"/api/v1/incidents/{opened['id']}/close")).json()
    listed = (await commander.get("/api/v1/incidents")).json()
    one = (await commander.get(f"/api/v1/incidents/{opened['id']}")).json()

    assert me["incident"] == opened["id"]
    assert (closed["status"], one) == ("closed", closed)
    assert [incident["title"] for incident in listed] == ["Savnet på Ulriken", "Brann i Fløyfjellet"]


async def test_a_closed_incident_cannot_be_changed(running, found):
    running.incident.record(found(1))
    commander = running.as_("commander")
    base = f"/api/v1/incidents/{running.incident.id}"
    await commander.post(f"{base}/close")

    review = await commander.post(f"{base}/findings/finding-1/review", json={"verdict": "confirmed"})
    mark = await commander.post(
        f"{base}/marks", json={"kind": "note", "text": "", "geometry": {"type": "Point", "coordinates": [5, 60]}}
    )

    assert (review.status_code, mark.status_code) == (409, 409)
    assert running.incident.picture.findings[0].status == "found"


async def test_a_mark_is_on_everybodys_map(running):
    base = f"/api/v1/incidents/{running.incident.id}/marks"
    wanted = {"kind": "command_post", "text": "KO", "geometry": {"type": "Point", "coordinates": [5.3, 60.3]}}

    added = (await running.as_("commander").post(base, json=wanted)).json()
    seen = (await running.as_("viewer").get(base)).json()

    assert seen == [added]
    assert added["by"] == "commander"


async def test_the_journal_is_read_in_pages(running, found):
    running.incident.record_all([found(number) for number in range(1, 6)])
    viewer = running.as_("viewer")
    base = f"/api/v1/incidents/{running.incident.id}/journal"

    first = (await viewer.get(base, params={"limit": 4})).json()
    rest = (await viewer.get(base, params={"after": 4})).json()

    assert [event["seq"] for event in first["events"] + rest["events"]] == [1, 2, 3, 4, 5, 6]
    assert (first["seq"], first["epoch"]) == (6, running.incident.epoch)


async def test_an_export_holds_findings_marks_and_plans(running, found, area):
    running.incident.record(found(1))
    viewer = running.as_("viewer")

    answer = await viewer.get(f"/api/v1/incidents/{running.incident.id}/export", params={"format": "geojson"})

    assert [feature["properties"]["feature"] for feature in answer.json()["features"]] == ["finding"]
    assert f'filename="{running.incident.id}.geojson"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(("format_", "status"), [("kml", 501), ("docx", 400)])
async def test_other_export_formats_are_refused_with_what_works(running, format_, status):
    viewer = running.as_("viewer")

    answer = await viewer.get(f"/api/v1/incidents/{running.incident.id}/export", params={"format": format_})

    assert answer.status_code == status
    assert answer.json()["field"] == "format"
    assert "geojson" in answer.json()["remedy"]


async def test_an_aircraft_answers_in_its_own_words_and_the_journal_has_it(running):
    answer = await running.as_("pilot").post("/api/v1/vehicles/1/commands", json={"command": "arm"})

    assert answer.json() == {"outcome": "denied", "reasons": ["Preflight Fail: compass"]}
    [event] = running.incident.events_after(1, 10)
    assert (event.type, event.actor, event.outcome) == ("command_issued", "pilot", "denied")


async def test_a_plan_is_made_for_the_newest_incident_kept_and_uploaded(running, area):
    pilot = running.as_("pilot")

    made = await pilot.post("/api/v1/plans", json={"template": "thermal-area-search", "area": area})
    kept = await pilot.get(f"/api/v1/plans/{made.json()['id']}")
    uploaded = await pilot.post("/api/v1/vehicles/1/mission", json={"plan": made.json()["id"]})

    assert made.status_code == 201
    assert kept.json() == made.json()
    assert uploaded.json()["outcome"] == "accepted"


async def test_a_plan_that_must_not_be_flown_has_no_id(running, area):
    wanted = {"template": "thermal-area-search", "area": area, "parameters": {"height_agl_m": 500.0}}

    answer = await running.as_("pilot").post("/api/v1/plans", json=wanted)

    assert answer.status_code == 422
    assert answer.json()["id"] is None


async def test_without_an_open_incident_there_is_no_plan(running, area):
    running.incidents.close(running.incident.id, "kari")

    answer = await running.as_("pilot").post("/api/v1/plans", json={"template": "thermal-area-search", "area": area})

    assert (answer.status_code, answer.json()["field"]) == (409, "incident")


async def test_terrain_tiles_are_served_where_there_is_terrain(running):
    viewer = running.as_("viewer")

    about = (await viewer.get("/api/v1/terrain.json")).json()
    tile = await viewer.get("/api/v1/terrain/0/0/0.png")
    missing = await viewer.get("/api/v1/terrain/1/0/0.png")
    absurd = await viewer.get("/api/v1/terrain/1/7/0.png")

    assert about["bounds"] == [5.2, 60.2, 5.4, 60.4]
    assert about["encoding"] == "terrarium"
    assert (tile.headers["content-type"], tile.content) == ("image/png", b"\x89PNG tile")
    assert "max-age" in tile.headers["cache-control"]
    assert (missing.status_code, absurd.status_code) == (404, 404)


PROBLEMS = [
    ("POST", "/incidents", {"title": ""}, 422, "title"),
    ("POST", "/incidents", {}, 422, "title"),
    ("POST", "/incidents", {"title": "x", "colour": "red"}, 422, "colour"),
    ("POST", "/incidents/INCIDENT/findings/finding-9/review", {"verdict": "confirmed"}, 404, "finding_id"),
    ("POST", "/incidents/INCIDENT/findings/finding-9/review", {"verdict": "maybe"}, 422, "verdict"),
    ("GET", "/incidents/nothing", None, 404, "incident_id"),
    ("GET", "/incidents/INCIDENT/journal?limit=0", None, 422, "limit"),
    ("GET", "/vehicles/9", None, 404, "vehicle_id"),
    ("GET", "/vehicles/nine", None, 422, "vehicle_id"),
    ("POST", "/vehicles/9/commands", {"command": "arm"}, 404, "vehicle_id"),
    ("POST", "/vehicles/1/commands", {"command": "explode"}, 422, "command"),
    ("POST", "/vehicles/1/commands", {"command": "goto", "latitude_deg": 60.0}, 422, "longitude_deg"),
    ("POST", "/vehicles/1/mission", {"plan": "nothing"}, 404, "plan"),
    ("GET", "/plans/nothing", None, 404, "plan"),
    ("POST", "/plans", {"template": "nothing", "area": "AREA"}, 422, "template"),
    ("POST", "/plans", {"template": "x", "area": {"type": "LineString", "coordinates": [[5, 60]]}}, 422, "area"),
    ("POST", "/plans", {"template": "x", "area": {"type": "FeatureCollection", "features": []}}, 422, "area"),
    (
        "POST",
        "/plans",
        {"template": "x", "area": "AREA", "fence": {"type": "Polygon", "coordinates": []}, "fence_margin_m": 30},
        422,
        "fence_margin_m",
    ),
    (
        "POST",
        "/plans",
        {"template": "x", "area": "AREA", "wind": {"source": "hand", "speed_ms": 90}},
        422,
        "wind.speed_ms",
    ),
    ("POST", "/drawings?name=x.dwg", {"type": "Point", "coordinates": [5, 60]}, 422, "name"),
    ("GET", "/catalogues/unknown", None, 422, "catalogue"),
    ("POST", "/plans", {"template": "thermal-area-search", "area": "HOLED"}, 422, "area"),
    (
        "POST",
        "/incidents/INCIDENT/marks",
        {"kind": "note", "text": "", "geometry": {"type": "Point", "coordinates": [5, 91]}},
        422,
        "geometry.coordinates",
    ),
    ("POST", "/users", {"name": "x", "role": "king"}, 422, "role"),
    ("POST", "/users", {"name": " x", "role": "viewer"}, 422, "name"),
    ("GET", "/nothing", None, 404, None),
    ("PUT", "/incidents", {}, 405, None),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "field"), PROBLEMS)
async def test_a_problem_names_the_field_and_the_remedy(running, area, method, path, body, status, field):
    areas = {"AREA": area, "HOLED": area | {"coordinates": area["coordinates"] * 2}}
    if body is not None and isinstance(body.get("area"), str):
        body = body | {"area": areas[body["area"]]}
    client = running.as_("administrator")
    address = "/api/v1" + path.replace("INCIDENT", running.incident.id)

    answers = [
        await client.request(method, address, json=body, headers={"Accept-Language": language})
        for language in ("nb", "nn", "en")
    ]

    for answer in answers:
        problem = answer.json()
        assert (answer.status_code, problem["status"], problem["field"]) == (status, status, field), problem
        assert answer.headers["content-type"] == "application/problem+json"
        for words in (problem["title"], problem["detail"], problem["remedy"]):
            assert words
            assert "{" not in words
            assert "-" not in words.split(" ")[0], "an id stands where a sentence should"
    assert len({answer.text for answer in answers}) == 3


async def test_several_wrong_fields_are_all_named(running):
    answer = await running.as_("administrator").post("/api/v1/users", json={"name": "", "role": "king"})

    assert [error["field"] for error in answer.json()["errors"]] == ["name", "role"]


async def test_a_body_that_is_no_json_is_said_so(running):
    answer = await running.as_("commander").post(
        "/api/v1/incidents", content=b"{title", headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422
    assert "JSON" in answer.json()["detail"]


async def test_a_body_that_is_too_large_or_endless_is_not_read(running):
    async def endless():
        yield b"{"

    large = await running.as_("commander").post("/api/v1/incidents", json={"title": "x" * 3_000_000})
    unknown = await running.as_("commander").post("/api/v1/incidents", content=endless())

    assert (large.status_code, unknown.status_code) == (413, 411)
    assert "2 MB" in large.json()["remedy"]
    assert "Content-Length" in unknown.json()["remedy"]


async def test_health_and_metrics_need_no_sign_in_and_metrics_can_be_read(running):
    stranger = running.as_(None)

    health = await stranger.get("/healthz")
    metrics = await stranger.get("/metrics")

    assert health.json() == {"status": "ok", "version": "1.2.3"}
    families = {family.name for family in text_string_to_metric_families(metrics.text)}
    assert {"varde_live_clients", "varde_http_requests"} <= families


async def test_the_description_names_every_address_of_the_contract(running):
    described = (await running.as_(None).get("/api/v1/openapi.json")).json()

    paths = set(described["paths"])
    for wanted in ("incidents", "incidents/{incident_id}/findings", "vehicles/{vehicle_id}/commands", "plans", "me"):
        assert f"/api/v1/{wanted}" in paths


async def test_the_console_is_served_with_its_pages_and_nothing_beside_it(running):
    stranger = running.as_(None)

    index = await stranger.get("/")
    page = await stranger.get("/incidents/anything")
    asset = await stranger.get("/assets/main-abc123.js")
    missing = await stranger.get("/assets/other.js")
    outside = await stranger.get("/..%2fsecret.txt")

    assert "console" in index.text
    assert index.headers["cache-control"] == "no-store"
    assert page.text == index.text
    assert "immutable" in asset.headers["cache-control"]
    assert missing.status_code == 404
    assert "outside" not in outside.text


async def test_a_console_that_is_not_built_says_how_to_build_it(running):
    (running.app.state.parts.static_dir / "index.html").unlink()

    answer = await running.as_(None).get("/")

    assert answer.status_code == 503
    assert "make setup" in answer.text


async def test_every_answer_keeps_other_hosts_out(running):
    stranger = running.as_(None)

    for path in ("/", "/healthz", "/api/v1/me", "/api/v1/openapi.json"):
        answer = await stranger.get(path)

        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "worker-src 'self' blob:" in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ({"type": "Point", "coordinates": [5.0, 60.0]}, None),
        ({"type": "Point", "coordinates": [5.0, 60.0, 12.0]}, None),
        ({"type": "LineString", "coordinates": [[5.0, 60.0], [5.1, 60.0]]}, None),
        ({"type": "Polygon", "coordinates": [[[5, 60], [5.1, 60], [5.1, 60.1], [5, 60]]]}, None),
        ({"type": "Circle", "coordinates": [5.0, 60.0]}, "geometry-type"),
        ({}, "geometry-type"),
        ({"type": "Point"}, "geometry-position"),
        ({"type": "Point", "coordinates": [5.0]}, "geometry-position"),
        ({"type": "Point", "coordinates": [5.0, float("nan")]}, "geometry-position"),
        ({"type": "Point", "coordinates": [True, False]}, "geometry-position"),
        ({"type": "Point", "coordinates": [60.0, 191.0]}, "geometry-position"),
        ({"type": "LineString", "coordinates": [[5.0, 60.0]]}, "geometry-size"),
        ({"type": "LineString", "coordinates": []}, "geometry-size"),
        ({"type": "LineString", "coordinates": [[5.0, 60.0]] * 6000}, "geometry-size"),
        ({"type": "Polygon", "coordinates": [[[5, 60], [5.1, 60], [5.1, 60.1], [5, 60.1]]]}, "geometry-open-ring"),
        ({"type": "Polygon", "coordinates": [[5, 60], [5.1, 60]]}, "geometry-position"),
    ],
)
def test_a_geometry_is_looked_at_before_it_is_believed(geometry, said):
    fault = geometry_fault(geometry)

    assert (None if fault is None else fault.said) == said
