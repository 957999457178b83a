"""Over a link that loses, doubles, reorders and delays every conversation ends and claims nothing false."""

from __future__ import annotations

import json
import lzma
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from ground_station.link.codec import Encoder, read_frame
from ground_station.link.commands import CommandExchange, ModeExchange, command_long
from ground_station.link.component_metadata import MetadataExchange
from ground_station.link.ftp import file_checksum
from ground_station.link.gimbal import Gimbal, TakeGimbalExchange
from ground_station.link.message_intervals import IntervalExchange
from ground_station.link.mission_identity import VerifyExchange
from ground_station.link.mission_items import MissionItem, plan_checksum
from ground_station.link.mission_transfer import ClearExchange
from ground_station.link.outcomes import Outcome
from ground_station.link.requesting import RequestExchange
from ground_station.link.signing import LinkSigning, SetUpSigningExchange, SignatureClock, SigningKey

SYSTEM = 7
HOLD, MANUAL = 0x03040000, 0x00010000
GIMBAL = Gimbal(
    manager_component_id=1,
    device_id=0,
    capabilities=0,
    pitch_min_rad=-1.5,
    pitch_max_rad=0.5,
    yaw_min_rad=-math.inf,
    yaw_max_rad=math.inf,
)
seeds = st.integers(0, 2**32)


class Autopilot:
    """What these conversations need of an aircraft: it does what it is told, counts it, and beats once a second."""

    def __init__(self, heard, *, takes_mode=True):
        self.done, self.mode, self.holder, self.rate_hz, self.secret = [], MANUAL, 0, 0.0, None
        self.plan = (MissionItem(command=16, frame=6),)
        self._heard, self._takes_mode = heard, takes_mode
        self._beat_s = self._told_s = 0.0

    def receive(self, message, now_s):
        match message.kind:
            case "COMMAND_LONG":
                return self._command(message)
            case "MISSION_CLEAR_ALL":
                self.plan = ()
                return [self._heard("MISSION_ACK", type=0, target_system=255, target_component=190)]
            case "SETUP_SIGNING":
                self.secret = SigningKey(bytes(message.secret_key))
        return []

    def tick(self, now_s):
        told = []
        if now_s - self._beat_s >= 1.0:
            self._beat_s = now_s
            told.append(self._heard("HEARTBEAT", type=2, autopilot=12, custom_mode=self.mode))
            told.append(
                self._heard("GIMBAL_MANAGER_STATUS", primary_control_sysid=self.holder, primary_control_compid=190)
            )
            told.append(self._heard("MISSION_CURRENT", mission_id=plan_checksum(self.plan), total=len(self.plan)))
        if self.rate_hz and now_s - self._told_s >= 1.0 / self.rate_hz - 1e-9:
            self._told_s = now_s
            told.append(self._heard("ATTITUDE"))
        return [self._signed(message) for message in told]

    def _command(self, message):
        self.done.append(message.command)
        match message.command:
            case 512:
                return [self._ack(512, 0), self._heard("AUTOPILOT_VERSION", uid=5)]
            case 511:
                self.rate_hz = 1e6 / message.param2
            case 1001:
                self.holder = int(message.param1)
            case 176:
                self.mode = HOLD if self._takes_mode else self.mode
                return [self._ack(176, 0), self._ack(176, 0 if self._takes_mode else 1)]
        return [self._ack(message.command, 0)]

    def _ack(self, command, result):
        return self._heard("COMMAND_ACK", command=command, result=result, target_system=255, target_component=190)

    def _signed(self, message):
        if self.secret is None:
            return message
        frame = Encoder(SYSTEM, 1).encode(message)
        return read_frame(LinkSigning(self.secret, SignatureClock()).sign(frame, 1_795_000_000.0))


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_a_command_that_acts_is_carried_out_at_most_as_often_as_the_link_doubles_it(fly_through, bad_link, heard, seed):
    aircraft, exchange = Autopilot(heard), CommandExchange(command_long(SYSTEM, 400, 1.0))

    sent = fly_through(exchange, aircraft, link=bad_link(seed))

    assert (exchange.done, sent) == (True, 1)
    assert len(aircraft.done) <= 2
    assert exchange.outcome is not Outcome.ACCEPTED or aircraft.done


