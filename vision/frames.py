"""One picture from a thermal camera, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vision.camera import Camera

if TYPE_CHECKING:
    from vision.radiometry import Radiometry

Pixels = NDArray[Any]


class Unit(StrEnum):
    """What a pixel's number means."""

    CENTIKELVIN = "centikelvin"
    """uint16, hundredths of a kelvin (TLinear): 27315 is 0 °C."""
    KELVIN = "kelvin"
    """float32 kelvin."""
    CELSIUS = "celsius"
    """float32 degrees Celsius."""
    COUNTS = "counts"
    """Numbers without a known conversion, uint16 or float32: differences mean something, temperatures do not."""
    AGC8 = "agc8"
    """uint8 after automatic gain: never a temperature."""

    @property
    def is_radiometric(self) -> bool:
        """Whether a pixel can be turned into a temperature."""
        return self in (Unit.CENTIKELVIN, Unit.KELVIN, Unit.CELSIUS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GeoPose:
    """Where a camera was on the earth and how it looked, as the source of a frame tells it."""

    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float
    ned_from_camera: NDArray[np.float64]
    """Rotation (3, 3); camera frame x right, y down, z forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture from a thermal camera."""

    pixels: Pixels
    """(height, width), dtype as `unit` says."""
    unit: Unit
    source: str
    """File name or stream address that people will recognise."""
    index: int = 0
    """Number of the frame within its source, from 0."""
    system_id: int | None = None
    """MAVLink system id of the aircraft that carries the camera, when known."""
    exposed_boot_s: float | None = None
    """Middle of the exposure in the aircraft's time since boot (the clock of `time_boot_ms`)."""
    exposed_unix_s: float | None = None
    """Middle of the exposure in UTC."""
    camera: Camera | None = None
    pose: GeoPose | None = None
    """Where the source itself tells it, as metadata in a video does; else it comes from the aircraft's messages."""
    valid: NDArray[np.bool_] | None = None
    """(height, width); False marks dead or junk pixels, borders and logos. None: all are valid."""
    is_shutter_closed: bool = False
    """The camera says that this is the picture from before its shutter closed, or its stream shows that it hangs."""
    saturated_px: int | None = None
    """How many pixels are at the top of the detector's range: at least so hot. None: the camera does not say."""
    radiometry: Radiometry | None = None
    """How the degrees came about and how sure they are, where the source tells."""
    is_unit_assumed: bool = False
    """The source does not tell its unit: `unit` is the most that could be concluded from the numbers."""


def celsius(values: Pixels, unit: Unit) -> NDArray[np.float32]:
    """`values` in °C.

    Raises:
        ValueError: `unit` is not radiometric.
    """
    match unit:
        case Unit.CENTIKELVIN:
            return (np.asarray(values, np.float32) - np.float32(27315.0)) / np.float32(100.0)
        case Unit.KELVIN:
            return np.asarray(values, np.float32) - np.float32(273.15)
        case Unit.CELSIUS:
            return np.asarray(values, np.float32)
        case _:
            raise ValueError(f"{unit} has no temperature")
