"""Smoke and gas: mass is kept, the keep-out area is where the concentration says, and rays lose what they cross."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import dblquad
from shapely.geometry import Point, Polygon

from firmware_sim.world.plumes import INFRARED_M2_G, VISIBLE_M2_G, Plume, optical_depth

LEAK = Plume(
    name="leak",
    north_m=10.0,
    east_m=-20.0,
    width_m=4.0,
    release_gs=500.0,
    since_s=3600.0,
    towards_rad=math.radians(70.0),
    wind_ms=3.0,
    stability="D",
    heat_kw=0.0,
    mass_extinction_m2_g=1.0,
)


def at(plume: Plume, downwind_m: float, across_m: float, up_m: float) -> float:
    c, s = math.cos(plume.towards_rad), math.sin(plume.towards_rad)
    north = plume.north_m + downwind_m * c - across_m * s
    east = plume.east_m + downwind_m * s + across_m * c
    return float(plume.concentration_g_m3(np.array([north]), np.array([east]), np.array([up_m]))[0])


@pytest.mark.parametrize("stability", ["A", "D", "F"])
@pytest.mark.parametrize("downwind_m", [30.0, 200.0])
def test_what_passes_any_plane_downwind_is_what_is_released(stability: str, downwind_m: float) -> None:
    plume = replace(LEAK, stability=stability)
    across, up = (float(spread) for spread in plume.spreads_m(np.array(downwind_m)))

    grams_per_m, _ = dblquad(
        lambda z, y: at(plume, downwind_m, y, z), -5 * across, 5 * across, 0, 6 * up, epsabs=1e-2, epsrel=1e-3
    )

    assert grams_per_m * plume.wind_ms == pytest.approx(plume.release_gs, rel=0.01)


def test_briggs_spreads_at_a_kilometre_are_the_published_ones() -> None:
    # Rural: D: 0.08 x (1 + 0.0001 x)^-1/2 = 76.3 m and 0.06 x (1 + 0.0015 x)^-1/2 = 37.9 m.
    across, up = replace(LEAK, width_m=0.0).spreads_m(np.array(1000.0))

    assert across == pytest.approx(76.28, abs=0.01)
    assert up == pytest.approx(37.95, abs=0.01)


@given(st.floats(0.1, 5.0), st.sampled_from("ABCDEF"), st.floats(0.02, 2.0))
def test_the_keep_out_area_holds_just_what_is_above_the_limit(
    wind_ms: float, stability: str, limit_g_m3: float
) -> None:
    plume = replace(LEAK, wind_ms=wind_ms, stability=stability)

    outline = plume.keep_out(limit_g_m3)

    if not outline:
        assert at(plume, 5.0, 0.0, 0.0) < 1.1 * limit_g_m3
        return
    area = Polygon(outline)
    assert area.is_valid
    for downwind_m in (20.0, 80.0, 300.0, 900.0):
        for across_m in (0.0, 5.0, 20.0, 60.0):
            level = at(plume, downwind_m, across_m, 0.0) / limit_g_m3
            c, s = math.cos(plume.towards_rad), math.sin(plume.towards_rad)
            place = Point(plume.north_m + downwind_m * c - across_m * s, plume.east_m + downwind_m * s + across_m * c)
            if level > 1.15:
                assert area.contains(place)
            if level < 0.85:
                assert not area.contains(place)


def test_a_cloud_reaches_as_far_as_the_wind_has_carried_it() -> None:
    young = Polygon(replace(LEAK, since_s=30.0).keep_out(0.01))
    old = Polygon(replace(LEAK, since_s=300.0).keep_out(0.01))

    source = Point(LEAK.north_m, LEAK.east_m)
    assert young.hausdorff_distance(source) == pytest.approx(90.0, abs=12)
    assert old.area > 5 * young.area
    assert replace(LEAK, since_s=0.0).keep_out(0.01) == []


def test_a_ray_across_loses_what_small_steps_add_up_to() -> None:
    plume = replace(LEAK, heat_kw=300.0)
    c, s = math.cos(plume.towards_rad), math.sin(plume.towards_rad)
    start = np.array([plume.north_m + 60 * c - 90 * s, plume.east_m + 60 * s + 90 * c, 40.0])
    end = np.array([plume.north_m + 90 * c + 80 * s, plume.east_m + 90 * s - 80 * c, 0.0])
    directions = (end - start)[np.newaxis]

    lost = optical_depth([plume], start, directions, np.ones(1), np.zeros(1), 40)

    steps = start + (np.arange(20_000)[:, np.newaxis] + 0.5) / 20_000 * directions
    fine = plume.concentration_g_m3(steps[:, 0], steps[:, 1], steps[:, 2]).mean() * np.linalg.norm(directions)
    assert lost[0] == pytest.approx(fine, rel=0.03)
    assert lost[0] > 0.01


def test_smoke_that_hides_all_in_visible_light_hardly_veils_the_infrared() -> None:
    column_g_m2 = 0.35

    assert math.exp(-column_g_m2 * VISIBLE_M2_G) < 0.05
    assert math.exp(-column_g_m2 * INFRARED_M2_G) > 0.85
