"""Parameter values that PX4 changes by itself, and those that it tells unasked after the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.aircraft.parameters import ParameterServer
from firmware_sim.mavlink.codec import Message
from firmware_sim.mavlink.link import Link

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

AFTER_START_S = 0.74
SET_AT_START = ("SDLOG_MODE", "SYS_AUTOSTART")
"""Of the twenty that PX4 SITL's start script sets, those that are modelled."""
FLIGHT_COUNT = "COM_FLIGHT_UUID"
GIMBAL_INPUT, GIMBAL_PROTOCOL_V2 = "MNT_MODE_IN", 4


class ParameterReports:
    """Tells each value once on each link."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._pilot = vehicle.autopilot
        self._parameters = vehicle.parameters
        self._servers = {name: ParameterServer(vehicle.parameters, link) for name, link in vehicle.links.items()}
        self._untold = {name: list(SET_AT_START) for name in vehicle.links}
        self._was_armed = False
        if vehicle.gimbal_fitted:
            vehicle.parameters.integers[GIMBAL_INPUT] = GIMBAL_PROTOCOL_V2

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Nothing: questions go to the parameter server."""
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Tell what is new."""
        self._count_flights()
        untold = self._untold[link.name]
        if untold and now_s >= AFTER_START_S:
            for name in untold:
                self._servers[link.name].send(name)
            untold.clear()

    def _count_flights(self) -> None:
        """PX4 numbers its flights as it disarms, without telling."""
        armed = self._pilot.armed
        if self._was_armed and not armed:
            self._parameters.integers[FLIGHT_COUNT] = self._pilot.flights
        self._was_armed = armed
