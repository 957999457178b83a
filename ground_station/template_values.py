"""The values of a template that a station may set for itself, with what people call them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Literal

from ground_station.api.template_views import OwnValue
from ground_station.messages import words
from missions.catalogue import Parameter, Template
from missions.exchange.overrides import PARAMETER_LIMITS, TIGHTENING, TIGHTER_DOWN, Overrides

UNITS = {
    "_m": "m",
    "_fraction": "fraction",
    "_px": "px",
    "_um": "µm",
    "_mm": "mm",
    "_constant_ms": "ms",
    "_ms": "m/s",
    "_wh": "Wh",
    "_w": "W",
    "_kg": "kg",
    "_m2": "m²",
}
"""End of a name -> its unit."""


def own_values(theirs: Template, overrides: Overrides, language: str) -> list[OwnValue]:
    """Every value that the station may set, the publisher's beside its own; limits of safety first."""
    spoken = words(language)

    def value(place: str, title: str, unit: str, number: float | bool) -> OwnValue:
        return OwnValue(
            place=place,
            title=title,
            unit=unit,
            theirs=number,
            ours=overrides.get(place),
            stricter=_stricter(place),
        )

    rows = [
        value(f"safety/{name}", spoken.format(f"own-safety-{_dashed(name)}"), _unit(name), number)
        for name, number in theirs.content["safety"].items()
    ]
    for parameter in theirs.parameters:
        title = parameter.title.get(language) or parameter.title["nb"]
        for part, number in _parts(parameter):
            rows.append(
                value(
                    f"parameters/{parameter.name}/{part}",
                    spoken.format(f"own-parameter-{part}", title=title),
                    parameter.unit,
                    number,
                )
            )
    for section, numbers in (("sensor", theirs.content["sensor"]), ("aircraft", asdict(theirs.aircraft))):
        rows += [
            value(f"{section}/{name}", spoken.format(f"own-{section}-{_dashed(name)}"), _unit(name), number)
            for name, number in numbers.items()
            if isinstance(number, bool | int | float)
        ]
    return rows


def _parts(parameter: Parameter) -> Iterator[tuple[str, float | bool]]:
    if parameter.kind == "boolean":
        yield "default", bool(parameter.default)
        return
    yield "default", float(parameter.default)
    for part, number in (("minimum", parameter.minimum), ("maximum", parameter.maximum)):
        if math.isfinite(number):
            yield part, number


def _stricter(place: str) -> Literal["lower", "higher"] | None:
    tighter = TIGHTENING.get(place)
    if tighter is None and place.startswith("parameters/"):
        tighter = PARAMETER_LIMITS.get(place.rpartition("/")[2])
    if tighter is None:
        return None
    return "lower" if tighter == TIGHTER_DOWN else "higher"


def _unit(name: str) -> str:
    ending = max((end for end in UNITS if name.endswith(end)), key=len, default="")
    return UNITS.get(ending, "")


def _dashed(name: str) -> str:
    return name.replace("_", "-")
