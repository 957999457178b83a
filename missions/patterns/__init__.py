"""The patterns: one file each, found by their files.

A file here that has a `PATTERN` is a pattern of that file's name; a template names it. Nothing else has to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from missions.area import Area
from missions.camera_footprint import Sensor
from missions.drawing import Drawing
from missions.errors import AreaError, ParameterError
from missions.flight_time import Wind
from missions.legs import Work
from missions.task import Task, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known before the ground to look at is."""

    drawing: Drawing
    values: Mapping[str, Value]
    sensor: Sensor
    wind: Wind

    def number(self, name: str) -> float:
        """A parameter that is a number."""
        return float(self.values[name])

    @property
    def half_picture_m(self) -> float:
        """Half of the picture's shorter side on level ground, straight down."""
        height_m = self.number("height_agl_m")
        return min(self.sensor.footprint_width_m(height_m), self.sensor.footprint_length_m(height_m)) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How long one aircraft takes to its station, stays and comes back."""

    out_s: float
    watch_s: float
    back_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """When aircraft that take turns take off."""

    departures_s: tuple[tuple[float, ...], ...]
    """For each, from the first take-off on."""
    unwatched_s: float
    """How long nobody is there, at worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How one kind of task is flown."""

    draws: tuple[str, ...]
    """What it can be drawn as (`Drawing.kind`), the most natural first."""
    needs: tuple[str, ...] = ()
    """Parameters that its templates must have, besides `height_agl_m`, `speed_ms` and `return_height_m`."""
    area: Callable[[Setting], Area]
    """The ground that it promises to look at. Raises AreaError."""
    work: Callable[[Task], list[Work]]
    """What each aircraft does, in the order of `Task.homes`."""
    is_spaced: bool = False
    """Whether lines closer together mend a gap in what is seen."""
    rota: Callable[[Task, Sequence[Turn]], Rota] | None = None
    """For aircraft that take turns."""


@cache
def patterns() -> dict[str, Pattern]:
    """All there are, by name."""
    found: dict[str, Pattern] = {}
    for entry in iter_modules(__path__):
        pattern = getattr(import_module(f"{__name__}.{entry.name}"), "PATTERN", None)
        if isinstance(pattern, Pattern):
            found[entry.name] = pattern
    return found


def find_pattern(name: str, drawn: str, values: Mapping[str, Value]) -> Pattern:
    """The pattern of this name, to be flown over what was drawn.

    Raises ParameterError when it is unknown or lacks parameters, AreaError when it is not drawn so.
    """
    pattern = patterns().get(name)
    if pattern is None:
        known = ", ".join(patterns())
        raise ParameterError(
            "pattern_unknown",
            f"There is no pattern {name}.",
            remedy=f"Known are {known}.",
            details={"name": name, "known": known},
        )
    lacking = [needed for needed in pattern.needs if needed not in values]
    if lacking:
        raise ParameterError(
            "pattern_needs",
            f"The pattern {name} needs the parameters {', '.join(lacking)}.",
            remedy="Add them to the template.",
            details={"name": name, "lacking": ", ".join(lacking)},
        )
    if drawn not in pattern.draws:
        raise AreaError(
            "drawing_kind",
            f"This task cannot be drawn as a {drawn}.",
            remedy=f"Draw a {' or a '.join(pattern.draws)}.",
            details={"kind": drawn, "wanted": pattern.draws[0]},
        )
    return pattern
