"""What every pattern promises, whatever is drawn: where it may be, its height, its order, the ground that it sees."""

import json
import math
from importlib.resources import files
from itertools import pairwise, permutations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from missions.area_reading import read_area
from missions.cases import SOMEWHERE, drawn_at
from missions.catalogue import find_template, shipped_templates
from missions.drawing import read_drawing
from missions.errors import AreaError, ParameterError
from missions.flight_time import Wind
from missions.geo import LocalFrame
from missions.patterns import Turn, patterns
from missions.patterns.building_reconnaissance import levels
from missions.patterns.corridor import tracks
from missions.patterns.expanding_square import spiral
from missions.patterns.hazmat_stand_off import is_outdated, keep_out
from missions.patterns.hotspot_revisit import best_round, cost, urgency
from missions.patterns.relay import longest_gap_s, sorties
from missions.patterns.sector_search import sectors, star
from missions.plan import Severity
from missions.planner import make_plan
from missions.terrain import LevelGround, Terrain

LEVEL = Terrain([LevelGround(amsl_m=100.0)])
FEW = settings(max_examples=8, deadline=None)
SOME = settings(max_examples=40, deadline=None)
NAV_WAYPOINT, SET_ROI, ROI_NONE, PITCHYAW = 16, 195, 197, 1000
FRAME = LocalFrame(origin=SOMEWHERE)
BY_PATTERN = {template.pattern: template for template in shipped_templates()}
POINT = {"type": "Point", "metres": [(0, 0)]}


def plan_of(pattern, drawn, parameters=None, **more):
    return make_plan(BY_PATTERN[pattern], drawn_at(SOMEWHERE, {"drawn": drawn}), parameters, terrain=LEVEL, **more)


def flown(vehicle, frame=FRAME):
    """The waypoints (n, 2), east and north of the drawing's middle, the start first."""
    rows = [(i.latitude_deg, i.longitude_deg) for i in vehicle.items if i.command == NAV_WAYPOINT]
    start = [(vehicle.home.latitude_deg, vehicle.home.longitude_deg)]
    latitude, longitude = np.array([*start, *rows]).T
    north, east = frame.to_local(latitude, longitude)
    return np.column_stack([east, north])


def codes(plan, severity=None):
    return {problem.code for problem in plan.problems if severity in (None, problem.severity)}


stars = st.lists(st.floats(60.0, 160.0), min_size=4, max_size=8).map(
    lambda radii: [
        (r * math.sin(2 * math.pi * n / len(radii)), r * math.cos(2 * math.pi * n / len(radii)))
        for n, r in enumerate(radii)
    ]
)
bends = st.lists(st.floats(-50.0, 50.0), min_size=3, max_size=6).map(
    lambda turns: [(120.0 * n, 60.0 * n * math.sin(math.radians(turn))) for n, turn in enumerate(turns)]
)
spots = st.lists(
    st.tuples(st.floats(-150, 150), st.floats(-150, 150)), min_size=2, max_size=12, unique_by=lambda p: round(p[0])
)
drawings = st.one_of(
    st.tuples(st.sampled_from(["parallel_sweep", "creeping_line", "perimeter"]), stars.map(lambda m: ("Polygon", m))),
    st.tuples(st.sampled_from(["corridor", "perimeter"]), bends.map(lambda m: ("LineString", m))),
    st.tuples(
        st.sampled_from(["orbit", "overwatch", "relay", "expanding_square", "sector_search", "hazmat_stand_off"]),
        st.just(("Point", [(0.0, 0.0)])),
    ),
    st.tuples(st.just("hotspot_revisit"), spots.map(lambda m: ("MultiPoint", m))),
)


