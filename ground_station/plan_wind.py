"""The wind that a plan is asked to reckon with: as somebody states it, or as it is forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ground_station.api.station import BadWind
from ground_station.api.wire import WindRequest, WindView
from ground_station.config import WeatherSettings
from ground_station.messages import words
from missions.catalogue import Template
from missions.flight_time import Wind
from missions.terrain import Terrain

USUAL_HEIGHT_M = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WindSource:
    """Where a forecast is had from."""

    weather: WeatherSettings
    cache: Path
    terrain: Terrain | None

    def asked_for(
        self,
        wanted: WindRequest | None,
        template: Template,
        parameters: Mapping[str, Any],
        drawn: Mapping[str, Any],
        language: str,
    ) -> WindView | None:
        """The wind to plan with; None: calm. May take as long as the forecast service does. Raises BadWind."""
        if wanted is None:
            return _stated_by(template, parameters)
        if wanted.source == "forecast":
            return self._forecast(float(parameters.get("height_agl_m", USUAL_HEIGHT_M)), drawn, language)
        if wanted.from_deg is None or wanted.speed_ms is None:
            raise BadWind(words(language).format("plan-wind-by-hand"))
        return WindView(source="hand", from_deg=wanted.from_deg % 360.0, speed_ms=wanted.speed_ms)

    def _forecast(self, height_agl_m: float, drawn: Mapping[str, Any], language: str) -> WindView:
        # The HTTP client behind it is loaded when somebody asks for a forecast.
        from ground_station.weather.for_plan import forecast_for
        from ground_station.weather.forecast import WeatherError

        now = datetime.now(UTC)
        try:
            found = forecast_for(
                drawn, height_agl_m, settings=self.weather, cache=self.cache, terrain=self.terrain, now=now
            )
        except WeatherError as error:
            raise BadWind(words(language).format(f"plan-weather-{error.code}", **error.details)) from error
        return WindView(
            source="forecast",
            from_deg=found.wind.from_deg,
            speed_ms=found.wind.speed_ms,
            gust_ms=found.hour.gust_ms,
            at=found.hour.at,
            issued_at=found.issued_at,
        )


def flown_in(view: WindView | None) -> Wind | None:
    """For the planner."""
    return None if view is None else Wind(from_deg=view.from_deg, speed_ms=view.speed_ms)


def as_parameters(view: WindView | None, template: Template) -> dict[str, float]:
    """The same wind where the template itself asks for it: what is flown and what is written down must agree."""
    if view is None or not _asks_for_wind(template):
        return {}
    return {"wind_from_deg": view.from_deg, "wind_speed_ms": view.speed_ms}


def _stated_by(template: Template, parameters: Mapping[str, Any]) -> WindView | None:
    if not _asks_for_wind(template):
        return None
    values = template.bound(parameters)
    return WindView(source="template", from_deg=float(values["wind_from_deg"]), speed_ms=float(values["wind_speed_ms"]))


def _asks_for_wind(template: Template) -> bool:
    return {"wind_from_deg", "wind_speed_ms"} <= {parameter.name for parameter in template.parameters}
