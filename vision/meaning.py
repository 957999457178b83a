"""What the numbers of a thermal picture mean, as somebody who knows has told it.

Numbers alone do not say: 29,000 is 17 °C in hundredths of a kelvin, and in another camera's counts anything. So a
temperature is only claimed where the file tells its unit, or the operator does.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

import numpy as np

from vision.frames import Frame, Pixels, Unit

ZERO_CELSIUS = 273.15
SCALES = {
    # What a letter's degree is in kelvin, and where its zero lies.
    "K": (1.0, 0.0),
    "C": (1.0, ZERO_CELSIUS),
    "F": (5.0 / 9.0, ZERO_CELSIUS - 32.0 * 5.0 / 9.0),
}
NAMES = {
    "centikelvin": "0.01K",
    "decikelvin": "0.1K",
    "kelvin": "1K",
    "celsius": "1C",
    "fahrenheit": "1F",
}
COUNTS = "counts"
STEPS = re.compile(r"(\d*\.?\d+(?:[eE]-?\d+)?)\s*°?\s*([KCF])\s*([+-]\s*\d+(?:\.\d+)?)?")
REMEDY = "give counts, centikelvin, kelvin, celsius, or the step as in 0.04K or 0.01C-100"
MOST_16_BITS = 65535


class BadUnit(ValueError):
    """The words name no unit; the message says what may be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Kelvin are `kelvin_per_step` times the number and `zero_kelvin` more; without a step they are only counts."""

    kelvin_per_step: float | None
    zero_kelvin: float = 0.0

    def of(self, numbers: Pixels) -> tuple[Pixels, Unit]:
        """The numbers in a unit of ours, kept as they are where that is one."""
        step, zero = self.kelvin_per_step, self.zero_kelvin
        if step is None:
            return numbers, Unit.COUNTS
        if numbers.dtype == np.uint16 and not zero and _is(step * 100.0, round(step * 100.0)):
            times = round(step * 100.0)
            if times == 1:
                return numbers, Unit.CENTIKELVIN
            if times > 1 and int(numbers.max(initial=0)) * times <= MOST_16_BITS:
                return numbers * np.uint16(times), Unit.CENTIKELVIN
        if _is(step, 1.0) and _is(zero, ZERO_CELSIUS):
            return np.asarray(numbers, np.float32), Unit.CELSIUS
        return np.asarray(numbers, np.float32) * np.float32(step) + np.float32(zero), Unit.KELVIN

    def applied(self, frame: Frame) -> Frame:
        """The frame with this meaning where its source tells none; what a source tells itself stands.

        Pictures of 8 bits have been through automatic gain: nothing makes temperatures of them.
        """
        if frame.unit is Unit.AGC8 or not (frame.is_unit_assumed or frame.unit is Unit.COUNTS):
            return frame
        pixels, unit = self.of(frame.pixels)
        return dataclasses.replace(frame, pixels=pixels, unit=unit, is_unit_assumed=False)


def meaning(words: str) -> Meaning:
    """What `words` say: a name, or one step of the numbers in kelvin, °C or °F and what zero is.

    Raises:
        BadUnit: they say no unit.
    """
    named = words.strip()
    if named.lower() == COUNTS:
        return Meaning(kelvin_per_step=None)
    found = STEPS.fullmatch(NAMES.get(named.lower(), named))
    if found is None or not float(found[1]):
        raise BadUnit(f"{words!r} is no unit of temperature; {REMEDY}")
    degree, zero = SCALES[found[2]]
    offset = float((found[3] or "0").replace(" ", ""))
    return Meaning(kelvin_per_step=float(found[1]) * degree, zero_kelvin=offset * degree + zero)


def _is(value: float, wanted: float) -> bool:
    return abs(value - wanted) < 1e-6
