"""The services that live on the files on board: MAVLink FTP, component metadata and flight logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.mavlink.codec import COMPONENT_INFORMATION, COMPONENT_METADATA
from firmware_sim.mavlink.component_metadata import component_information_payload, component_metadata_payload
from firmware_sim.mavlink.flight_logs import FlightLogs
from firmware_sim.mavlink.flight_recorder import FlightRecorder
from firmware_sim.mavlink.ftp import Ftp

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle


def file_services(vehicle: Vehicle) -> tuple[Ftp, FlightLogs]:
    """The file server and the logs of one aircraft, on its card."""
    pilot = vehicle.autopilot
    vehicle.telemetry.builders |= {
        COMPONENT_METADATA: lambda: component_metadata_payload(round(pilot.now_s * 1000.0)),
        COMPONENT_INFORMATION: lambda: component_information_payload(round(pilot.now_s * 1000.0)),
    }
    return Ftp(vehicle.card.files, vehicle.links), FlightLogs(FlightRecorder(vehicle), vehicle.links)
