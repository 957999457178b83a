"""Component metadata: what the files say is what the aircraft does; MAVSDK fetches them and the logs by itself."""

from __future__ import annotations

import json
import lzma
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mavsdk import ComponentType, Configuration, Mavsdk
from mavsdk.plugins.component_metadata import ComponentMetadata, MetadataType
from mavsdk.plugins.ftp import Ftp, FtpError, FtpResult
from mavsdk.plugins.log_files import LogFiles, LogFilesResult
from mavsdk.plugins.param import Param

from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.mavlink.component_metadata import packed_file

COMPONENT_INFORMATION, COMPONENT_METADATA = 395, 397
FTP_HEADER_BYTES = 12
GENERAL_URI = b"mftp://etc/extras/component_general.json.xz"


def checksum(content: bytes) -> int:
    """PX4's: zlib's CRC32 begun at nought and not inverted."""
    return zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF


def request(station: Any, number: int, component: int = 1) -> tuple[list[int], list[bytes]]:
    """The results and the payloads of a message asked for."""
    heard = station.send(d.MAVLink_command_long_message(1, component, d.MAV_CMD_REQUEST_MESSAGE, 0, number, *[0.0] * 6))
    results = [message.result for message in heard if message.get_type() == "COMMAND_ACK"]
    frames = [bytes(message.get_msgbuf()) for message in heard if message.get_type() == f"UNKNOWN_{number}"]
    return results, [frame[10:-2].ljust(212, b"\0") for frame in frames]


def served(station: Any, path: bytes) -> bytes:
    """A file as the file server gives it."""
    head = struct.Struct("<HBBBBBBI")

    def ask(sequence: int, op: int, offset: int, content: bytes) -> bytes:
        payload = (head.pack(sequence, 0, op, len(content), 0, 0, 0, offset) + content).ljust(251, b"\0")
        heard = station.send(d.MAVLink_file_transfer_protocol_message(0, 1, 1, list(payload)))
        [answer] = [bytes(message.payload) for message in heard if message.get_type() == "FILE_TRANSFER_PROTOCOL"]
        return answer[FTP_HEADER_BYTES : FTP_HEADER_BYTES + answer[4]]

    size = struct.unpack("<I", ask(100, 4, 0, path))[0]
    content = b""
    while len(content) < size:
        content += ask(200 + 3 * len(content), 5, len(content), bytes(239))
    ask(50, 1, 0, b"")
    return content


def test_the_general_file_is_named_with_its_checksum(station: Any):
    results, [payload] = request(station, COMPONENT_METADATA)

    _, told, uri = struct.unpack_from("<II100s", payload)
    assert results == [0]
    assert uri.rstrip(b"\0") == GENERAL_URI
    assert told == checksum(served(station, GENERAL_URI.removeprefix(b"mftp://")))


def test_the_older_message_names_the_same_file(station: Any):
    _, [newer] = request(station, COMPONENT_METADATA)
    results, [older] = request(station, COMPONENT_INFORMATION)

    _, told, peripherals, uri, more = struct.unpack("<III100s100s", older)
    assert results == [0]
    assert (told, uri.rstrip(b"\0")) == (struct.unpack_from("<I", newer, 4)[0], GENERAL_URI)
    assert (peripherals, more.rstrip(b"\0")) == (0, b"")


def test_the_checksum_is_the_one_px4_used_in_its_recording():
    # PX4's answer to CRC32 of a file of ten bytes, measured.
    assert checksum(b"hello\0\0you") == 0x7F1E0F81


def test_every_file_that_is_named_is_there_with_its_checksum(station: Any):
    general = json.loads(lzma.decompress(served(station, GENERAL_URI.removeprefix(b"mftp://"))))

    assert [row["type"] for row in general["metadataTypes"]] == [1, 4]
    for row in general["metadataTypes"]:
        content = served(station, row["uri"].removeprefix("mftp://").encode())
        assert row["fileCrc"] == checksum(content)
        assert json.loads(lzma.decompress(content))["version"] in (1, 2)


def test_the_described_parameters_are_those_that_are_listed_with_type_and_default(station: Any):
    described = {
        row["name"]: row for row in json.loads(lzma.decompress(packed_file("parameters.json.xz")))["parameters"]
    }
    station.send(d.MAVLink_param_request_list_message(1, 1))
    station.run(2.0)
    listed = [message for message in station.all("PARAM_VALUE") if message.param_index != 65535]

    assert len(listed) > 100
    otherwise = set()
    for message in listed:
        row = described[message.param_id]
        is_integer = message.param_type == d.MAV_PARAM_TYPE_INT32
        assert row["type"] == ("Int32" if is_integer else "Float")
        if struct.pack("<f", message.param_value) != struct.pack("<i" if is_integer else "<f", row["default"]):
            otherwise.add(message.param_id)
    # What an aircraft sets for itself: its number, and that it carries a gimbal.
    assert otherwise <= {"MAV_SYS_ID", "MNT_MODE_IN"}


