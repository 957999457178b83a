"""What burns or glows in one frame.

Three rules, each for what the others cannot see (reasons and figures in `docs/explanation/detection.md`):
an absolute temperature chosen by the operator; an ember too small to fill its pixels, which shows as a small sharp
excess; and, without a temperature, what is hot relative to its surroundings, which is never called more than "hot".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.blobs import NO_LIMITS, Blobs, Limits
from vision.columns import made_of
from vision.detections import Detection, Detections, Kind
from vision.frames import Frame, Unit, celsius
from vision.points import RING_PX, points
from vision.scale import ScaleSource
from vision.scene import PER_KELVIN, Scene, prepare
from vision.tiles import Wanted

Floats = NDArray[np.float32] | NDArray[np.float64]

MOST_DETECTIONS = 64
"""Of one kind in one frame."""
PLATEAU_PX = 4
"""Real pixels carry noise: so many at exactly the same peak are clipped by the detector."""
LOWEST_CLIPPING_CELSIUS = 100.0
"""No thermal camera's range ends below this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotspotSettings:
    """What counts as a hotspot. The temperatures are apparent: what the camera shows, not what burns."""

    absolute_celsius: float
    """Hotter than this is a hotspot of any size."""
    outline_celsius: float
    """Pixels above this around such a peak belong to it."""
    ember_excess_kelvin: float = 20.0
    """Peak over the ring around it for an ember smaller than its pixels."""
    ember_spreads: float = 8.0
    """The same in deviations of the ground around it."""
    ember_largest_m2: float = 0.08
    """Larger and no warmer than skin is a body, a rock or a roof."""
    ember_largest_px: int = 9
    """What the lens makes of a point: allowed even where it is more than `ember_largest_m2`."""
    warmer_than_skin_celsius: float = 42.0
    """Hotter than this is no body, so that it may be larger."""
    warm_largest_m2: float = 0.5
    """But not as large as the hood over an engine."""
    warm_largest_px: int = 30
    """Where the scale is not known."""
    warm_evenness: float = 0.75
    """What is larger than a point and of so even a temperature hides no hotter heart in its pixels: what is seen is
    what it has, and that is less than the operator calls hot. A point has 0.5 however hot it is (a Gaussian over any
    threshold), a dome two thirds, a chimney's top or a hood nearly 1."""
    reading_error_kelvin: float = 8.0
    """How much hotter than it shows an even surface may be: uncooled cameras are exact to 5 K, and an emissivity of
    0.95 under a cold sky hides 3 K at 50 °C. What is even and so much below `absolute_celsius` is not hot."""
    ember_isolation: float = 0.85
    """Share of the ring that must be cool."""
    relative_spreads: float = 8.0
    """Deviations above the ground for "hot" in raw counts or gain-controlled pictures."""
    relative_grey: float = 60.0
    """And the least excess in a gain-controlled picture of 256 greys."""


PRESETS = {
    "flame": HotspotSettings(absolute_celsius=200.0, outline_celsius=150.0, ember_excess_kelvin=60.0),
    "smoulder": HotspotSettings(absolute_celsius=80.0, outline_celsius=62.0, ember_excess_kelvin=30.0),
    "mop-up": HotspotSettings(absolute_celsius=60.0, outline_celsius=48.0),
}
"""Operators' choices: open flames; smouldering in sun-warmed terrain; what is left after the fire, or at night."""

DEFAULT = PRESETS["mop-up"]


def detect(
    frame: Frame, settings: HotspotSettings = DEFAULT, metres_per_pixel: ScaleSource | None = None
) -> Detections:
    """The hotspots of one frame; `metres_per_pixel` on the ground sharpens the judgement of size."""
    scene = prepare(frame, settings.ember_excess_kelvin, metres_per_pixel)
    outlined, is_coarse = scene.outlined(wanted(scene, settings))
    return replace(judged(scene, outlined, settings), is_coarse=is_coarse)


def wanted(scene: Scene, settings: HotspotSettings) -> tuple[Wanted, ...]:
    """What is to be outlined in a scene for `judged`: for each rule the pixels that may be of it."""
    ground = scene.background
    if not scene.unit.is_radiometric:
        excess = settings.relative_grey if scene.unit is Unit.AGC8 else 0.0
        return (Wanted(threshold=ground.threshold(excess, settings.relative_spreads), limits=NO_LIMITS),)
    absolute = scene.value(settings.absolute_celsius)
    return (
        Wanted(threshold=scene.value(settings.outline_celsius), limits=Limits(coolest_peak=absolute)),
        Wanted(
            threshold=ground.threshold(settings.ember_excess_kelvin * PER_KELVIN[scene.unit], settings.ember_spreads),
            limits=Limits(
                largest_px=lambda: scene.most_pixels_in(settings.warm_largest_m2, settings.warm_largest_px),
                warmest_peak=np.nextafter(absolute, -np.inf),
            ),
        ),
    )


def judged(scene: Scene, found: Sequence[Blobs], settings: HotspotSettings) -> Detections:
    """The hotspots among what was outlined in a scene because of `wanted`."""
    if not scene.unit.is_radiometric:
        return _relative(scene, found[0], settings)
    return _joined(_absolute(scene, found[0]), _embers(scene, found[1], settings))


def confidence_absolute(peak_celsius: Floats, area_px: NDArray[np.intp]) -> Floats:
    """A logistic in temperature: 0.66 at 60 °C, 0.9 at 78 °C; a single pixel may be a defect and counts for less."""
    by_heat = 1 / (1 + np.exp(-(peak_celsius - 52.0) / 12.0))
    return np.asarray(by_heat * np.where(area_px > 1, 1.0, 0.75), np.float32)


