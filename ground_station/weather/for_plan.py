"""The wind for one plan: as somebody states it, or as it is forecast where the plan is flown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import shapely

from ground_station.config import WeatherSettings
from ground_station.weather.forecast import Hour, WeatherError, wind_at
from ground_station.weather.met_norway import MetNorway
from missions.flight_time import Wind
from missions.terrain import Terrain

FLOWN_WITHIN = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastWind:
    """The wind to plan with, and what it was taken from."""

    wind: Wind
    hour: Hour
    issued_at: datetime


def forecast_wind(
    drawn: Mapping[str, Any],
    height_agl_m: float,
    *,
    settings: WeatherSettings,
    cache: Path,
    terrain: Terrain | None,
    now: datetime,
) -> Wind:
    """The wind of `forecast_for`. Raises WeatherError."""
    return forecast_for(drawn, height_agl_m, settings=settings, cache=cache, terrain=terrain, now=now).wind


def forecast_for(
    drawn: Mapping[str, Any],
    height_agl_m: float,
    *,
    settings: WeatherSettings,
    cache: Path,
    terrain: Terrain | None,
    now: datetime,
) -> ForecastWind:
    """The strongest wind forecast for the next two hours in the middle of what is drawn. Raises WeatherError."""
    try:
        middle = shapely.union_all([shapely.geometry.shape(each) for each in _geometries(drawn)]).centroid
        longitude_deg, latitude_deg = middle.x, middle.y
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise WeatherError("unreachable", reason="no place is drawn") from error
    ground_m = math.nan if terrain is None else float(terrain.height_m([latitude_deg], [longitude_deg])[0])
    service = MetNorway(settings.contact, cache, settings.address)
    forecast = service.forecast(latitude_deg, longitude_deg, ground_m, now)
    hour = forecast.strongest(now, now + FLOWN_WITHIN)
    return ForecastWind(wind=wind_at(hour, height_agl_m), hour=hour, issued_at=forecast.updated_at)


def _geometries(drawn: Mapping[str, Any]) -> list[Any]:
    if drawn["type"] == "FeatureCollection":
        return [feature["geometry"] for feature in drawn["features"]]
    return [drawn["geometry"] if drawn["type"] == "Feature" else drawn]
