"""The simulated aircraft in real time on PX4 SITL's UDP ports: the only module with sockets and a clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from firmware_sim.aircraft.vehicle import Vehicle
from firmware_sim.simulation import STEP_S, Simulation
from firmware_sim.truth import TrueCameraPose

Address = tuple[str, int]
TICK_S = 0.01
LONGEST_CATCH_UP_S = 0.25
EXPOSURE_HZ = 9.0
Expose = Callable[[TrueCameraPose, float], object]


class PortInUseError(Exception):
    """A UDP port that the aircraft needs is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where vehicle i binds and sends; PX4 SITL's numbers."""

    gcs_bind: int = 18570
    gcs_send: int = 14550
    onboard_bind: int = 14580
    onboard_send: int = 14540
    camera_bind: int = 14280
    camera_send: int = 14030
    gimbal_bind: int = 13030
    gimbal_send: int = 13280
    display_bind: int = 19450
    display_send: int = 19410

    def addresses(self, link_name: str, index: int) -> tuple[int, int]:
        """The port to bind and the port to send to before anybody has spoken."""
        bind: int = getattr(self, f"{link_name}_bind") + index
        send: int = getattr(self, f"{link_name}_send")
        if link_name == "gcs":
            return bind, send
        # PX4 SITL sends from the tenth aircraft on to one port of the offboard computer.
        return bind, send + (min(index, 9) if link_name == "onboard" else index)


class _LinkSocket(asyncio.DatagramProtocol):
    """One UDP port of one aircraft; its partner is whoever speaks first, for ever."""

    def __init__(self, vehicle: Vehicle, link_name: str, default_peer: Address) -> None:
        self._vehicle = vehicle
        self._link_name = link_name
        self._peer = default_peer
        self._peer_learned = False
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if not self._peer_learned:
            self._peer, self._peer_learned = addr, True
        self._vehicle.receive(self._link_name, data)
        self.flush()

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there yet: PX4 goes on sending."""

    def flush(self) -> None:
        """Send what waits."""
        for datagram in self._vehicle.take_outgoing(self._link_name):
            if self._transport is not None:
                self._transport.sendto(datagram, self._peer)

    def close(self) -> None:
        """Give the port back."""
        if self._transport is not None:
            self._transport.close()


def _same(socket: _LinkSocket) -> _LinkSocket:
    return socket


class UdpServer:
    """Runs a simulation against the clock; use as `async with`, then `await run()`."""

    def __init__(
        self,
        simulation: Simulation,
        *,
        ports: Ports | None = None,
        host: str = "127.0.0.1",
        speed: float = 1.0,
        expose: Sequence[Expose] = (),
    ) -> None:
        """`expose` takes the true camera pose of vehicle i and the Unix time, nine times a simulated second."""
        self._simulation = simulation
        self._ports = ports if ports is not None else Ports()
        self._host = host
        self._speed = speed
        self._expose = expose
        self._sockets: list[_LinkSocket] = []
        self._exposed_s = 0.0

    async def __aenter__(self) -> UdpServer:
        try:
            await self._open()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *exception: object) -> None:
        for socket in self._sockets:
            socket.close()
        # A closed transport gives its port back in the loop's next turn.
        await asyncio.sleep(0)

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        for index, vehicle in enumerate(self._simulation.vehicles):
            for link_name in vehicle.links:
                bind, send = self._ports.addresses(link_name, index)
                socket = _LinkSocket(vehicle, link_name, (self._host, send))
                try:
                    await loop.create_datagram_endpoint(partial(_same, socket), local_addr=(self._host, bind))
                except OSError as error:
                    raise PortInUseError(
                        f"UDP port {bind} (aircraft {index + 1}, {link_name}) cannot be bound: {error.strerror}; "
                        "end the program that holds it, or choose another with --gcs-port or --onboard-port"
                    ) from error
                self._sockets.append(socket)

    async def run(self) -> None:
        """Fly until cancelled."""
        simulation = self._simulation
        began_s = time.monotonic() - simulation.now_s / self._speed
        while True:
            ahead_s = (time.monotonic() - began_s) * self._speed - simulation.now_s
            if ahead_s > LONGEST_CATCH_UP_S * max(self._speed, 1.0):
                # Too slow a machine: let simulated time fall behind rather than stall.
                began_s += (ahead_s - LONGEST_CATCH_UP_S) / self._speed
                ahead_s = LONGEST_CATCH_UP_S
            while ahead_s >= STEP_S:
                ahead_s -= STEP_S
                simulation.advance(STEP_S)
                for socket in self._sockets:
                    socket.flush()
                self._take_pictures()
            await asyncio.sleep(TICK_S)

    def _take_pictures(self) -> None:
        if self._simulation.now_s < self._exposed_s:
            return
        self._exposed_s += 1.0 / EXPOSURE_HZ
        if self._exposed_s <= self._simulation.now_s:
            self._exposed_s = self._simulation.now_s + 1.0 / EXPOSURE_HZ
        for vehicle, expose in zip(self._simulation.vehicles, self._expose, strict=False):
            if vehicle.camera is not None and not vehicle.camera.streaming:
                continue
            # The time of day is the world's, not the simulation's: people judge the age of a picture by their clocks.
            pose = vehicle.exposure()
            if pose is not None:
                expose(pose, time.time())
