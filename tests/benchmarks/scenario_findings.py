"""What is found in the simulator's scenarios, in simulated time.

    python tests/benchmarks/scenario_findings.py wildfire missing-person --seeds 1 2 --told

Plans the search of a scenario as the demo does, moves two cameras along it (straight legs at the planned speed, looking
down, the autopilot's errors as the simulator makes them), renders what they see, and lets the hot path and the findings
have it. Nothing runs in real time and no process is started, so that the same seed gives the same findings on any
machine. Prints a row of a Markdown table for each scenario and seed; `--frames DIR` keeps the pictures between runs,
`--told` says what was false and missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.aircraft.estimator import (
    HEADING_DRIFT_RAD,
    HEADING_OFFSET_RAD,
    HORIZONTAL_SIGMA_M,
    HORIZONTAL_TIME_S,
    VERTICAL_SIGMA_M,
    VERTICAL_TIME_S,
    Drift,
)
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.scenario import Scenario, area_geojson, load
from firmware_sim.score import score
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.world import Kind, World, write_terrain
from ground_station.incident.finding_desk import FindingDesk, Found, Joined, restore
from ground_station.incident.records import Finding
from ground_station.incident.sightings import PassCounter
from ground_station.search import Aim, Land, SearchSettings, search
from missions.catalogue import find_template
from missions.geo import GeoPoint, LocalFrame
from missions.planner import make_plan
from missions.terrain import LocalTerrain, Terrain
from vision.attitude import ned_from_camera
from vision.camera import Camera
from vision.detect import LookSettings
from vision.ellipse import CHI2_95
from vision.frames import Frame, Unit
from vision.geolocate import CameraPose, PoseSigmas
from vision.hotspots import PRESETS

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WAYPOINT = 16
CLIMB_S = 20.0
SETTLE_S = 60.0
KINDS = {"hotspot": Kind.FIRE, "person": Kind.PERSON}
HEADER = (
    "| scenario | seed | fires | people | false | median m | p95 m | NEES | what was false |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
)

Array = NDArray[np.float64]


class Belief:
    """How the pose that an aircraft tells differs from the true one, wandering as the simulator's estimator lets it."""

    def __init__(self, scenario: str, seed: int, vehicle_id: int) -> None:
        # By the scenario too: else all scenarios of a seed begin with the same error, and are one draw and not eight.
        rng = random.Random(f"{scenario} {seed} {vehicle_id}")
        self._place = [Drift(HORIZONTAL_SIGMA_M, HORIZONTAL_TIME_S, rng) for _ in range(2)]
        self._up = Drift(VERTICAL_SIGMA_M, VERTICAL_TIME_S, rng)
        self._tilt = [Drift(math.radians(0.25), 40.0, rng) for _ in range(2)]
        self._yaw = Drift(HEADING_DRIFT_RAD, 60.0, rng)
        self._yaw_offset_rad = rng.gauss(0.0, HEADING_OFFSET_RAD)

    def told(self, truth: TrueCameraPose, yaw_rad: float, passed_s: float) -> CameraPose:
        """The pose as told, `passed_s` after the one before."""
        for _ in range(round(passed_s / 0.1)):
            north, east, up = (each.step(0.1) for each in (*self._place, self._up))
            roll, pitch = (each.step(0.1) for each in self._tilt)
            yaw = self._yaw.step(0.1) + self._yaw_offset_rad
        return CameraPose(
            north_m=truth.north_m + north,
            east_m=truth.east_m + east,
            down_m=-(truth.up_m + up),
            ned_from_camera=ned_from_camera(yaw_rad + yaw, -math.pi / 2 + pitch, roll),
            velocity_ned_ms=truth.velocity_ned_ms,
        )


def routes(scenario: Scenario, terrain: Terrain, vehicles: int) -> tuple[list[Array], float]:
    """North, east and height above sea level of each aircraft's way, and the speed, as the demo has them planned."""
    area = area_geojson(scenario)
    wanted = {name: area["properties"][name] for name in ("height_agl_m", "speed_ms") if name in area["properties"]}
    homes = [scenario.frame.wgs84_from_local(*home) for home in scenario.homes[:vehicles]]
    plan = make_plan(
        find_template("thermal-area-search"),
        area["geometry"],
        wanted,
        vehicles=vehicles,
        homes=[GeoPoint(latitude_deg=float(lat), longitude_deg=float(lon)) for lat, lon in homes],
        terrain=terrain,
    )
    ways = []
    for vehicle in plan.vehicles:
        items = [item for item in vehicle.items if item.command == WAYPOINT]
        places = [scenario.frame.local_from_wgs84(item.latitude_deg, item.longitude_deg) for item in items]
        ways.append(np.array([(*place, item.altitude_m) for place, item in zip(places, items, strict=True)]))
    return ways, float(plan.parameters["speed_ms"])


