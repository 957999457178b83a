import json

import numpy as np
import pytest
import rasterio

from ground_station.api.station import BadArea
from ground_station.api.wire import PlanRequest
from ground_station.commands import plan_files
from ground_station.database import open_database
from ground_station.fleet.fleet import Fleet
from ground_station.incident.desk import Incidents
from ground_station.incident.journal import Journal
from ground_station.planning import Planning
from missions.terrain import LevelGround, Terrain

ZONE = {
    "type": "Feature",
    "properties": {"name": "Bømoen", "class": "R"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[6.5, 60.64], [6.51, 60.64], [6.51, 60.65], [6.5, 60.65], [6.5, 60.64]]],
    },
}
SQUARE = [[6.502, 60.642], [6.503, 60.642], [6.503, 60.6425], [6.502, 60.6425], [6.502, 60.642]]


@pytest.mark.parametrize(
    ("permitted", "code", "is_written"), [((), "airspace_ask", False), (("Bømoen",), "airspace_permitted", True)]
)
def test_a_plan_into_a_zone_is_written_only_with_its_permission(tmp_path, permitted, code, is_written):
    (tmp_path / "zone.json").write_text(json.dumps(ZONE))
    (tmp_path / "area.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [SQUARE]}))
    with rasterio.open(
        tmp_path / "terrain.tif", "w", driver="GTiff", width=40, height=40, count=1, dtype="float32", crs="EPSG:4326",
        transform=rasterio.Affine(0.0005, 0, 6.495, 0, -0.0005, 60.652),
    ) as file:  # fmt: skip
        file.write(np.full((40, 40), 50, np.float32), 1)

    document, problems = plan_files(
        "thermal-area-search", area=tmp_path / "area.geojson", out=tmp_path / "a.plan", assignments=(), vehicles=1,
        home=None, terrain_files=[tmp_path / "terrain.tif"], wind=None, language="nb", templates=tmp_path / "templates",
        airspace=[tmp_path / "zone.json"], permitted=permitted,
    )  # fmt: skip

    assert [problem.code for problem in problems if problem.code.startswith("airspace")] == [code]
    [told] = [row for row in document["problems"] if row["code"] == code]
    assert told["where"]["type"] == "LineString"
    assert (tmp_path / "a.plan").exists() is is_written


async def test_the_station_holds_a_plan_against_the_obstacles_in_its_folder(tmp_path):
    engine = open_database(tmp_path / "journal.sqlite")
    journal = Journal(engine)
    incidents = Incidents(journal)
    incident = incidents.open("Trial", "kari")
    fleet, level = Fleet(("udpin://127.0.0.1:0",)), Terrain([LevelGround(amsl_m=50.0)])
    planning = Planning(journal, incidents, fleet, level, tmp_path)
    area = {"type": "Polygon", "coordinates": [SQUARE]}
    wire = {"type": "LineString", "coordinates": [[6.5, 60.64225], [6.51, 60.64225]]}
    (tmp_path / "obstacles").mkdir()
    kept = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": wire}]}
    (tmp_path / "obstacles" / "nrl.geojson").write_text(json.dumps(kept))
    request = PlanRequest.model_validate({"template": "mop-up", "area": area})

    with pytest.raises(BadArea):
        await planning.plan(incident.id, request, "kari", "en")
    (tmp_path / "obstacles" / "nrl.geojson").unlink()
    view = await planning.plan(incident.id, request, "kari", "en")

    assert view.id is not None
    engine.dispose()
