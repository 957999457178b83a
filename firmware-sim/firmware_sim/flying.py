"""Flying until interrupted: aircraft of our own with their cameras, or a camera on somebody else's."""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from firmware_sim.aircraft.dynamics import AIRFRAMES
from firmware_sim.aircraft.wind import Wind
from firmware_sim.command_line import DEFAULT_SCENARIO, FLAT
from firmware_sim.control_port import ControlPort
from firmware_sim.faults import Fault, faults_in, faults_of
from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_protocol import CameraDescription
from firmware_sim.mavlink.radio import Radio
from firmware_sim.mavlink.streams import ALL_LINKS, TWO_LINKS
from firmware_sim.mavlink.traffic import Traffic, traffic_from_tables
from firmware_sim.simulation import Simulation
from firmware_sim.udp_server import Expose, Ports, UdpServer
from firmware_sim.usage import UsageError, named_scenario

if TYPE_CHECKING:
    from firmware_sim.camera.process import CameraProcess
    from firmware_sim.scenario import CameraSpec, Scenario

DEFAULT_HOME = (60.3913, 5.3221, 25.0)
PARENT_LOOKED_AT_EVERY_S = 0.5


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


def run(options: argparse.Namespace) -> None:
    """Fly until interrupted.

    Raises:
        UsageError: something asked for cannot be.
    """
    if options.vehicles < 1 or options.vehicles > 100:
        raise UsageError(f"--vehicles {options.vehicles}: give 1 to 100")
    if not 0.01 <= options.speed <= 100.0:
        raise UsageError(f"--speed {options.speed}: give 0.01 to 100")
    if options.radio is not None and not 100.0 <= options.radio <= 1e6:
        raise UsageError(f"--radio {options.radio:g}: give 100 to 1000000 bytes a second, for example 5700")
    named = options.scenario is not None
    options.scenario = options.scenario if named else DEFAULT_SCENARIO
    if options.payload_for is not None:
        _ride(options)
        return
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
        asyncio.run(_fly(options, simulation, cameras))


def _faults(options: argparse.Namespace, place: Place, *, named: bool) -> list[Fault]:
    """The scenario's, where one was named, and those of the file."""
    rows = list(faults_of(place.fault_rows, f"scenario {options.scenario}: faults")) if named else []
    return [*rows, *(faults_in(options.faults) if options.faults is not None else ())]


async def _open_control_port(stack: AsyncExitStack, simulation: Simulation, port: int) -> None:
    try:
        await stack.enter_async_context(ControlPort(simulation, port))
    except OSError as error:
        raise UsageError(f"--control-port {port}: {error.strerror}; choose another") from error


async def _fly(options: argparse.Namespace, simulation: Simulation, cameras: list[CameraProcess]) -> None:
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
                _say(_ready(simulation, cameras))
            await server.run()

        await _until_ended(fly(), options.with_parent)


def _ride(options: argparse.Namespace) -> None:
    from firmware_sim.camera.process import CameraProcess
    from firmware_sim.camera.server import PortInUse
    from firmware_sim.payload.endpoint import BadAddress, CannotListen, parse_address
    from firmware_sim.payload.ride import Ride
    from firmware_sim.world.world import World

    if options.scenario == FLAT:
        raise UsageError(f"--scenario {FLAT}: a payload needs a world to look at, for example {DEFAULT_SCENARIO}")
    scenario = named_scenario(options.scenario)
    world = World(scenario, options.seed)
    ride = Ride(scenario.frame, world.height_m, scenario.camera.rate_hz, _warn)

    with ExitStack() as stack:

        def start_camera(system_id: int) -> tuple[CameraProcess, CameraDescription]:
            camera = CameraProcess(
                options.scenario, options.seed, system_id, options.camera_port, visible=options.visible
            )
            camera.start()
            stack.callback(camera.close)
            if options.ready_json:
                vehicles = [{"system_id": system_id, "camera": camera.url}]
                _say({"ready": True, "vehicles": vehicles})
            return camera, _description(camera, scenario.camera)

        try:
            riding = ride.run(parse_address(options.payload_for), start_camera, options.seed)
            asyncio.run(_until_ended(riding, options.with_parent))
        except (BadAddress, CannotListen, PortInUse) as error:
            raise UsageError(str(error)) from error


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


def _say(ready: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


def _warn(text: str) -> None:
    sys.stderr.write(text + "\n")


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

    scenario = named_scenario(options.scenario)
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
