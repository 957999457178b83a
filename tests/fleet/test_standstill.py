"""A station that stood still for seconds does not hold that against an aircraft; simulated time over real sockets."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.fleet.fleet import Fleet
from ground_station.fleet.notices import VehicleHeard, VehicleSilent
from ground_station.fleet.orders import Disarm, Pause, Return
from ground_station.link.codec import Decoder, Encoder
from ground_station.link.endpoints import MOST_AT_ONCE
from ground_station.link.messages import Message
from ground_station.link.mission_items import MissionItem
from ground_station.link.outcomes import Outcome
from ground_station.link.standstill import GRACE_S, LONGEST_GRACE_S, STANDSTILL_S, OwnTime, grace_of

HOLD, MISSION = 0x03040000, 0x04040000
IN_AIR = {"type": 2, "autopilot": 12, "base_mode": 157, "system_status": 4}
TO_US = {"target_system": 255, "target_component": 190}
PLAN = [
    MissionItem.from_degrees(command=16, frame=3, latitude_deg=60.0, longitude_deg=5.0 + i / 1e4, altitude_m=20.0)
    for i in range(4)
]
BURST = 4 * MOST_AT_ONCE
"""Datagrams that come in one rush: more than one turn of the event loop takes."""


class Aircraft:
    """Speaks and listens by a plain socket, when the test says so: it lives while the station stands still."""

    def __init__(self, port):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)
        self._encoder, self._decoder = Encoder(7, 1), Decoder()

    def say(self, kind, **fields):
        self.socket.send(self._encoder.encode(Message(kind, **fields)))

    def beat(self, mode=MISSION):
        self.say("HEARTBEAT", custom_mode=mode, **IN_AIR)

    def chatter(self, count):
        for number in range(count):
            self.say("ATTITUDE", time_boot_ms=number, roll=0.1)

    def heard(self):
        """What the station has sent since the last look, without its heartbeats and standing wishes."""
        found = []
        with suppress(BlockingIOError):
            while True:
                found += self._decoder.feed_datagram(self.socket.recv(2048))
        return [m for m in found if m.kind != "HEARTBEAT" and m.fields.get("command") not in (511, 512)]

    async def asked(self, kind, **fields):
        """Wait until the station says this."""
        for _ in range(200):
            for message in self.heard():
                if message.kind == kind and fields.items() <= message.fields.items():
                    return message
            await asyncio.sleep(0.05)
        raise AssertionError(f"never asked for {kind} {fields}")

    async def alive(self):
        """Beat once a second for ever."""
        while True:
            self.beat()
            await asyncio.sleep(1.0)


class Flown:
    """A fleet that hears one aircraft, what it told, and how to make it stand still."""

    async def __aenter__(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.fleet, self.aircraft, self.notices = Fleet([f"udpin://127.0.0.1:{port}"]), Aircraft(port), []
        self.fleet.subscribe(self.notices.append)
        await self.fleet.open()
        self._running = asyncio.create_task(self.fleet.run())
        self.aircraft.beat()
        while not self.fleet.vehicles:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return self

    async def __aexit__(self, *_):
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running
        await self.fleet.close()
        self.aircraft.socket.close()

    @staticmethod
    def stand_still(seconds):
        asyncio.get_running_loop().stand_still(seconds)


# --- deadlines ---


@pytest.mark.parametrize("stood_s", [1.0, 1.6, 3.0])
def test_an_answer_in_the_burst_after_a_standstill_counts(in_simulated_time, stood_s):
    async def disarm():
        async with Flown() as now:
            ordered = asyncio.create_task(now.fleet.command(7, Disarm()))
            await now.aircraft.asked("COMMAND_LONG", command=400)
            now.stand_still(stood_s)
            now.aircraft.chatter(BURST)
            now.aircraft.say("COMMAND_ACK", command=400, result=4, **TO_US)
            answer = await ordered
            return answer, now.aircraft.heard()

    answer, sent_again = in_simulated_time(disarm())

    assert answer.outcome is Outcome.FAILED  # the aircraft's own word, not "unanswered"
    assert sent_again == []


def test_a_mode_seen_in_the_burst_after_a_standstill_counts(in_simulated_time):
    async def pause():
        async with Flown() as now:
            ordered = asyncio.create_task(now.fleet.command(7, Pause()))
            await now.aircraft.asked("COMMAND_LONG", command=176)
            now.aircraft.say("COMMAND_ACK", command=176, result=0, **TO_US)
            await asyncio.sleep(0.2)
            now.stand_still(4.0)
            now.aircraft.chatter(BURST)
            now.aircraft.beat(HOLD)
            return await ordered

    assert in_simulated_time(pause()).outcome is Outcome.ACCEPTED


def test_an_answer_that_comes_just_after_a_standstill_of_the_whole_machine_counts(in_simulated_time):
    async def pause():
        async with Flown() as now:
            ordered = asyncio.create_task(now.fleet.command(7, Disarm()))
            await now.aircraft.asked("COMMAND_LONG", command=400)
            now.stand_still(3.0)
            await asyncio.sleep(0.4)
            now.aircraft.say("COMMAND_ACK", command=400, result=4, **TO_US)
            return await ordered

    assert in_simulated_time(pause()).outcome is Outcome.FAILED


def test_a_standstill_lengthens_a_wait_only_once_and_by_a_bounded_time(in_simulated_time):
    async def disarm():
        async with Flown() as now:
            beating = asyncio.create_task(now.aircraft.alive())
            ordered = asyncio.create_task(now.fleet.command(7, Disarm()))
            await now.aircraft.asked("COMMAND_LONG", command=400)
            now.stand_still(20.0)
            began_s = asyncio.get_running_loop().time()
            answer = await ordered
            beating.cancel()
            return answer, asyncio.get_running_loop().time() - began_s

    answer, took_s = in_simulated_time(disarm())

    assert answer.outcome is Outcome.UNANSWERED
    assert took_s <= LONGEST_GRACE_S + 4.0


# --- what a silence proves ---


def test_a_pause_is_called_failed_only_when_another_mode_was_seen(in_simulated_time):
    async def pause(*, is_heard):
        async with Flown() as now:
            ordered = asyncio.create_task(now.fleet.command(7, Pause()))
            await now.aircraft.asked("COMMAND_LONG", command=176)
            now.aircraft.say("COMMAND_ACK", command=176, result=0, **TO_US)
            beating = asyncio.create_task(now.aircraft.alive()) if is_heard else None
            answer = await ordered
            if beating is not None:
                beating.cancel()
            return answer

    heard, unheard = (in_simulated_time(pause(is_heard=is_heard)) for is_heard in (True, False))

    assert heard.outcome is Outcome.FAILED
    assert unheard.outcome is Outcome.UNANSWERED
    assert "not heard since" in unheard.reasons[0]


def test_a_pause_whose_heartbeat_is_six_seconds_late_is_a_pause(in_simulated_time):
    async def pause():
        async with Flown() as now:
            ordered = asyncio.create_task(now.fleet.command(7, Pause()))
            await now.aircraft.asked("COMMAND_LONG", command=176)
            for _ in range(2):
                now.aircraft.say("COMMAND_ACK", command=176, result=0, **TO_US)
            await asyncio.sleep(6.0)
            now.aircraft.beat(HOLD)
            return await ordered

    assert in_simulated_time(pause()).outcome is Outcome.ACCEPTED


def test_an_own_standstill_is_not_told_as_an_aircrafts_silence(in_simulated_time):
    async def listen():
        async with Flown() as now:
            now.stand_still(8.0)
            await asyncio.sleep(GRACE_S / 2)
            now.aircraft.beat()
            await asyncio.sleep(3.0)
            held_against_it = list(now.notices)
            await asyncio.sleep(5.0)
            return held_against_it, list(now.notices)

    spared, after_real_silence = in_simulated_time(listen())

    assert VehicleSilent(7) not in spared
    assert spared.count(VehicleHeard(7)) == 1
    assert after_real_silence.count(VehicleSilent(7)) == 1


@given(st.lists(st.floats(0.01, 30.0), min_size=1, max_size=30))
def test_silence_is_judged_late_only_right_after_a_standstill_and_never_by_more(pauses_s):
    own, now_s, lags = OwnTime(), 0.0, []

    for pause_s in (0.1, *pauses_s):
        now_s += pause_s
        lags.append((now_s, pause_s, now_s - own.judged_s(now_s)))

    assert all(-1e-9 <= lag_s <= max(pauses_s) + 1e-9 for _, _, lag_s in lags)
    for (_, _, before_s), (_, pause_s, lag_s) in pairwise(lags):
        if pause_s <= STANDSTILL_S:
            assert lag_s <= before_s + 1e-9
        else:
            assert lag_s >= pause_s - 1e-9


def test_a_standstill_is_forgotten_after_one_heartbeats_time():
    own = OwnTime()
    own.judged_s(0.0)

    spared_s = own.judged_s(4.0)
    later = [own.judged_s(4.0 + 0.1 * turn) for turn in range(1, 20)]

    assert spared_s == 0.0
    assert later[-1] == pytest.approx(5.9)
    assert (grace_of(0.2), grace_of(0.8), grace_of(60.0)) == (0.0, 0.8, LONGEST_GRACE_S)


# --- requests that are broken off ---


async def take_plan(aircraft):
    """As PX4: one item after the other, from the offer on."""
    offer = await aircraft.asked("MISSION_COUNT")
    for seq in range(offer.count):
        aircraft.say("MISSION_REQUEST_INT", seq=seq, mission_type=0, **TO_US)
        await aircraft.asked("MISSION_ITEM_INT", seq=seq)
    aircraft.say("MISSION_ACK", type=0, mission_type=0, **TO_US)


def test_an_upload_that_is_broken_off_tells_the_aircraft_and_fails_no_other(in_simulated_time):
    async def upload_twice():
        async with Flown() as now:
            first = asyncio.create_task(now.fleet.upload_mission(7, PLAN))
            second = asyncio.create_task(now.fleet.upload_mission(7, PLAN[:2]))
            await now.aircraft.asked("MISSION_COUNT", count=4)
            now.aircraft.say("MISSION_REQUEST_INT", seq=0, mission_type=0, **TO_US)
            await now.aircraft.asked("MISSION_ITEM_INT", seq=0)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            told = await now.aircraft.asked("MISSION_ACK")
            now.aircraft.say("MISSION_CURRENT", seq=0, total=65535, mission_id=1)
            taking = asyncio.create_task(take_plan(now.aircraft))
            answer = await second
            taking.cancel()
            return told, answer

    told, answer = in_simulated_time(upload_twice())

    assert told.type == 15
    assert answer.outcome in (Outcome.ACCEPTED, Outcome.FAILED)
    assert "broken off" not in " ".join(answer.reasons)


@pytest.mark.parametrize("waits", [0.0, 0.3])
def test_whoever_gives_up_an_order_takes_no_other_with_it(in_simulated_time, waits):
    async def give_up():
        async with Flown() as now:
            beating = asyncio.create_task(now.aircraft.alive())
            orders = [asyncio.create_task(now.fleet.command(7, Disarm())) for _ in range(3)]
            await asyncio.sleep(waits)
            now.aircraft.heard()
            orders[0].cancel()
            orders[1].cancel()
            await now.aircraft.asked("COMMAND_LONG", command=400)
            now.aircraft.say("COMMAND_ACK", command=400, result=2, **TO_US)
            await asyncio.wait(orders)
            returning = await now.fleet.command(7, Return())
            beating.cancel()
            return orders, returning

    (first, second, third), returning = in_simulated_time(give_up())

    assert first.cancelled()
    assert second.cancelled()
    assert third.result().outcome is Outcome.DENIED
    assert returning.outcome is not Outcome.CANCELLED


def test_a_station_that_ends_answers_everybody_who_waits_and_tells_the_aircraft(in_simulated_time):
    async def end():
        async with Flown() as now:
            uploads = [asyncio.create_task(now.fleet.upload_mission(7, PLAN)) for _ in range(2)]
            orders = [asyncio.create_task(now.fleet.command(7, Disarm())) for _ in range(2)]
            await now.aircraft.asked("MISSION_COUNT")
            now.fleet.break_off()
            began_s = asyncio.get_running_loop().time()
            answers = await asyncio.gather(*uploads, *orders, now.fleet.command(7, Pause()))
            took_s = asyncio.get_running_loop().time() - began_s
            return [answer.outcome for answer in answers], took_s, await now.aircraft.asked("MISSION_ACK")

    outcomes, took_s, told = in_simulated_time(end())

    assert outcomes == [Outcome.CANCELLED] * 5
    assert took_s < 0.1
    assert told.type == 15
