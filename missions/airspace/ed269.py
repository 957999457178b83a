"""EUROCAE ED-269 (2020), chapter 8: UAS geographical zones in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from missions.airspace.uas_zone import kind_of, limit_of, period_of
from missions.airspace.volume import (
    FOOT_M,
    GROUND,
    UNLIMITED,
    AirspaceVolume,
    Period,
    circle,
    hours,
    polygon,
    wrong_zone,
)

UNITS_M = {"M": 1.0, "FT": FOOT_M}


def is_ed269(document: Mapping[str, Any]) -> bool:
    """Whether a JSON document looks like this format: features with a list of volumes."""
    features = document.get("features")
    return isinstance(features, list) and any(
        isinstance(feature, dict) and isinstance(feature.get("geometry"), list) for feature in features
    )


def read(document: Mapping[str, Any], file: str) -> Iterator[AirspaceVolume]:
    """Every volume of every zone. Raises AirspaceError."""
    for number, feature in enumerate(document["features"], 1):
        name = f"number {number}"
        try:
            name = str(feature.get("name") or feature["identifier"])
            for volume in feature["geometry"]:
                yield _volume(feature, volume, name)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise wrong_zone(file, name, f"{type(error).__name__}: {error}") from error


def _volume(feature: Mapping[str, Any], volume: Mapping[str, Any], name: str) -> AirspaceVolume:
    unit = str(volume.get("uomDimensions", "")).upper()
    place = volume["horizontalProjection"]
    if place["type"] == "Circle":
        # The radius is in the volume's unit; of an unknown one the larger is taken.
        shape = circle(place["center"], float(place["radius"]) * UNITS_M.get(unit, 1.0))
    else:
        shape = polygon(place["coordinates"])
    return AirspaceVolume(
        name=name,
        identifier=str(feature.get("identifier", name)),
        kind=kind_of(feature.get("restriction")),
        shape=shape,
        lower=limit_of(volume, "lowerLimit", "lowerVerticalReference", unit, GROUND),
        upper=limit_of(volume, "upperLimit", "upperVerticalReference", unit, UNLIMITED),
        periods=tuple(_period(row) for row in feature.get("applicability") or ()),
    )


def _period(row: Mapping[str, Any]) -> Period:
    if str(row.get("permanent", "")).upper() == "YES":
        return Period(hours=hours(row.get("schedule")))
    return period_of(row)
