import json
import math
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import numpy as np
import pyproj
import pytest
import shapely
from fluent.runtime import FluentBundle, FluentResource
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.airspace.reading import read_airspace, read_airspace_file, volumes_in
from missions.airspace.trespass import MEANINGS, SENTENCES, problems_with, with_airspace
from missions.airspace.volume import AirspaceError, Kind, Reference, limit
from missions.plan import Severity

BOX = [[5.01, 59.99], [5.03, 59.99], [5.03, 60.01], [5.01, 60.01], [5.01, 59.99]]
THROUGH = [(5.02, 60.0)]
BESIDE = [(5.005, 60.0)]
GEOD = pyproj.Geod(ellps="WGS84")


def ed269(restriction="PROHIBITED", lower=(0, "AGL"), upper=(120, "AGL"), unit="M", applicability=None, place=None):
    volume = {
        "uomDimensions": unit,
        "lowerLimit": lower[0],
        "lowerVerticalReference": lower[1],
        "upperLimit": upper[0],
        "upperVerticalReference": upper[1],
        "horizontalProjection": place or {"type": "Polygon", "coordinates": [BOX]},
    }
    zone = {
        "identifier": "NO-1",
        "country": "NOR",
        "name": "Flesland",
        "type": "COMMON",
        "restriction": restriction,
        "applicability": applicability or [{"permanent": "YES"}],
        "geometry": [volume],
    }
    return json.dumps({"title": "Zones", "features": [zone]}).encode()


def ed318(kind="PROHIBITED", layer=None, geometry=None, limited=None):
    layer = layer or {"uom": "m", "lower": 0, "lowerReference": "AGL", "upper": 120, "upperReference": "AGL"}
    zone = {
        "type": "Feature",
        "geometry": (geometry or {"type": "Polygon", "coordinates": [BOX]}) | {"layer": layer},
        "properties": {
            "identifier": "NO-2",
            "country": "NOR",
            "name": [{"text": "Flesland", "lang": "nb-NO"}],
            "type": kind,
            "variant": "COMMON",
            "limitedApplicability": limited or [],
        },
    }
    return json.dumps({"type": "FeatureCollection", "features": [zone]}).encode()


OPENAIR = """* Bergen
AC {kind}
AN Flesland
AL {lower}
AH {upper}
{shape}
"""
BOX_OPENAIR = "\n".join(
    f"DP {lat // 1:.0f}:{lat % 1 * 60:06.3f} N {lon // 1:.0f}:{lon % 1 * 60:06.3f} E" for lon, lat in BOX
)


def openair(kind="P", lower="GND", upper="2500ft AMSL", shape=BOX_OPENAIR):
    return OPENAIR.format(kind=kind, lower=lower, upper=upper, shape=shape).encode()