@settings(max_examples=12, deadline=None)
@given(drawings, st.integers(1, 3), st.floats(0, 360), st.floats(0, 8))
def test_whatever_is_drawn_the_plan_is_flyable_and_sees_what_it_promises_or_says_what_it_does_not(
    drawn, vehicles, wind_from, wind
):
    pattern, (kind, metres) = drawn

    plan = plan_of(
        pattern, {"type": kind, "metres": metres}, vehicles=vehicles, wind=Wind(from_deg=wind_from, speed_ms=wind)
    )

    template = BY_PATTERN[pattern]
    # On a very small area with three aircraft the way down from the upper layer can be too short: refused, not flown.
    assert codes(plan, Severity.ERROR) <= {"too_steep"}, plan.problems
    # Close to the start an aircraft is still low and sees less: then the plan must say so itself.
    assert plan.covered_fraction >= 0.995 or "gaps" in codes(plan)
    for vehicle in plan.vehicles:
        assert vehicle.max_height_agl_m <= template.safety.max_height_agl_m + 0.5
        assert vehicle.min_height_agl_m >= template.safety.min_height_agl_m - 0.5
        steps = np.linalg.norm(np.diff(flown(vehicle), axis=0), axis=1)
        assert (steps[1:] > 0.05).all()


@FEW
@given(stars, st.floats(0, 360))
def test_no_leg_crosses_what_is_drawn_to_be_kept_out_of_or_leaves_what_is_allowed(metres, creep):
    house = Polygon([(-20, -15), (20, -15), (20, 15), (-20, 15)])
    fence = Polygon([(-260, -260), (260, -260), (260, 260), (-260, 260)])
    drawn = {
        "type": "FeatureCollection",
        "features": [
            feature(drawn_at(SOMEWHERE, {"drawn": {"type": "Polygon", "metres": metres}})),
            feature(geo(house), role="keep_out"),
            feature(geo(fence), role="allowed"),
        ],
    }

    plan = make_plan(BY_PATTERN["creeping_line"], drawn, {"creep_towards_deg": creep}, terrain=LEVEL, vehicles=2)

    assert not {"crosses_hole", "leaves_allowed"} & codes(plan)
    frame = read_drawing(drawn).frame
    middle = np.array(FRAME.to_local(frame.origin.latitude_deg, frame.origin.longitude_deg))[::-1]
    for vehicle in plan.vehicles:
        way = LineString(flown(vehicle, frame) + middle)
        assert not way.crosses(house.buffer(-0.2))
        assert fence.buffer(0.2).covers(way)


@settings(max_examples=6, deadline=None)
@given(st.floats(0, 360), st.floats(60, 200), st.floats(200, 400))
def test_a_creeping_line_never_goes_back_and_begins_at_the_end_it_is_told(creep, width, length_m):
    turn = math.radians(30.0)
    corners = np.array([(0, 0), (width, 0), (width, length_m + width), (0, length_m + width)])
    metres = corners @ np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])

    plan = plan_of("creeping_line", {"type": "Polygon", "metres": metres.tolist()}, {"creep_towards_deg": creep})

    points = flown(plan.vehicles[0])[1:-1]
    long_side = np.array([-math.sin(turn), math.cos(turn)])
    wanted = np.array([math.sin(math.radians(creep)), math.cos(math.radians(creep))])
    progress = points @ (long_side if long_side @ wanted >= 0 else -long_side)
    on_lines = progress[np.argmin(progress) :]
    assert (np.diff(on_lines) >= -0.5).all()
    assert np.argmin(progress) <= 2


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geo(polygon):
    return drawn_at(SOMEWHERE, {"drawn": {"type": "Polygon", "metres": list(polygon.exterior.coords)[:-1]}})


def test_a_task_outside_of_what_is_allowed_is_refused_with_the_place():
    drawn = {
        "type": "FeatureCollection",
        "features": [
            feature(geo(Polygon([(0, 0), (200, 0), (200, 200), (0, 200)]))),
            feature(geo(Polygon([(-50, -50), (100, -50), (100, 250), (-50, 250)])), role="allowed"),
        ],
    }

    plan = make_plan(find_template("thermal-area-search"), drawn, terrain=LEVEL)

    assert not plan.is_flyable
    [first, *_] = [problem for problem in plan.problems if problem.code == "leaves_allowed"]
    assert first.where["type"] == "LineString"


