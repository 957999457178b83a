"""The tables of a scenario file that say what lies, stands, grows, burns and drifts in its world."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

Metres = Annotated[float, Field(gt=0, le=100_000)]
Celsius = Annotated[float, Field(ge=-60, le=1200)]
Bearing = Annotated[float, Field(ge=0, le=360)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=-86_400, le=86_400)]
"""Since the aircraft started; what began before is negative."""
Place = tuple[float, float]
"""North and east of the origin in metres."""
Outline = Annotated[tuple[Place, ...], Field(min_length=3)]
"""Corners in order, not closed."""

STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TerrainSpec:
    """The shape of procedural ground; see `terrain.Relief`."""

    seed: int
    mean_amsl_m: Annotated[float, Field(ge=-100, le=4000)]
    rise_m: Annotated[float, Field(ge=0, le=1000)]
    slope: Annotated[float, Field(ge=0, le=1.5)]
    uphill_deg: Bearing
    roughness: Annotated[float, Field(ge=0, le=3)]
    half_size_m: Annotated[float, Field(ge=300, le=3000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TerrainFileSpec:
    """Ground from an elevation model: any raster that GDAL reads, in any coordinate system."""

    file: str
    """Relative to the scenario's file."""
    half_size_m: Annotated[float, Field(ge=300, le=3000)] = 850.0
    roughness: Annotated[float, Field(ge=0, le=3)] = 0.0
    """Procedural knolls and tussocks that a coarse model leaves out; 1 is the Norwegian west coast."""
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class GroundSpec:
    """What covers the ground where nothing else is said."""

    kind: Literal["heath", "forest floor", "grass", "snow", "paved"] = "heath"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SunSpec:
    """Where the sun stands; without this table it is down, or behind clouds."""

    azimuth_deg: Bearing
    elevation_deg: Annotated[float, Field(gt=0, le=90)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ForestSpec:
    """Trees that hide what is below them, and let some of it be seen between and through their crowns."""

    name: str
    outline: Outline
    kind: Literal["spruce", "pine", "birch"] = "spruce"
    height_m: Annotated[float, Field(ge=3, le=45)] = 16.0
    """Of the tallest; others are down to half as high."""
    stems_per_ha: Annotated[float, Field(ge=1, le=5000)] = 700.0
    leaf_density_m2_m3: Annotated[float, Field(ge=0, le=5)] = 0.6
    """One-sided leaf area in a cubic metre of crown; 0 is a burnt or leafless forest."""
    celsius_above_air: Annotated[float, Field(ge=-5, le=10)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class LakeSpec:
    """Water: level, even, and a mirror of the sky towards the horizon."""

    name: str
    outline: Outline
    temperature_celsius: Annotated[float, Field(ge=-2, le=35)]
    waves: Annotated[float, Field(ge=0, le=1)] = 0.3
    """How rough it is; 0 is a mirror, in which the sun is small and bright."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RoadSpec:
    """A road, a path or a yard of asphalt or gravel."""

    name: str
    line: Annotated[tuple[Place, ...], Field(min_length=2)]
    width_m: Annotated[float, Field(ge=0.5, le=60)] = 4.0
    temperature_celsius: Celsius
    emissivity: Annotated[float, Field(gt=0, le=1)] = 0.94


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DebrisSpec:
    """What an avalanche left: lumps of snow on the ground."""

    name: str
    outline: Outline
    lump_m: Annotated[float, Field(ge=0, le=3)] = 0.6
    celsius_above_air: Annotated[float, Field(ge=-5, le=10)] = 1.0
    """Snow from below the surface that the night has not cooled yet."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
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
    from_s: Seconds = -86_400.0
    """When it begins."""
    until_s: Seconds = 86_400.0
    """When it is out."""
    cools_from_s: Seconds | None = None
    """When it begins to cool; without this it stays as it is."""
    cooling_min: Annotated[float, Field(gt=0, le=10_000)] = 120.0
    """Time constant of the cooling (Newton's law)."""
    smoke_gs: Annotated[float, Field(ge=0, le=500)] = 0.0
    """Grams of smoke particles a second."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FrontSpec:
    """A wildfire that spreads with wind and slope from a point or a line."""

    name: str
    line: Annotated[tuple[Place, ...], Field(min_length=1)]
    """Where it was lit."""
    lit_s: Seconds = 0.0
    fuel: Annotated[int, Field(ge=1, le=13)] = 5
    """Anderson's fuel model; 1 short grass, 5 low brush and heather, 8 closed timber litter, 10 timber litter."""
    dead_moisture: Annotated[float, Field(gt=0, le=0.6)] = 0.08
    live_moisture: Annotated[float, Field(gt=0, le=4)] = 1.0
    patchiness: Annotated[float, Field(ge=0, le=0.9)] = 0.35
    """How unevenly the fuel lies."""
    smoulder_min: Annotated[float, Field(gt=0, le=10_000)] = 90.0
    """Time constant with which stumps and peat cool behind the front."""
    until_s: Seconds = 7200.0
    """When it stops spreading."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class GasCloudSpec:
    """A gas that leaks and drifts: where crews and aircraft stay out."""

    name: str
    north_m: float
    east_m: float
    release_kg_s: Annotated[float, Field(gt=0, le=1000)]
    limit_mg_m3: Annotated[float, Field(gt=0, le=1e6)]
    """The keep-out area ends where there is less of it near the ground."""
    stability: Literal["A", "B", "C", "D", "E", "F"] = "D"
    """Pasquill's class: A a sunny afternoon, D overcast or windy, F a clear calm night."""
    source_m: Annotated[float, Field(ge=0, le=100)] = 5.0
    """Width of the leak or the pool."""
    from_s: Seconds = 0.0
    until_s: Seconds = 86_400.0
    infrared_m2_g: Annotated[float, Field(ge=0, le=10)] = 0.0
    """How much of the camera's band a gram of it absorbs; 0 is invisible to the camera, as most gases are."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
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


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ChimneySpec:
    """A stack on or beside a building."""

    x_m: float
    """Ahead of the building's middle."""
    y_m: float
    """To its right."""
    top_m: Annotated[float, Field(gt=0, le=150)]
    width_m: Annotated[float, Field(gt=0, le=20)] = 0.8
    temperature_celsius: Celsius


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BuildingSpec:
    """A hall, a house or a tank: a box, or a round one, with a flat or a gable roof."""

    name: str
    north_m: float
    east_m: float
    heading_deg: Bearing = 0.0
    shape: Literal["box", "round"] = "box"
    width_m: Metres
    length_m: Metres
    eaves_m: Metres
    ridge_m: Metres
    """The same as `eaves_m` for a flat roof."""
    roof_celsius: Celsius
    wall_celsius: Celsius
    roof_mirrors: Fraction = 0.0
    """What part of the sky and the sun a metal roof throws back; the rest it emits."""
    chimneys: tuple[ChimneySpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CarSpec:
    """A parked car."""

    name: str
    north_m: float
    east_m: float
    heading_deg: Bearing
    hood_celsius: Celsius
    body_celsius: Celsius


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
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
    sunk_m: Annotated[float, Field(ge=0, le=1.8)] = 0.0
    """How deep the body lies in snow, moss or scree: only what is higher is seen."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AnimalSpec:
    """A warm body that is nobody."""

    name: str
    north_m: float
    east_m: float
    kind: Literal["sheep", "elk", "dog"]
    heading_deg: Bearing = 0.0
    is_lying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BoulderSpec:
    """A stone to hide beside; warm on top where the sun has been."""

    name: str
    north_m: float
    east_m: float
    diameter_m: Annotated[float, Field(ge=0.3, le=15)]
    height_m: Annotated[float, Field(ge=0.2, le=10)]
    temperature_celsius: Celsius


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CourseSpec:
    """How a training course is marked; see `score.mark`."""

    minutes: Annotated[float, Field(gt=0, le=600)] = 20.0
    """What is found after this long earns nothing for speed."""
    exact_m: Annotated[float, Field(gt=0, le=15)] = 2.0
    """A finding this exact earns all its points for place."""