def geojson(**properties):
    feature = {
        "type": "Feature",
        "properties": {"name": "Flesland", **properties},
        "geometry": {"type": "Polygon", "coordinates": [BOX]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


FORMATS = {"ED-269": ed269(), "ED-318": ed318(), "OpenAir": openair(), "GeoJSON": geojson(kind="forbidden")}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_zone_where_nobody_may_fly(name, plan, flight):
    [volume] = read_airspace(FORMATS[name], name)

    [problem] = problems_with(plan(flight(*THROUGH)), [volume])

    assert (volume.name, volume.kind) == ("Flesland", Kind.FORBIDDEN)
    assert shapely.symmetric_difference(volume.shape, shapely.Polygon(BOX)).area < 1e-9
    assert (problem.code, problem.severity) == ("airspace_forbidden", Severity.ERROR)
    assert "Flesland" in problem.message
    assert shapely.geometry.shape(problem.where).intersects(shapely.Polygon(BOX))
    assert problems_with(plan(flight(*BESIDE)), [volume]) == ()


def test_a_plan_with_an_error_in_the_air_is_not_flyable(plan, flight):
    checked = with_airspace(plan(flight(*THROUGH)), read_airspace(ed269(), "z"))

    assert not checked.is_flyable


@pytest.mark.parametrize(
    ("lower", "upper", "enters"),
    [
        ((0, "AGL"), (50, "AGL"), True),  # from the take-off on it may be anywhere between 0 and 60 m
        ((61, "AGL"), (120, "AGL"), False),
        ((50, "AGL"), (120, "AGL"), True),
        ((0, "AMSL"), (99, "AMSL"), False),
        ((0, "AMSL"), (160, "AMSL"), True),
        ((161, "AMSL"), (300, "AMSL"), False),
        ((220, "WGS84"), (400, "WGS84"), True),  # the geoid may lie 110 m away
        ((280, "WGS84"), (400, "WGS84"), False),
        ((500, "MSLX"), (900, "MSLX"), True),  # nobody knows what that counts from
        ((500, ""), (900, "AMSL"), True),
        ((500, "AMSL"), (900, "AMSL"), False),
    ],
)
def test_heights_decide_and_what_is_not_understood_is_every_height(lower, upper, enters, plan, flight):
    volumes = read_airspace(ed269(lower=lower, upper=upper), "z")

    assert bool(problems_with(plan(flight(*THROUGH)), volumes)) is enters


def test_heights_above_ground_come_from_the_ground_where_it_is_known(plan, flight):
    low = read_airspace(ed269(lower=(0, "AGL"), upper=(50, "AGL")), "z")
    over_level = plan(flight((5.02, 60.0), return_height_m=60.0))

    def level(latitude, longitude):
        return np.full(len(latitude), 100.0)

    def hill(latitude, longitude):
        return np.where(np.asarray(longitude) > 5.015, 130.0, 100.0)

    def nowhere(latitude, longitude):
        return np.full(len(latitude), math.nan)

    def codes(ground):
        at_height = plan(flight((5.005, 60.0), (5.02, 60.0), (5.005, 60.0), return_height_m=60.0))
        return [problem.code for problem in problems_with(at_height, low, ground=ground)]

    assert codes(level) == []
    assert codes(hill) == ["airspace_forbidden"]
    assert codes(nowhere) == ["airspace_forbidden"]
    assert problems_with(over_level, low, ground=level) != ()  # the climb out to 60 m leads into the box


@pytest.mark.parametrize(
    ("text", "value_m", "reference"),
    [
        ("GND", 0.0, Reference.GROUND),
        ("0", 0.0, Reference.GROUND),
        ("1500ft AGL", 457.2, Reference.GROUND),
        ("300M AMSL", 300.0, Reference.SEA),
        ("2500 MSL", 762.0, Reference.SEA),
        ("FL95", 2895.6, Reference.PRESSURE),
        ("UNL", math.inf, Reference.NOWHERE),
        ("2500", math.nan, Reference.UNKNOWN),
        ("2500 QNE", math.nan, Reference.UNKNOWN),
    ],
)
def test_openair_s_heights_are_read(text, value_m, reference):
    [volume] = read_airspace(openair(upper=text), "z")

    assert volume.upper.reference is reference
    assert volume.upper.value_m == pytest.approx(value_m, nan_ok=True)


@settings(max_examples=15)
@given(st.floats(0, 359), st.floats(200, 5000))
def test_a_circle_holds_every_point_of_the_true_circle(azimuth_deg, radius_m):
    place = {"type": "Circle", "center": [5.0, 60.0], "radius": radius_m}
    [volume] = read_airspace(ed269(place=place), "z")

    inside = shapely.Point(GEOD.fwd(5.0, 60.0, azimuth_deg, radius_m * 0.999)[:2])
    outside = shapely.Point(GEOD.fwd(5.0, 60.0, azimuth_deg, radius_m * 1.01)[:2])

    assert volume.shape.contains(inside)
    assert not volume.shape.contains(outside)


def test_circles_in_feet_in_nautical_miles_and_in_ed_318():
    feet = read_airspace(ed269(unit="FT", place={"type": "Circle", "center": [5.0, 60.0], "radius": 3280.84}), "z")
    point = {"type": "Point", "coordinates": [5.0, 60.0], "extent": {"subType": "Circle", "radius": 1000.0}}
    metres = read_airspace(ed318(geometry=point), "z")
    miles = read_airspace(openair(shape="V X=60:00:00 N 5:00:00 E\nDC 0.539957"), "z")

    areas = [abs(GEOD.geometry_area_perimeter(volume.shape)[0]) for [volume] in (feet, metres, miles)]

    assert areas == pytest.approx([math.pi * 1000**2] * 3, rel=0.003)


def test_arcs_of_openair_turn_as_they_say():
    half = "V X=60:00:00 N 5:00:00 E\nV D={turn}\nDB 60:01:00 N 5:00:00 E, 59:59:00 N 5:00:00 E"
    by_angle = "V X=60:00:00 N 5:00:00 E\nDA 1,0,180"

    [east], [west], [angle] = (
        read_airspace(openair(shape=shape), "z") for shape in (half.format(turn="+"), half.format(turn="-"), by_angle)
    )

    assert east.shape.contains(shapely.Point(5.02, 60.0))
    assert west.shape.contains(shapely.Point(4.98, 60.0))
    assert not east.shape.contains(shapely.Point(4.98, 60.0))
    assert angle.shape.contains(shapely.Point(5.02, 60.0))


NIGHT = (datetime(2026, 11, 23, 22, tzinfo=UTC), datetime(2026, 11, 23, 23, tzinfo=UTC))  # a Monday
DAY = {"day": ["MON", "TUE"], "startTime": "08:00:00+01:00", "endTime": "16:00:00+01:00"}
DARK = {"day": ["ANY"], "startTime": "22:30:00Z", "endTime": "04:00:00Z"}


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ({"permanent": "YES"}, True),
        ({"permanent": "NO", "startDateTime": "2026-11-23T20:00:00Z", "endDateTime": "2026-11-23T22:30:00Z"}, True),
        ({"permanent": "NO", "startDateTime": "2026-11-20T20:00:00Z", "endDateTime": "2026-11-20T22:30:00Z"}, False),
        ({"permanent": "NO", "startDateTime": "2026-11-24T00:00:00Z", "endDateTime": "2026-11-20T00:00:00Z"}, True),
        ({"permanent": "NO", "startDateTime": "soon"}, True),
        ({"permanent": "YES", "schedule": [DAY]}, False),
        ({"permanent": "YES", "schedule": [DARK]}, True),
        ({"permanent": "YES", "schedule": [{**DAY, "startEvent": "BMCT", "startTime": None}]}, True),
    ],
)
def test_times_decide_and_what_is_not_understood_is_always(row, counts, plan, flight):
    volumes = read_airspace(ed269(applicability=[row]), "z")

    assert bool(problems_with(plan(flight(*THROUGH)), volumes, when=NIGHT)) is counts
    assert problems_with(plan(flight(*THROUGH)), volumes) != ()


