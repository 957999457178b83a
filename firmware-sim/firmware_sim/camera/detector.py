"""The uncooled detector: radiance at its pixels becomes 14-bit counts, with what such cores do wrong.

Noise, fixed pattern, drift with the housing's temperature until the shutter closes, two gains, bad pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera import radiance
from firmware_sim.camera.calibration import MOST_COUNTS, Gain, Range
from firmware_sim.scenario import CameraSpec

Image = NDArray[np.float32]
Counts = NDArray[np.uint16]

_NETD_AT_CELSIUS = 25.0
_SATURATED_PX = 6
"""More saturated pixels than these make the camera go to low gain."""
_SATURATED_FRAMES = 2
_COOL_S = 5.0
"""So long nothing may be near high gain's top before the camera goes back."""
_COOL_SHARE = 0.8
"""Of high gain's radiances."""
_WARM_UP_K, _WARM_UP_S = 12.0, 600.0
"""The electronics warm the housing."""
_SHUTTER_FRAMES = 8
"""So many pictures of the shutter are averaged, whose noise stays in the correction."""
_NOISE_MARGIN_PX = 160
_LEFT_KELVIN = (-6.0, 4.0, 0.0)
"""What is wrong with the bad pixels that are left: too cold, too warm, too noisy, in turn."""
_LEFT_NOISE = 8.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One picture as the detector gave it."""

    counts: Counts
    """(height, width) 14 bits."""
    span: Range
    boot_s: float
    """When the picture was exposed; while the shutter is closed, that of the last one before."""
    shutter: bool
    saturated_px: int
    housing_celsius: float

    def centikelvin(self) -> Counts:
        """Hundredths of a kelvin, by the camera's own table."""
        return np.take(self.span.centikelvin, self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPixels:
    """Where pixels are of no use, as (column, row)."""

    replaced: tuple[tuple[int, int], ...]
    left: tuple[tuple[int, int], ...]


class Detector:
    """One camera's detector; a time of boot that does not advance is a camera switched on anew."""

    def __init__(self, spec: CameraSpec, air_celsius: float, rng: np.random.Generator, made: np.random.Generator):
        """Take what is drawn afresh from `rng`, and what the factory left from `made`."""
        self._spec = spec
        self._air_celsius = air_celsius
        self._rng = rng
        self._shape = (spec.height_px, spec.width_px)
        self._per_kelvin = radiance.radiance_of_celsius(_NETD_AT_CELSIUS + 0.5) - radiance.radiance_of_celsius(
            _NETD_AT_CELSIUS - 0.5
        )
        self.ranges = {gain: Range(gain, spec) for gain in Gain}
        self._fixed = self._unevenness(made, spec.fixed_pattern_k)
        self._drift = self._unevenness(made, spec.drift_k_per_k)
        self._noise = self._noise_store(made)
        self._cool_radiance = _COOL_SHARE * radiance.radiance_of_celsius(spec.high_gain_hottest_celsius)
        self.bad_pixels = _draw_bad_pixels(spec, made)
        self._replaced, self._neighbours = _replacements(self.bad_pixels, self._shape)
        self._left = np.array([row * spec.width_px + column for column, row in self.bad_pixels.left], np.intp)
        self._boot_s = math.inf
        self._last: Reading | None = None
        self._gain = Gain.HIGH
        self._on_s = self._warm_s = self._shuttered_s = self._shutter_until_s = 0.0
        self._switch_on(0.0)

    def housing_celsius(self, boot_s: float) -> float:
        """Temperature of the housing, which warms up after the start."""
        return self._air_celsius + _WARM_UP_K * (1 - math.exp(-max(boot_s, 0.0) / _WARM_UP_S))

    def read(self, arriving: Callable[[], Image], boot_s: float) -> Reading:
        """The picture for `arriving` radiance (height, width), which nobody asks for while the shutter is closed."""
        if boot_s <= self._boot_s:
            self._switch_on(boot_s)
        self._boot_s = boot_s
        if self._shuttered_s < self._shutter_until_s <= boot_s:
            self._correct(boot_s)
        if self._shutter_closes(boot_s):
            self._shutter_until_s = boot_s + self._spec.shutter_s
        if self._last is not None and boot_s < self._shutter_until_s:
            return self._frozen(self._last, boot_s)
        self._last = self._expose(arriving(), boot_s)
        return self._last

    # --- gain ---

    def _expose(self, arriving: Image, boot_s: float) -> Reading:
        reading = self._read_out(arriving, boot_s)
        if self._spec.gain != "automatic":
            return reading
        if self._gain is Gain.LOW:
            if self._is_warm(reading):
                self._warm_s = boot_s
            elif boot_s - self._warm_s >= _COOL_S:
                self._gain, self._saturated_frames = Gain.HIGH, 0
            return reading
        is_first = self._last is None
        self._saturated_frames = self._saturated_frames + 1 if reading.saturated_px > _SATURATED_PX else 0
        if self._saturated_frames >= (1 if is_first else _SATURATED_FRAMES):
            self._gain, self._warm_s = Gain.LOW, boot_s
            # A camera that has shown nothing yet chooses before it does.
            return self._read_out(arriving, boot_s) if is_first else reading
        return reading

    def _is_warm(self, reading: Reading) -> bool:
        limit = round(self._cool_radiance * reading.span.per_radiance + reading.span.zero)
        return int(reading.counts.max()) > limit

    # --- shutter ---

    def _switch_on(self, boot_s: float) -> None:
        self._last = None
        self._gain = Gain.LOW if self._spec.gain == "low" else Gain.HIGH
        self._saturated_frames = 0
        self._warm_s = boot_s
        self._on_s = self._shuttered_s = self._shutter_until_s = boot_s
        self._shuttered_celsius = self.housing_celsius(boot_s)
        self._pattern = self._fixed

    def _shutter_closes(self, boot_s: float) -> bool:
        spec = self._spec
        if boot_s < self._shutter_until_s or boot_s - self._on_s < spec.shutter_first_s:
            return False
        changed_k = abs(self.housing_celsius(boot_s) - self._shuttered_celsius)
        return boot_s - self._shuttered_s >= spec.shutter_every_s or changed_k >= spec.shutter_after_k

    def _frozen(self, last: Reading, boot_s: float) -> Reading:
        return Reading(
            counts=last.counts,
            span=last.span,
            boot_s=last.boot_s,
            shutter=True,
            saturated_px=last.saturated_px,
            housing_celsius=self.housing_celsius(boot_s),
        )

    def _correct(self, boot_s: float) -> None:
        """Take off what the shutter showed; its own noise comes in."""
        self._shuttered_s = self._shutter_until_s
        self._shuttered_celsius = self.housing_celsius(boot_s)
        left = self._spec.netd_k * self._per_kelvin / math.sqrt(_SHUTTER_FRAMES)
        noise = self._rng.standard_normal(self._shape, dtype=np.float32)
        self._pattern = np.asarray(cv2.scaleAdd(noise, left, self._fixed), np.float32)

    # --- pixels ---

    def _read_out(self, arriving: Image, boot_s: float) -> Reading:
        span = self.ranges[self._gain]
        times = self._spec.low_gain_noise if self._gain is Gain.LOW else 1.0
        warmer_k = self.housing_celsius(boot_s) - self._shuttered_celsius
        signal = np.asarray(cv2.add(arriving, self._pattern), np.float32)
        cv2.scaleAdd(self._drift, warmer_k, signal, signal)
        cv2.scaleAdd(self._fresh_noise(), self._spec.netd_k * self._per_kelvin * times, signal, signal)
        # Half a count more, since the conversion cuts off.
        signal *= np.float32(span.per_radiance)
        signal += np.float32(span.zero + 0.5)
        np.clip(signal, 0, MOST_COUNTS, out=signal)
        counts = signal.astype(np.uint16)
        self._spoil(counts, span)
        return Reading(
            counts=counts,
            span=span,
            boot_s=boot_s,
            shutter=False,
            saturated_px=int(np.count_nonzero(counts == MOST_COUNTS)),
            housing_celsius=self.housing_celsius(boot_s),
        )

    def _spoil(self, counts: Counts, span: Range) -> None:
        flat = counts.reshape(-1)
        flat[self._replaced] = (flat[self._neighbours].astype(np.uint32).sum(axis=1) + 2) // 4
        per_kelvin = self._per_kelvin * span.per_radiance
        kelvin = np.resize(_LEFT_KELVIN, len(self._left))
        noise = self._rng.standard_normal(len(self._left)) * (kelvin == 0.0) * self._spec.netd_k * _LEFT_NOISE
        flat[self._left] = np.clip(flat[self._left] + np.rint((kelvin + noise) * per_kelvin), 0, MOST_COUNTS)

    def _noise_store(self, made: np.random.Generator) -> Image:
        margin = _NOISE_MARGIN_PX
        return made.standard_normal((self._shape[0] + margin, self._shape[1] + margin), dtype=np.float32)

    def _fresh_noise(self) -> Image:
        """Noise of deviation 1: a part of a larger picture of noise, cut and turned differently each time."""
        top, left = (int(value) for value in self._rng.integers(0, _NOISE_MARGIN_PX, 2))
        cut = self._noise[top : top + self._shape[0], left : left + self._shape[1]]
        return np.asarray(cv2.flip(cut, int(self._rng.integers(-1, 2))), np.float32)

    def _unevenness(self, rng: np.random.Generator, kelvin: float) -> Image:
        """Differences between pixels, columns, and the corners and the middle."""
        height, width = self._shape
        pixels = 0.6 * rng.standard_normal((height, width)) + 0.6 * rng.standard_normal((1, width))
        y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        corners = (x * x + y * y - 0.67) * rng.uniform(0.5, 1.0)
        return np.asarray((pixels + corners) * kelvin * self._per_kelvin, np.float32)


def _draw_bad_pixels(spec: CameraSpec, rng: np.random.Generator) -> BadPixels:
    """Bad pixels, none at the picture's edge and none close to another, as far as there is room."""
    chosen: list[tuple[int, int]] = []
    taken = np.zeros((spec.height_px, spec.width_px), np.bool_)
    inner = rng.permutation((spec.height_px - 2) * (spec.width_px - 2))
    for place in inner:
        if len(chosen) == spec.bad_pixels + spec.bad_pixels_left:
            break
        row, column = (int(value) + 1 for value in divmod(int(place), spec.width_px - 2))
        if not taken[row, column]:
            taken[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3] = True
            chosen.append((column, row))
    return BadPixels(left=tuple(chosen[: spec.bad_pixels_left]), replaced=tuple(chosen[spec.bad_pixels_left :]))


def _replacements(bad: BadPixels, shape: tuple[int, int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Flat indices (n,) of the pixels that are replaced and (n, 4) of their neighbours."""
    at = np.array([row * shape[1] + column for column, row in bad.replaced], np.intp)
    return at, at[:, np.newaxis] + np.array([-shape[1], -1, 1, shape[1]], np.intp)
