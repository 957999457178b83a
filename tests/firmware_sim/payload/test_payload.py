"""The camera on a vehicle that is not ours; the foreign vehicle is our own simulator, met only by its messages."""

from __future__ import annotations

import asyncio
import math
import socket
from contextlib import suppress

import cv2
import numpy as np
import pytest
from pymavlink.dialects.v20 import common

from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_protocol import CameraDescription
from firmware_sim.mavlink.codec import Codec, Message
from firmware_sim.payload.component import GIMBAL, Payload
from firmware_sim.payload.endpoint import Address, BadAddress, CannotListen, Endpoint, parse_address
from firmware_sim.payload.ride import Ride
from firmware_sim.simulation import Simulation
from firmware_sim.truth import TrueCameraPose

ORIGIN = (60.4052, 5.3475)
UNIX_S = 1_780_000_000.0
GROUND_M = 40.0
CAMERA = CameraDescription(
    uri="http://127.0.0.1:9/thermal", video_uri="rtsp://127.0.0.1:9/video", transport_uri="http://127.0.0.1:9/video.ts"
)


class Flight:
    """The simulator in simulated time with a payload on its onboard link, and a ground station's bytes."""

    def __init__(self) -> None:
        self.simulation = Simulation(
            origin=ORIGIN, ground_height_m=lambda north_m, east_m: GROUND_M, vehicles=1, gimbal_fitted=False
        )
        [self.vehicle] = self.simulation.vehicles
        self.payload = Payload(1, LocalFrame(*ORIGIN), CAMERA, seed=3)
        self.decoder, self.station, self.ears = Codec(1), Codec(255), Codec(255)
        self.sent: list[Message] = []
        self.poses: list[TrueCameraPose] = []

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.02)):
            self.simulation.advance(0.02)
            unix_s = UNIX_S + self.simulation.now_s
            for datagram in self.vehicle.take_outgoing("onboard"):
                for message in self.decoder.decode(datagram):
                    self.payload.receive(message, unix_s)
            self.payload.tick(unix_s)
            boot_s = self.payload.track.boot_s(unix_s)
            pose = None if boot_s is None else self.payload.pose(boot_s - 0.1)
            if pose is not None:
                self.poses.append(pose)
            for datagram in self.payload.link.take():
                self.sent += self.ears.decode(datagram)
                self.vehicle.receive("onboard", datagram)
            self.vehicle.take_outgoing("gcs")

    def command(self, component: int, command: int, *params: float) -> None:
        filled = (*params, *[0.0] * (7 - len(params)))
        frame = self.station.encode(common.MAVLink_command_long_message(1, component, command, 0, *filled), 190)
        if component == 1:
            self.vehicle.receive("gcs", frame)
            return
        # The real PX4 passes on what is for a component that it hears on another link.
        for message in self.decoder.decode(frame):
            self.payload.receive(message, UNIX_S + self.simulation.now_s)


@pytest.fixture
def flight() -> Flight:
    flight = Flight()
    flight.run(6.0)
    return flight


def sent(flight: Flight, kind: str) -> list[Message]:
    return [message for message in flight.sent if message.get_type() == kind]


def test_the_camera_goes_where_the_vehicle_says_that_it_is(flight: Flight) -> None:
    flight.command(1, common.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, math.nan, math.nan, math.nan, GROUND_M + 30)
    flight.command(1, common.MAV_CMD_COMPONENT_ARM_DISARM, 1)
    flight.run(25.0)

    pose, body = flight.poses[-1], flight.vehicle.body

    # What the vehicle says is wrong by what its GNSS is wrong: metres, and nobody aboard knows.
    assert body.up_m > GROUND_M + 25
    assert math.hypot(pose.north_m - body.north_m, pose.east_m - body.east_m) < 6.0
    assert pose.up_m == pytest.approx(body.up_m, abs=7.0)
    assert pose.belief is not None
    latitude_deg, longitude_deg = LocalFrame(*ORIGIN).wgs84_from_local(pose.north_m, pose.east_m)
    assert (pose.belief.latitude_deg, pose.belief.longitude_deg) == pytest.approx((latitude_deg, longitude_deg))
    times = [pose.boot_s for pose in flight.poses[-50:]]
    assert np.diff(times) == pytest.approx([0.02] * 49, abs=0.005)


