"""What was seen in one frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a detection or finding is taken for."""

    HOTSPOT = "hotspot"
    """Something burning or glowing."""
    PERSON = "person"
    """Something of a person's temperature and size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One thing seen in one frame."""

    kind: Kind
    x_px: float
    """Excess-weighted centre, pixels, centre of the upper left pixel is 0."""
    y_px: float
    box_px: tuple[int, int, int, int]
    """x, y, width, height."""
    area_px: int
    peak_celsius: float | None
    """Hottest pixel, apparent; None when not radiometric. A lower bound where `is_saturated` or small."""
    background_celsius: float | None
    contrast: float
    """Peak over the local background: kelvin if radiometric, otherwise the frame's own units."""
    confidence: float
    """0 to 1: how likely it is `kind` and not a decoy, judged from this frame alone."""
    is_saturated: bool = False
    spots_px: tuple[tuple[float, float], ...] = ()
    """Points (x, y) all over what is large; none of what is small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detections:
    """All that was seen in one frame, most confident first."""

    items: tuple[Detection, ...]
    is_capped: bool = False
    """More blobs than the limit were found; only the strongest are listed."""
    is_coarse: bool = False
    """So much of the frame is hot that outlines were drawn in steps of several pixels."""
