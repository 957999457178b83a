"""The fence drawn for a plan, and its rally points."""

from __future__ import annotations

import math

import pytest

from ground_station.flying.plan_zones import ZonesRefused, ring_of, zones_for
from ground_station.messages import words
from ground_station.safety.fence import fence_of
from ground_station.safety.geometry import from_plane
from missions.plan import MissionItem

HOME = (60.3913, 5.3221)


def at(north, east):
    return from_plane(HOME, (north, east))


def waypoint(north, east):
    latitude, longitude = at(north, east)
    return MissionItem(command=16, frame=0, latitude_deg=latitude, longitude_deg=longitude, altitude_m=60.0)


def ring(*corners):
    drawn = [(place[1], place[0]) for place in (at(*corner) for corner in corners)]
    return [*drawn, drawn[0]]


BOX = ring((-50, -50), (-50, 350), (250, 350), (250, -50))
ROUTE = [waypoint(0, 0), waypoint(100, 0), waypoint(100, 300)]
RALLY = at(50, 200)


def level(places):
    return [12.5] * len(places)


def test_a_drawn_fence_goes_to_the_aircraft_as_drawn_and_a_rally_point_lies_on_the_ground():
    zones = zones_for(BOX, [(RALLY[1], RALLY[0])], [ROUTE], [HOME], level)

    assert [item.command for item in zones.fence] == [5001] * 4
    assert fence_of(zones.fence).margin_m(HOME) == pytest.approx(50.0, abs=0.5)
    assert ring_of(zones.fence)["coordinates"][0] == [pytest.approx(list(corner), abs=1e-7) for corner in BOX]
    assert [(item.command, item.frame, item.altitude_m) for item in zones.rally] == [(5100, 0, 12.5)]
    assert (zones.rally[0].latitude_deg, zones.rally[0].longitude_deg) == RALLY


def test_a_plan_without_either_sends_neither():
    zones = zones_for(None, [], [ROUTE], [HOME], None)

    assert (zones.fence, zones.rally, ring_of(zones.fence)) == ((), (), None)


NARROW = ring((-50, -50), (-50, 350), (90, 350), (90, -50))
HOOK = ring((-50, -50), (-50, 350), (250, 350), (250, 250), (50, 200), (250, 100), (250, -50))
OUTSIDE = at(50, 500)


@pytest.mark.parametrize(
    ("why", "fence", "rally", "homes", "ground"),
    [
        ("plan-fence-route", NARROW, [], [HOME], level),
        ("plan-fence-route", HOOK, [], [HOME], level),
        ("plan-fence-home", BOX, [], [at(0, -80)], level),
        ("plan-rally-outside", BOX, [(OUTSIDE[1], OUTSIDE[0])], [HOME], level),
        ("plan-rally-ground", BOX, [(RALLY[1], RALLY[0])], [HOME], lambda places: [math.nan] * len(places)),
        ("plan-rally-ground", None, [(RALLY[1], RALLY[0])], [HOME], None),
        ("plan-zone-place", None, [(5.0, 95.0)], [HOME], level),
        ("plan-fence-corners", ring(*((r, r % 7) for r in range(70))), [], [HOME], level),
    ],
    ids=["corner out", "leg out", "home out", "rally out", "ground unknown", "no terrain", "no place", "corners"],
)
def test_what_would_be_refused_in_the_field_is_refused_when_it_is_planned(why, fence, rally, homes, ground):
    with pytest.raises(ZonesRefused) as refused:
        zones_for(fence, rally, [ROUTE], homes, ground)

    assert refused.value.words == why
    said = {words(language).format(why, **refused.value.details) for language in ("nb", "nn", "en")}
    assert len(said) == 3