def test_a_night_s_hours_reach_into_the_next_morning():
    [volume] = read_airspace(ed269(applicability=[{"permanent": "YES", "schedule": [DARK]}]), "z")

    before_dawn = (datetime(2026, 11, 24, 3, tzinfo=UTC), datetime(2026, 11, 24, 3, 30, tzinfo=UTC))

    assert volume.counts(before_dawn)
    assert not volume.counts((before_dawn[0] + timedelta(hours=2), before_dawn[1] + timedelta(hours=2)))


@pytest.mark.parametrize(
    ("restriction", "code"),
    [
        ("PROHIBITED", "airspace_forbidden"),
        ("REQ_AUTHORISATION", "airspace_ask"),
        ("CONDITIONAL", "airspace_conditions"),
        ("NO_RESTRICTION", "airspace_information"),
        ("SOMETHING_NEW", "airspace_ask"),
    ],
)
def test_each_restriction_has_its_meaning(restriction, code, plan, flight):
    volumes = read_airspace(ed269(restriction), "z")

    assert [problem.code for problem in problems_with(plan(flight(*THROUGH)), volumes)] == [code]


def test_a_permission_that_was_named_turns_the_error_into_a_warning(plan, flight):
    volumes = read_airspace(ed269("REQ_AUTHORISATION"), "z")

    [problem] = problems_with(plan(flight(*THROUGH)), volumes, permitted=["NO-1"])

    assert (problem.code, problem.severity) == ("airspace_permitted", Severity.WARNING)


