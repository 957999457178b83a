"""A station and an aircraft with a bad link between them: 30 % lost, some twice, out of order, up to two seconds late.

Whatever the station believes is asked of the aircraft's other port by an independent client, over a good link.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import subprocess
import sys
from collections import Counter
from contextlib import asynccontextmanager, suppress

import pytest
import pytest_asyncio
from pymavlink import mavutil
from pymavlink.dialects.v20 import all as dialect

from ground_station.fleet.fleet import Fleet
from ground_station.fleet.orders import Arm, Return, TakeOff
from ground_station.link.mission_items import MissionItem, plan_checksum
from ground_station.link.mission_transfer import FENCE
from ground_station.link.outcomes import Outcome
from ground_station.link.parameters import Parameter, ParameterType

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

SPEED = 2.0
LOSS = 0.3
DOUBLED = 0.1
DELAYS_S = (0.0, 0.0, 0.0, 0.005, 0.02, 0.1, 0.4)
LONGEST_DELAY_S = 2.0
HOPELESS = 0.97
HONEST = (Outcome.ACCEPTED, Outcome.UNANSWERED, Outcome.FAILED)
"""Done, and what says that nobody knows or that it was not done: none of them a refusal that nobody gave."""


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Side(asyncio.DatagramProtocol):
    def __init__(self, relay, name):
        self.relay, self.name = relay, name

    def datagram_received(self, datagram, remote):
        self.relay.take(self.name, datagram, remote)

    def error_received(self, exc):
        """Nobody listens there yet."""


class BadRelay:
    """Between the station's port and the aircraft's; its luck is drawn in the same order at every run."""

    def __init__(self, aircraft_port, seed):
        self.luck, self.loss = random.Random(seed), 0.0
        self.there = {"up": ("127.0.0.1", aircraft_port), "down": None}
        self.sent = Counter()
        self.lost = self.doubled = self.number = 0
        self._parser = dialect.MAVLink(None)
        self._parser.robust_parsing = True

    async def open(self):
        loop = asyncio.get_running_loop()
        here = ("127.0.0.1", 0)
        self.outward, _ = await loop.create_datagram_endpoint(lambda: _Side(self, "up"), local_addr=here)
        self.inward, _ = await loop.create_datagram_endpoint(lambda: _Side(self, "down"), local_addr=here)
        self.port = self.outward.get_extra_info("sockname")[1]

    def take(self, side, datagram, remote):
        if side == "up":
            self.there["down"] = remote
            for message in self._parser.parse_buffer(datagram) or ():
                self.sent[message.get_type()] += 1
        if self.luck.random() < self.loss:
            self.lost += 1
            return
        copies = 2 if self.loss and self.luck.random() < DOUBLED else 1
        self.doubled += copies - 1
        for _ in range(copies):
            asyncio.get_running_loop().call_later(self._delay_s(), self._pass_on, side, datagram)

    def _delay_s(self):
        if not self.loss:
            return 0.0
        return LONGEST_DELAY_S * self.luck.random() if self.luck.random() < 0.03 else self.luck.choice(DELAYS_S)

    def _pass_on(self, side, datagram):
        way = self.inward if side == "up" else self.outward
        if self.there[side] is not None and not way.is_closing():
            way.sendto(datagram, self.there[side])

    def close(self):
        self.outward.close()
        self.inward.close()


class Witness:
    """An independent client at the aircraft's other port."""

    def __init__(self, port):
        self.link = mavutil.mavlink_connection(f"udpin:127.0.0.1:{port}", source_system=253, dialect="all")

    async def ask(self, question, *arguments):
        return await asyncio.to_thread(question, *arguments)

    def meet(self):
        assert self.link.wait_heartbeat(timeout=30) is not None

    def plan(self, mission_type=0):
        """What is on board, item by item: (command, x, y); read again where the two of us met."""
        for _ in range(5):
            found = self._read(mission_type)
            if found is not None:
                return found
        raise AssertionError("the aircraft does not tell its plan")

    def _read(self, mission_type):
        link = self.link
        self._forget()
        link.mav.mission_request_list_send(link.target_system, 1, mission_type)
        count = link.recv_match(type=["MISSION_COUNT"], blocking=True, timeout=3)
        if count is None or count.mission_type != mission_type:
            return None
        found = []
        for seq in range(count.count):
            link.mav.mission_request_int_send(link.target_system, 1, seq, mission_type)
            item = link.recv_match(type=["MISSION_ITEM_INT"], blocking=True, timeout=3)
            if item is None or item.seq != seq:
                return None
            found.append((item.command, item.x, item.y))
        link.mav.mission_ack_send(link.target_system, 1, 0, mission_type)
        return found

    def parameter(self, name):
        for _ in range(5):
            self._forget()
            self.link.mav.param_request_read_send(self.link.target_system, 1, name.encode(), -1)
            told = self.link.recv_match(
                type=["PARAM_VALUE"], condition=f"PARAM_VALUE.param_id=='{name}'", blocking=True, timeout=3
            )
            if told is not None:
                return told.param_value
        raise AssertionError(f"the aircraft does not tell {name}")

    def is_armed(self):
        self._forget()
        beat = self.link.recv_match(
            type=["HEARTBEAT"], condition="HEARTBEAT.get_srcComponent()==1", blocking=True, timeout=10
        )
        return bool(beat.base_mode & 128)

    def _forget(self):
        while self.link.recv_msg() is not None:
            pass


