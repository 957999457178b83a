"""What goes into the journal: in order, every one, once. Past tense, frozen."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ground_station.incident.records import Finding, Incident, Mark, Message, PlanSummary


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
    verdict: Literal["confirmed", "dismissed", "extinguished"]
    note: str | None = None


class MarkAdded(EventBase):
    """Somebody drew on the map."""

    type: Literal["mark_added"] = "mark_added"
    mark: Mark


class PlanMade(EventBase):
    """A template was bound to a place."""

    type: Literal["plan_made"] = "plan_made"
    plan: PlanSummary


class MissionUploaded(EventBase):
    """A plan was sent to an aircraft and what is on the aircraft was verified, or not."""

    type: Literal["mission_uploaded"] = "mission_uploaded"
    vehicle_id: int
    plan_id: str
    outcome: str
    reasons: list[str] = []
    checksum: str | None = None
    """The autopilot's own plan checksum, eight hex digits, where it has one."""


class CommandIssued(EventBase):
    """Somebody told an aircraft to do something, and what it answered."""

    type: Literal["command_issued"] = "command_issued"
    vehicle_id: int
    command: str
    outcome: str
    reasons: list[str] = []


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


Event = Annotated[
    IncidentOpened
    | IncidentClosed
    | FindingFound
    | FindingUpdated
    | FindingMerged
    | FindingReviewed
    | MarkAdded
    | PlanMade
    | MissionUploaded
    | CommandIssued
    | VehicleConnected
    | VehicleLost
    | VehicleModeChanged
    | VehicleSaid
    | LogEntered,
    Field(discriminator="type"),
]
"""Any event, told apart by `type`."""
