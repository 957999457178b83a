"""`python -m firmware_sim`: fly the simulated aircraft, and what belongs to a scenario."""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firmware_sim.aircraft.dynamics import AIRFRAMES
from firmware_sim.aircraft.wind import Wind
from firmware_sim.control_port import ControlPort
from firmware_sim.faults import Fault, FaultError, faults_in, faults_of
from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_protocol import CameraDescription
from firmware_sim.mavlink.radio import Radio
from firmware_sim.mavlink.streams import ALL_LINKS, TWO_LINKS
from firmware_sim.mavlink.traffic import Traffic, traffic_from_tables
from firmware_sim.simulation import Simulation
from firmware_sim.udp_server import Expose, PortInUseError, Ports, UdpServer

if TYPE_CHECKING:
    from firmware_sim.camera.process import CameraProcess
    from firmware_sim.scenario import CameraSpec, Scenario

DONE, WRONG_USAGE = 0, 2
DEFAULT_SCENARIO = "hillside"
FLAT = "flat"
DEFAULT_HOME = (60.3913, 5.3221, 25.0)
PARENT_LOOKED_AT_EVERY_S = 0.5


class UsageError(Exception):
    """What the person asked for cannot be done as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the aircraft stand, and the ground and air about them."""

    origin: tuple[float, float]
    homes: tuple[tuple[float, float], ...]
    ground_height_m: Callable[[float, float], float]
    wind: Wind
    airframe: str = "sih"
    fault_rows: tuple[dict[str, Any], ...] = ()
    camera: CameraSpec | None = None
    traffic: tuple[Traffic, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except (UsageError, PortInUseError, FaultError) as error:
        print(f"firmware_sim: {error}", file=sys.stderr)
        return WRONG_USAGE
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="firmware_sim", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
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
    run.set_defaults(command=_run)
    terrain = commands.add_parser("terrain", help="write a scenario's ground as GeoTIFF")
    terrain.add_argument("--scenario", default=DEFAULT_SCENARIO)
    terrain.add_argument("--out", type=Path, required=True)
    terrain.set_defaults(command=_terrain)
    area = commands.add_parser("area", help="print a scenario's search area and home")
    area.add_argument("--scenario", default=DEFAULT_SCENARIO)
    area.set_defaults(command=_area)
    score = commands.add_parser("score", help="hold findings against the scenario's truth")
    score.add_argument("--scenario", default=DEFAULT_SCENARIO)
    score.add_argument("--seed", type=int, default=0)
    score.add_argument("--findings", type=Path, required=True)
    score.add_argument("--start", metavar="TIME", help="when the aircraft started, RFC 3339: says how soon")
    score.add_argument("--seen", type=Path, metavar="FILE", help="GeoJSON of the ground that was seen")
    score.add_argument("--json", action="store_true")
    score.set_defaults(command=_score)
    return parser


# --- run ---


def _run(options: argparse.Namespace) -> int:
    if options.vehicles < 1 or options.vehicles > 100:
        raise UsageError(f"--vehicles {options.vehicles}: give 1 to 100")
    if not 0.01 <= options.speed <= 100.0:
        raise UsageError(f"--speed {options.speed}: give 0.01 to 100")
    if options.radio is not None and not 100.0 <= options.radio <= 1e6:
        raise UsageError(f"--radio {options.radio:g}: give 100 to 1000000 bytes a second, for example 5700")
    named = options.scenario is not None
    options.scenario = options.scenario if named else DEFAULT_SCENARIO
    if options.payload_for is not None:
        return _ride(options)
    place = _place(options)
    if not named:
        # Nobody asked for weather: fly as PX4's own simulation does.
        place = replace(place, wind=Wind(), airframe="sih")
    with ExitStack() as stack:
        cameras = [] if options.no_cameras or options.scenario == FLAT else _start_cameras(options, stack)
        simulation = Simulation(
            origin=place.origin,
            ground_height_m=place.ground_height_m,
            vehicles=options.vehicles,
            seed=options.seed,
            homes=place.homes,
            wind=place.wind,
            airframe=AIRFRAMES[options.airframe or place.airframe],
            faults=_faults(options, place, named=named),
            start_unix_s=time.time(),
            link_names=ALL_LINKS if options.all_links else TWO_LINKS,
            traffic=place.traffic,
            radio=Radio(rate_bytes_s=options.radio) if options.radio is not None else None,
            cameras=[_description(camera, place.camera) for camera in cameras],
        )
        for vehicle, process in zip(simulation.vehicles, cameras, strict=False):
            if vehicle.camera is not None:
                vehicle.camera.thermal_range = partial(getattr, process, "thermal_range")
        return asyncio.run(_fly(options, simulation, cameras))


def _faults(options: argparse.Namespace, place: Place, *, named: bool) -> list[Fault]:
    """The scenario's, where one was named, and those of the file."""
    rows = list(faults_of(place.fault_rows, f"scenario {options.scenario}: faults")) if named else []
    return [*rows, *(faults_in(options.faults) if options.faults is not None else ())]


async def _open_control_port(stack: AsyncExitStack, simulation: Simulation, port: int) -> None:
    try:
        await stack.enter_async_context(ControlPort(simulation, port))
    except OSError as error:
        raise UsageError(f"--control-port {port}: {error.strerror}; choose another") from error


async def _fly(options: argparse.Namespace, simulation: Simulation, cameras: list[CameraProcess]) -> int:
    ports = Ports(
        gcs_bind=options.gcs_port,
        gcs_send=options.gcs_send,
        onboard_bind=options.onboard_port,
        onboard_send=options.onboard_send,
    )
    expose: list[Expose] = [camera.expose for camera in cameras]
    server = UdpServer(simulation, ports=ports, host=options.host, speed=options.speed, expose=expose)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(server)
        if options.control_port is not None:
            await _open_control_port(stack, simulation, options.control_port)

        async def fly() -> None:
            # Said by the work itself: who hears it may end the program at once.
            if options.ready_json:
                print(json.dumps(_ready(simulation, cameras)), flush=True)
            await server.run()

        await _until_ended(fly(), options.with_parent)
    return DONE


def _ride(options: argparse.Namespace) -> int:
    from firmware_sim.camera.process import CameraProcess
    from firmware_sim.camera.server import PortInUse
    from firmware_sim.payload.endpoint import BadAddress, CannotListen, parse_address
    from firmware_sim.payload.ride import Ride
    from firmware_sim.world.world import World

    if options.scenario == FLAT:
        raise UsageError(f"--scenario {FLAT}: a payload needs a world to look at, for example {DEFAULT_SCENARIO}")
    scenario = _scenario(options.scenario)
    world = World(scenario, options.seed)
    ride = Ride(scenario.frame, world.height_m, scenario.camera.rate_hz, lambda text: print(text, file=sys.stderr))

    with ExitStack() as stack:

        def start_camera(system_id: int) -> tuple[CameraProcess, CameraDescription]:
            camera = CameraProcess(
                options.scenario, options.seed, system_id, options.camera_port, visible=options.visible
            )
            camera.start()
            stack.callback(camera.close)
            if options.ready_json:
                vehicles = [{"system_id": system_id, "camera": camera.url}]
                print(json.dumps({"ready": True, "vehicles": vehicles}), flush=True)
            return camera, _description(camera, scenario.camera)

        try:
            riding = ride.run(parse_address(options.payload_for), start_camera, options.seed)
            asyncio.run(_until_ended(riding, options.with_parent))
        except (BadAddress, CannotListen, PortInUse) as error:
            raise UsageError(str(error)) from error
    return DONE


async def _until_ended(work: Coroutine[None, None, None], parent: int | None) -> None:
    """Do `work` until SIGINT, SIGTERM, or the end of the program that started this one."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    watch = asyncio.ensure_future(_parent_gone(parent))
    with suppress(asyncio.CancelledError):
        await asyncio.wait((task, watch), return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        await task
    watch.cancel()


async def _parent_gone(parent: int | None) -> None:
    """Return once another process has taken the place of `parent`; never without one."""
    while parent is None or os.getppid() == parent:  # noqa: ASYNC110 - nobody tells a process of its parent's end
        await asyncio.sleep(PARENT_LOOKED_AT_EVERY_S)


def _ready(simulation: Simulation, cameras: list[CameraProcess]) -> dict[str, object]:
    urls = [camera.url for camera in cameras]
    vehicles = [
        {"system_id": vehicle.system_id, "camera": urls[index] if index < len(urls) else None}
        for index, vehicle in enumerate(simulation.vehicles)
    ]
    return {"ready": True, "vehicles": vehicles}


def _start_cameras(options: argparse.Namespace, stack: ExitStack) -> list[CameraProcess]:
    from firmware_sim.camera.process import CameraProcess
    from firmware_sim.camera.server import PortInUse

    cameras: list[CameraProcess] = []
    for index in range(options.vehicles):
        camera = CameraProcess(
            options.scenario, options.seed, index + 1, options.camera_port + index, visible=options.visible
        )
        try:
            camera.start()
        except (PortInUse, ValueError) as error:
            raise UsageError(str(error)) from error
        stack.callback(camera.close)
        cameras.append(camera)
    return cameras


def _description(process: CameraProcess, camera: CameraSpec | None) -> CameraDescription:
    described = CameraDescription(
        uri=process.url,
        video_uri=process.video_url,
        transport_uri=process.transport_url,
        visible_uri=process.visible_url,
    )
    if camera is None:
        return described
    return replace(
        described,
        width_px=camera.width_px,
        height_px=camera.height_px,
        frame_rate_hz=camera.rate_hz,
        horizontal_view_deg=math.degrees(2.0 * math.atan(0.5 * camera.width_px / camera.fx_px)),
    )


def _place(options: argparse.Namespace) -> Place:
    home = _home(options.home)
    if options.scenario == FLAT:
        latitude_deg, longitude_deg, altitude_m = home if home is not None else DEFAULT_HOME
        return Place(
            origin=(latitude_deg, longitude_deg),
            homes=((0.0, 0.0),),
            ground_height_m=lambda north_m, east_m: altitude_m,
            wind=Wind(),
        )
    from firmware_sim.world.world import World

    scenario = _scenario(options.scenario)
    world = World(scenario, options.seed)
    origin = (scenario.origin_latitude_deg, scenario.origin_longitude_deg)
    homes = tuple(scenario.homes)
    if home is not None:
        homes = (LocalFrame(*origin).local_from_wgs84(home[0], home[1]),)
    return Place(
        origin=origin,
        homes=homes,
        ground_height_m=lambda north_m, east_m: float(world.height_m(north_m, east_m)),
        wind=Wind(from_deg=scenario.wind_from_deg, speed_ms=scenario.wind_speed_ms),
        airframe=scenario.airframe,
        fault_rows=scenario.faults,
        camera=scenario.camera,
        traffic=_traffic(scenario),
    )


def _traffic(scenario: Scenario) -> tuple[Traffic, ...]:
    try:
        return traffic_from_tables(scenario.traffic)
    except ValueError as error:
        raise UsageError(f"scenario {scenario.name!r}: {error}") from error


def _home(text: str | None) -> tuple[float, float, float] | None:
    if text is None:
        return None
    try:
        latitude_deg, longitude_deg, altitude_m = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--home {text}: give LAT,LON,ALT, for example 60.3913,5.3221,25") from None
    if abs(latitude_deg) > 85.0 or abs(longitude_deg) > 180.0:
        raise UsageError(f"--home {text}: latitude within 85 and longitude within 180 degrees")
    return latitude_deg, longitude_deg, altitude_m


def _scenario(name: str) -> Scenario:
    from firmware_sim import scenario

    try:
        return scenario.load(name)
    except (ValueError, OSError) as error:
        raise UsageError(f"scenario {name!r}: {error}") from error


# --- what belongs to a scenario ---


def _terrain(options: argparse.Namespace) -> int:
    from firmware_sim.world.world import write_terrain

    write_terrain(_scenario(options.scenario), options.out)
    return DONE


def _area(options: argparse.Namespace) -> int:
    from firmware_sim.scenario import area_geojson

    print(json.dumps(area_geojson(_scenario(options.scenario))))
    return DONE


def _score(options: argparse.Namespace) -> int:
    from firmware_sim.score import score, time_of

    findings = _geojson("--findings", options.findings)
    seen = None if options.seen is None else _geojson("--seen", options.seen)
    try:
        start = time_of(options.start, "--start")
        result = score(_scenario(options.scenario), options.seed, findings, start=start, seen=seen)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name}: {value}")
    return DONE


def _geojson(option: str, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{option} {path}: not readable as GeoJSON ({error})") from error
    if not isinstance(content, dict):
        raise UsageError(f"{option} {path}: not a GeoJSON FeatureCollection")
    return content


if __name__ == "__main__":
    sys.exit(main())
