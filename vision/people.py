"""Warm bodies of a person's size and temperature in one frame.

A rule, not a trained model: it finds people who lie free before cooler ground and says so with modest confidence.
In daylight the ground is as warm as they are (figures in `docs/explanation/detection.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.blobs import Blobs, Limits
from vision.detections import Detections, Kind
from vision.frames import Frame, Unit, celsius
from vision.hotspots import detections
from vision.scale import ScaleSource
from vision.scene import PER_KELVIN, Scene, prepare
from vision.tiles import Wanted

Floats = NDArray[np.float32] | NDArray[np.float64]

SKIN_CELSIUS = 33.0
LEAST_PX = 4
"""Fewer pixels are a point."""
WARM_ALL_OVER = 0.45
"""What is left of the confidence then: it is drawn in the picture and becomes no finding by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSettings:
    """What counts as a person. Clothes hide much: what shows is between skin and air."""

    coolest_celsius: float = 14.0
    """Apparent peak of a clothed body where the ground is not frozen: face and hands, averaged over their pixels."""
    coolest_share: float = 0.2
    """On colder ground a body shows less: the least share of the way from the ground to skin at its peak. Winter
    clothes insulate about 2.5 clo and the air before them 0.6 (ISO 11079), and what drops over them is shared alike."""
    warmest_celsius: float = 37.0
    """Warmer than skin is an engine, an ember or metal in the sun."""
    clothed_share: float = 0.75
    """Most of a body is clothed: warmer than this share of the way from the ground to skin it is rather an engine's
    hood. Bare bodies are warm all over too, so this only lowers the confidence."""
    least_clothed_kelvin: float = 8.0
    """But where the ground is nearly as warm as skin, clothes may be this much warmer."""
    excess_kelvin: float = 4.0
    spreads: float = 5.0
    """Deviations of the ground around."""
    smallest_m2: float = 0.07
    largest_m2: float = 1.6
    """A body lying with arms out, and the blur around it."""
    smallest_px: int = 6
    largest_px: int = 900
    """Limits where the ground's scale is not known."""
    longest_to_widest: float = 4.0
    fill: float = 0.35
    """Share of its box that a compact body fills."""
    isolation: float = 0.75
    """Share of the ring around it that must be nearer to the ground than to the body."""
    grey_excess: float = 40.0
    """Least excess in a gain-controlled picture of 256 greys."""
    grey_peak: float = 220.0
    """Least grey of the peak: gain control makes bodies white at night."""


DEFAULT = PeopleSettings()


def detect(frame: Frame, settings: PeopleSettings = DEFAULT, metres_per_pixel: ScaleSource | None = None) -> Detections:
    """The person-sized warm bodies of one frame."""
    scene = prepare(frame, settings.excess_kelvin, metres_per_pixel)
    outlined, is_coarse = scene.outlined(wanted(scene, settings))
    return replace(judged(scene, outlined, settings), is_coarse=is_coarse)


def wanted(scene: Scene, settings: PeopleSettings) -> tuple[Wanted, ...]:
    """What is to be outlined in a scene for `judged`; nothing in raw counts, where no one can say what is a body."""
    if scene.unit is Unit.COUNTS:
        return ()
    kelvin = PER_KELVIN.get(scene.unit)
    return (
        Wanted(
            threshold=scene.background.threshold(_least(scene, settings), settings.spreads if kelvin else 3.0),
            limits=Limits(
                largest_px=lambda: scene.most_pixels_in(settings.largest_m2, settings.largest_px),
                coolest_peak=_coolest_anywhere(scene, settings) if kelvin else settings.grey_peak,
                warmest_peak=scene.value(settings.warmest_celsius) if kelvin else 255.0,
            ),
        ),
    )


def _coolest_anywhere(scene: Scene, settings: PeopleSettings) -> float:
    """The coolest peak of a body on the coldest ground of the frame, in the frame's units."""
    coldest = scene.background.level.min(keepdims=True)
    return float(_coolest(celsius(coldest.ravel(), scene.unit), scene, settings)[0])


def _coolest(ground_celsius: Floats, scene: Scene, settings: PeopleSettings) -> Floats:
    """The coolest peak of a body on ground of such temperatures (n,), in the frame's units."""
    of_skin = ground_celsius + settings.coolest_share * (SKIN_CELSIUS - ground_celsius)
    return np.asarray([scene.value(each) for each in np.minimum(settings.coolest_celsius, of_skin).tolist()])


def _least(scene: Scene, settings: PeopleSettings) -> float:
    """The least excess over the ground in the frame's units."""
    kelvin = PER_KELVIN.get(scene.unit)
    return settings.excess_kelvin * kelvin if kelvin else settings.grey_excess


def judged(scene: Scene, outlined: Sequence[Blobs], settings: PeopleSettings) -> Detections:
    """The person-sized warm bodies among what was outlined in a scene because of `wanted`."""
    if not outlined:
        return Detections(items=())
    [found] = outlined
    if not len(found):
        return Detections(items=(), is_capped=found.is_capped)
    kelvin = PER_KELVIN.get(scene.unit)
    least = _least(scene, settings)
    smallest_px = np.maximum(LEAST_PX, scene.pixels_in(settings.smallest_m2, found, settings.smallest_px))
    largest_px = np.maximum(smallest_px, scene.pixels_in(settings.largest_m2, found, settings.largest_px))
    longest, widest = np.maximum(found.width, found.height), np.minimum(found.width, found.height)
    found = found.where(
        (found.area_px >= smallest_px)
        & (found.area_px <= largest_px)
        & (longest <= settings.longest_to_widest * widest)
        & (found.area_px >= settings.fill * found.width * found.height)
        & ~scene.touches_border(found)
    )
    if kelvin:
        found = found.where(found.peak >= _coolest(celsius(found.level, scene.unit), scene, settings))
    ring_level, isolation = scene.surroundings(found)
    excess = found.peak - ring_level
    free = (excess >= least) & (isolation >= settings.isolation)
    found, excess = found.where(free), excess[free]
    if kelvin:
        confidence = confidence_of(excess / kelvin, scene.metres_per_pixel is not None)
        confidence *= np.where(_is_warm_all_over(scene, found, kelvin, settings), WARM_ALL_OVER, 1.0)
    else:
        confidence = np.asarray(0.5 * np.clip(excess / 160.0, 0.3, 1.0), np.float32)
    return detections(scene, found, Kind.PERSON, confidence)


def _is_warm_all_over(scene: Scene, found: Blobs, kelvin: float, settings: PeopleSettings) -> NDArray[np.bool_]:
    """Whether most of a blob is warmer than clothes are, or its peak than skin in the cold."""
    ground = celsius(found.level, scene.unit)
    clothed = np.maximum(settings.clothed_share * (SKIN_CELSIUS - ground), settings.least_clothed_kelvin)
    skin = np.maximum(SKIN_CELSIUS + 1.0, ground + settings.least_clothed_kelvin)
    return np.asarray((found.core_excess / kelvin > clothed) | (celsius(found.peak, scene.unit) > skin))


def confidence_of(excess_kelvin: Floats, is_size_known: bool) -> Floats:
    """Half at 7 K over the surroundings, at most 0.85; a third less where the size in metres is not known."""
    by_excess = 1 / (1 + np.exp(-(excess_kelvin - 7.0) / 3.0))
    return np.asarray(0.85 * by_excess * (1.0 if is_size_known else 0.67), np.float32)
