"""Plain GeoJSON zones: polygons with a name, a kind and limits among their properties.

Limits are objects with `value`, `unit` (M, FT, FL) and `referenceDatum` (GND, MSL, STD, WGS84), called `lowerCeiling`
and `upperCeiling` as openAIP's converter writes them. Without them a zone has every height.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from missions.airspace.openair import kind_of
from missions.airspace.volume import GROUND, UNLIMITED, AirspaceVolume, Kind, Limit, limit, polygon, wrong_zone


def read(document: Mapping[str, Any], file: str) -> Iterator[AirspaceVolume]:
    """Every polygon. Raises AirspaceError, also for anything that is no polygon."""
    features = document["features"] if document.get("type") == "FeatureCollection" else [document]
    for number, feature in enumerate(features, 1):
        name = f"number {number}"
        try:
            properties = feature.get("properties") or {}
            name = str(properties.get("name") or name)
            geometry = feature["geometry"]
            several = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
            for rings in several:
                yield AirspaceVolume(
                    name=name,
                    identifier=str(properties.get("identifier") or feature.get("id") or name),
                    kind=_kind(properties),
                    shape=polygon(rings),
                    lower=_limit(properties.get("lowerCeiling"), GROUND),
                    upper=_limit(properties.get("upperCeiling"), UNLIMITED),
                )
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise wrong_zone(file, name, f"{type(error).__name__}: {error}") from error


def _kind(properties: Mapping[str, Any]) -> Kind:
    if "kind" in properties:
        return Kind(str(properties["kind"]).lower())
    return kind_of(str(properties.get("class", "")))


def _limit(row: Any, without: Limit) -> Limit:
    if row is None:
        return without
    return limit(row.get("value"), str(row.get("unit", "")), str(row.get("referenceDatum", "")))
