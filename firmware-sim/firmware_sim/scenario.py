"""Named incidents as data: where, the ground, the weather, the camera, and everything that is warm."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from firmware_sim.local_frame import LocalFrame
from firmware_sim.scenario_placement import misplaced, turns_clockwise
from firmware_sim.scenario_tables import (
    STRICT,
    AnimalSpec,
    Bearing,
    BoulderSpec,
    BuildingSpec,
    CabinSpec,
    CarSpec,
    Celsius,
    CourseSpec,
    DebrisSpec,
    ForestSpec,
    FrontSpec,
    GasCloudSpec,
    GroundSpec,
    LakeSpec,
    PatchSpec,
    PersonSpec,
    Place,
    RoadSpec,
    SunSpec,
    TerrainFileSpec,
    TerrainSpec,
)
from firmware_sim.world.burning import Zone, gas_zone
from firmware_sim.world.elevation_file import read_terrain

SCENARIOS = Path(__file__).parent / "scenarios"
_STEADY_AFTER_S = 3600.0
_DOCUMENTED = "see docs/reference/scenarios.md"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AirSpec:
    """Weather as the camera meets it."""

    temperature_celsius: Annotated[float, Field(ge=-40, le=45)]
    sky_celsius: Annotated[float, Field(ge=-80, le=30)]
    """Apparent temperature of the zenith."""
    extinction_per_km: Annotated[float, Field(ge=0, le=5)]
    wind_from_deg: Bearing
    wind_speed_ms: Annotated[float, Field(ge=0, le=30)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CameraSpec:
    """The thermal camera that every aircraft carries."""

    width_px: Annotated[int, Field(ge=64, le=1280)]
    height_px: Annotated[int, Field(ge=64, le=1024)]
    pixel_pitch_um: Annotated[float, Field(gt=1, le=50)]
    focal_length_mm: Annotated[float, Field(gt=1, le=200)]
    distortion: tuple[float, float, float, float, float]
    """k1, k2, p1, p2, k3 of Brown's model, as OpenCV orders them."""
    blur_px: Annotated[float, Field(ge=0.3, le=3)]
    """Standard deviation of the lens's and the detector's Gaussian blur."""
    netd_k: Annotated[float, Field(ge=0, le=1)]
    fixed_pattern_k: Annotated[float, Field(ge=0, le=1)]
    integration_s: Annotated[float, Field(ge=0, le=0.05)]
    rate_hz: Annotated[float, Field(gt=0, le=60)]
    coldest_celsius: Celsius
    hottest_celsius: Celsius
    """Pixels saturate here: 382.2 °C is all that 16 bits of centikelvin can say."""
    gain: Literal["automatic", "high", "low"] = "automatic"
    """Which of the detector's two ranges is read; automatic goes low when the picture saturates."""
    high_gain_hottest_celsius: Annotated[float, Field(ge=50, le=1200)] = 150.0
    low_gain_hottest_celsius: Annotated[float, Field(ge=50, le=1200)] = 550.0
    low_gain_noise: Annotated[float, Field(ge=1, le=20)] = 2.0
    """NETD in low gain as a multiple of `netd_k`."""
    time_constant_s: Annotated[float, Field(ge=0, le=0.05)] = 0.010
    """Thermal time constant of the microbolometers."""
    drift_k_per_k: Annotated[float, Field(ge=0, le=1)] = 0.01
    """How far pixels drift apart per kelvin that the housing has changed since the shutter last closed."""
    shutter_first_s: Annotated[float, Field(ge=0)] = 150.0
    """How long after the start the shutter stays open whatever the drift."""
    shutter_every_s: Annotated[float, Field(gt=1)] = 180.0
    shutter_after_k: Annotated[float, Field(gt=0)] = 2.5
    """It closes earlier when the housing has changed by so much."""
    shutter_s: Annotated[float, Field(ge=0, le=5)] = 0.4
    """How long the picture is frozen."""
    bad_pixels: Annotated[int, Field(ge=0, le=5000)] = 120
    """Dead or hot, and replaced by their neighbours."""
    bad_pixels_left: Annotated[int, Field(ge=0, le=500)] = 3
    """Not replaced: too cold, too warm or too noisy since the factory last looked."""

    @property
    def fx_px(self) -> float:
        """Focal length in pixels, the same both ways."""
        return self.focal_length_mm * 1000 / self.pixel_pitch_um

    @property
    def cx_px(self) -> float:
        """Column of the principal point."""
        return (self.width_px - 1) / 2

    @property
    def cy_px(self) -> float:
        """Row of the principal point."""
        return (self.height_px - 1) / 2


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SearchSpec:
    """How crews would search here."""

    height_agl_m: Annotated[float, Field(ge=10, le=200)]
    speed_ms: Annotated[float, Field(ge=1, le=25)]