class Bad:
    """The station, the relay, the aircraft and the witness."""

    def __init__(self, fleet, relay, witness):
        self.fleet, self.relay, self.witness = fleet, relay, witness

    @property
    def state(self):
        return self.fleet.vehicles[1]

    async def becomes(self, condition, within_s):
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def place(self, seq, *, command=16, params=(0.0, 0.0, 0.0, 0.0), frame=3, north=0.0, east=0.0):
        home = self.state.home
        return MissionItem.from_degrees(
            command=command, frame=frame, params=params, altitude_m=20.0,
            latitude_deg=home.latitude_deg + 1e-4 * seq + north, longitude_deg=home.longitude_deg + east,
        )  # fmt: skip

    @asynccontextmanager
    async def counted(self):
        """How many messages of each kind the station sent meanwhile."""
        before, sent = self.relay.sent.copy(), Counter()
        yield sent
        sent.update(self.relay.sent - before)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bad():
    onboard, port = free_udp_port(), free_udp_port()
    witness = Witness(onboard)
    command = [
        *(sys.executable, "-m", "firmware_sim", "run", "--ready-json", "--scenario", "flat", "--no-cameras"),
        *("--seed", "1", "--speed", str(SPEED), "--gcs-port", str(port), "--gcs-send", str(free_udp_port())),
        *("--onboard-port", str(free_udp_port()), "--onboard-send", str(onboard)),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:  # noqa: ASYNC220
        relay, fleet = BadRelay(port, seed=11), None
        await relay.open()
        try:
            assert simulator.stdout is not None
            assert json.loads(await asyncio.to_thread(simulator.stdout.readline))["ready"]
            await witness.ask(witness.meet)
            fleet = Fleet([f"udpout://127.0.0.1:{relay.port}"])
            await fleet.open()
            running = asyncio.create_task(fleet.run())
            station = Bad(fleet, relay, witness)
            await station.becomes(lambda: 1 in fleet.vehicles and fleet.vehicles[1].home is not None, 40.0)
            await station.becomes(lambda: station.state.is_ready_to_arm, 40.0)
            # A person on a bad link is slower than ten seconds from arming to take-off.
            patient = Parameter(name="COM_DISARM_PRFLT", value=-1.0, type=ParameterType.REAL32)
            assert (await fleet.set_parameter(1, patient)).outcome is Outcome.ACCEPTED
            relay.loss = LOSS
            yield station
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        finally:
            if fleet is not None:
                await fleet.close()
            relay.close()
            witness.link.close()
            simulator.terminate()


def told(items):
    return [(item.command, item.x, item.y) for item in items]


async def test_a_plan_is_verified_or_refused_and_never_believed_half(bad):
    old = await bad.witness.ask(bad.witness.plan)
    for length in (8, 20):
        items = [bad.place(0, command=22), *(bad.place(seq) for seq in range(1, length))]

        async with bad.counted() as sent:
            answer = await bad.fleet.upload_mission(1, items)
        on_board = await bad.witness.ask(bad.witness.plan)

        assert on_board in (old, told(items)), "the aircraft holds half a plan"
        assert answer.outcome in HONEST, answer
        if answer.outcome is Outcome.ACCEPTED:
            assert on_board == told(items)
            assert answer.checksum == plan_checksum(items)
        else:
            assert answer.reasons
        assert sent["MISSION_COUNT"] <= 5
        assert sent["MISSION_ITEM_INT"] <= 25 * length
        old = on_board


async def test_an_upload_over_a_hopeless_link_ends_and_is_not_believed(bad):
    old = await bad.witness.ask(bad.witness.plan)
    items = [bad.place(0, command=22), *(bad.place(seq, east=1e-3) for seq in range(1, 12))]
    bad.relay.loss = HOPELESS

    async with bad.counted() as sent:
        answer = await bad.fleet.upload_mission(1, items)
    bad.relay.loss = LOSS

    assert answer.outcome in (Outcome.UNANSWERED, Outcome.FAILED), answer
    assert answer.reasons
    assert sent["MISSION_COUNT"] <= 5
    assert sent["MISSION_ITEM_INT"] <= 25 * 12
    assert await bad.witness.ask(bad.witness.plan) in (old, told(items))


async def test_a_fence_is_whole_or_not_believed(bad):
    corners = ((-1, -1), (-1, 1), (1, 1), (1, -1))
    items = [
        bad.place(0, command=5001, params=(4.0, 0.0, 0.0, 0.0), frame=0, north=4e-3 * up, east=8e-3 * right)
        for up, right in corners
    ]

    async with bad.counted() as sent:
        answer = await bad.fleet.upload_fence(1, items)
    on_board = await bad.witness.ask(bad.witness.plan, FENCE)

    assert on_board in ([], told(items)), "the aircraft holds half a fence"
    assert answer.outcome in HONEST, answer
    assert answer.outcome is not Outcome.ACCEPTED or on_board == told(items)
    assert sent["MISSION_ITEM_INT"] <= 25 * 4


async def test_parameters_are_what_the_station_says_they_are(bad):
    outcomes = []
    for height_m in (41.0, 42.0, 43.0):
        wanted = Parameter(name="RTL_RETURN_ALT", value=height_m, type=ParameterType.REAL32)

        async with bad.counted() as sent:
            answer = await bad.fleet.set_parameter(1, wanted)
        await asyncio.sleep(0.1)

        outcomes.append(answer.outcome)
        assert sent["PARAM_SET"] + sent["PARAM_REQUEST_READ"] <= 6
        if answer.outcome in (Outcome.ACCEPTED, Outcome.DENIED):
            is_there = await bad.witness.ask(bad.witness.parameter, wanted.name) == pytest.approx(height_m)
            assert is_there is (answer.outcome is Outcome.ACCEPTED), answer

    assert set(outcomes) <= {*HONEST, Outcome.DENIED}
    assert Outcome.ACCEPTED in outcomes


async def test_orders_reach_their_outcome_or_are_said_to_be_unanswered(bad):
    for _ in range(4):
        async with bad.counted() as sent:
            armed = await bad.fleet.command(1, Arm())
        assert armed.outcome in HONEST, armed
        assert sent["COMMAND_LONG"] <= 12
        if armed.outcome is Outcome.ACCEPTED:
            assert await bad.witness.ask(bad.witness.is_armed)
            break
        assert armed.reasons
    for _ in range(6):
        async with bad.counted() as sent:
            taken_off = await bad.fleet.command(1, TakeOff(12.0))
        assert sent["COMMAND_LONG"] <= 12
        if taken_off.outcome is Outcome.ACCEPTED or bad.state.is_in_air:
            break
        assert taken_off.outcome in HONEST, taken_off
        assert taken_off.reasons
    await bad.becomes(lambda: bad.state.height_above_home_m > 8.0, 30.0)

    for _ in range(4):
        async with bad.counted() as sent:
            answer = await bad.fleet.command(1, Return())
        assert answer.outcome in HONEST, answer
        assert sent["COMMAND_LONG"] <= 12
        if answer.outcome is Outcome.ACCEPTED:
            break
        assert answer.reasons

    assert bad.state.mode in ("return", "land")
    assert bad.relay.lost > 200
    assert bad.relay.doubled > 50
