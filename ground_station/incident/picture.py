"""The incident as it is now: what every event so far adds up to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ground_station.incident.events import (
    AirCleared,
    AirClearingOrdered,
    AirFreed,
    AlertCleared,
    AlertRaised,
    CommandIssued,
    ControlChanged,
    Event,
    FindingFound,
    FindingMerged,
    FindingReviewed,
    FindingUpdated,
    FlightProgressed,
    GuestLinkMade,
    GuestLinkOpened,
    GuestLinkRevoked,
    IncidentClosed,
    IncidentOpened,
    LayerAdded,
    LayerRemoved,
    LogEntered,
    MarkAdded,
    MissionUploaded,
    ParametersSet,
    PlanMade,
    PreflightOverridden,
    PreflightTicked,
    SearchMapMade,
    VehicleConnected,
    VehicleLost,
    VehicleModeChanged,
    VehicleSaid,
)
from ground_station.incident.records import (
    Finding,
    Incident,
    Mark,
    Message,
    OwnLayer,
    PlanSummary,
    SearchBasis,
    VehicleFence,
)

LOG_LENGTH = 200
SAID_BY_PEOPLE = ("status", "reviewed_by", "note", "assigned_to", "assigned_by", "assigned_at")
"""What of a finding no camera changes."""


class Picture(Message):
    """The incident as it is after event `seq`, without the live state (which comes in the first frames)."""

    incident: Incident
    findings: list[Finding]
    marks: list[Mark]
    plans: list[PlanSummary]
    search: SearchBasis | None = None
    """Where somebody is looked for, as it was said last."""
    layers: list[OwnLayer] = []
    """What the crew has laid over the map."""
    fences: list[VehicleFence] = []
    """What is on each aircraft, as far as this incident's journal knows."""
    log: list[Event]
    """The newest 200 events that people read: not the finding updates, not the flights' progress."""

    def finding(self, finding_id: str) -> Finding | None:
        """The finding with that id, or None."""
        return next((finding for finding in self.findings if finding.id == finding_id), None)


def opened(event: IncidentOpened) -> Picture:
    """The picture after an incident's first event."""
    return Picture(incident=event.incident, findings=[], marks=[], plans=[], log=[event])


def picture_of(first: IncidentOpened, rest: Iterable[Event]) -> Picture:
    """The picture after a whole journal."""
    picture = opened(first)
    for event in rest:
        picture = apply(picture, event)
    return picture


def apply(picture: Picture, event: Event) -> Picture:
    """The picture after `event`."""
    match event:
        case IncidentOpened():
            changed = picture.model_copy(update={"incident": event.incident})
        case IncidentClosed():
            closed = picture.incident.model_copy(update={"status": "closed", "closed_at": event.at})
            changed = picture.model_copy(update={"incident": closed})
        case FindingFound() | FindingUpdated():
            changed = _with_finding(picture, event.finding)
        case FindingMerged():
            kept = [finding for finding in picture.findings if finding.id != event.finding_id]
            changed = picture.model_copy(update={"findings": kept})
        case FindingReviewed():
            changed = _reviewed(picture, event)
        case MarkAdded():
            others = [mark for mark in picture.marks if mark.id != event.mark.id]
            changed = picture.model_copy(update={"marks": [*others, event.mark]})
        case LayerAdded() | LayerRemoved():
            changed = _with_layers(picture, event)
        case PlanMade():
            earlier = [plan for plan in picture.plans if plan.id != event.plan.id]
            changed = picture.model_copy(update={"plans": [*earlier, event.plan]})
        case SearchMapMade():
            changed = picture.model_copy(update={"search": event.search})
        case MissionUploaded() | CommandIssued():
            changed = _with_fence(picture, event)
        case (
            ControlChanged()
            | AlertRaised()
            | AlertCleared()
            | PreflightTicked()
            | PreflightOverridden()
            | ParametersSet()
            | FlightProgressed()
            | AirClearingOrdered()
            | AirCleared()
            | AirFreed()
            | VehicleConnected()
            | VehicleLost()
            | VehicleModeChanged()
            | VehicleSaid()
            | LogEntered()
            | GuestLinkMade()
            | GuestLinkOpened()
            | GuestLinkRevoked()
        ):
            changed = picture
        case _:
            assert_never(event)
    return _logged(changed, event)


def _with_layers(picture: Picture, event: LayerAdded | LayerRemoved) -> Picture:
    changed = event.layer.id if isinstance(event, LayerAdded) else event.layer_id
    layers = [layer for layer in picture.layers if layer.id != changed]
    if isinstance(event, LayerAdded):
        layers.append(event.layer)
    return picture.model_copy(update={"layers": layers})


def _with_fence(picture: Picture, event: MissionUploaded | CommandIssued) -> Picture:
    """A fence goes with a plan and stays until another takes its place or somebody clears it."""
    others = [fence for fence in picture.fences if fence.vehicle_id != event.vehicle_id]
    if isinstance(event, CommandIssued):
        is_cleared = (event.command, event.outcome) == ("clear_fence", "accepted")
        return picture.model_copy(update={"fences": others}) if is_cleared else picture
    if event.fence_area is None:
        return picture
    fence = VehicleFence(
        vehicle_id=event.vehicle_id,
        plan_id=event.plan_id,
        is_stations=event.is_fence_stations,
        area=event.fence_area,
    )
    return picture.model_copy(update={"fences": [*others, fence]})


def keep_verdict(picture: Picture, event: Event) -> Event:
    """`event`, with what people said of the finding kept when the machine only measured it again.

    One thing the machine may say: what was extinguished burns again.
    """
    if not isinstance(event, FindingUpdated):
        return event
    known = picture.finding(event.finding.id)
    burns_again = known is not None and known.status == "extinguished" and event.finding.status == "found"
    if known is None or burns_again:
        return event
    verdict = {name: getattr(known, name) for name in SAID_BY_PEOPLE}
    return event.model_copy(update={"finding": event.finding.model_copy(update=verdict)})


def _with_finding(picture: Picture, finding: Finding) -> Picture:
    """The finding replaced in its place, or added last."""
    findings = [finding if known.id == finding.id else known for known in picture.findings]
    if picture.finding(finding.id) is None:
        findings.append(finding)
    return picture.model_copy(update={"findings": findings})


def _reviewed(picture: Picture, event: FindingReviewed) -> Picture:
    known = picture.finding(event.finding_id)
    if known is None:
        return picture
    verdict = {"status": event.verdict, "reviewed_by": event.actor, "note": event.note}
    return _with_finding(picture, known.model_copy(update=verdict | _assignment(event)))


def _assignment(event: FindingReviewed) -> dict[str, object]:
    """Who has it now: whoever put it out goes on to be named, any other verdict takes it from them."""
    if event.verdict == "extinguished":
        return {}
    if event.verdict == "assigned":
        return {"assigned_to": event.assignee, "assigned_by": event.actor, "assigned_at": event.at}
    return {"assigned_to": None, "assigned_by": None, "assigned_at": None}


def _logged(picture: Picture, event: Event) -> Picture:
    """Finding updates and flights' progress come all the time and would push everything else out of the log."""
    if isinstance(event, (FindingUpdated, FlightProgressed)):
        return picture
    return picture.model_copy(update={"log": [*picture.log, event][-LOG_LENGTH:]})
