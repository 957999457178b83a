"""One pass over a frame for everything that is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from vision import hotspots, people
from vision.detections import Detection, Detections
from vision.frames import Frame
from vision.scene import prepare


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSettings:
    """What to look for."""

    hotspots: hotspots.HotspotSettings = hotspots.DEFAULT
    people: people.PeopleSettings | None = field(default_factory=people.PeopleSettings)
    """None: people are not looked for."""


DEFAULT = LookSettings()


def look(frame: Frame, settings: LookSettings = DEFAULT, metres_per_pixel: float | None = None) -> Detections:
    """Hotspots and people of one frame, most confident first; the background is worked out once for both."""
    warm = settings.people.excess_kelvin if settings.people else settings.hotspots.ember_excess_kelvin
    scene = prepare(frame, warm, metres_per_pixel)
    hot = hotspots.in_scene(scene, settings.hotspots)
    if settings.people is None:
        return hot
    bodies = people.in_scene(scene, settings.people)
    # A thing is one thing: what is hot enough to burn, or small enough to be an ember, is not also a person;
    # but without temperatures a body's size says more than its being hot.
    if scene.unit.is_radiometric:
        items = hot.items + tuple(body for body in bodies.items if not _overlaps_any(body, hot))
    else:
        items = bodies.items + tuple(spot for spot in hot.items if not _overlaps_any(spot, bodies))
    return Detections(
        items=tuple(sorted(items, key=lambda item: -item.confidence)), is_capped=hot.is_capped or bodies.is_capped
    )


def _overlaps_any(item: Detection, others: Detections) -> bool:
    x, y, width, height = item.box_px
    return any(
        x < left + w and left < x + width and y < top + h and top < y + height
        for left, top, w, h in (other.box_px for other in others.items)
    )