def test_every_event_of_a_flight_is_described(flying: Any):
    document = json.loads(lzma.decompress(packed_file("all_events.json.xz")))
    groups = document["components"]["1"]["event_groups"]
    described = {int(number) | 1 << 24: row for group in groups.values() for number, row in group["events"].items()}
    flying.command(d.MAV_CMD_NAV_RETURN_TO_LAUNCH)
    flying.run_until(lambda: not flying.pilot.armed, 60.0)

    frames = [bytes(m.get_msgbuf()) for m in flying.all("UNKNOWN_410")]
    told = {struct.unpack_from("<I", frame, 10)[0] for frame in frames}

    assert len(told) > 6
    assert {hex(number) for number in told - set(described)} == set()
    sizes = {"uint8_t": 1, "int16_t": 2, "uint16_t": 2, "int32_t": 4, "float": 4, "uint32_t": 4}
    sizes |= {name: sizes[row["type"]] for name, row in document["components"]["1"]["enums"].items()}
    for row in described.values():
        # The arguments of an event fit into its forty bytes, and every type is one that is known.
        assert sum(sizes[one["type"].removeprefix("px4::")] for one in row.get("arguments", [])) <= 40


# --- MAVSDK ---


@pytest.fixture
def aircraft(free_udp_ports: Callable[[int], list[int]]) -> Iterator[int]:
    """The port on which one flying program sends to its ground station."""
    gcs, gcs_send, onboard, onboard_send = free_udp_ports(4)
    command = [sys.executable, "-m", "firmware_sim", "run", "--scenario", "flat", "--ready-json"]
    ports = ["--gcs-port", gcs, "--gcs-send", gcs_send, "--onboard-port", onboard, "--onboard-send", onboard_send]
    with subprocess.Popen([*command, *map(str, ports)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ready"]
        yield gcs_send
        process.terminate()
        assert process.wait(20) == 0


def finished(begin: Callable[[Callable[..., None]], object], going_on: object) -> object:
    """The last result that a MAVSDK transfer calls back with."""
    last: list[object] = []
    done = threading.Event()

    def called(result: object, *_: object) -> None:
        if result != going_on:
            last.append(result)
            done.set()

    begin(called)
    assert done.wait(60.0)
    return last[0]


@pytest.mark.slow
def test_mavsdk_fetches_files_metadata_and_a_log_as_it_does_from_px4(aircraft: int, tmp_path: Path):
    mavsdk = Mavsdk(Configuration.create_with_component_type(ComponentType.GROUND_STATION))
    mavsdk.add_any_connection(f"udpin://127.0.0.1:{aircraft}")
    system = mavsdk.first_autopilot(30.0)
    ftp, logs, metadata = Ftp(system), LogFiles(system), ComponentMetadata(system)
    ftp.set_target_compid(1)
    Param(system).set_param_int("SDLOG_MODE", 2)

    listed = {entry.name: entry.size_bytes for entry in ftp.list_directory("etc/extras").entries}
    fetched = finished(
        lambda called: ftp.download_async("etc/extras/parameters.json.xz", str(tmp_path), True, called), FtpResult.NEXT
    )
    with pytest.raises(FtpError) as missing:
        ftp.list_directory("/fs/microsd")
    complete = threading.Event()
    metadata.subscribe_metadata_available(
        lambda update, *_: complete.set() if update.type == MetadataType.ALL_COMPLETED else None
    )
    metadata.request_autopilot_component()
    assert complete.wait(60.0)
    parameters = metadata.get_metadata(1, MetadataType.PARAMETER).json_metadata
    events = metadata.get_metadata(1, MetadataType.EVENTS).json_metadata
    time.sleep(1.0)
    [entry] = logs.get_entries()
    log = tmp_path / "flight.ulg"
    brought = finished(lambda called: logs.download_log_file_async(entry, str(log), called), LogFilesResult.NEXT)
    mavsdk.destroy()

    content = (tmp_path / "parameters.json.xz").read_bytes()
    assert fetched == FtpResult.SUCCESS
    assert content == packed_file("parameters.json.xz")
    assert listed["parameters.json.xz"] == len(content)
    assert missing.value.result == FtpResult.FILE_DOES_NOT_EXIST
    assert json.loads(parameters) == json.loads(lzma.decompress(content))
    assert json.loads(events)["components"]["1"]["namespace"] == "px4"
    assert brought == LogFilesResult.SUCCESS
    assert log.stat().st_size == entry.size_bytes > 2000
    assert log.read_bytes().startswith(b"ULog\x01\x12\x35")
