"""MET Norway's Locationforecast 2.0 (JSON): read, and asked for the wind that a plan has to reckon with."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from missions.flight_time import Wind

MEASURED_AT_M = 10.0
SHEAR = 1 / 7
"""Exponent of the wind's growth with height over open land (Hellmann's power law)."""
HIGHEST_M = 200.0


class WeatherError(Exception):
    """No forecast that can be used; `code` names the sentence `weather-<code>`, `details` its arguments."""

    def __init__(self, code: str, **details: str | float) -> None:
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The forecast for one moment."""

    at: datetime
    wind_from_deg: float
    wind_ms: float
    """Ten minutes' mean, 10 m above ground."""
    gust_ms: float | None
    temperature_celsius: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Hours in order, for one place."""

    updated_at: datetime
    hours: tuple[Hour, ...]

    def strongest(self, begins: datetime, ends: datetime) -> Hour:
        """The windiest hour of a stretch of time. Raises WeatherError where the forecast does not reach."""
        reach = timedelta(hours=1)
        found = [hour for hour in self.hours if begins - reach < hour.at <= ends]
        if not found or self.hours[-1].at < ends - reach:
            raise WeatherError("out-of-reach", until=self.hours[-1].at.isoformat())
        return max(found, key=lambda hour: hour.wind_ms)


def wind_at(hour: Hour, height_agl_m: float) -> Wind:
    """The mean wind at a height above ground, by the power law."""
    height_m = min(max(height_agl_m, MEASURED_AT_M), HIGHEST_M)
    return Wind(from_deg=hour.wind_from_deg, speed_ms=round(hour.wind_ms * (height_m / MEASURED_AT_M) ** SHEAR, 1))


def read_forecast(data: bytes) -> Forecast:
    """The forecast in a response. Raises WeatherError naming what is wrong with it."""
    try:
        properties = json.loads(data)["properties"]
        units = properties["meta"]["units"]
        if units.get("wind_speed") != "m/s" or units.get("wind_from_direction") != "degrees":
            raise WeatherError("unreadable", reason=f"units {units.get('wind_speed')}")
        hours = tuple(sorted((_hour(row) for row in properties["timeseries"]), key=lambda hour: hour.at))
        updated_at = _moment(properties["meta"]["updated_at"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeatherError("unreadable", reason=f"{type(error).__name__}: {error}") from error
    if not hours:
        raise WeatherError("unreadable", reason="no hours")
    return Forecast(updated_at=updated_at, hours=hours)


def _hour(row: Mapping[str, Any]) -> Hour:
    details = row["data"]["instant"]["details"]
    hour = Hour(
        at=_moment(row["time"]),
        wind_from_deg=float(details["wind_from_direction"]),
        wind_ms=float(details["wind_speed"]),
        gust_ms=_maybe(details.get("wind_speed_of_gust")),
        temperature_celsius=_maybe(details.get("air_temperature")),
    )
    if not (math.isfinite(hour.wind_ms) and hour.wind_ms >= 0 and math.isfinite(hour.wind_from_deg)):
        raise ValueError("a wind that is no number")
    return hour


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return found


def _maybe(value: Any) -> float | None:
    return None if value is None else float(value)
