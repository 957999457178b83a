"""Named incidents as data: where, the ground, the weather, the camera, and everything that is warm."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from firmware_sim.local_frame import LocalFrame

SCENARIOS = Path(__file__).parent / "scenarios"
LEAST_SPACING_M = 15.0
LEAST_EDGE_DISTANCE_M = 10.0
MOST_SHIFT_M = 2.0
"""A seed moves every placed thing by up to this much, so that nobody learns the answers by heart."""

Metres = Annotated[float, Field(gt=0, le=100_000)]
Celsius = Annotated[float, Field(ge=-60, le=1200)]
Bearing = Annotated[float, Field(ge=0, le=360)]
Place = tuple[float, float]
"""North and east of the origin in metres."""

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class TerrainSpec:
    """The shape of the ground; see `terrain.Relief`."""

    seed: int
    mean_amsl_m: Annotated[float, Field(ge=-100, le=4000)]
    rise_m: Annotated[float, Field(ge=0, le=1000)]
    slope: Annotated[float, Field(ge=0, le=1.5)]
    uphill_deg: Bearing
    roughness: Annotated[float, Field(ge=0, le=3)]
    half_size_m: Annotated[float, Field(ge=300, le=3000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class AirSpec:
    """Weather as the camera meets it."""

    temperature_celsius: Annotated[float, Field(ge=-40, le=45)]
    sky_celsius: Annotated[float, Field(ge=-80, le=30)]
    """Apparent temperature of the zenith."""
    extinction_per_km: Annotated[float, Field(ge=0, le=5)]
    wind_from_deg: Bearing
    wind_speed_ms: Annotated[float, Field(ge=0, le=30)]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
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


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class PatchSpec:
    """A warm part of the ground with an irregular outline: a fire, or rock still warm from the day."""

    name: str
    north_m: float
    east_m: float
    diameter_m: Annotated[float, Field(ge=0.1, le=30)]
    temperature_celsius: Celsius
    """Where it is hottest."""
    edge_celsius: Celsius
    emissivity: Annotated[float, Field(gt=0, le=1)] = 0.95
    irregularity: Annotated[float, Field(ge=0, le=0.6)] = 0.2
    mottle: Annotated[float, Field(ge=0, le=1)] = 0.3
    """How patchy it is inside: 0 is even, 1 has cold holes."""
    flicker: Annotated[float, Field(ge=0, le=0.5)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class CabinSpec:
    """A cabin with a gable roof."""

    name: str
    north_m: float
    east_m: float
    heading_deg: Bearing
    width_m: Metres
    length_m: Metres
    eaves_m: Metres
    ridge_m: Metres
    roof_celsius: Celsius
    wall_celsius: Celsius
    chimney_celsius: Celsius | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class CarSpec:
    """A parked car."""

    name: str
    north_m: float
    east_m: float
    heading_deg: Bearing
    hood_celsius: Celsius
    body_celsius: Celsius


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class PersonSpec:
    """Somebody out there."""

    name: str
    north_m: float
    east_m: float
    posture: Literal["standing", "lying"]
    heading_deg: Bearing
    height_m: Annotated[float, Field(ge=0.8, le=2.2)] = 1.75
    clothing_celsius: Celsius = 26.0
    skin_celsius: Celsius = 32.0


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class SearchSpec:
    """How crews would search here."""

    height_agl_m: Annotated[float, Field(ge=10, le=200)]
    speed_ms: Annotated[float, Field(ge=1, le=25)]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
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
    terrain: TerrainSpec
    air: AirSpec
    camera: CameraSpec
    fires: tuple[PatchSpec, ...] = ()
    warm_rocks: tuple[PatchSpec, ...] = ()
    cabins: tuple[CabinSpec, ...] = ()
    cars: tuple[CarSpec, ...] = ()
    people: tuple[PersonSpec, ...] = ()

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
    return parse(path.stem, content)


_ADAPTER = TypeAdapter(Scenario)


def parse(name: str, content: dict[str, Any]) -> Scenario:
    """The scenario that a TOML document describes.

    Raises:
        ValueError: naming each wrong field.
    """
    try:
        scenario = _ADAPTER.validate_python({**content, "name": name})
    except ValidationError as error:
        problems = [f"{_field(problem['loc'])}: {problem['msg']}" for problem in error.errors()]
        raise ValueError(f"scenario {name}: " + "; ".join(problems)) from error
    problems = _misplaced(scenario)
    if problems:
        raise ValueError(f"scenario {name}: " + "; ".join(problems))
    return scenario


def _field(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _misplaced(scenario: Scenario) -> list[str]:
    """What is wrong between fields: names used twice, things too close together or to the area's edge."""
    groups = ("fires", "warm_rocks", "cabins", "cars", "people")
    spacing_m = LEAST_SPACING_M + 2 * MOST_SHIFT_M
    edge_m = LEAST_EDGE_DISTANCE_M + MOST_SHIFT_M
    placed = [(f"{group}[{i}]", thing) for group in groups for i, thing in enumerate(getattr(scenario, group))]
    problems = []
    for i, (field, thing) in enumerate(placed):
        place = (thing.north_m, thing.east_m)
        inside_m = edge_distance_m(scenario.search_area, place)
        if inside_m < edge_m:
            problems.append(f"{field} ({thing.name}): must lie {edge_m:g} m inside search_area, is {inside_m:.1f} m")
        for other_field, other in placed[:i]:
            if other.name == thing.name:
                problems.append(f"{field}.name: {thing.name!r} is used by {other_field} too")
            apart_m = math.dist(place, (other.north_m, other.east_m))
            if apart_m < spacing_m:
                other_text = f"{other_field} ({other.name})"
                problems.append(
                    f"{field} ({thing.name}): must be {spacing_m:g} m from {other_text}, is {apart_m:.1f} m"
                )
    for i, home in enumerate(scenario.homes):
        if edge_distance_m(scenario.search_area, home) > 0:
            problems.append(f"homes[{i}]: must lie outside search_area")
    if scenario.camera.coldest_celsius >= scenario.camera.hottest_celsius:
        problems.append("camera.hottest_celsius: must be above camera.coldest_celsius")
    return problems


