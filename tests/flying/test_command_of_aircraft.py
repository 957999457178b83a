"""Who is in command, as the journal and the screens have it."""

from __future__ import annotations

import asyncio

import pytest

from ground_station.api.wire import ControlRequest
from ground_station.flying.command import Caller, Commands
from ground_station.safety.control import ANSWER_WITHIN_S, TAKE_OVER_AFTER_S, ControlRefused, Refusal

KARI = Caller(name="kari", may_fly=True, may_lead=False)
OLA = Caller(name="ola", may_fly=True, may_lead=False)
LEADER = Caller(name="leder", may_fly=False, may_lead=True)


class Kept:
    def __init__(self):
        self.events, self.shown = [], []
        self.commands = Commands(self.events.append, self.shown.append, {"kari", "ola"}.__contains__)

    def wish(self, caller, action, **more):
        return self.commands.wish(1, ControlRequest(action=action, **more), caller)

    def changes(self):
        return [(event.change, event.actor, event.pilot) for event in self.events]


def test_the_first_order_takes_the_command_and_says_so(in_simulated_time):
    async def story():
        kept = Kept()
        kept.commands.use(1, "kari")
        kept.commands.use(1, "kari")
        return kept

    kept = in_simulated_time(story())

    assert kept.changes() == [("taken", "kari", "kari")]
    assert kept.shown == [1]


def test_a_newcomer_is_in_command_when_nobody_answers(in_simulated_time):
    async def story():
        kept = Kept()
        kept.commands.use(1, "kari")
        asked = kept.wish(OLA, "ask")
        with pytest.raises(ControlRefused):
            kept.commands.use(1, "ola")
        await asyncio.sleep(ANSWER_WITHIN_S)
        kept.commands.tick()
        kept.commands.use(1, "ola")
        return kept, asked

    kept, asked = in_simulated_time(story())

    assert (asked.pilot, asked.next_pilot) == ("kari", "ola")
    assert asked.passes_at is not None
    assert kept.changes() == [("taken", "kari", "kari"), ("asked", "ola", "kari"), ("passed", "station", "ola")]


def test_the_commander_gives_an_aircraft_to_a_pilot_with_a_reason_that_is_kept(in_simulated_time):
    async def story():
        kept = Kept()
        kept.commands.use(1, "kari")
        kept.wish(LEADER, "take_over", to="ola", why="Kari has fallen")
        await asyncio.sleep(TAKE_OVER_AFTER_S)
        kept.commands.tick()
        return kept

    kept = in_simulated_time(story())

    assert kept.commands.of(1).pilot == "ola"
    assert [event.why for event in kept.events] == [None, "Kari has fallen", "Kari has fallen"]


def test_the_command_goes_only_to_who_may_fly_and_a_pilot_takes_nothing_over(in_simulated_time):
    async def story():
        kept, refusals = Kept(), []
        kept.commands.use(1, "kari")
        for caller, wish in (
            (LEADER, {"action": "take_over", "to": "nobody", "why": "x"}),
            (LEADER, {"action": "take_over", "why": "x"}),
            (LEADER, {"action": "ask"}),
            (OLA, {"action": "take_over", "why": "x"}),
            (KARI, {"action": "grant", "to": "leder"}),
        ):
            with pytest.raises(ControlRefused) as refused:
                kept.wish(caller, **wish)
            refusals.append(refused.value.refusal)
        return kept, refusals

    kept, refusals = in_simulated_time(story())

    assert refusals == [
        Refusal.NOT_A_PILOT,
        Refusal.NOBODY_ASKS,
        Refusal.NOT_YOURS,
        Refusal.NOT_YOURS,
        Refusal.NOT_A_PILOT,
    ]
    assert kept.commands.of(1).pilot == "kari"


def test_a_restarted_station_knows_who_was_in_command(in_simulated_time):
    async def story():
        first, second = Kept(), Kept()
        first.commands.use(1, "kari")
        first.wish(OLA, "ask")
        second.commands.restore(first.events)
        return second

    second = in_simulated_time(story())

    assert (second.commands.of(1).pilot, second.commands.of(1).next_pilot) == ("kari", None)
