"""What goes into the journal: in order, every one, once. Past tense, frozen."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ground_station.incident.records import (
    Finding,
    GeoJson,
    Incident,
    Mark,
    Message,
    OwnLayer,
    PlanSummary,
    SearchBasis,
)


class EventBase(Message):
    """What every event has."""

    seq: int = 0
    """Place in the incident's journal, from 1; 0 until the journal has numbered it."""
    at: datetime
    actor: str
    """Who: a user's name, `station`, or `vehicle/1`."""


class IncidentOpened(EventBase):
    """Somebody opened the incident."""

    type: Literal["incident_opened"] = "incident_opened"
    incident: Incident


class IncidentClosed(EventBase):
    """Somebody closed the incident."""

    type: Literal["incident_closed"] = "incident_closed"


class FindingFound(EventBase):
    """Something hot or human was seen that was not known before."""

    type: Literal["finding_found"] = "finding_found"
    finding: Finding


class FindingUpdated(EventBase):
    """A finding became clearer: better placed, hotter, seen again later."""

    type: Literal["finding_updated"] = "finding_updated"
    finding: Finding


class FindingMerged(EventBase):
    """Two findings turned out to be one thing; `finding_id` is gone, `into` goes on."""

    type: Literal["finding_merged"] = "finding_merged"
    finding_id: str
    into: str


class FindingReviewed(EventBase):
    """A person judged a finding."""

    type: Literal["finding_reviewed"] = "finding_reviewed"
    finding_id: str
    verdict: Literal["confirmed", "dismissed", "assigned", "extinguished"]
    note: str | None = None
    assignee: str | None = None
    """To which crew or unit it was given; with the verdict `assigned`."""


class MarkAdded(EventBase):
    """Somebody drew on the map."""

    type: Literal["mark_added"] = "mark_added"
    mark: Mark


class LayerAdded(EventBase):
    """Somebody laid a file of the crew's own over the map."""

    type: Literal["layer_added"] = "layer_added"
    layer: OwnLayer


class LayerRemoved(EventBase):
    """Somebody took such a file off the map."""

    type: Literal["layer_removed"] = "layer_removed"
    layer_id: str


class PlanMade(EventBase):
    """A template was bound to a place."""

    type: Literal["plan_made"] = "plan_made"
    plan: PlanSummary


class SearchMapMade(EventBase):
    """Somebody said where a missing person may be."""

    type: Literal["search_map_made"] = "search_map_made"
    search: SearchBasis


SentItem = tuple[int, int, float | None, float | None, float | None, float | None, float, float, float, bool]
"""MAV_CMD, frame, four parameters (null: NaN), latitude, longitude (degrees), height (m), goes on by itself."""


class MissionUploaded(EventBase):
    """A plan was sent to an aircraft and what is on the aircraft was verified, or not."""

    type: Literal["mission_uploaded"] = "mission_uploaded"
    vehicle_id: int
    plan_id: str
    outcome: str
    reasons: list[str] = []
    checksum: str | None = None
    """The autopilot's own plan checksum, eight hex digits, where it has one."""
    part: int = 0
    """The aircraft's place in a plan for several."""
    first_item: int = 0
    """The item of the whole plan that this flight goes on with; 0: from the beginning."""
    along: float = 0.0
    """How much of that item's leg was done before."""
    fence: str | None = None
    """The outcome for the fence that came with it; None: it had none."""
    fence_area: GeoJson | None = None
    """That fence, once the aircraft has it; None: it was sent none, or did not take it."""
    is_fence_stations: bool = False
    """The station drew the fence around the plan, which had none of its own."""
    lead: int = 0
    """How many of `sent` come before the first item of the plan itself."""
    sent: list[SentItem] | None = None
    """The shortened plan as it went to the aircraft, where only a part of the plan was flown; None: the whole plan."""
    why: str | None = None


class CommandIssued(EventBase):
    """Somebody told an aircraft to do something, and what it answered."""

    type: Literal["command_issued"] = "command_issued"
    vehicle_id: int
    command: str
    outcome: str
    reasons: list[str] = []
    why: str | None = None
    """The reason that whoever ordered it gave."""
    place: tuple[float, float, float] | None = None
    """Latitude, longitude (degrees) and height above home (m) where the order names them."""


class ControlChanged(EventBase):
    """The command of an aircraft was taken, asked for or handed over."""

    type: Literal["control_changed"] = "control_changed"
    vehicle_id: int
    change: Literal["taken", "asked", "granted", "refused", "withdrawn", "released", "announced", "passed"]
    pilot: str | None
    """Who is in command after this; None: nobody."""
    next_pilot: str | None = None
    why: str | None = None


class AlertRaised(EventBase):
    """A safety rule is broken."""

    type: Literal["alert_raised"] = "alert_raised"
    vehicle_id: int
    rule: str
    severity: Literal["critical", "warning"]