def _terrain_kind(table: Any) -> str:
    is_file = isinstance(table, TerrainFileSpec) or (isinstance(table, dict) and "file" in table)
    return "file" if is_file else "shape"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Scenario:
    """One incident, checked."""

    name: str
    title: str
    origin_latitude_deg: Annotated[float, Field(ge=-85, le=85)]
    origin_longitude_deg: Annotated[float, Field(ge=-180, le=180)]
    homes: Annotated[tuple[Place, ...], Field(min_length=4)]
    """Where aircraft take off."""
    search_area: Annotated[tuple[Place, ...], Field(min_length=3)]
    """Corners in order, not closed."""
    search: SearchSpec
    terrain: Annotated[
        Annotated[TerrainSpec, Tag("shape")] | Annotated[TerrainFileSpec, Tag("file")], Discriminator(_terrain_kind)
    ]
    air: AirSpec
    camera: CameraSpec
    description: str = ""
    """What is going on, for the crew."""
    airframe: Literal["work", "sih"] = "work"
    """Which aircraft flies unless the command line says otherwise."""
    ground: GroundSpec = Field(default_factory=GroundSpec)
    sun: SunSpec | None = None
    light: Literal["sun", "overcast", "twilight", "night"] | None = None
    """For the visible picture; left out, it is the sun where there is one and else an overcast day."""
    course: CourseSpec | None = None
    fires: tuple[PatchSpec, ...] = ()
    warm_rocks: tuple[PatchSpec, ...] = ()
    cabins: tuple[CabinSpec, ...] = ()
    cars: tuple[CarSpec, ...] = ()
    people: tuple[PersonSpec, ...] = ()
    fronts: tuple[FrontSpec, ...] = ()
    gas_clouds: tuple[GasCloudSpec, ...] = ()
    buildings: tuple[BuildingSpec, ...] = ()
    animals: tuple[AnimalSpec, ...] = ()
    boulders: tuple[BoulderSpec, ...] = ()
    forests: tuple[ForestSpec, ...] = ()
    lakes: tuple[LakeSpec, ...] = ()
    roads: tuple[RoadSpec, ...] = ()
    debris: tuple[DebrisSpec, ...] = ()
    traffic: tuple[dict[str, Any], ...] = ()
    """Rows of `[[traffic]]` as they stand; who flies them checks them."""
    faults: tuple[dict[str, Any], ...] = ()
    """Rows of `[[faults]]` as they stand; who brings them about checks them."""

    @property
    def wind_from_deg(self) -> float:
        """Compass direction that the wind comes from."""
        return self.air.wind_from_deg

    @property
    def wind_speed_ms(self) -> float:
        """Mean wind speed."""
        return self.air.wind_speed_ms

    @property
    def frame(self) -> LocalFrame:
        """The local frame about the origin."""
        return LocalFrame(self.origin_latitude_deg, self.origin_longitude_deg)


def names() -> list[str]:
    """The scenarios that come with the simulator."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def load(name_or_path: str | Path) -> Scenario:
    """The scenario with this name, or from this TOML file.

    Raises:
        ValueError: there is none, or a field of it is wrong; the text names the field.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        if str(name_or_path) not in names():
            raise ValueError(
                f"unknown scenario {str(name_or_path)!r}: choose one of {', '.join(names())}, or a .toml file"
            )
        path = SCENARIOS / f"{name_or_path}.toml"
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"scenario {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"scenario {path} is not TOML: {error}") from error
    return parse(path.stem, content, path.parent)


_ADAPTER = TypeAdapter(Scenario)


