"""The fleet over real sockets: notices, and orders that wait for or overtake each other."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

import pytest

from ground_station.errors import BadInput
from ground_station.fleet.fleet import TELL_EVERY_S, Fleet
from ground_station.fleet.notices import ModeChanged, VehicleHeard, VehicleUpdated
from ground_station.fleet.orders import Arm, GoTo, Pause, Return, TakeOff
from ground_station.fleet.poses import PoseGap
from ground_station.link.codec import Decoder, Encoder
from ground_station.link.messages import Message
from ground_station.link.mission_transfer import MissionItem
from ground_station.link.outcomes import Outcome

IN_AIR = {"type": 2, "autopilot": 12, "base_mode": 157, "custom_mode": 0x03040000, "system_status": 4}


class Aircraft(asyncio.DatagramProtocol):
    """An aircraft in the air that obeys changes of mode and is deaf to everything else."""

    def __init__(self, station_port):
        self.station = ("127.0.0.1", station_port)
        self.commands = []
        self.mode = 0x03040000
        self._encoder, self._decoder = Encoder(7, 1), Decoder()

    def connection_made(self, transport):
        self.transport = transport
        self.beat()

    def datagram_received(self, datagram, remote):
        for message in self._decoder.feed_datagram(datagram):
            if message.kind not in ("COMMAND_LONG", "COMMAND_INT") or message.command in (511, 512):
                continue
            self.commands.append(message.command)
            if message.command == 176:
                self.mode = int(message.param2) << 16 | int(message.param3) << 24
                for _ in range(2):
                    self.say("COMMAND_ACK", command=176, result=0, target_system=255, target_component=190)
                self.beat()

    def beat(self):
        self.say("HEARTBEAT", **(IN_AIR | {"custom_mode": self.mode}))
        self.say("EXTENDED_SYS_STATE", landed_state=2)
        self.say("HOME_POSITION", latitude=600000000, longitude=50000000, altitude=10000)

    def say(self, kind, **fields):
        self.transport.sendto(self._encoder.encode(Message(kind, **fields)), self.station)


@pytest.fixture
async def both():
    """A fleet, an aircraft it hears, and the notices so far."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    fleet = Fleet([f"udpin://127.0.0.1:{port}"])
    await fleet.open()
    running = asyncio.create_task(fleet.run())
    notices = []
    fleet.subscribe(notices.append)
    loop = asyncio.get_running_loop()
    transport, aircraft = await loop.create_datagram_endpoint(lambda: Aircraft(port), local_addr=("127.0.0.1", 0))
    async with asyncio.timeout(5.0):
        while 7 not in fleet.vehicles or fleet.vehicles[7].home is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    yield fleet, aircraft, notices
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    transport.close()
    await fleet.close()


async def test_an_aircraft_that_nobody_heard_is_not_commanded(both):
    fleet, aircraft, _ = both

    answers = [
        await fleet.command(8, Arm()),
        await fleet.upload_mission(8, [MissionItem(command=16, frame=6)]),
        (await fleet.download_mission(8))[0],
    ]

    assert [answer.outcome for answer in answers] == [Outcome.UNANSWERED] * 3
    assert fleet.pose_at(8, 1.0) == PoseGap("position_unknown")
    assert aircraft.commands == []


async def test_an_empty_plan_is_refused_here(both):
    fleet, _, _ = both

    answer = await fleet.upload_mission(7, [])

    assert answer.outcome is Outcome.DENIED


async def test_changes_are_told_together_ten_times_a_second(both):
    fleet, aircraft, notices = both
    notices.clear()
    began_s = asyncio.get_running_loop().time()

    for number in range(200):
        aircraft.say("MISSION_CURRENT", seq=number % 50, total=50)
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.2)

    took_s = asyncio.get_running_loop().time() - began_s
    assert 5 <= notices.count(VehicleUpdated(7)) <= took_s / TELL_EVERY_S + 1
    assert fleet.vehicles[7].mission_total == 50


async def test_who_unsubscribes_hears_no_more(both):
    fleet, aircraft, notices = both
    heard = []
    unsubscribe = fleet.subscribe(heard.append)
    unsubscribe()
    unsubscribe()

    aircraft.mode = 0x05040000
    aircraft.beat()
    async with asyncio.timeout(5.0):
        while ModeChanged(7, "return", True) not in notices:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    assert notices[0] == VehicleHeard(7)
    assert heard == []


async def test_a_return_breaks_off_the_order_under_way_and_all_that_wait(both):
    fleet, aircraft, _ = both
    taking_off = asyncio.create_task(fleet.command(7, TakeOff(20.0)))
    going = asyncio.create_task(fleet.command(7, GoTo(60.001, 5.0, 20.0)))
    await asyncio.sleep(0.1)

    returning = await fleet.command(7, Return())

    assert [(await taking_off).outcome, (await going).outcome] == [Outcome.CANCELLED] * 2
    assert returning.outcome is Outcome.ACCEPTED
    assert fleet.vehicles[7].mode == "return"
    assert aircraft.commands == [22, 176]


async def test_orders_that_do_not_bring_it_down_wait_their_turn(both):
    fleet, aircraft, _ = both
    pausing = asyncio.create_task(fleet.command(7, Pause()))
    taking_off = asyncio.create_task(fleet.command(7, TakeOff(20.0)))
    await asyncio.sleep(0.2)

    assert (await pausing).outcome is Outcome.ACCEPTED
    assert aircraft.commands == [176, 22]
    taking_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking_off


async def test_an_order_whose_asker_is_cancelled_does_not_block_the_next(both):
    fleet, _, _ = both
    taking_off = asyncio.create_task(fleet.command(7, TakeOff(20.0)))
    await asyncio.sleep(0.05)
    taking_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking_off

    async with asyncio.timeout(5.0):
        answer = await fleet.command(7, Pause())

    assert answer.outcome is Outcome.ACCEPTED


def test_an_address_that_is_none_is_refused_before_anything_is_opened():
    with pytest.raises(BadInput, match="not a vehicle address"):
        Fleet(["udp:14550"])
