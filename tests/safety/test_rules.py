"""The table of safety rules, walked row by row through every phase of a flight."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fluent.syntax import FluentParser

import ground_station.messages
from ground_station.fleet.state import VehicleState
from ground_station.safety.rules import RULES, Phase, SafetySettings, broken_rules, phase_of

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
    "link-silent": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "failsafe": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "battery-critical": {Phase.FLYING, Phase.COMING_HOME},
    "battery-reserve": {Phase.ARMED, Phase.FLYING},
    "position-lost": {Phase.ARMED, Phase.FLYING, Phase.COMING_HOME},
    "too-high": {Phase.FLYING, Phase.COMING_HOME},
    "pose-slow": {Phase.FLYING, Phase.COMING_HOME},
}


def names(state, **settings):
    return {alert.rule for alert in broken_rules(state, NOW_S, SafetySettings(**settings))}


@pytest.mark.parametrize("phase", Phase)
def test_a_sound_aircraft_breaks_no_rule(phase):
    assert phase_of(IN_PHASE[phase]) is phase
    assert names(IN_PHASE[phase]) == set()


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_each_rule_speaks_in_its_phases_and_in_no_other(rule, phase):
    state = replace(IN_PHASE[phase], **BREAKING[rule])

    assert (rule in names(state)) == (phase in EXPECTED[rule])


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_the_limit_itself_is_still_kept(rule):
    state = replace(IN_PHASE[Phase.FLYING], **JUST_KEEPING[rule])

    assert rule not in names(state)


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
