"""The rules of other planners in `varde bench plan` do what they are said to do, and the areas are the same for all."""

import numpy as np
import pytest
import shapely
import shapely.affinity
from shapely.geometry import LineString, Polygon

from ground_station.benchmarks.planning import compare
from ground_station.benchmarks.planning_areas import areas
from ground_station.benchmarks.planning_peers import RULES, qgroundcontrol
from missions.flight_time import CALM

BAY = Polygon([(0, 0), (600, 0), (600, 400), (400, 400), (400, 150), (200, 150), (200, 400), (0, 400)])
HOMES = np.array([[-15.0, 290.0], [-15.0, 310.0]])


def length(shares):
    return sum(np.linalg.norm(line[1] - line[0]) for share in shares for line in share)


@pytest.mark.parametrize("name", RULES)
def test_two_aircraft_get_all_lines_between_them_a_spacing_apart(name):
    shares = RULES[name](BAY, 40.0, HOMES)

    assert len(shares) == 2 and all(shares)
    seen = shapely.union_all([LineString(line[:, ::-1]).buffer(20.1, cap_style="flat") for s in shares for line in s])
    assert seen.intersection(BAY).area > 0.98 * BAY.area
    assert length(shares) == pytest.approx(length(RULES[name](BAY, 40.0, HOMES[:1])))


def test_only_qgroundcontrol_s_rule_flies_across_a_bay():
    lying = shapely.affinity.rotate(BAY, 90, origin=(0, 0))

    across = {
        name: any(
            LineString(line[:, ::-1]).intersection(lying).length < 0.9 * np.linalg.norm(line[1] - line[0])
            for share in rule(lying, 40.0, HOMES)
            for line in share
        )
        for name, rule in RULES.items()
    }

    assert across == {"qgroundcontrol": True, "mission_planner": False, "quickscout": False}


def test_the_same_seed_gives_the_same_areas_of_the_kind_that_was_asked_for():
    drawn = {kind: list(areas(kind, 4, seed=1)) for kind in ("convex", "concave", "holed")}

    assert [p.wkt for p in drawn["holed"]] == [p.wkt for p in areas("holed", 4, seed=1)]
    assert all(p.equals(p.convex_hull) for p in drawn["convex"])
    assert all(p.area < 0.97 * p.convex_hull.area for p in drawn["concave"])
    assert all(len(p.interiors) for p in drawn["holed"])


def test_a_mended_plan_keeps_out_of_holes_where_the_rule_itself_does_not():
    house = Polygon([(0, 0), (400, 0), (400, 300), (0, 300)], [[(150, 100), (250, 100), (250, 200), (150, 200)]])

    found = compare(house, 1, CALM)["found"]

    assert not found["ours"]["crosses_holes"]
    assert all(found[name]["crosses_holes"] for name in RULES)
    assert not any(found[f"{name} mended"]["crosses_holes"] for name in RULES)
    assert len(qgroundcontrol(house, 40.0, HOMES[:1])[0]) >= 8


def test_what_our_lines_show_is_judged_like_that_of_the_others():
    field = Polygon([(0, 0), (400, 0), (400, 300), (0, 300)])

    found = compare(field, 2, CALM)["found"]

    assert found["ours"]["covered"] > 0.995
    assert found["ours"]["outside"] <= min(found[name]["outside"] for name in RULES)
