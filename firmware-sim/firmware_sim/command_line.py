"""The words that `python -m firmware_sim` understands."""

from __future__ import annotations

import argparse
from pathlib import Path

from firmware_sim.aircraft.dynamics import AIRFRAMES
from firmware_sim.udp_server import Ports

DESCRIPTION = "`python -m firmware_sim`: fly the simulated aircraft, and what belongs to a scenario."
DEFAULT_SCENARIO = "hillside"
FLAT = "flat"
"""No world at all."""


def parser() -> argparse.ArgumentParser:
    """What `python -m firmware_sim` takes; `command` is what the words ask for."""
    words = argparse.ArgumentParser(prog="firmware_sim", description=DESCRIPTION)
    commands = words.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="fly until interrupted", description="Fly until SIGTERM or SIGINT.")
    run.add_argument("--vehicles", type=int, default=1, metavar="N")
    run.add_argument(
        "--scenario", metavar="NAME|FILE.toml", help=f"default: {DEFAULT_SCENARIO} without wind; {FLAT!r}: no world"
    )
    run.add_argument("--home", metavar="LAT,LON,ALT", help="where the first aircraft stands")
    run.add_argument("--speed", type=float, default=1.0, metavar="X", help="simulated seconds per second")
    run.add_argument("--seed", type=int, default=0, metavar="N")
    run.add_argument(
        "--airframe", choices=AIRFRAMES, help="default: the scenario's, else sih: the one inside PX4's own simulation"
    )
    run.add_argument("--camera-port", type=int, default=8790, metavar="PORT", help="of aircraft 1; the others follow")
    run.add_argument("--no-cameras", action="store_true")
    run.add_argument("--visible", action="store_true", help="a colour video beside the thermal one, at /visible")
    run.add_argument(
        "--payload-for",
        metavar="URL",
        help="fly nothing: put one camera on the vehicle that is heard at udpin://HOST:PORT, udpout:// or tcp://",
    )
    run.add_argument("--host", default="127.0.0.1", help="address to bind and to send to")
    run.add_argument("--gcs-port", type=int, default=Ports().gcs_bind, metavar="PORT")
    run.add_argument("--gcs-send", type=int, default=Ports().gcs_send, metavar="PORT")
    run.add_argument("--onboard-port", type=int, default=Ports().onboard_bind, metavar="PORT")
    run.add_argument("--onboard-send", type=int, default=Ports().onboard_send, metavar="PORT")
    run.add_argument("--faults", type=Path, metavar="FILE.toml", help="what breaks when, beside the scenario's own")
    run.add_argument("--control-port", type=int, metavar="PORT", help="take faults by hand: JSON lines on loopback")
    run.add_argument("--all-links", action="store_true", help="PX4 SITL's camera, gimbal and display links too")
    run.add_argument(
        "--radio",
        type=float,
        metavar="BYTES_PER_S",
        help="a telemetry radio to the ground station, which slows telemetry and files down; 5700 is usual",
    )
    run.add_argument(
        "--with-parent",
        type=int,
        metavar="PID",
        help="end when the program with this number, which started it, is gone",
    )
    run.add_argument("--ready-json", action="store_true", help="print one line of JSON when the ports are bound")
    run.set_defaults(command="run")
    terrain = commands.add_parser("terrain", help="write a scenario's ground as GeoTIFF")
    terrain.add_argument("--scenario", default=DEFAULT_SCENARIO)
    terrain.add_argument("--out", type=Path, required=True)
    terrain.set_defaults(command="terrain")
    area = commands.add_parser("area", help="print a scenario's search area and home")
    area.add_argument("--scenario", default=DEFAULT_SCENARIO)
    area.set_defaults(command="area")
    score = commands.add_parser("score", help="hold findings against the scenario's truth")
    score.add_argument("--scenario", default=DEFAULT_SCENARIO)
    score.add_argument("--seed", type=int, default=0)
    score.add_argument("--findings", type=Path, required=True)
    score.add_argument("--start", metavar="TIME", help="when the aircraft started, RFC 3339: says how soon")
    score.add_argument("--seen", type=Path, metavar="FILE", help="GeoJSON of the ground that was seen")
    score.add_argument("--json", action="store_true")
    score.set_defaults(command="score")
    return words
