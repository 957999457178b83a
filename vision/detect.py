"""One pass over a frame for everything that is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from vision import hotspots, people, people_net
from vision.detections import Detection, Detections
from vision.frames import Frame, Unit, celsius
from vision.scale import ScaleSource
from vision.scene import prepare


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSettings:
    """What to look for."""

    hotspots: hotspots.HotspotSettings = hotspots.DEFAULT
    people: people.PeopleSettings | None = field(default_factory=people.PeopleSettings)
    """None: people are not looked for."""


DEFAULT = LookSettings()
POINT_PX = hotspots.DEFAULT.ember_largest_px
"""What the lens makes of a point."""


def look(frame: Frame, settings: LookSettings = DEFAULT, metres_per_pixel: ScaleSource | None = None) -> Detections:
    """Hotspots and people of one frame, most confident first.

    `metres_per_pixel` (a number, or `scale.ground_scale` for an oblique view, or a call that finds it) lets sizes be
    judged in metres.
    """
    warm = settings.people.excess_kelvin if settings.people else settings.hotspots.ember_excess_kelvin
    scene = prepare(frame, warm, metres_per_pixel)
    wanted = hotspots.wanted(scene, settings.hotspots)
    is_grey = frame.unit is Unit.AGC8
    bodies_wanted = people.wanted(scene, settings.people) if settings.people and not is_grey else ()
    outlined, is_coarse = scene.outlined(wanted + bodies_wanted)
    hot = hotspots.judged(scene, outlined[: len(wanted)], settings.hotspots)
    if settings.people is None:
        return replace(hot, items=_as_the_camera_says(frame, scene.hottest, hot.items), is_coarse=is_coarse)
    bodies = people_net.detect(frame) if is_grey else people.judged(scene, outlined[len(wanted) :], settings.people)
    items = _one_of_each(hot.items, bodies.items, settings.hotspots.warmer_than_skin_celsius)
    return Detections(
        items=_as_the_camera_says(frame, scene.hottest, tuple(sorted(items, key=lambda item: -item.confidence))),
        is_capped=hot.is_capped or bodies.is_capped,
        is_coarse=is_coarse,
    )


def _as_the_camera_says(frame: Frame, hottest: float, items: tuple[Detection, ...]) -> tuple[Detection, ...]:
    """The detections with saturation as the camera counts it, where it does: even one pixel at the top of its range."""
    if frame.saturated_px is None or not frame.unit.is_radiometric:
        return items
    top = float(celsius(np.array([hottest], np.float32), frame.unit)[0]) - 0.01
    return tuple(
        replace(
            item, is_saturated=frame.saturated_px > 0 and item.peak_celsius is not None and item.peak_celsius >= top
        )
        for item in items
    )


def _one_of_each(
    spots: tuple[Detection, ...], bodies: tuple[Detection, ...], warmer_than_skin_celsius: float
) -> tuple[Detection, ...]:
    """All, but where a spot and a body overlap, one of them: a thing is one thing.

    What is warmer than skin burns. What is not, or has no temperature, may be a body's face: then the larger outline
    is right, unless all of it is no more than what the lens makes of a point; a face only comes to the temperature of
    skin where it fills pixels, and then there is a body around it.
    """

    def is_ember(spot: Detection, body: Detection) -> bool:
        if spot.peak_celsius is None:
            return False
        points = POINT_PX if spot.peak_celsius <= people.SKIN_CELSIUS else 3 * POINT_PX
        return spot.peak_celsius > warmer_than_skin_celsius or body.area_px <= points

    pairs = [(spot, body) for spot in spots for body in bodies if _overlap(spot, body)]
    dropped = {id(body) if is_ember(spot, body) else id(spot) for spot, body in pairs}
    return tuple(item for item in spots + bodies if id(item) not in dropped)


def _overlap(first: Detection, second: Detection) -> bool:
    x, y, width, height = first.box_px
    left, top, other_width, other_height = second.box_px
    return x < left + other_width and left < x + width and y < top + other_height and top < y + height
