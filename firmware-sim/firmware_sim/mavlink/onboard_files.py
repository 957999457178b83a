"""The services that live on the files on board: MAVLink FTP, component metadata and flight logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.mavlink.file_tree import FileTree
from firmware_sim.mavlink.flight_logs import FlightLogs
from firmware_sim.mavlink.flight_recorder import LOG_ROOT, FlightRecorder
from firmware_sim.mavlink.ftp import Ftp

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle


def file_services(vehicle: Vehicle) -> tuple[Ftp, FlightLogs]:
    """The file server and the logs of one aircraft, on one tree of files."""
    tree = FileTree()
    tree.make_directory("etc", hidden=True)
    tree.make_directory(LOG_ROOT)
    recorder = FlightRecorder(vehicle, tree)
    return Ftp(tree, vehicle.links), FlightLogs(recorder, tree, vehicle.links, vehicle.start_unix_s)
