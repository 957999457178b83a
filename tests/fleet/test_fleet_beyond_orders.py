"""The fleet over real sockets: traffic, logs, fences, and orders that are urgent."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

import pytest

from ground_station.fleet.fleet import Fleet
from ground_station.fleet.orders import GoTo
from ground_station.fleet.traffic import FORGOTTEN_AFTER_S, merged, traffic_in
from ground_station.link.codec import Decoder, Encoder
from ground_station.link.messages import Message
from ground_station.link.mission_items import MissionItem, plan_checksum
from ground_station.link.mission_transfer import FENCE
from ground_station.link.outcomes import Outcome

LOG = bytes(range(200))


class Aircraft(asyncio.DatagramProtocol):
    """Hovers, holds one log, is deaf to places, and clears what it is told to clear."""

    def __init__(self, station_port):
        self.station = ("127.0.0.1", station_port)
        self.heard = []
        self.fence = 0
        self.keeps_fences = False
        self._encoder, self._decoder = Encoder(7, 1), Decoder()

    def connection_made(self, transport):
        self.transport = transport
        self.say("HEARTBEAT", type=2, autopilot=12, base_mode=157, custom_mode=0x03040000, system_status=4)
        self.say("EXTENDED_SYS_STATE", landed_state=2)
        self.say("HOME_POSITION", latitude=600000000, longitude=50000000, altitude=10000)

    def datagram_received(self, datagram, remote):
        for message in self._decoder.feed_datagram(datagram):
            self.heard.append(message)
            self.take_fence(message)
            if message.kind == "LOG_REQUEST_LIST":
                self.say("LOG_ENTRY", id=0, num_logs=1, last_log_num=1, time_utc=0, size=len(LOG))
            elif message.kind == "LOG_REQUEST_DATA":
                end = min(message.ofs + message.count, len(LOG))
                for start in range(message.ofs, end, 90):
                    block = LOG[start : min(start + 90, end)]
                    self.say("LOG_DATA", id=0, ofs=start, count=len(block), data=list(block.ljust(90, b"\0")))
            elif message.kind == "MISSION_CLEAR_ALL":
                self.say(
                    "MISSION_ACK", type=0, mission_type=message.mission_type, target_system=255, target_component=190
                )

    def take_fence(self, message):
        """As PX4: it accepts any fence, and says that one is not kept only when it is another than before."""
        us = {"target_system": 255, "target_component": 190, "mission_type": FENCE}
        if message.kind == "COMMAND_LONG" and message.command == 512 and message.param1 == 42:
            self.say("MISSION_CURRENT", total=65535, fence_id=self.fence)
        elif message.kind == "MISSION_COUNT" and message.mission_type == FENCE:
            self.count, self.items = message.count, []
            self.say("MISSION_REQUEST_INT", seq=0, **us)
        elif message.kind == "MISSION_ITEM_INT" and message.seq == len(self.items):
            self.items.append(MissionItem.from_message(message))
            if len(self.items) < self.count:
                self.say("MISSION_REQUEST_INT", seq=len(self.items), **us)
                return
            before, self.fence = self.fence, plan_checksum(self.items)
            self.say("MISSION_ACK", type=0, opaque_id=self.fence, **us)
            if self.fence != before and not self.keeps_fences:
                self.say("STATUSTEXT", severity=2, text="Geofence invalid, doesn't contain Home position")

    def say(self, kind, **fields):
        self.transport.sendto(self._encoder.encode(Message(kind, **fields)), self.station)


@pytest.fixture
async def both():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    fleet = Fleet([f"udpin://127.0.0.1:{port}"])
    await fleet.open()
    running = asyncio.create_task(fleet.run())
    loop = asyncio.get_running_loop()
    transport, aircraft = await loop.create_datagram_endpoint(lambda: Aircraft(port), local_addr=("127.0.0.1", 0))
    async with asyncio.timeout(20.0):
        while not fleet.vehicles or fleet.vehicles[7].home is None:  # noqa: ASYNC110  another socket's work
            await asyncio.sleep(0.01)
    yield fleet, aircraft
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    transport.close()
    await fleet.close()


async def test_a_log_is_listed_and_fetched_whole(both):
    fleet, _ = both

    listed, entries = await fleet.list_logs(7)
    fetched, content = await fleet.fetch_log(7, entries[0])

    assert (listed.outcome, fetched.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert content == LOG
    assert (await fleet.list_logs(9))[0].outcome is Outcome.UNANSWERED


async def test_a_fence_is_cleared_apart_from_the_plan(both):
    fleet, aircraft = both

    answer = await fleet.clear_plan(7, FENCE)

    assert answer.outcome is Outcome.ACCEPTED
    assert [m.mission_type for m in aircraft.heard if m.kind == "MISSION_CLEAR_ALL"] == [FENCE]


async def test_a_fence_that_is_not_kept_is_refused_the_second_time_too(both):
    fleet, aircraft = both
    corners = [(60.01, 5.01), (60.01, 5.02), (60.02, 5.02)]
    fence = [
        MissionItem.from_degrees(
            command=5001, frame=0, params=(3.0, 0.0, 0.0, 0.0), latitude_deg=latitude, longitude_deg=longitude,
            altitude_m=0.0,
        )
        for latitude, longitude in corners
    ]  # fmt: skip

    answers = [await fleet.upload_fence(7, fence) for _ in range(3)]

    assert [answer.outcome for answer in answers] == [Outcome.FAILED] * 3
    assert all("NOT enforced" in answer.reasons[0] for answer in answers)
    assert len([m for m in aircraft.heard if m.kind == "MISSION_COUNT"]) == 3


async def test_a_fence_that_is_kept_is_verified_the_second_time_and_judged_anew_when_the_aircraft_takes_it_back(both):
    fleet, aircraft = both
    aircraft.keeps_fences = True
    fence = [
        MissionItem.from_degrees(command=5001, frame=0, params=(3.0, 0.0, 0.0, 0.0), latitude_deg=place)
        for place in (60.0, 60.1, 60.2)
    ]

    def transfers():
        return len([message for message in aircraft.heard if message.kind == "MISSION_COUNT"])

    answers = [await fleet.upload_fence(7, fence) for _ in range(2)]
    verified_after = transfers()
    aircraft.say("STATUSTEXT", severity=2, text="Geofence invalid, doesn't contain Home position")
    await asyncio.sleep(0.1)
    answers.append(await fleet.upload_fence(7, fence))

    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED] * 3
    assert answers[0].checksum == answers[1].checksum
    assert (verified_after, transfers()) == (1, 2)


async def test_an_urgent_order_breaks_off_the_one_under_way(both):
    fleet, _ = both
    slow = asyncio.create_task(fleet.command(7, GoTo(60.001, 5.0, 30.0)))
    await asyncio.sleep(0.2)

    urgent = asyncio.create_task(fleet.command(7, GoTo(60.0, 5.0, 30.0), is_urgent=True))

    assert (await slow).outcome is Outcome.CANCELLED
    urgent.cancel()
    with suppress(asyncio.CancelledError):
        await urgent


async def test_manned_aircraft_are_known_apart_from_our_own(both):
    fleet, aircraft = both

    aircraft.say("ADSB_VEHICLE", **adsb(flags=31))
    async with asyncio.timeout(20.0):
        while not fleet.traffic:  # noqa: ASYNC110  another socket's work
            await asyncio.sleep(0.01)

    [traffic] = fleet.traffic.values()
    assert list(fleet.vehicles) == [7]
    assert (traffic.callsign, traffic.altitude_amsl_m) == ("LNOOO", 120.0)
    assert traffic.velocity_ned_ms == pytest.approx((0.0, 60.0, 2.0), abs=1e-6)


def adsb(**changes):
    sound = {
        "ICAO_address": 0x47F123, "lat": 600000000, "lon": 50000000, "altitude_type": 1, "altitude": 120000,
        "heading": 9000, "hor_velocity": 6000, "ver_velocity": -200, "callsign": "LNOOO", "emitter_type": 7,
        "tslc": 3, "flags": 31, "squawk": 0,
    }  # fmt: skip
    return sound | changes


def test_what_a_transponder_does_not_tell_is_not_made_up(heard):
    silent = traffic_in(heard("ADSB_VEHICLE", **adsb(flags=1)), 100.0)

    assert traffic_in(heard("ADSB_VEHICLE", **adsb(flags=30)), 100.0) is None
    assert silent is not None
    assert (silent.callsign, silent.altitude_amsl_m, silent.velocity_ned_ms, silent.heard_s) == ("", None, None, 97.0)


def test_of_two_tellings_the_fresher_counts(heard):
    old, new = (traffic_in(heard("ADSB_VEHICLE", **adsb()), at_s) for at_s in (100.0, 101.0))

    assert merged(new, old) is new
    assert merged(old, new) is new
    assert merged(None, old) is old
    assert FORGOTTEN_AFTER_S > 30.0