def edge_distance_m(area: tuple[Place, ...], place: Place) -> float:
    """Distance from `place` to the edge of the polygon `area`: positive inside, negative outside."""
    north, east = place
    nearest, inside = math.inf, False
    for (north_a, east_a), (north_b, east_b) in zip(area, area[1:] + area[:1], strict=True):
        along_n, along_e = north_b - north_a, east_b - east_a
        length_2 = along_n**2 + along_e**2
        part = (
            max(0.0, min(1.0, ((north - north_a) * along_n + (east - east_a) * along_e) / length_2))
            if length_2
            else 0.0
        )
        nearest = min(nearest, math.hypot(north - north_a - part * along_n, east - east_a - part * along_e))
        if (north_a > north) != (north_b > north) and east < east_a + (north - north_a) / along_n * along_e:
            inside = not inside
    return nearest if inside else -nearest


def area_geojson(scenario: Scenario) -> dict[str, Any]:
    """The search area as a GeoJSON Feature, with what a planner asks for besides."""
    frame = scenario.frame

    def position(place: Place) -> list[float]:
        latitude_deg, longitude_deg = frame.wgs84_from_local(*place)
        return [round(longitude_deg, 7), round(latitude_deg, 7)]

    corners = [position(place) for place in scenario.search_area]
    if _turns_clockwise(scenario.search_area):
        corners.reverse()  # RFC 7946: outer rings run counterclockwise
    homes = [position(home) for home in scenario.homes]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
        "properties": {
            "name": scenario.title,
            "home": homes[0],
            "homes": homes,
            "height_agl_m": scenario.search.height_agl_m,
            "speed_ms": scenario.search.speed_ms,
        },
    }


def _turns_clockwise(area: tuple[Place, ...]) -> bool:
    doubled = sum(
        east_a * north_b - east_b * north_a
        for (north_a, east_a), (north_b, east_b) in zip(area, area[1:] + area[:1], strict=True)
    )
    return doubled < 0
