"""Detections in files and streams as GeoJSON features, for `varde detect`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import cv2

from vision.annotate import annotated
from vision.detect import DEFAULT, LookSettings, look
from vision.detections import Detection, Detections
from vision.frames import Frame
from vision.meaning import Meaning
from vision.opening import open_frames
from vision.radiometry import UNTOLD
from vision.scale import Scale
from vision.unreadable import UnreadableInput

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameReport:
    """What one frame of one input gave."""

    source: str
    frame: int
    unit: str
    features: tuple[Feature, ...]
    is_capped: bool
    """More was found than is listed."""
    is_coarse: bool
    """So much is hot that some outlines were drawn in steps of several pixels."""
    is_unit_assumed: bool = False
    """The input does not tell what its numbers mean: `unit` was concluded from them."""


def detect_files(
    inputs: Iterable[str],
    settings: LookSettings = DEFAULT,
    metres_per_pixel: Scale | None = None,
    annotate_into: Path | None = None,
    most_frames: int | None = None,
    given: Meaning | None = None,
) -> Iterator[FrameReport | UnreadableInput]:
    """A report for each frame of each input, in order; what cannot be read gives its reason, and the rest still runs.

    `annotate_into` gets a picture with boxes for each frame; `most_frames` ends streams that have no end; `given` says
    what numbers mean whose input does not tell.
    """
    addresses = list(inputs)
    for address, name in zip(addresses, _distinct_names(addresses), strict=True):
        try:
            for frame in islice(open_frames(address, given), most_frames):
                found = look(frame, settings, metres_per_pixel)
                if annotate_into is not None:
                    _annotate(annotate_into / f"{name}-{frame.index:05d}.png", frame, found)
                yield FrameReport(
                    source=frame.source,
                    frame=frame.index,
                    unit=frame.unit.value,
                    features=tuple(feature(frame, item, is_coarse=found.is_coarse) for item in found.items),
                    is_capped=found.is_capped,
                    is_coarse=found.is_coarse,
                    is_unit_assumed=frame.is_unit_assumed,
                )
        except UnreadableInput as unreadable:
            yield unreadable


def feature(frame: Frame, item: Detection, *, is_coarse: bool = False) -> Feature:
    """One detection as a GeoJSON feature; `is_coarse` of the frame's `Detections`.

    Without a geometry: a still's own position and attitude are not read yet, so no place is claimed.
    """
    return {
        "type": "Feature",
        "geometry": None,
        "properties": {
            "source": frame.source,
            "frame": frame.index,
            "kind": item.kind.value,
            "x_px": round(item.x_px, 2),
            "y_px": round(item.y_px, 2),
            "area_px": item.area_px,
            "box_px": list(item.box_px),
            "peak_celsius": None if item.peak_celsius is None else round(item.peak_celsius, 1),
            "peak_sigma_kelvin": _sigma_kelvin(frame, item),
            "is_saturated": item.is_saturated,
            "is_coarse": is_coarse,
            "contrast": round(item.contrast, 2),
            "confidence": round(item.confidence, 3),
            "semi_major_m": None,
            "semi_minor_m": None,
            "orientation_deg": None,
        },
    }


def _sigma_kelvin(frame: Frame, item: Detection) -> float | None:
    """How far the peak may be off for the camera, the surface and the air (one sigma); None without a temperature."""
    if item.peak_celsius is None:
        return None
    return round(float((frame.radiometry or UNTOLD).sigma_kelvin(item.peak_celsius)), 1)


def _distinct_names(addresses: list[str]) -> list[str]:
    """A file name for each address, numbered where two would be the same."""
    names = [re.sub(r"[^\w.-]", "_", Path(address).name) or "input" for address in addresses]
    return [f"{name}-{names[:i].count(name) + 1}" if names.count(name) > 1 else name for i, name in enumerate(names)]


def _annotate(path: Path, frame: Frame, found: Detections) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _, png = cv2.imencode(".png", annotated(frame, found))
    path.write_bytes(png.tobytes())