def test_a_way_home_through_a_zone_is_told(plan, flight):
    volumes = read_airspace(ed269(), "z")
    around = flight((5.0, 60.02), (5.04, 60.02), (5.04, 60.0), (5.04, 60.02), (5.0, 60.02))

    [problem] = problems_with(plan(around), volumes)

    assert (problem.code, problem.severity) == ("airspace_way_home", Severity.WARNING)


def test_taking_off_inside_a_zone_counts_although_every_leg_is_above_it(plan, flight):
    around_home = [[4.99, 59.99], [5.005, 59.99], [5.005, 60.01], [4.99, 60.01], [4.99, 59.99]]
    place = {"type": "Polygon", "coordinates": [around_home]}
    low = read_airspace(ed269(upper=(110, "AMSL"), place=place), "z")

    [problem] = problems_with(plan(flight((5.02, 60.0))), low)

    assert problem.code == "airspace_forbidden"


def test_flying_close_beside_a_zone_counts_as_inside(plan, flight):
    east_deg = 1.0 / 111_320 / math.cos(math.radians(60))
    volumes = read_airspace(ed269(), "z")

    near, far = (problems_with(plan(flight((5.01 - m * east_deg, 60.0))), volumes) for m in (10, 20))

    assert (bool(near), bool(far)) == (True, False)


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"{broken",
        b"",
        b"AC P\nAN Nowhere\nDP 95:00 X",
        b"AC P\nAN Airway\nDY 60:00:00 N 5:00:00 E",
        openair(shape="DC 5"),
        openair(shape="DP 60:00:00 N 5:00:00 E"),
        ed269(place={"type": "Polygon", "coordinates": [[[5, 60], [5, 60]]]}),
        ed269(place={"type": "Circle", "center": [5.0, 60.0], "radius": -1}),
        ed269(place={"type": "Ellipse"}),
        ed318(geometry={"type": "LineString", "coordinates": BOX}),
        geojson(kind="unheard of"),
    ],
    ids=str,
)
def test_a_file_with_a_zone_that_cannot_be_placed_is_refused_whole(data):
    with pytest.raises(AirspaceError) as caught:
        read_airspace(data, "zones")

    assert caught.value.remedy


def test_files_are_known_by_what_is_in_them(tmp_path):
    for number, data in enumerate(FORMATS.values()):
        (tmp_path / f"{number}.txt").write_bytes(data)

    assert [volume.name for volume in volumes_in(tmp_path)] == ["Flesland"] * 4
    with pytest.raises(AirspaceError):
        read_airspace_file(tmp_path / "missing.json")


def test_an_unknown_unit_is_no_limit():
    assert limit(100, "HM", "AMSL").reference is Reference.UNKNOWN
    assert limit("high", "M", "AMSL").reference is Reference.UNKNOWN


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_sentence_is_there_in_three_languages(language):
    bundle = FluentBundle([language])
    text = (files("ground_station") / "messages" / language / "airspace.ftl").read_text("utf-8")
    bundle.add_resource(FluentResource(text))

    codes = {*SENTENCES, "airspace_zone_unreadable", "airspace_file_unreadable"}

    assert {code for code, _ in MEANINGS.values()} <= set(SENTENCES)
    assert all(bundle.has_message(f"problem-{code.replace('_', '-')}") for code in codes)
