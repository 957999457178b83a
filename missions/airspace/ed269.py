"""EUROCAE ED-269 (2020), chapter 8: UAS geographical zones in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from missions.airspace.volume import (
    FOOT_M,
    GROUND,
    UNLIMITED,
    AirspaceVolume,
    Kind,
    Limit,
    Period,
    circle,
    hours,
    limit,
    moment,
    polygon,
    wrong_zone,
)

RESTRICTIONS = {
    "PROHIBITED": Kind.FORBIDDEN,
    "REQ_AUTHORISATION": Kind.ASK,
    "REQ_AUTHORIZATION": Kind.ASK,
    "CONDITIONAL": Kind.CONDITIONS,
    "NO_RESTRICTION": Kind.INFORMATION,
}
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
        kind=RESTRICTIONS.get(str(feature.get("restriction", "")).upper(), Kind.ASK),
        shape=shape,
        lower=_limit(volume, "lower", unit, GROUND),
        upper=_limit(volume, "upper", unit, UNLIMITED),
        periods=tuple(_period(row) for row in feature.get("applicability") or ()),
    )


def _limit(volume: Mapping[str, Any], which: str, unit: str, without: Limit) -> Limit:
    value = volume.get(f"{which}Limit")
    return without if value is None else limit(value, unit, str(volume.get(f"{which}VerticalReference", "")))


def _period(row: Mapping[str, Any]) -> Period:
    if str(row.get("permanent", "")).upper() == "YES":
        return Period(hours=hours(row.get("schedule")))
    begins, ends = moment(row.get("startDateTime")), moment(row.get("endDateTime"))
    if begins is not None and ends is not None and ends <= begins:
        # Nobody can tell which of the two is wrong.
        return Period()
    return Period(begins=begins, ends=ends, hours=hours(row.get("schedule")))