@SOME
@given(st.floats(15.0, 80.0), st.floats(20.0, 400.0))
def test_the_legs_of_an_expanding_square_grow_by_one_spacing_every_second_leg(spacing, reach):
    points = spiral(spacing, reach)

    legs = np.diff(points, axis=0)
    lengths = np.linalg.norm(legs, axis=1) / spacing
    assert lengths[:-1] == pytest.approx([n // 2 + 1 for n in range(len(lengths) - 1)])
    assert [float(a @ b) for a, b in pairwise(legs)] == pytest.approx([0.0] * (len(legs) - 1))
    seen = LineString(points).buffer(spacing / 2 + 1e-6, cap_style="square", join_style="mitre")
    assert seen.covers(shapely.box(-reach, -reach, reach, reach)) or reach <= spacing / 2


def test_with_three_sectors_it_is_the_manual_s_pattern():
    points = star(100.0, 3, 0.0)

    legs = np.diff(points, axis=0)
    lengths = np.linalg.norm(legs, axis=1)
    turns = [math.degrees(math.atan2(a[0] * b[1] - a[1] * b[0], a @ b)) for a, b in pairwise(legs)]
    assert lengths == pytest.approx([100, 100, 200, 100, 200, 100, 100])
    assert turns == pytest.approx([120.0] * 6)


@SOME
@given(st.floats(30.0, 400.0), st.floats(15.0, 80.0))
def test_every_spoke_of_a_sector_search_passes_the_datum_and_the_rim_is_seen(radius, spacing):
    count = sectors(radius, spacing)

    points = star(radius, count, 0.3)

    spokes = [LineString(pair) for pair in pairwise(points)][::2]
    assert all(spoke.distance(Point(0, 0)) < 1e-6 for spoke in spokes)
    track = LineString(points).buffer(spacing / 2 + 0.1)
    assert track.covers(Point(0, 0).buffer(radius - 0.15 * spacing))


@SOME
@given(bends, st.floats(20.0, 150.0), st.floats(15.0, 60.0))
def test_tracks_of_a_corridor_lie_at_most_a_spacing_apart_and_see_all_of_it(metres, width, spacing):
    middle = LineString(metres)

    found = tracks(middle, width, spacing)

    assert len(found) >= math.ceil(width / spacing - 1e-9)
    seen = shapely.union_all([LineString(track[:, ::-1]).buffer(spacing / 2 + 1.5) for track in found])
    corridor = middle.buffer(width / 2, cap_style="flat", join_style="mitre", mitre_limit=2.0)
    assert corridor.difference(seen).area < 0.01 * corridor.area


@settings(max_examples=5, deadline=None)
@given(stars, st.floats(40.0, 80.0), st.booleans())
def test_a_fire_s_edge_is_followed_outside_at_the_stand_off(metres, stand_off, both):
    fire = Polygon(metres)
    drawn = {"type": "Polygon", "metres": metres}

    plan = plan_of("perimeter", drawn, {"stand_off_m": stand_off, "both_directions": both})

    area = read_area(drawn_at(SOMEWHERE, {"drawn": drawn}))
    points = flown(plan.vehicles[0], area.frame)
    way = LineString(points)
    assert way.distance(area.polygon) >= 0.8 * stand_off - 0.5
    on_edge = [Point(point).distance(area.polygon) for point in points[3:-3]]
    assert np.median(on_edge) == pytest.approx(stand_off + 1.0, abs=3.0)
    assert way.length > (1.8 if both else 0.9) * fire.convex_hull.length


def test_an_orbit_keeps_its_radius_and_looks_at_the_middle_until_it_flies_home():
    plan = plan_of("orbit", POINT, {"radius_m": 50, "turns": 2})

    items = plan.vehicles[0].items
    [towards] = [item for item in items if item.command == SET_ROI]
    assert (towards.latitude_deg, towards.longitude_deg) == pytest.approx((60.0, 5.0), abs=1e-6)
    assert towards.altitude_m == pytest.approx(100.0)
    on_circle = np.linalg.norm(flown(plan.vehicles[0])[2:-1], axis=1)
    assert (np.abs(on_circle - 50.0) < 0.2).sum() >= 48
    assert [item.command for item in items].index(ROI_NONE) > [item.command for item in items].index(SET_ROI)


@FEW
@given(st.floats(0, 359), st.floats(2.0, 10.0), st.floats(50, 200), st.floats(100, 900))
def test_no_aircraft_enters_the_ground_that_the_gas_may_reach(wind_from, wind, isolation, downwind):
    blowing = Wind(from_deg=wind_from, speed_ms=wind)

    plan = plan_of("hazmat_stand_off", POINT, {"isolation_m": isolation, "downwind_m": downwind}, wind=blowing)

    zone = keep_out(np.zeros(2), blowing, isolation_m=isolation, downwind_m=downwind, swing_deg=25.0)
    way = LineString(flown(plan.vehicles[0]))
    assert way.distance(zone) > -1e-9 and not way.crosses(zone.buffer(-0.5))
    towards = math.radians(wind_from)
    upwind = np.array([math.sin(towards), math.cos(towards)])
    assert Point(*(flown(plan.vehicles[0])[0])).distance(zone) > 0
    assert np.array(way.coords)[1:-1].mean(axis=0) @ upwind > 0


@SOME
@given(st.floats(0, 360), st.floats(-180, 180))
def test_a_leak_is_planned_anew_when_the_wind_has_turned_further_than_allowed_for(wind_from, turned):
    planned, now = Wind(from_deg=wind_from, speed_ms=4.0), Wind(from_deg=wind_from + turned, speed_ms=4.0)

    outdated = is_outdated(np.zeros(2), planned, now, isolation_m=50.0, downwind_m=500.0, swing_deg=20.0)

    assert outdated or abs(turned) < 22.0
    assert not outdated or abs(turned) > 19.0


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(-200, 200), st.floats(-200, 200), st.floats(1, 3)), min_size=2, max_size=6))
def test_a_round_over_few_findings_is_the_cheapest_there_is(rows):
    points, weights = np.array(rows)[:, :2], np.array(rows)[:, 2]
    every = np.concatenate([points, np.zeros((1, 2))])
    away = np.linalg.norm(every[:, None] - every[None], axis=2)

    order = best_round(points, weights.tolist(), np.zeros(2))

    cheapest = min(cost(other, away, weights / weights.sum()) for other in permutations(range(len(points))))
    assert cost(order, away, weights / weights.sum()) == pytest.approx(cheapest)


