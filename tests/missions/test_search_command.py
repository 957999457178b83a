"""`varde plan` chooses an area for a missing person, plans it, and does not choose what was seen again."""

import json

import numpy as np
import pytest
import rasterio

from ground_station.commands import plan_files, search_wish
from ground_station.errors import BadInput
from ground_station.search_wish import chances_of


@pytest.fixture
def flat(tmp_path):
    path = tmp_path / "flat.tif"
    profile = {"driver": "GTiff", "width": 60, "height": 60, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(path, "w", transform=rasterio.Affine(0.004, 0, 5.2, 0, -0.002, 60.45), **profile) as dataset:
        dataset.write(np.full((60, 60), 50.0, np.float32), 1)
    return path


def planned(tmp_path, flat, wish, **more):
    return plan_files(
        "missing-person-open-ground", area=None, out=tmp_path / "search.plan", assignments=("speed_ms=10",),
        vehicles=1, home=None, terrain_files=[flat], wind=None, language="en", templates=tmp_path / "templates",
        search=wish, **more,
    )  # fmt: skip


def wish(last_seen="60.4,5.3", seen=None, **more):
    return search_wish(last_seen, "child-1-3", "flat", None, None, seen, 6.0, 1, **more)


def test_the_ground_round_the_last_place_is_planned_and_counts_less_when_it_was_seen(tmp_path, flat):
    document, problems = planned(tmp_path, flat, wish())
    [task] = document["search"]["tasks"]
    looked = {"type": "Feature", "geometry": task["area"], "properties": {"person_probability": 0.95}}
    (tmp_path / "seen.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [looked]}))

    before, after = chances_of(wish()), chances_of(wish(seen=tmp_path / "seen.geojson"))

    assert not [problem for problem in problems if problem.severity == "error"]
    assert (tmp_path / "search.plan").is_file()
    assert task["minutes"] <= 6.0 and document["makespan_s"] == pytest.approx(60 * task["minutes"], abs=4)
    assert 0.0 < task["gained"] <= 0.95 * task["chance"] + 1e-3
    assert task["gained_per_minute"] == pytest.approx(task["gained"] / task["minutes"], rel=0.02)
    assert before.gained(np.ones(before.chance.shape)) == pytest.approx(0.75)
    assert after.elsewhere == pytest.approx(before.elsewhere / (1 - task["gained"]), rel=0.01)


def test_without_anything_that_says_where_the_command_says_what_to_give(tmp_path, flat):
    with pytest.raises(BadInput) as caught:
        planned(tmp_path, flat, wish(last_seen=None))

    assert "--last-seen" in str(caught.value) + str(caught.value.remedy)


@pytest.mark.parametrize("drift", ["40", "40,x,2", "40,0.3,0", "40,99,2"])
def test_a_drift_that_is_none_is_refused_with_the_form_to_write(drift):
    with pytest.raises(BadInput) as caught:
        search_wish("60.4,5.3", "hiker", "flat", drift, None, None, 20.0, 1)

    assert "--drift" in str(caught.value)
