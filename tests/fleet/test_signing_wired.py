"""Signing, from the settings to the wire: keys made on the command line, links that sign, and one aircraft's set-up."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

import pytest

from ground_station.app import running_station
from ground_station.cli import main
from ground_station.commands import key_fingerprint, new_key
from ground_station.config import load_settings
from ground_station.errors import BadInput
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.orders import Return
from ground_station.keys import fingerprints, key_name, keys_in, signing_of
from ground_station.link.codec import Decoder, Encoder
from ground_station.link.messages import Message
from ground_station.link.outcomes import Outcome
from ground_station.link.signing import LinkSigning, SignatureClock, SigningKey


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Aircraft(asyncio.DatagramProtocol):
    """Sits on the ground and signs once it was given a key."""

    def __init__(self, station_port, system=7):
        self.station = ("127.0.0.1", station_port)
        self.signing = None
        self.heard = []
        self._encoder, self._decoder = Encoder(system, 1), Decoder()

    def connection_made(self, transport):
        self.transport = transport
        self.beat()

    def datagram_received(self, datagram, remote):
        for message in self._decoder.feed_datagram(datagram):
            self.heard.append(message)
            if message.kind == "SETUP_SIGNING" and any(message.secret_key):
                key = SigningKey(bytes(message.secret_key))
                self.signing = LinkSigning(key, SignatureClock(message.initial_timestamp))
            elif message.kind == "SETUP_SIGNING":
                self.signing = None
            self.beat()

    def beat(self, *, uid=None):
        beat = Message("HEARTBEAT", type=2, autopilot=12, base_mode=29, custom_mode=0x03040000, system_status=3)
        frames = [self._encoder.encode(beat)]
        if uid is not None:
            frames.append(self._encoder.encode(Message("AUTOPILOT_VERSION", uid=uid)))
        for frame in frames:
            signed = frame if self.signing is None else self.signing.sign(frame, 1.8e9)
            self.transport.sendto(signed, self.station)


async def until(condition):
    async with asyncio.timeout(20.0):
        while not condition():  # noqa: ASYNC110  another socket's work
            await asyncio.sleep(0.01)


@pytest.fixture
async def station(tmp_path):
    """A fleet on a link with a key, and what makes aircraft."""
    port, loop, transports = free_port(), asyncio.get_running_loop(), []
    url = f"udpin://127.0.0.1:{port}"
    new_key(tmp_path, url)
    signing = signing_of(load_settings(vehicle=[url], data=tmp_path, signing="allowed"))
    fleet = Fleet([url], signing=signing, tlog_path=tmp_path / "flight.tlog")
    await fleet.open()
    running = asyncio.create_task(fleet.run())

    async def aircraft():
        transport, made = await loop.create_datagram_endpoint(lambda: Aircraft(port), local_addr=("127.0.0.1", 0))
        transports.append(transport)
        await until(lambda: 7 in fleet.vehicles)
        return made

    yield fleet, aircraft, keys_in(tmp_path).load(key_name(url)), tmp_path
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    for transport in transports:
        transport.close()
    await fleet.close()


async def test_an_aircraft_gets_its_links_key_signs_with_it_and_can_be_told_to_stop(station):
    fleet, aircraft, key, folder = station
    made = await aircraft()

    given = await fleet.set_up_signing(7)
    with_key = made.signing
    ended = await fleet.set_up_signing(7, ends=True)

    assert (given.outcome, ended.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert with_key.key == key
    assert made.signing is None
    await fleet.close()
    assert key.reveal() not in (folder / "flight.tlog").read_bytes()


async def test_varde_key_install_gives_an_aircraft_the_key_of_its_link_by_the_running_station(
    tmp_path, monkeypatch, capsys
):
    url = f"udpin://127.0.0.1:{(port := free_port())}"
    new_key(tmp_path, url)
    settings = load_settings(vehicle=[url], data=tmp_path, signing="allowed", port=0, record=False)
    monkeypatch.setenv("VARDE_PASSWORD", "wrong password")

    def varde(*arguments):
        monkeypatch.setattr("sys.argv", ["varde", "key", "install", "7", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), "".join(capsys.readouterr())

    async with running_station(settings) as started:
        transport, made = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Aircraft(port), local_addr=("127.0.0.1", 0)
        )
        await until(lambda: 7 in started.station.fleet.vehicles)
        asked = ("--as", started.user, "--why", "a new aircraft", "--station", started.base_url)
        stranger = await asyncio.to_thread(varde, *asked)
        monkeypatch.setenv("VARDE_PASSWORD", started.first_password)
        installed = await asyncio.to_thread(varde, *asked)
        with_key = made.signing
        removed = await asyncio.to_thread(varde, *asked, "--remove")
        journal = [event.model_dump_json() for event in started.station.bench.incident().events_after(0, 1000)]
        transport.close()

    key = keys_in(tmp_path).load(key_name(url))
    assert stranger[0] != 0
    assert "password" in stranger[1]
    assert (installed[0], removed[0]) == (0, 0)
    assert "aircraft 7: signs with the key of its link" in installed[1]
    assert "aircraft 7: signs no longer" in removed[1]
    assert (with_key.key, made.signing) == (key, None)
    assert sum("install_signing_key" in each for each in journal) == 1
    assert key.reveal().hex() not in stranger[1] + installed[1] + removed[1] + repr(journal)


async def test_a_number_that_two_aircraft_share_gets_no_orders_but_those_that_bring_it_down(station):
    fleet, aircraft, _, _ = station
    first, second = await aircraft(), await aircraft()
    first.beat(uid=1)
    second.beat(uid=2)
    await until(lambda: fleet.shared_numbers)

    refused = await fleet.command(7, Return())
    urgent = asyncio.create_task(fleet.command(7, Return(), is_urgent=True))
    await until(lambda: any(m.kind == "COMMAND_LONG" and m.command == 176 for m in [*first.heard, *second.heard]))
    urgent.cancel()
    with suppress(asyncio.CancelledError):
        await urgent

    assert refused.outcome is Outcome.DENIED
    assert "MAV_SYS_ID" in refused.reasons[0]
    assert (await fleet.set_up_signing(7)).outcome is Outcome.DENIED
    assert (await fleet.clear_plan(7)).outcome is Outcome.DENIED


def test_a_required_key_that_is_not_there_is_named_with_the_command_that_makes_it(tmp_path):
    settings = load_settings(vehicle=["udpin://127.0.0.1:14550"], data=tmp_path, signing="required")

    with pytest.raises(BadInput, match="14550 has no key") as refused:
        signing_of(settings)

    assert "varde key new udpin://127.0.0.1:14550" in refused.value.remedy
    assert signing_of(settings.model_copy(update={"signing": "allowed"})) == {}
    assert list(fingerprints(settings)) == [("udpin://127.0.0.1:14550", None)]


def test_a_fingerprint_tells_keys_apart_and_shows_nothing_of_them(tmp_path):
    urls = ["udpin://127.0.0.1:14550", "serial:///dev/ttyUSB0:57600"]
    made = [new_key(tmp_path, url) for url in urls]
    required = signing_of(load_settings(vehicle=urls, data=tmp_path, signing="required"))

    assert made == [key_fingerprint(tmp_path, url) for url in urls]
    assert made[0] != made[1]
    for url, shown in zip(urls, made, strict=True):
        assert shown.replace(":", "") not in required[url].key.reveal().hex()
        assert required[url].is_required
    with pytest.raises(BadInput, match="there is a key"):
        new_key(tmp_path, urls[0])
    with pytest.raises(BadInput):
        new_key(tmp_path, "no address")