def test_a_round_over_many_findings_is_no_longer_than_the_nearest_first_and_visits_each():
    points = np.random.default_rng(3).uniform(-500, 500, (40, 2))
    every = np.concatenate([points, np.zeros((1, 2))])
    away = np.linalg.norm(every[:, None] - every[None], axis=2)
    left, place, nearest_first = set(range(40)), 40, []
    while left:
        place = min(left, key=lambda other: away[place, other])
        left.discard(place)
        nearest_first.append(place)

    order = best_round(points, [1.0] * 40, np.zeros(2))

    assert sorted(order) == list(range(40))
    assert cost(order, away, np.full(40, 1 / 40)) < 0.99 * cost(nearest_first, away, np.full(40, 1 / 40))


def test_hot_and_long_unseen_findings_are_urgent_and_unknown_ones_are_not():
    assert urgency({}) == 1.0
    assert urgency({"temperature_c": 300, "age_min": 120}) == 3.0
    assert urgency({"temperature_c": "hot", "age_min": True}) == 1.0
    points = np.array([[60.0, 0.0], [-61.0, 0.0]])
    assert best_round(points, [1.0, 3.0], np.zeros(2))[0] == 1


@SOME
@given(st.floats(3.0, 60.0), st.floats(5.0, 40.0), st.floats(0.0, 0.7))
def test_the_levels_of_a_wall_show_it_from_foot_to_top(height, stand_off, overlap):
    sensor = find_template("building-fire").sensor
    half = sensor.footprint_length_m(stand_off) / 2

    found = levels(sensor, stand_off, height, overlap)

    assert found == sorted(found, reverse=True)
    seen = shapely.union_all([LineString([(0, z - half), (0, z + half)]) for z in found])
    assert seen.buffer(1e-6).covers(LineString([(0, 0), (0, height)]))


