"""The payload in real time: wait for a vehicle, then look at the world from where it is."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_description import CameraDescription, ThermalRange
from firmware_sim.mavlink.codec import CAMERA, Codec, Message, dialect
from firmware_sim.payload.component import Payload
from firmware_sim.payload.endpoint import Address, Endpoint
from firmware_sim.truth import TrueCameraPose

SEEKER = 254
"""System id until that of the vehicle is known."""
TICK_S = 0.02
LAG_S = 0.12
"""So long a picture waits for the messages after it: a pose between two is better than one carried on."""
FAR_FROM_WORLD_M = 1500.0
HEIGHT_MISMATCH_M = 5.0


class Eye(Protocol):
    """Takes pictures."""

    @property
    def thermal_range(self) -> ThermalRange | None:
        """The coldest and the hottest of the newest picture."""
        ...

    def expose(self, pose: TrueCameraPose, unix_s: float) -> bool:
        """Have a picture taken; False when the renderer is behind."""
        ...


class Vehicle:
    """Finds the vehicle on a link: the first autopilot with a heartbeat."""

    def __init__(self) -> None:
        self._codec = Codec(0)
        self.found: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.listener: Callable[[Message, float], None] | None = None

    def receive(self, datagram: bytes) -> None:
        """Take what came on the link."""
        unix_s = time.time()
        for message in self._codec.decode(datagram):
            is_pilot = message.get_type() == "HEARTBEAT" and message.get_srcComponent() == 1
            if is_pilot and message.autopilot != dialect.MAV_AUTOPILOT_INVALID and not self.found.done():
                self.found.set_result(message.get_srcSystem())
            if self.listener is not None:
                self.listener(message, unix_s)


class Ride:
    """One camera on one foreign vehicle."""

    def __init__(
        self,
        frame: LocalFrame,
        ground_height_m: Callable[[float, float], float],
        rate_hz: float,
        say: Callable[[str], None],
    ) -> None:
        self._frame = frame
        self._ground_height_m = ground_height_m
        self._every_s = 1.0 / rate_hz
        self._say = say
        self._exposed_s = -math.inf
        self._is_checked = False

    async def run(
        self, address: Address, start_camera: Callable[[int], tuple[Eye, CameraDescription]], seed: int = 0
    ) -> None:
        """Follow the vehicle at `address` until cancelled; `start_camera` gets its system id once it is heard.

        Raises:
            CannotListen: the port is taken.
        """
        vehicle = Vehicle()
        async with Endpoint(address, vehicle.receive) as endpoint:
            self._say(f"waiting for a vehicle on {address.kind}://{address.host}:{address.port}")
            system_id = await self._find(vehicle, endpoint)
            # The camera's process starts while messages come in; nothing else waits for it.
            eye, description = await asyncio.to_thread(start_camera, system_id)
            payload = Payload(system_id, self._frame, description, seed, partial(getattr, eye, "thermal_range"))
            vehicle.listener = payload.receive
            self._say(f"riding on vehicle {system_id}; pictures at {description.uri}")
            while True:
                unix_s = time.time()
                payload.tick(unix_s)
                self._look(payload, eye, unix_s)
                for datagram in payload.link.take():
                    endpoint.send(datagram)
                await asyncio.sleep(TICK_S)

    @staticmethod
    async def _find(vehicle: Vehicle, endpoint: Endpoint) -> int:
        """The system id of the first vehicle; a link that waits to be spoken to hears that a companion is there."""
        codec = Codec(SEEKER)
        while not vehicle.found.done():
            if endpoint.speaks_first:
                hello = dialect.MAVLink_heartbeat_message(dialect.MAV_TYPE_ONBOARD_CONTROLLER, 8, 0, 0, 4, 3)
                endpoint.send(codec.encode(hello, CAMERA))
            await asyncio.wait((vehicle.found,), timeout=1.0)
        return vehicle.found.result()

    def _look(self, payload: Payload, eye: Eye, unix_s: float) -> None:
        boot_s, newest_s = payload.track.boot_s(unix_s), payload.track.newest_s
        if boot_s is None or newest_s is None:
            return
        pose = payload.pose(min(boot_s - LAG_S, newest_s))
        if pose is None:
            return
        self._check(pose)
        if pose.boot_s < self._exposed_s - 1.0:
            self._exposed_s = -math.inf
        if pose.boot_s - self._exposed_s >= self._every_s - TICK_S / 2:
            late = pose.boot_s - self._exposed_s > 2 * self._every_s
            self._exposed_s = pose.boot_s if late else self._exposed_s + self._every_s
            eye.expose(pose, payload.track.unix_s(pose.boot_s))

    def _check(self, pose: TrueCameraPose) -> None:
        """Say once what is wrong with where the vehicle is."""
        if self._is_checked:
            return
        self._is_checked = True
        away_m = math.hypot(pose.north_m, pose.east_m)
        if away_m > FAR_FROM_WORLD_M:
            self._say(f"the vehicle is {away_m / 1000:.1f} km from the scenario: {self._place()}")
            return
        above_m = pose.up_m - self._ground_height_m(pose.north_m, pose.east_m)
        if above_m < -HEIGHT_MISMATCH_M:
            self._say(f"the vehicle is {-above_m:.0f} m under the scenario's ground: {self._place()}")

    def _place(self) -> str:
        latitude_deg, longitude_deg = self._frame.wgs84_from_local(0.0, 0.0)
        height_m = self._ground_height_m(0.0, 0.0)
        return f"start it at about {latitude_deg:.5f}, {longitude_deg:.5f}, {height_m:.0f} m above sea level"