def test_the_gimbal_turns_for_a_station(flight: Flight) -> None:
    flight.command(GIMBAL, common.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, -30.0, 45.0, math.nan, math.nan, 0, 0, GIMBAL)
    flight.run(3.0)

    pose, told = flight.poses[-1], sent(flight, "GIMBAL_DEVICE_ATTITUDE_STATUS")[-1]

    sight = np.asarray(pose.ned_from_camera)[:, 2]
    heading = flight.vehicle.body.yaw_rad + math.radians(45)
    assert math.degrees(-math.asin(sight[2])) == pytest.approx(-30.0, abs=0.5)
    assert math.remainder(math.atan2(sight[1], sight[0]) - heading, math.tau) == pytest.approx(0, abs=0.08)
    w, x, y, z = told.q
    turned, _ = cv2.Rodrigues(2 * math.acos(w) * np.array([x, y, z]) / math.sqrt(1 - w * w))
    assert math.degrees(math.asin(turned[2, 0])) == pytest.approx(30.0, abs=1.0)
    acks = sent(flight, "COMMAND_ACK")
    assert [(ack.command, ack.result) for ack in acks] == [(1000, 0)]


def test_a_station_learns_of_all_streams_and_which_one_is_thermal(flight: Flight) -> None:
    flight.command(100, common.MAV_CMD_REQUEST_MESSAGE, common.MAVLINK_MSG_ID_VIDEO_STREAM_INFORMATION)
    flight.run(0.3)

    streams = sent(flight, "VIDEO_STREAM_INFORMATION")

    assert [(s.stream_id, s.count, s.uri) for s in streams] == [
        (1, 3, CAMERA.uri),
        (2, 3, CAMERA.video_uri),
        (3, 3, CAMERA.transport_uri),
    ]
    assert [bool(s.flags & common.VIDEO_STREAM_STATUS_FLAGS_THERMAL) for s in streams] == [True, False, False]


def test_the_payload_is_never_taken_for_a_ground_station(flight: Flight) -> None:
    flight.run(5.0)

    beats = {(m.get_srcComponent(), m.type) for m in sent(flight, "HEARTBEAT")}

    assert beats == {(100, common.MAV_TYPE_CAMERA), (GIMBAL, common.MAV_TYPE_GIMBAL)}
    assert not flight.vehicle.links["onboard"].hears_station(flight.simulation.now_s)


def test_a_vehicle_that_says_little_is_asked_for_its_pose() -> None:
    payload = Payload(7, LocalFrame(*ORIGIN), CAMERA, seed=0)
    payload.tick(UNIX_S)

    payload.tick(UNIX_S + 3.1)

    asked = [m for datagram in payload.link.take() for m in Codec(255).decode(datagram)]
    commands = [m for m in asked if m.get_type() == "COMMAND_LONG"]
    assert {(m.target_system, m.target_component, m.command, m.param1, m.param2) for m in commands} == {
        (7, 1, common.MAV_CMD_SET_MESSAGE_INTERVAL, float(number), 50_000.0)
        for number in (common.MAVLINK_MSG_ID_GLOBAL_POSITION_INT, common.MAVLINK_MSG_ID_ATTITUDE_QUATERNION)
    }