def test_every_face_of_a_house_is_passed_with_the_nose_on_it_on_every_level():
    drawn = {"type": "Polygon", "metres": [(-20, -8), (20, -8), (20, 8), (-20, 8)]}

    plan = plan_of("building_reconnaissance", drawn, {"building_height_m": 24, "height_agl_m": 40, "stand_off_m": 15})

    vehicle = plan.vehicles[0]
    points, headings = flown(vehicle)[1:], [i.params[3] for i in vehicle.items if i.command == NAV_WAYPOINT]
    heights = [i.altitude_m - 100 for i in vehicle.items if i.command == NAV_WAYPOINT]
    house = Polygon(drawn["metres"])
    facing = [(h, p) for h, p in zip(headings, points, strict=True) if math.isfinite(h)]
    assert {round(h) % 360 for h, _ in facing} == {0, 90, 180, 270}
    assert min(Point(p).distance(house) for _, p in facing) >= 15.0 - 0.1
    legs = list(zip(pairwise(points), pairwise(heights), strict=True))
    for level in levels(find_template("building-fire").sensor, 15, 24, 0.3):
        flown_m = [np.linalg.norm(b - a) for (a, b), z in legs if np.allclose(z, max(level, 6.0), atol=1.0)]
        assert sum(flown_m) > 0.9 * (2 * 70 + 2 * 46)


@SOME
@given(st.integers(1, 5), st.floats(60, 1500), st.floats(20, 200), st.floats(60, 600))
def test_a_place_is_left_alone_only_when_the_aircraft_are_too_few(count, watch, way, change):
    turns = [Turn(out_s=way, watch_s=watch, back_s=way)] * count

    found = sorties(turns, change_s=change, until_s=7200.0, overlap_s=30.0)

    enough = count * (watch - 30.0) >= watch + 2 * way + change
    assert (longest_gap_s(found) <= 0.0) or not enough
    for vehicle in range(count):
        own = [sortie for sortie in found if sortie.vehicle == vehicle]
        assert all(b.take_off_s >= a.landed_s + change - 1e-6 for a, b in pairwise(own))


def test_a_relay_says_when_each_takes_off_and_that_one_alone_leaves_gaps():
    two = plan_of("relay", POINT, {"watch_min": 60}, vehicles=2)
    one = plan_of("relay", POINT, {"watch_min": 60})

    assert codes(two) == set()
    assert codes(one) == {"unwatched"}
    times = sorted(at for vehicle in two.vehicles for at in vehicle.departures_s)
    assert len(times) >= 3 and times[0] < 60


def test_the_schema_knows_exactly_the_patterns_that_there_are():
    schema = json.loads((files("missions") / "templates" / "schema.json").read_text("utf-8"))

    assert schema["properties"]["pattern"]["enum"] == sorted(patterns())
    assert set(BY_PATTERN) == set(patterns())


def test_a_drawing_that_does_not_suit_says_what_to_draw():
    with pytest.raises(AreaError, match="Draw a line"):
        plan_of("corridor", POINT)


def test_a_roof_that_is_too_close_is_refused():
    with pytest.raises(ParameterError, match="above the roof"):
        plan_of(
            "building_reconnaissance",
            {"type": "Polygon", "metres": [(0, 0), (20, 0), (20, 20)]},
            {"building_height_m": 28},
        )


def test_a_way_home_across_ground_kept_out_of_is_said():
    plan = plan_of("perimeter", {"type": "Polygon", "metres": [(-80, -80), (80, -80), (80, 80), (-80, 80)]})

    assert codes(plan, Severity.WARNING) == {"return_crosses"}
