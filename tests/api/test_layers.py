"""The crew's own layers: checked at the door, kept with the incident, for everybody, until they are taken off."""

from __future__ import annotations

import json

import pytest

KML = b"""<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Brannkum</name>
<Point><coordinates>5.31,60.31,12</coordinates></Point></Placemark><Placemark><name>Skille</name><LineString>
<coordinates>5.3,60.3 5.32,60.32</coordinates></LineString></Placemark></Document></kml>"""


def point(longitude, latitude, **properties):
    place = {"type": "Point", "coordinates": [longitude, latitude]}
    feature = {"type": "Feature", "properties": properties, "geometry": place}
    return {"type": "FeatureCollection", "features": [feature]}


@pytest.fixture
def base(running) -> str:
    return f"/api/v1/incidents/{running.incident.id}/layers"


async def test_a_kml_file_is_laid_over_everybodys_map_and_taken_off_again(running, base):
    commander, viewer = running.as_("commander"), running.as_("viewer")

    added = (await commander.post(base, params={"name": "vann.kml"}, content=KML)).json()
    again = (await commander.post(base, params={"name": "samme.kml"}, content=KML)).json()
    shown = (await viewer.get(f"{base}/{added['id']}")).json()
    listed = (await viewer.get(base)).json()
    refused = await viewer.delete(f"{base}/{added['id']}")
    left = (await commander.delete(f"{base}/{added['id']}")).json()

    assert (added["name"], added["by"], added["features"]) == ("vann", "commander", 2)
    assert added["bounds"] == [5.3, 60.3, 5.32, 60.32]
    assert again == added and listed == [added]
    assert [each["properties"]["name"] for each in shown["features"]] == ["Brannkum", "Skille"]
    assert shown["features"][0]["geometry"]["coordinates"] == [5.31, 60.31]
    assert refused.status_code == 403
    assert left == [] and running.incident.picture.layers == []
    # Who looks back at the time before goes on seeing it.
    assert (await viewer.get(f"{base}/{added['id']}")).status_code == 200


@pytest.mark.parametrize(
    ("name", "document", "field"),
    [
        ("kart.shp", point(5.3, 60.3), "name"),
        ("utm.geojson", point(297000, 6700000), "features[0].geometry.coordinates"),
        ("tom.geojson", {"type": "FeatureCollection", "features": []}, "features"),
        ("rar.geojson", point("5", 60.3), "features[0].geometry.coordinates"),
        ("crs.geojson", point(5.3, 60.3) | {"crs": {"properties": {"name": "EPSG:25832"}}}, "crs"),
        ("mange.geojson", {"type": "FeatureCollection", "features": point(5.3, 60.3)["features"] * 2_001}, "features"),
        ("lang.geojson", {"type": "LineString", "coordinates": [[5.3, 60.3]] * 20_001}, "features[0]"),
        ("linje.geojson", {"type": "LineString", "coordinates": [[5.3, 60.3]]}, "features[0].geometry.coordinates"),
        ("ukjent.geojson", {"type": "Circle", "coordinates": [5.3, 60.3]}, "features[0].geometry.type"),
        ("kaputt.kml", {"not": "xml"}, "body"),
    ],
)
async def test_a_file_that_cannot_be_shown_is_refused_with_the_field_and_the_remedy_in_the_callers_language(
    running, base, name, document, field
):
    before = running.incident.seq

    answer = await running.as_("commander").post(
        base, params={"name": name}, content=json.dumps(document).encode(), headers={"Accept-Language": "nn"}
    )

    said = answer.json()
    assert (answer.status_code, said["field"]) == (422, field)
    assert name in said["detail"] and said["remedy"]
    assert running.incident.seq == before


async def test_only_names_and_places_of_a_file_are_kept_and_an_open_ring_is_closed(running, base):
    ring = [[5.3, 60.3, 9], [5.31, 60.3, 9], [5.31, 60.31, 9], [5.3, 60.31, 9]]
    feature = {
        "type": "Feature",
        "properties": {"navn": "Sektor 1", "phone": "555"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }

    added = await running.as_("commander").post(
        base, params={"name": "sektor.geojson"}, content=json.dumps(feature).encode()
    )
    shown = (await running.as_("viewer").get(f"{base}/{added.json()['id']}")).json()

    [only] = shown["features"]
    assert only["properties"] == {"name": "Sektor 1"}
    assert only["geometry"]["coordinates"][0] == [[5.3, 60.3], [5.31, 60.3], [5.31, 60.31], [5.3, 60.31], [5.3, 60.3]]