def test_a_vehicle_that_says_enough_is_not_asked(flight: Flight) -> None:
    flight.run(8.0)

    assert sent(flight, "COMMAND_LONG") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("udpin://0.0.0.0:14550", Address(kind="udpin", host="0.0.0.0", port=14550)),
        ("udpout:127.0.0.1:14580", Address(kind="udpout", host="127.0.0.1", port=14580)),
        ("tcp://[::1]:5760", Address(kind="tcp", host="::1", port=5760)),
    ],
)
def test_addresses_are_understood(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", "udpin://0.0.0.0", "serial:/dev/x:9600", "udpin://host:0", "udp://h:70000"])
def test_other_addresses_are_refused_with_what_to_give(text: str) -> None:
    with pytest.raises(BadAddress, match="give udpin://HOST:PORT"):
        parse_address(text)


async def test_a_port_in_use_is_one_clear_error() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        address = Address(kind="udpin", host="127.0.0.1", port=other.getsockname()[1])

        with pytest.raises(CannotListen, match="end the program that has the port"):
            async with Endpoint(address, lambda data: None):
                pass


async def test_a_tcp_connection_that_is_lost_is_opened_again() -> None:
    came: list[bytes] = []
    heard = asyncio.Event()
    said: asyncio.Queue[bytes] = asyncio.Queue()

    async def vehicle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"pose")
        said.put_nowait(await reader.read(100))
        writer.close()

    def receive(data: bytes) -> None:
        came.append(data)
        heard.set()

    server = await asyncio.start_server(vehicle, "127.0.0.1", 0)
    address = Address(kind="tcp", host="127.0.0.1", port=server.sockets[0].getsockname()[1])

    async with server, Endpoint(address, receive) as endpoint, asyncio.timeout(20):
        for _ in range(2):
            await heard.wait()
            heard.clear()
            endpoint.send(b"gimbal")
            assert await said.get() == b"gimbal"

    assert came == [b"pose", b"pose"]


class Recorder:
    """An eye that only remembers from where it looked."""

    def __init__(self) -> None:
        self.poses: list[tuple[TrueCameraPose, float]] = []
        self.thermal_range = None

    def expose(self, pose: TrueCameraPose, unix_s: float) -> bool:
        self.poses.append((pose, unix_s))
        return True


class SilentVehicle(asyncio.DatagramProtocol):
    """A vehicle that sends to whoever spoke to it first."""

    def __init__(self) -> None:
        self.peer: asyncio.Future[tuple[str, int]] = asyncio.get_running_loop().create_future()
        self.heard: list[bytes] = []

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.append(data)
        if not self.peer.done():
            self.peer.set_result(addr)


async def test_pictures_are_taken_nine_times_a_second_from_the_vehicles_place() -> None:
    loop = asyncio.get_running_loop()
    transport, vehicle = await loop.create_datagram_endpoint(SilentVehicle, local_addr=("127.0.0.1", 0))
    said: list[str] = []
    recorder = Recorder()
    ride = Ride(LocalFrame(*ORIGIN), lambda north_m, east_m: 500.0, 9.0, said.append)
    address = Address(kind="udpout", host="127.0.0.1", port=transport.get_extra_info("sockname")[1])
    riding = asyncio.create_task(ride.run(address, lambda system_id: (recorder, CAMERA)))

    peer = await asyncio.wait_for(vehicle.peer, 10)
    codec = Codec(42)
    for n in range(60):
        boot_ms = 5000 + 50 * n
        for message in (
            common.MAVLink_heartbeat_message(2, 12, 0, 0, 3, 3),
            common.MAVLink_global_position_int_message(
                boot_ms, round(ORIGIN[0] * 1e7), round(ORIGIN[1] * 1e7), 300_000, 0, 0, 0, 0, 0
            ),
            common.MAVLink_attitude_message(boot_ms, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
        ):
            transport.sendto(codec.encode(message), peer)
        await asyncio.sleep(0.05)
    riding.cancel()
    with suppress(asyncio.CancelledError):
        await riding
    transport.close()

    times = [pose.boot_s for pose, _ in recorder.poses]
    assert len(times) > 8
    assert np.median(np.diff(times)) == pytest.approx(1 / 9, abs=0.04)
    assert {pose.system_id for pose, _ in recorder.poses} == {42}
    assert recorder.poses[-1][0].up_m == pytest.approx(300.0, abs=0.01)
    assert abs(recorder.poses[-1][0].north_m) < 0.02
    assert any("200 m under the scenario's ground: start it at about 60.40520, 5.34750, 500 m" in text for text in said)
