"""A plan over level ground 100 m above the sea, and zones around it."""

from dataclasses import replace

import pytest

from missions.geo import GeoPoint
from missions.items import FRAME_GLOBAL, FRAME_RELATIVE
from missions.plan import MissionItem, Plan, VehiclePlan

HOME = GeoPoint(latitude_deg=60.0, longitude_deg=5.0)


def flight(*places, height_amsl_m=160.0, return_height_m=30.0):
    """Up at home, over places (longitude, latitude), and back."""
    take_off = MissionItem(command=22, frame=FRAME_RELATIVE, latitude_deg=60.0, longitude_deg=5.0, altitude_m=15.0)
    items = [
        MissionItem(
            command=16, frame=FRAME_GLOBAL, latitude_deg=latitude, longitude_deg=longitude, altitude_m=height_amsl_m
        )
        for longitude, latitude in places
    ]
    return VehiclePlan(
        items=(take_off, *items, MissionItem(command=20, frame=2)),
        distance_m=0.0,
        duration_s=0.0,
        energy_wh=0.0,
        sorties=1,
        min_height_agl_m=height_amsl_m - 100.0,
        max_height_agl_m=height_amsl_m - 100.0,
        home=HOME,
        home_amsl_m=100.0,
        return_height_m=return_height_m,
    )


EMPTY = Plan(
    template="t", template_version="1.0.0", template_sha256="", parameters={}, area={}, vehicles=(), line_spacing_m=1.0,
    footprint_width_m=1.0, ground_sample_distance_m=1.0, makespan_s=1.0, covered_fraction=1.0, seen_outside_m2=0.0,
    compute_s=0.0, problems=(),
)  # fmt: skip


@pytest.fixture
def plan():
    """Make a plan from flights."""
    return lambda *flights: replace(EMPTY, vehicles=flights)


@pytest.fixture(name="flight")
def _flight():
    return flight
