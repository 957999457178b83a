"""The services that live on the files on board: MAVLink FTP, component metadata and flight logs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from firmware_sim.mavlink.codec import COMPONENT_INFORMATION, COMPONENT_METADATA
from firmware_sim.mavlink.component_metadata import (
    FILES,
    FOLDER,
    component_information_payload,
    component_metadata_payload,
    packed_file,
)
from firmware_sim.mavlink.file_tree import File, FileTree
from firmware_sim.mavlink.flight_logs import FlightLogs
from firmware_sim.mavlink.flight_recorder import LOG_ROOT, FlightRecorder
from firmware_sim.mavlink.ftp import Ftp

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle


def file_services(vehicle: Vehicle) -> tuple[Ftp, FlightLogs]:
    """The file server and the logs of one aircraft, on one tree of files."""
    tree = FileTree()
    tree.make_directory("etc", hidden=True)
    tree.make_directory(FOLDER)
    tree.make_directory(LOG_ROOT)
    for name in FILES:
        tree.put(f"{FOLDER}/{name}", File(make=partial(packed_file, name)))
    pilot = vehicle.autopilot
    vehicle.telemetry.payload_builders |= {
        COMPONENT_METADATA: lambda: component_metadata_payload(round(pilot.now_s * 1000.0)),
        COMPONENT_INFORMATION: lambda: component_information_payload(round(pilot.now_s * 1000.0)),
    }
    recorder = FlightRecorder(vehicle, tree)
    return Ftp(tree, vehicle.links), FlightLogs(recorder, tree, vehicle.links, vehicle.start_unix_s)
