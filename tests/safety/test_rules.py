"""The table of safety rules, walked row by row through every phase of a flight."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from fluent.syntax import FluentParser

import ground_station.messages
from ground_station.fleet.state import VehicleState
from ground_station.safety.approach import Approach
from ground_station.safety.rules import NOTHING_KNOWN, RULES, Facts, Phase, SafetySettings, broken_rules, phase_of

NOW_S = 1000.0
SOUND = VehicleState(
    system_id=1,
    last_heard_s=NOW_S - 0.1,
    mode="mission",
    battery_fraction=0.9,
    gnss_fix=3,
    satellites=14,
    height_above_home_m=50.0,
)
IN_PHASE = {
    Phase.GROUNDED: replace(SOUND, is_armed=False, is_in_air=False, mode="hold"),
    Phase.ARMED: replace(SOUND, is_armed=True, is_in_air=False, mode="takeoff"),
    Phase.FLYING: replace(SOUND, is_armed=True, is_in_air=True, mode="mission"),
    Phase.COMING_HOME: replace(SOUND, is_armed=True, is_in_air=True, mode="return"),
}
BREAKING = {
    "link-silent": {"last_heard_s": NOW_S - 3.6},
    "failsafe": {"is_failsafe": True},
    "battery-critical": {"battery_fraction": 0.149},
    "battery-reserve": {"battery_fraction": 0.299},
    "position-lost": {"gnss_fix": 2},
    "too-high": {"height_above_home_m": 120.1},
    "pose-slow": {"slow_streams": ("ATTITUDE_QUATERNION",)},
}
AROUND = {
    "shared-number": Facts(is_number_shared=True),
    "battery-short": Facts(battery_needed_home=0.901),
    "battery-home": Facts(battery_needed_home=0.801),
    "fence-outside": Facts(fence_margin_m=-0.1),
    "fence-ahead": Facts(fence_margin_ahead_m=-0.1),
    "fence-near": Facts(fence_margin_m=9.9),
    "fence-return": Facts(fence_margin_return_m=-0.1),
    "fence-refused": Facts(is_fence_refused=True),
    "too-high-ahead": Facts(height_ahead_m=120.1),
    "ground-ahead": Facts(clearance_ahead_m=4.9),
    "ground-return": Facts(clearance_return_m=14.9),
    "off-course": Facts(off_course_m=15.1),
    "own-traffic": Facts(own_conflict=Approach(12.0, 3.0)),
    "manned-traffic": Facts(traffic_conflict=Approach(60.0, 200.0)),
    "manned-near": Facts(is_traffic_near=True),
}
"""What breaks the rules that look beyond the aircraft."""
KEPT_AROUND = {
    "shared-number": Facts(),
    "battery-short": Facts(battery_needed_home=0.9),
    "battery-home": Facts(battery_needed_home=0.8),
    "fence-outside": Facts(fence_margin_m=0.0),
    "fence-ahead": Facts(fence_margin_ahead_m=0.0),
    "fence-near": Facts(fence_margin_m=10.0),
    "fence-return": Facts(fence_margin_return_m=0.0),
    "fence-refused": Facts(is_fence_refused=False),
    "too-high-ahead": Facts(height_ahead_m=120.0),
    "ground-ahead": Facts(clearance_ahead_m=5.0),
    "ground-return": Facts(clearance_return_m=15.0),
    "off-course": Facts(off_course_m=15.0),
    "own-traffic": Facts(),
    "manned-traffic": Facts(),
    "manned-near": Facts(is_traffic_near=True, traffic_conflict=Approach(60.0, 200.0)),
}
JUST_KEEPING = {
    "link-silent": {"last_heard_s": NOW_S - 3.5},
    "failsafe": {"is_failsafe": False},
    "battery-critical": {"battery_fraction": 0.15},
    "battery-reserve": {"battery_fraction": 0.30},
    "position-lost": {"gnss_fix": 3, "satellites": 6},
    "too-high": {"height_above_home_m": 120.0},
    "pose-slow": {"slow_streams": ()},
}
EXPECTED = {
    "shared-number": set(Phase),
    "link-silent": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "failsafe": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "battery-critical": {Phase.FLYING, Phase.COMING_HOME},
    "battery-reserve": {Phase.ARMED, Phase.FLYING},
    "position-lost": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "too-high": {Phase.FLYING, Phase.COMING_HOME},
    "pose-slow": {Phase.FLYING, Phase.COMING_HOME},
    "battery-short": {Phase.FLYING, Phase.COMING_HOME},
    "battery-home": {Phase.FLYING},
    "fence-outside": {Phase.FLYING, Phase.COMING_HOME},
    "fence-ahead": {Phase.FLYING},
    "fence-near": {Phase.FLYING},
    "fence-return": {Phase.FLYING, Phase.COMING_HOME},
    "fence-refused": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "too-high-ahead": {Phase.FLYING},
    "ground-ahead": {Phase.FLYING},
    "ground-return": {Phase.FLYING, Phase.COMING_HOME},
    "off-course": {Phase.FLYING},
    "own-traffic": {Phase.FLYING, Phase.COMING_HOME},
    "manned-traffic": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "manned-near": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
}


def names(state, facts=NOTHING_KNOWN, **settings):
    return {alert.rule for alert in broken_rules(state, NOW_S, SafetySettings(**settings), facts)}


@pytest.mark.parametrize("phase", Phase)
def test_a_sound_aircraft_breaks_no_rule(phase):
    assert phase_of(IN_PHASE[phase]) is phase
    assert names(IN_PHASE[phase]) == set()


@pytest.mark.parametrize(
    ("mode", "is_armed", "is_in_air", "phase"),
    [
        ("mission", False, True, Phase.GROUNDED),
        ("return", False, False, Phase.GROUNDED),
        ("return", True, False, Phase.ARMED),
        ("land", True, False, Phase.ARMED),
        *((mode, True, True, Phase.COMING_HOME) for mode in ("return", "land", "precision land")),
        *((mode, True, True, Phase.FLYING) for mode in ("takeoff", "hold", "mission", "orbit", "position", "unknown")),
    ],
)
def test_the_phase_follows_motors_air_and_mode(mode, is_armed, is_in_air, phase):
    assert phase_of(replace(SOUND, mode=mode, is_armed=is_armed, is_in_air=is_in_air)) is phase


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_the_limit_itself_is_still_kept_in_every_phase(rule, phase):
    state = replace(IN_PHASE[phase], **JUST_KEEPING.get(rule, {}))

    assert rule not in names(state, KEPT_AROUND.get(rule, NOTHING_KNOWN))


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_each_rule_speaks_in_its_phases_and_in_no_other(rule, phase):
    state = replace(IN_PHASE[phase], **BREAKING.get(rule, {}))

    assert (rule in names(state, AROUND.get(rule, NOTHING_KNOWN))) == (phase in EXPECTED[rule])


@pytest.mark.parametrize("rule", ["ground-ahead", "ground-return"])
def test_ground_of_unknown_height_breaks_the_rule(rule):
    facts = Facts(clearance_ahead_m=math.nan, clearance_return_m=math.nan)

    assert rule in names(IN_PHASE[Phase.FLYING], facts)


def test_what_is_not_known_breaks_no_rule():
    unknown = VehicleState(system_id=1, last_heard_s=NOW_S, is_armed=True, is_in_air=True)

    assert names(unknown) == set()


def test_the_commander_sets_the_limits():
    state = replace(IN_PHASE[Phase.FLYING], battery_fraction=0.35, height_above_home_m=70.0)

    assert names(state, battery_reserve_fraction=0.4, ceiling_m=60.0) == {"battery-reserve", "too-high"}


def test_too_few_satellites_are_a_lost_position_even_with_a_fix():
    assert names(replace(IN_PHASE[Phase.FLYING], satellites=5)) == {"position-lost"}


def test_every_alert_says_what_to_do():
    assert all(rule.message.count(".") >= 2 and rule.message.endswith(".") for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_rule_has_words_in_every_language(language):
    folder = Path(ground_station.messages.__file__).parent / language
    resource = FluentParser().parse((folder / "safety.ftl").read_text(encoding="utf-8"))
    words = {entry.id.name: {attribute.id.name for attribute in entry.attributes} for entry in resource.body[1:]}

    assert words == {f"alert-{rule.name}": {"remedy"} for rule in RULES}