class AlertCleared(EventBase):
    """A safety rule that was broken is kept again."""

    type: Literal["alert_cleared"] = "alert_cleared"
    vehicle_id: int
    rule: str


class PreflightTicked(EventBase):
    """Somebody ticked an item of an aircraft's checklist, or took the tick back."""

    type: Literal["preflight_ticked"] = "preflight_ticked"
    vehicle_id: int
    item: str
    is_ticked: bool


class PreflightOverridden(EventBase):
    """Somebody flies although checks before the flight say no."""

    type: Literal["preflight_overridden"] = "preflight_overridden"
    vehicle_id: int
    checks: list[str]
    """Which said no."""
    why: str


class ParametersSet(EventBase):
    """Somebody changed parameters of an autopilot, and what was read back."""

    type: Literal["parameters_set"] = "parameters_set"
    vehicle_id: int
    values: dict[str, float]
    outcome: str
    reasons: list[str] = []
    why: str | None = None


class FlightProgressed(EventBase):
    """How far an aircraft has flown and seen its plan: where another flight goes on."""

    type: Literal["flight_progressed"] = "flight_progressed"
    vehicle_id: int
    plan_id: str
    part: int
    item: int
    """The item of the whole plan that it was flying to."""
    along: float
    """How much of that item's leg is done, 0 to 1."""
    is_done: bool = False


class AirClearingOrdered(EventBase):
    """Somebody had every aircraft brought out of the way of manned traffic."""

    type: Literal["air_clearing_ordered"] = "air_clearing_ordered"
    vehicles: list[int]
    why: str
    promised_s: float
    """When the last of those that hear us will be clear."""


class AirCleared(EventBase):
    """One aircraft is out of the way, or could not be brought there in the promised time."""

    type: Literal["air_cleared"] = "air_cleared"
    vehicle_id: int
    how: Literal["layer", "land", "return", "leave", "disarm"]
    is_clear: bool
    took_s: float
    promised_s: float
    reasons: list[str] = []


class AirFreed(EventBase):
    """Somebody said that the manned traffic is gone."""

    type: Literal["air_freed"] = "air_freed"
    why: str


class VehicleConnected(EventBase):
    """An aircraft was heard for the first time, or again after silence."""

    type: Literal["vehicle_connected"] = "vehicle_connected"
    vehicle_id: int


class VehicleLost(EventBase):
    """An aircraft has been silent too long."""

    type: Literal["vehicle_lost"] = "vehicle_lost"
    vehicle_id: int


class VehicleModeChanged(EventBase):
    """An aircraft flies in another mode."""

    type: Literal["vehicle_mode_changed"] = "vehicle_mode_changed"
    vehicle_id: int
    mode: str
    is_armed: bool


class VehicleSaid(EventBase):
    """An aircraft said something in words (STATUSTEXT)."""

    type: Literal["vehicle_said"] = "vehicle_said"
    vehicle_id: int
    severity: int
    """MAV_SEVERITY: 0 emergency to 7 debug."""
    text: str


class LogEntered(EventBase):
    """Somebody wrote in the log."""

    type: Literal["log_entered"] = "log_entered"
    text: str
    key: str | None = None
    """The writer's own name for it: an entry that is sent twice, because an answer was lost, is written once."""


class GuestLinkMade(EventBase):
    """Somebody made a link for people without an account."""

    type: Literal["guest_link_made"] = "guest_link_made"
    link_id: str
    name: str
    """For whom."""
    layers: list[str]
    expires_at: datetime


class GuestLinkOpened(EventBase):
    """Somebody came in by a guest's link."""

    type: Literal["guest_link_opened"] = "guest_link_opened"
    link_id: str
    name: str
    opening: int
    """The how-manieth of this link."""


class GuestLinkRevoked(EventBase):
    """Somebody took a guest's link back."""

    type: Literal["guest_link_revoked"] = "guest_link_revoked"
    link_id: str
    name: str


Event = Annotated[
    IncidentOpened
    | IncidentClosed
    | FindingFound
    | FindingUpdated
    | FindingMerged
    | FindingReviewed
    | MarkAdded
    | LayerAdded
    | LayerRemoved
    | PlanMade
    | SearchMapMade
    | MissionUploaded
    | CommandIssued
    | ControlChanged
    | AlertRaised
    | AlertCleared
    | PreflightTicked
    | PreflightOverridden
    | ParametersSet
    | FlightProgressed
    | AirClearingOrdered
    | AirCleared
    | AirFreed
    | VehicleConnected
    | VehicleLost
    | VehicleModeChanged
    | VehicleSaid
    | LogEntered
    | GuestLinkMade
    | GuestLinkOpened
    | GuestLinkRevoked,
    Field(discriminator="type"),
]
"""Any event, told apart by `type`."""