def confidence_ember(excess_kelvin: Floats, spreads: Floats) -> Floats:
    """At most 0.7, since its temperature is not seen: half at 24 K over its surroundings, less in rough ground."""
    by_excess = 1 / (1 + np.exp(-(excess_kelvin - 24.0) / 6.0))
    by_noise = np.clip(spreads / 16.0, 0.3, 1.0)
    return np.asarray(0.7 * by_excess * by_noise, np.float32)


def _absolute(scene: Scene, found: Blobs) -> Detections:
    return detections(scene, found, Kind.HOTSPOT, confidence_absolute(celsius(found.peak, scene.unit), found.area_px))


def _embers(scene: Scene, found: Blobs, settings: HotspotSettings) -> Detections:
    if not len(found):
        return Detections(items=(), is_capped=found.is_capped)
    kelvin = PER_KELVIN[scene.unit]
    point_px = settings.ember_largest_px
    ember_px = np.maximum(point_px, scene.pixels_in(settings.ember_largest_m2, found, point_px))
    warm_px = np.maximum(point_px, scene.pixels_in(settings.warm_largest_m2, found, settings.warm_largest_px))
    is_warmer_than_skin = found.peak > scene.value(settings.warmer_than_skin_celsius)
    may_be_hot = found.peak > scene.value(settings.absolute_celsius - settings.reading_error_kelvin)
    is_resolved = (found.area_px > ember_px) & (_evenness(found, kelvin, settings) > settings.warm_evenness)
    found = found.where(
        (found.area_px <= np.where(is_warmer_than_skin, warm_px, ember_px))
        & (may_be_hot | ~is_resolved)
        & ~scene.touches_border(found)
        & (np.maximum(found.width, found.height) <= 3 * np.minimum(found.width, found.height))
    )
    ring_level, isolation = scene.surroundings(found)
    excess = (found.peak - ring_level) / kelvin
    sharp = (excess >= settings.ember_excess_kelvin) & (isolation >= settings.ember_isolation)
    found, excess = found.where(sharp), excess[sharp]
    spreads = (found.peak - found.level) / np.maximum(found.spread, 0.05 * kelvin)
    return detections(scene, found, Kind.HOTSPOT, confidence_ember(excess, spreads))


def _evenness(found: Blobs, kelvin: float, settings: HotspotSettings) -> Floats:
    """How far the mean of each blob lies from the threshold that outlined it (0) towards its peak (1)."""
    threshold = np.maximum(settings.ember_excess_kelvin * kelvin, settings.ember_spreads * found.spread)
    rise = np.maximum(found.peak - found.level - threshold, 1e-3 * kelvin)
    return np.asarray((found.core_excess - threshold) / rise, np.float32)


def _relative(scene: Scene, found: Blobs, settings: HotspotSettings) -> Detections:
    """Hot relative to its surroundings: no temperature, so never more than a hint."""
    ring_level, isolation = scene.surroundings(found)
    spreads = (found.peak - ring_level) / np.maximum(found.spread, 1.0)
    hot = (found.area_px >= 2) & (isolation >= 0.75) & (spreads >= settings.relative_spreads)
    found, spreads = found.where(hot), spreads[hot]
    larger = detections(scene, found, Kind.HOTSPOT, _hint(spreads, settings))
    if scene.unit is Unit.AGC8:
        return larger
    small, strength = points(scene, settings.relative_spreads)
    # What lies as near as the ring it was held against is a part of the larger thing.
    alone = ~small.overlap(found, RING_PX // 2)
    return _joined(larger, detections(scene, small.where(alone), Kind.HOTSPOT, _hint(strength[alone], settings)))


def _hint(spreads: Floats, settings: HotspotSettings) -> Floats:
    """Confidence of what is only known to be hot: 0.2 where it is just told, towards 0.4."""
    return np.asarray(0.4 * (1 - settings.relative_spreads / (2 * spreads)), np.float32)


def detections(scene: Scene, found: Blobs, kind: Kind, confidence: Floats) -> Detections:
    """Blobs as detections of one kind, most confident first and not more than `MOST_DETECTIONS`."""
    is_capped = found.is_capped or len(found) > MOST_DETECTIONS
    if not len(found):
        return Detections(items=(), is_capped=is_capped)
    kelvin = PER_KELVIN.get(scene.unit)
    contrast = (found.peak - found.level) / np.float32(kelvin or 1.0)
    order = np.lexsort((-contrast, -confidence))[:MOST_DETECTIONS]
    best = found.where(order)
    unknown: list[float | None] = [None] * len(best)
    lowest = scene.value(LOWEST_CLIPPING_CELSIUS) if kelvin else 0.0
    is_saturated = (best.peak >= max(scene.hottest, lowest)) & (best.peak_count >= PLATEAU_PX)
    box = (best.left, best.top, best.width, best.height)
    items = made_of(
        Detection,
        kind=[kind] * len(best),
        x_px=best.x_px.tolist(),
        y_px=best.y_px.tolist(),
        box_px=list(zip(*(each.tolist() for each in box), strict=True)),
        area_px=best.area_px.tolist(),
        peak_celsius=celsius(best.peak, scene.unit).tolist() if kelvin else unknown,
        background_celsius=celsius(best.level, scene.unit).tolist() if kelvin else unknown,
        contrast=contrast[order].tolist(),
        confidence=confidence[order].tolist(),
        is_saturated=is_saturated.tolist(),
        spots_px=best.spots.tolist(),
    )
    return Detections(items=tuple(items), is_capped=is_capped)


def _joined(first: Detections, second: Detections) -> Detections:
    """Both, most confident first."""
    items = sorted(first.items + second.items, key=lambda item: -item.confidence)
    return Detections(
        items=tuple(items[:MOST_DETECTIONS]),
        is_capped=first.is_capped or second.is_capped or len(items) > MOST_DETECTIONS,
    )