@given(seed=seeds, takes_mode=st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_mode_counts_as_changed_only_when_it_is(fly_through, bad_link, heard, seed, takes_mode):
    aircraft = Autopilot(heard, takes_mode=takes_mode)
    exchange = ModeExchange(SYSTEM, (1.0, 4.0, 3.0), HOLD, attempts=3)

    # Doubled frames do not reach an exchange: `Repeats` takes them out.
    sent = fly_through(exchange, aircraft, link=bad_link(seed, doubled=0.0))

    assert exchange.done
    assert sent <= 3
    assert exchange.outcome is not Outcome.ACCEPTED or aircraft.mode == HOLD


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_what_is_asked_of_an_aircraft_is_asked_a_few_times_and_claimed_only_when_true(
    fly_through, bad_link, heard, seed
):
    aircraft = Autopilot(heard)
    request, take = RequestExchange(SYSTEM, "AUTOPILOT_VERSION"), TakeGimbalExchange(SYSTEM, GIMBAL)
    interval = IntervalExchange(SYSTEM, "ATTITUDE", 10.0)

    sent = [fly_through(one, aircraft, link=bad_link(seed)) for one in (request, take, interval)]

    assert all(one.done for one in (request, take, interval))
    assert sent[0] <= 3
    assert sent[1] <= 4
    assert sent[2] <= 3
    assert request.outcome is not Outcome.ACCEPTED or request.told.uid == 5
    assert take.outcome is not Outcome.ACCEPTED or aircraft.holder == 255
    assert interval.outcome is not Outcome.ACCEPTED or interval.seen_hz >= 8.0


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_a_plan_counts_as_cleared_or_verified_only_when_it_is(fly_through, bad_link, heard, seed):
    aircraft = Autopilot(heard)
    verify, clear = VerifyExchange(SYSTEM, plan_checksum(aircraft.plan)), ClearExchange(SYSTEM, 0)
    wrong = VerifyExchange(SYSTEM, 0x1234)

    sent = [fly_through(one, aircraft, link=bad_link(seed)) for one in (verify, wrong, clear)]

    assert sent[0] <= 3
    assert sent[1] <= 3
    assert sent[2] <= 5
    assert wrong.outcome is not Outcome.ACCEPTED
    assert clear.outcome is not Outcome.ACCEPTED or aircraft.plan == ()


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_signing_counts_as_set_up_only_when_the_aircraft_has_the_key(fly_through, bad_link, heard, seed):
    aircraft, key = Autopilot(heard), SigningKey(bytes(range(32)))
    exchange = SetUpSigningExchange(SYSTEM, key, unix_s=1_795_000_000.0)

    sent = fly_through(exchange, aircraft, link=bad_link(seed))

    assert exchange.done
    assert sent <= 3
    assert exchange.outcome is not Outcome.ACCEPTED or aircraft.secret == key


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_metadata_is_the_aircrafts_own_or_none(fly_through, bad_link, heard, file_server, seed):
    document = json.dumps({"version": 2, "components": {}, "filling": list(range(400))}).encode()
    packed = lzma.compress(document)
    listed = [{"type": 4, "uri": "mftp://e.xz", "fileCrc": file_checksum(packed)}]
    general = json.dumps({"metadataTypes": listed}).encode()
    files = file_server(heard, {"g.json": general, "e.xz": packed})

    class Aircraft(Autopilot):
        def receive(self, message, now_s):
            if message.kind == "COMMAND_LONG":
                return [heard("COMPONENT_METADATA", uri="mftp://g.json", file_crc=file_checksum(general))]
            return files.receive(message, now_s)

    exchange = MetadataExchange(SYSTEM)

    sent = fly_through(exchange, Aircraft(heard), link=bad_link(seed), until_s=600.0)

    assert exchange.done
    assert sent < 200
    assert exchange.documents == ({4: document} if exchange.outcome is Outcome.ACCEPTED else {})
