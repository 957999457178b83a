"""What the API needs of the running station. `app.py` implements it; tests have their own small one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ground_station.api.flight_desk import FlightDesk
from ground_station.api.search_desk import SearchDesk
from ground_station.api.template_desk import TemplateDesk
from ground_station.api.wire import Command, CommandResult, PlanRequest, PlanView, State, TemplateView
from ground_station.incident.records import GeoJson


@dataclass(frozen=True, slots=True, kw_only=True)
class ThermalPicture:
    """The newest thermal picture of an aircraft, ready to show."""

    number: int
    """Grows by one per frame of that camera."""
    header: dict[str, Any]
    """`vehicle_id, frame, at, width_px, height_px, min_celsius, max_celsius, detections` (a list of `SeenInFrame`)."""
    jpeg: bytes
    """Coloured with the inferno ramp from `min_celsius` to `max_celsius`."""


class Station(Protocol):
    """The running station, as the API sees it."""

    @property
    def flight(self) -> FlightDesk:
        """Whoever flies."""

    @property
    def catalogue(self) -> TemplateDesk:
        """Whoever looks after the templates."""

    @property
    def search(self) -> SearchDesk:
        """Whoever reckons where a missing person may be."""

    def state(self) -> Mapping[str, State]:
        """The newest live state of every key."""

    def on_state(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener` with each key that changes, in the event loop; the result unsubscribes."""

    async def command(self, vehicle_id: int, command: Command, actor: str, language: str) -> CommandResult:
        """Tell an aircraft to do something and journal it. Raises `UnknownVehicle`, `ControlRefused`."""

    async def upload(self, vehicle_id: int, plan_id: str, part: int, actor: str, language: str) -> CommandResult:
        """Send a plan, verify what is on the aircraft, journal it.

        Raises `UnknownVehicle`, `UnknownPlan`, `ControlRefused`.
        """

    async def plan(self, incident_id: str, request: PlanRequest, actor: str, language: str) -> PlanView:
        """Bind a template to an area; journalled when it is flyable.

        Raises `UnknownTemplate`, `BadTemplate`, `BadParameter`, `BadArea`, `BadWind`.
        """

    def plan_view(self, plan_id: str, language: str) -> PlanView:
        """A plan made earlier. Raises `UnknownPlan`."""

    def plan_file(self, plan_id: str, part: int) -> str:
        """What one aircraft flies with its fence and rally points, as a `.plan`. Raises `UnknownPlan`."""

    def templates(self, language: str) -> list[TemplateView]:
        """Every template that can be planned with, in the caller's language."""

    def seen(self, incident_id: str) -> GeoJson:
        """What ground was really imaged: a GeoJSON FeatureCollection."""

    def terrain_tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A 256x256 PNG of heights in Terrarium encoding (Web Mercator tile), or None where nothing is known."""

    def terrain_bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the elevation model in degrees, or None without one."""

    def thermal_pictures(self, vehicle_id: int) -> AsyncIterator[ThermalPicture]:
        """Each newest picture as it comes; skips those a slow reader has missed. Raises `UnknownVehicle`."""


class UnknownVehicle(LookupError):
    """No aircraft has the id that is its argument."""


class UnknownPlan(LookupError):
    """No plan has the id that is its argument."""


class UnknownTemplate(LookupError):
    """No template has the name that is its argument."""


class BadTemplate(ValueError):
    """A template that must not be chosen, or that the station's own values do not fit; the text says why."""


class BadParameter(ValueError):
    """A value the template does not allow; the text, in the caller's language, names it and its limits."""


class BadArea(ValueError):
    """The area cannot be planned on; the text says why and how to mend it."""


class BadWind(ValueError):
    """No wind to plan with; the text says why and what to do."""