def parse(name: str, content: dict[str, Any], folder: Path = Path()) -> Scenario:
    """The scenario that a TOML document describes; files that it names lie in `folder`.

    Raises:
        ValueError: naming each wrong field, and what to do about it.
    """
    content = {**content, "name": name}
    terrain = content.get("terrain")
    if isinstance(terrain, str):
        terrain = {"file": terrain}
    if isinstance(terrain, dict) and isinstance(terrain.get("file"), str):
        content["terrain"] = {**terrain, "file": str(folder / terrain["file"])}
    try:
        scenario = _ADAPTER.validate_python(content)
    except ValidationError as error:
        problems = [_problem(problem["loc"], problem["type"], problem["msg"]) for problem in error.errors()]
        raise ValueError(f"scenario {name}: " + "; ".join(problems)) from error
    problems = misplaced(scenario)
    if scenario.camera.coldest_celsius >= scenario.camera.hottest_celsius:
        problems.append("camera.hottest_celsius: must be above camera.coldest_celsius")
    if isinstance(scenario.terrain, TerrainFileSpec):
        problems += _unreadable_ground(scenario, scenario.terrain)
    if problems:
        raise ValueError(f"scenario {name}: " + "; ".join(problems))
    return scenario


def _unreadable_ground(scenario: Scenario, terrain: TerrainFileSpec) -> list[str]:
    try:
        read_terrain(terrain.file, (scenario.origin_latitude_deg, scenario.origin_longitude_deg), terrain.half_size_m)
    except ValueError as error:
        return [str(error)]
    return []


_TABLES: dict[str, type] = {
    "terrain": TerrainSpec,
    "search": SearchSpec,
    "air": AirSpec,
    "camera": CameraSpec,
    "ground": GroundSpec,
    "sun": SunSpec,
    "course": CourseSpec,
    "fires": PatchSpec,
    "warm_rocks": PatchSpec,
    "cabins": CabinSpec,
    "cars": CarSpec,
    "people": PersonSpec,
    "fronts": FrontSpec,
    "gas_clouds": GasCloudSpec,
    "buildings": BuildingSpec,
    "animals": AnimalSpec,
    "boulders": BoulderSpec,
    "forests": ForestSpec,
    "lakes": LakeSpec,
    "roads": RoadSpec,
    "debris": DebrisSpec,
}


def _problem(location: tuple[int | str, ...], kind: str, message: str) -> str:
    """One wrong field, with the remedy where pydantic's words leave it open."""
    path = [part for k, part in enumerate(location) if not (k == 1 and location[0] == "terrain")]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
    if kind == "unexpected_keyword_argument":
        table = Scenario if len(path) == 1 else _TABLES.get(str(path[0]))
        known = [one.name for one in fields(table)] if table is not None else []
        close = difflib.get_close_matches(str(path[-1]), known, n=1)
        return f"{field}: {message}: " + (f"did you mean {close[0]}?" if close else f"remove it, {_DOCUMENTED}")
    if kind == "missing":
        return f"{field}: {message}: add it, {_DOCUMENTED}"
    return f"{field}: {message}"


def area_geojson(scenario: Scenario) -> dict[str, Any]:
    """The search area as a GeoJSON Feature, with what a planner asks for besides."""
    ring = _ring(scenario, scenario.search_area)
    homes = [_position(scenario, home) for home in scenario.homes]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "name": scenario.title,
            "description": scenario.description,
            "home": homes[0],
            "homes": homes,
            "height_agl_m": scenario.search.height_agl_m,
            "speed_ms": scenario.search.speed_ms,
            "keep_out": [_keep_out(scenario, zone) for zone in _gas_zones(scenario)],
        },
    }


def _gas_zones(scenario: Scenario) -> list[Zone]:
    """Where each cloud reaches when the wind has carried it as far as it will."""
    last_s = [min(spec.from_s + _STEADY_AFTER_S, spec.until_s - 1) for spec in scenario.gas_clouds]
    zones = (gas_zone(spec, scenario.air, at_s) for spec, at_s in zip(scenario.gas_clouds, last_s, strict=True))
    return [zone for zone in zones if zone is not None]


def _keep_out(scenario: Scenario, zone: Zone) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [_ring(scenario, zone.outline)]}
    return {"name": zone.name, "kind": zone.kind, "geometry": geometry}


def _ring(scenario: Scenario, outline: tuple[Place, ...]) -> list[list[float]]:
    """A closed ring that runs counterclockwise, as RFC 7946 has outer rings."""
    corners = [_position(scenario, place) for place in outline]
    if turns_clockwise(outline):
        corners.reverse()
    return [*corners, corners[0]]


def _position(scenario: Scenario, place: Place) -> list[float]:
    latitude_deg, longitude_deg = scenario.frame.wgs84_from_local(*place)
    return [round(longitude_deg, 7), round(latitude_deg, 7)]