def true_poses(way: Array, speed_ms: float, vehicle_id: int, every_s: float) -> Iterator[tuple[TrueCameraPose, float]]:
    """Where the camera is every so often, and its heading: along the legs, looking straight down."""
    legs = np.diff(way, axis=0)
    until = np.concatenate([[0.0], np.cumsum(np.hypot(legs[:, 0], legs[:, 1]))])
    for count in range(int(until[-1] / speed_ms / every_s)):
        along = count * every_s * speed_ms
        leg = min(int(np.searchsorted(until, along, side="right")) - 1, len(legs) - 1)
        place = way[leg] + legs[leg] * (along - until[leg]) / max(until[leg + 1] - until[leg], 1e-6)
        yaw = math.atan2(legs[leg, 1], legs[leg, 0])
        pose = TrueCameraPose(
            system_id=vehicle_id,
            boot_s=CLIMB_S + count * every_s,
            north_m=place[0],
            east_m=place[1],
            up_m=place[2],
            ned_from_camera=ned_from_camera(yaw, -math.pi / 2, 0.0),
            velocity_ned_ms=(speed_ms * math.cos(yaw), speed_ms * math.sin(yaw), 0.0),
            angular_rate_rads=np.zeros(3),
        )
        yield pose, yaw


class Flown:
    """Every frame of a search with the pose that was told of it, in the order of time."""

    def __init__(self, scenario: Scenario, seed: int, vehicles: int, rate_hz: float, kept: Path) -> None:
        self.world = World(scenario, seed)
        kept.mkdir(parents=True, exist_ok=True)
        dem = kept / f"{scenario.name}.tif"
        write_terrain(scenario, dem)
        terrain = Terrain.open([dem])
        origin = GeoPoint(latitude_deg=scenario.origin_latitude_deg, longitude_deg=scenario.origin_longitude_deg)
        self.frame = LocalFrame(origin=origin)
        self.ground: LocalTerrain = terrain.in_frame(self.frame, 2000.0)
        ways, speed_ms = routes(scenario, terrain, vehicles)
        self._poses = [
            (truth, belief.told(truth, yaw, 1.0 / rate_hz))
            for vehicle_id, way in enumerate(ways, 1)
            for belief in [Belief(scenario.name, seed, vehicle_id)]
            for truth, yaw in true_poses(way, speed_ms, vehicle_id, 1.0 / rate_hz)
        ]
        self._poses.sort(key=lambda both: both[0].boot_s)
        # Another planner flies other ways: pictures kept from one are not those of the other.
        flight = hashlib.sha256(repr([truth for truth, _ in self._poses]).encode()).hexdigest()[:12]
        self._folder = kept / f"{scenario.name}-{seed}-{flight}"
        self._folder.mkdir(exist_ok=True)
        self._cameras = {each: ThermalCamera(self.world, each) for each in range(1, vehicles + 1)}

    def frames(self) -> Iterator[tuple[Frame, CameraPose]]:
        """Rendered, or read where an earlier run has kept them."""
        spec = self.world.scenario.camera
        camera = Camera(
            width_px=spec.width_px,
            height_px=spec.height_px,
            fx_px=spec.fx_px,
            fy_px=spec.fx_px,
            cx_px=spec.cx_px,
            cy_px=spec.cy_px,
            distortion=spec.distortion,
        )
        top = round((spec.hottest_celsius + 273.15) * 100)
        for index, (truth, told) in enumerate(self._poses):
            path = self._folder / f"{index:05d}.png"
            if path.is_file():
                pixels = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))
            else:
                pixels = self._cameras[truth.system_id].expose(truth)
                cv2.imwrite(str(path), pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
            frame = Frame(
                pixels=pixels,
                unit=Unit.CENTIKELVIN,
                source=self.world.scenario.name,
                index=index,
                system_id=truth.system_id,
                exposed_boot_s=truth.boot_s,
                exposed_unix_s=(NOON + timedelta(seconds=truth.boot_s)).timestamp(),
                camera=camera,
                saturated_px=int(np.count_nonzero(pixels >= top)),
            )
            yield frame, told


def findings_of(flown: Flown, preset: str) -> list[Finding]:
    """What an incident would have in the end."""
    settings = SearchSettings(look=LookSettings(hotspots=PRESETS[preset]), sigmas=PoseSigmas())
    land = Land(terrain=flown.ground, cell_m=flown.ground.cell_m, cells=None)
    told: dict[str, Finding] = {}
    desk: FindingDesk = restore([], flown.frame, told.get)
    passes: dict[int | None, PassCounter] = {}
    for frame, pose in flown.frames():
        assert frame.exposed_boot_s is not None
        at = NOON + timedelta(seconds=frame.exposed_boot_s)
        pass_id = passes.setdefault(frame.system_id, PassCounter()).at(frame.exposed_boot_s, pose)
        looked = search(frame, settings, land, Aim(pose=pose, pass_id=pass_id, at=at, asks_what_is_seen=False))
        outcomes, _ = desk.look([each for each in looked.placed if each is not None])
        for outcome in (*outcomes, *desk.settle(at)):
            _note(told, outcome)
    for outcome in desk.settle(at + timedelta(seconds=SETTLE_S)):
        _note(told, outcome)
    return list(told.values())


def _note(told: dict[str, Finding], outcome: object) -> None:
    if isinstance(outcome, Joined):
        told.pop(outcome.finding_id, None)
    else:
        finding = outcome.finding  # type: ignore[attr-defined]
        told[finding.id] = finding
        assert isinstance(outcome, Found) or finding.id in told


def collection(findings: list[Finding]) -> dict:
    """As the station exports them."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": each.id,
                "geometry": {"type": "Point", "coordinates": [each.longitude_deg, each.latitude_deg]},
                "properties": json.loads(each.model_dump_json()),
            }
            for each in findings
        ],
    }


def nees(flown: Flown, findings: list[Finding]) -> list[float]:
    """Squared error of each finding in its own ellipse, half of it: 1 on average where the ellipses are right."""
    squared = []
    for finding in findings:
        north, east = flown.world.scenario.frame.local_from_wgs84(finding.latitude_deg, finding.longitude_deg)
        things = flown.world.of_kind(KINDS[finding.kind]) if finding.kind in KINDS else ()
        if not things:
            continue
        thing = min(things, key=lambda each: math.hypot(north - each.north_m, east - each.east_m))
        error = np.array([north - thing.north_m, east - thing.east_m])
        if np.hypot(*error) > 10.0 or any(front.fuel for front in flown.world.scenario.fronts if finding.length_m):
            continue
        turn = math.radians(finding.ellipse.orientation_deg)
        axes = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
        along = axes @ error / [finding.ellipse.semi_major_m, finding.ellipse.semi_minor_m]
        squared.append(float(CHI2_95 * along @ along) / 2)
    return squared


def row(name: str, seed: int, options: argparse.Namespace, kept: Path) -> str:
    """A row of the table."""
    scenario = load(name)
    flown = Flown(scenario, seed, options.vehicles, options.rate, kept)
    findings = findings_of(flown, options.preset)
    judged = score(scenario, seed, collection(findings), start=NOON)
    squared = nees(flown, findings)
    if options.told:
        for each in findings:
            north, east = scenario.frame.local_from_wgs84(each.latitude_deg, each.longitude_deg)
            sys.stderr.write(
                f"{name} {seed}: {each.id} {each.kind} {north:.1f} {east:.1f} sure {each.confidence}"
                f" {each.peak_celsius} C {each.area_m2} m2 {each.length_m} m looks {each.looks} passes {each.passes}\n"
            )
        sys.stderr.write(f"{name} {seed}: missed {judged['missed']}, hidden {judged['hidden']}\n")
        sys.stderr.write("".join(f"{name} {seed}: false {each}\n" for each in judged["false"]))
    false = ", ".join(
        sorted(f"{each['kind']} at {each['nearest']} ({each['nearest_m']} m)" for each in judged["false"])
    )
    return (
        f"| {name} | {seed} | {judged['sources_matched']} of {judged['sources_in_world']}"
        f" | {judged['people_matched']} of {judged['people_in_world']} | {judged['false_findings']}"
        f" | {judged['median_error_m']} | {judged['p95_error_m']}"
        f" | {np.mean(squared) if squared else math.nan:.2f} of {len(squared)} | {false} |\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="+")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--vehicles", type=int, default=2)
    parser.add_argument("--rate", type=float, default=2.0, help="pictures a second of each camera")
    parser.add_argument("--preset", default="mop-up", choices=sorted(PRESETS))
    parser.add_argument("--frames", type=Path)
    parser.add_argument("--told", action="store_true")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    sys.stdout.write(HEADER)
    with tempfile.TemporaryDirectory() as folder:
        for seed in options.seeds:
            for name in options.scenarios:
                sys.stdout.write(row(name, seed, options, options.frames or Path(folder)))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
