"""What of an incident a guest's link shows: rows, used by snapshot, events and live state alike. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ground_station.access.permissions import Layer
from ground_station.incident.events import Event
from ground_station.incident.picture import Picture

EVENT_LAYERS: Mapping[str, Layer | None] = {
    "incident_opened": None,
    "incident_closed": None,
    "finding_found": Layer.FINDINGS,
    "finding_updated": Layer.FINDINGS,
    "finding_merged": Layer.FINDINGS,
    "finding_reviewed": Layer.FINDINGS,
    "plan_made": Layer.PLANS,
    "mark_added": Layer.MARKS,
    "layer_added": Layer.MARKS,
    "layer_removed": Layer.MARKS,
    "search_map_made": Layer.SEARCH,
}
"""Event -> the layer it belongs to (None: every link shows it). All others are the log's."""

STATE_LAYERS: Mapping[str, Layer] = {
    "vehicle": Layer.AIRCRAFT,
    "traffic": Layer.AIRCRAFT,
    "camera": Layer.THERMAL,
    "seen": Layer.SEEN,
}
"""The first word of a state's key -> its layer. All others are for the crew only."""


def shows_event(layers: Collection[Layer], event: Event) -> bool:
    """Whether a guest gets an event."""
    layer = EVENT_LAYERS.get(event.type, Layer.LOG)
    return layer is None or layer in layers


def shows_state(layers: Collection[Layer], key: str) -> bool:
    """Whether a guest gets the state of `key`."""
    return STATE_LAYERS.get(key.split("/", 1)[0]) in layers


def shown_picture(layers: Collection[Layer], picture: Picture) -> Picture:
    """The picture with what the link does not show left out."""
    return Picture(
        incident=picture.incident,
        findings=picture.findings if Layer.FINDINGS in layers else [],
        marks=picture.marks if Layer.MARKS in layers else [],
        plans=picture.plans if Layer.PLANS in layers else [],
        search=picture.search if Layer.SEARCH in layers else None,
        layers=picture.layers if Layer.MARKS in layers else [],
        # With which flight a fence came stands in the log.
        fences=picture.fences if {Layer.PLANS, Layer.LOG} <= set(layers) else [],
        log=[event for event in picture.log if shows_event(layers, event)],
    )
