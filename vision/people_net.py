"""People in a picture by their looks: a small convolutional net trained on public pictures from the air.

What it takes for a person, `people_trees` looks at again. It knows grey shapes and no temperature, so it serves the
8-bit pictures of gain-controlled cameras, where the physical rule of `people` has nothing to hold on to. Figures, and
what it does not know, in `docs/explanation/people.md`; how it was trained in `training/train_people.py`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision import people_trees
from vision.detections import Detection, Detections, Kind
from vision.frames import Frame, Unit, celsius
from vision.scene import PER_KELVIN

Floats = NDArray[np.float32]

MODEL = Path(__file__).parent / "models" / "people.onnx"
ROWS, COLUMNS = 512, 640
"""What the model looks at. A larger frame is shrunk to it, a smaller one lies in its upper left."""
CELL_PX = 4
"""A cell of its heat map."""
AROUND = np.ones((3, 3), np.uint8)
"""A cell and those beside it."""
BLOCK_PX = 8
"""A cell of its map of sizes."""
TYPICAL_PX = 16.0
"""Its sizes are logarithms of multiples of this."""
MOST = 64
"""More people are not reported from one frame."""
CHANCES, SHARES = (0.2, 0.45, 0.625, 0.75, 0.85, 0.975), (0.1, 0.25, 0.42, 0.45, 0.74, 0.9)
"""What the trees say, and the share of it that were people on flights held out of the training; at most 0.9."""
WORTH_A_LOOK = 0.3
"""Heat from which on the trees look again: hardly anything that they believe has less."""
GROUND_GREY = 0.4
LEAST_SPAN_KELVIN = 12.0
"""Gain control shows a calm scene no more strongly than this from black to white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetSettings:
    """What the model must say to be believed."""

    least_heat: float = WORTH_A_LOOK
    """Of the net, to be looked at again."""
    least_chance: float = 0.42
    """Of the trees: less than half a false alarm a frame on pictures that they had not learned from."""
    core: float = 0.5
    """Of two peaks, the weaker is the same person where it lies within this share of the stronger's size."""


DEFAULT = NetSettings()
_loaded = threading.local()


def detect(frame: Frame, settings: NetSettings = DEFAULT) -> Detections:
    """The people of one frame, as `people.detect` gives them."""
    found = candidates(frame, settings)
    return Detections(items=tuple(found), is_capped=len(found) == MOST)


def candidates(frame: Frame, settings: NetSettings = DEFAULT) -> list[Detection]:
    """The people of one frame, most confident first, at most `MOST`.

    Raises:
        ValueError: the frame has not two dimensions.
    """
    if frame.pixels.ndim != 2:
        raise ValueError(f"a thermal frame has two dimensions, not {frame.pixels.shape}")
    shown = greys(frame)
    seen, shrunk = fitted(shown)
    said = answer(seen)
    logits = heat_map(said)
    bodies = looked_again(seen, logits, _bodies(logits, said[4:], settings), settings)
    bodies[:, 1:3] = bodies[:, 1:3] * shrunk + (shrunk - 1) / 2
    bodies[:, 3:] *= shrunk
    confidences = np.interp(bodies[:, 0], CHANCES, SHARES).tolist()
    found = (
        _detection(frame, shown, body, confidence)
        for body, confidence in zip(bodies[:, 1:].tolist(), confidences, strict=True)
    )
    return [each for each in found if each is not None]


def greys(frame: Frame) -> NDArray[np.uint8]:
    """A frame as gain control would show it: 8-bit pictures as they are, others by their spread around the median."""
    pixels = frame.pixels
    if frame.unit is Unit.AGC8:
        shown = np.asarray(pixels, np.uint8)
    else:
        sample = pixels[::4, ::4] if frame.valid is None else pixels[::4, ::4][frame.valid[::4, ::4]]
        sample = np.asarray(sample, np.float32)
        sample = sample[np.isfinite(sample)]
        if not len(sample):
            return np.zeros(pixels.shape, np.uint8)
        low, middle, high = np.percentile(sample, (2, 50, 98))
        span = max(high - low, LEAST_SPAN_KELVIN * PER_KELVIN.get(frame.unit, 0.0), 1e-6)
        with np.errstate(invalid="ignore"):
            stretched = (np.asarray(pixels, np.float32) - middle) * (255 / span) + 255 * GROUND_GREY
            shown = np.nan_to_num(np.clip(stretched, 0, 255), nan=255 * GROUND_GREY).astype(np.uint8)
    if frame.valid is not None:
        fill = np.median(shown[frame.valid]) if frame.valid.any() else 0
        shown = np.where(frame.valid, shown, np.uint8(fill))
    return shown


def fitted(shown: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """A picture of the size that the model takes, and how many of the frame's pixels one of its pixels spans."""
    height, width = shown.shape
    if (height, width) == (ROWS, COLUMNS):
        return shown, 1.0
    shrunk = max(1.0, height / ROWS, width / COLUMNS)
    if shrunk > 1:
        size = min(COLUMNS, round(width / shrunk)), min(ROWS, round(height / shrunk))
        shown = np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), np.uint8)
    below, beside = ROWS - shown.shape[0], COLUMNS - shown.shape[1]
    filled = cv2.copyMakeBorder(shown, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=float(np.median(shown)))
    return np.asarray(filled, np.uint8), shrunk


def answer(seen: NDArray[np.uint8]) -> Floats:
    """What the model says of a picture, (6, rows, columns) by blocks: four logits of cells, two logarithms of size."""
    if not hasattr(_loaded, "net"):
        _loaded.net = cv2.dnn.readNetFromONNX(np.frombuffer(MODEL.read_bytes(), np.uint8))
        _loaded.given = np.empty((1, CELL_PX * CELL_PX, ROWS // CELL_PX, COLUMNS // CELL_PX), np.float32)
    given = _loaded.given.reshape(CELL_PX, CELL_PX, ROWS // CELL_PX, COLUMNS // CELL_PX)
    # The columns of the cells are taken apart by OpenCV, several times faster than numpy steps over them.
    for across, column in enumerate(cv2.split(seen.reshape(ROWS, COLUMNS // CELL_PX, CELL_PX))):
        rows = column.reshape(ROWS // CELL_PX, CELL_PX, COLUMNS // CELL_PX).transpose(1, 0, 2)
        np.multiply(rows, np.float32(1 / 255), out=given[:, across])
    _loaded.net.setInput(_loaded.given)
    return np.asarray(_loaded.net.forward()[0], np.float32)


def people_in(said: Floats, settings: NetSettings = DEFAULT) -> Floats:
    """A row for each person: heat, centre x and y, width and height in the model's pixels; hottest first."""
    return _bodies(heat_map(said), said[4:], settings)


def _bodies(logits: Floats, sizes: Floats, settings: NetSettings) -> Floats:
    columns = sizes.shape[2]
    least = np.log(settings.least_heat / (1 - settings.least_heat))
    highest = cv2.dilate(logits, AROUND)
    peaks = np.flatnonzero(logits >= np.maximum(highest, np.float32(least)))
    at_row, at_column = np.divmod(peaks, 2 * columns)
    strongest = np.argsort(-logits[at_row, at_column], kind="stable")[: 2 * MOST]
    at_row, at_column = at_row[strongest], at_column[strongest]
    x, y = _between_cells(logits, at_row, at_column)
    width, height = TYPICAL_PX * np.exp(np.clip(sizes[:, at_row // 2, at_column // 2], -2, 2))
    heat = 1 / (1 + np.exp(-logits[at_row, at_column]))
    bodies = np.stack([heat, x, y, width, height], axis=1).astype(np.float32)
    return _each_once(bodies, settings.core)[:MOST]


def looked_again(seen: NDArray[np.uint8], logits: Floats, bodies: Floats, settings: NetSettings = DEFAULT) -> Floats:
    """The bodies that the trees believe too, with their chance in place of the heat; likeliest first."""
    if not len(bodies):
        return bodies
    chance = people_trees.chances(people_trees.features(seen, logits, bodies))
    order = np.argsort(-chance, kind="stable")
    order = order[chance[order] >= settings.least_chance]
    return np.concatenate([chance[order, None], bodies[order, 1:]], axis=1)


def heat_map(said: Floats) -> Floats:
    """The model's heat by cells, before the logistic."""
    _, rows, columns = said.shape
    heat = np.empty((2 * rows, 2 * columns), np.float32)
    heat[0::2, 0::2], heat[0::2, 1::2], heat[1::2, 0::2], heat[1::2, 1::2] = said[:4]
    return heat


def _between_cells(logits: Floats, at_row: Any, at_column: Any) -> tuple[Floats, Floats]:
    """Peaks placed between cells by the heat of their neighbours, in the model's pixels."""
    steps = np.array([-1, 0, 1])
    rows, columns = at_row[:, None, None] + steps[:, None], at_column[:, None, None] + steps
    height, width = logits.shape
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    heat = inside / (1 + np.exp(-logits[rows % height, columns % width]))
    whole = heat.sum(axis=(1, 2))
    right = (heat[:, :, 2] - heat[:, :, 0]).sum(axis=1) / whole
    down = (heat[:, 2] - heat[:, 0]).sum(axis=1) / whole
    middle = (CELL_PX - 1) / 2
    return (at_column + right) * CELL_PX + middle, (at_row + down) * CELL_PX + middle


def _each_once(bodies: Floats, core: float) -> Floats:
    """Without the weaker of two peaks on one body."""
    apart = (bodies[:, None, 1:3] - bodies[:, 1:3]) / bodies[:, 3:]
    is_within = (apart * apart).sum(axis=2) < core * core
    if np.count_nonzero(is_within) == len(bodies):
        # Each is only within itself.
        return bodies
    kept: list[int] = []
    for at, within in enumerate(is_within):
        if not within[kept].any():
            kept.append(at)
    return bodies[kept]


def _detection(frame: Frame, shown: NDArray[np.uint8], body: list[float], confidence: float) -> Detection | None:
    """One person (x, y, width, height), measured in the frame's own pixels; None where it lies beyond the frame."""
    x, y, width, height = body
    rows, columns = shown.shape
    if not (0 <= x <= columns - 1 and 0 <= y <= rows - 1):
        return None
    box = _clipped(x - width / 2, y - height / 2, x + width / 2, y + height / 2, shown.shape)
    around = _clipped(x - width, y - height, x + width, y + height, shown.shape)
    pixels = frame.pixels[box]
    nearby = frame.pixels[around][::2, ::2].ravel()
    middle = len(nearby) // 2
    level = float(np.partition(nearby, middle)[middle])
    peak = float(pixels.max())
    warm = int(np.count_nonzero(pixels > (peak + level) / 2))
    known = celsius(np.array([peak, level], np.float32), frame.unit) if frame.unit.is_radiometric else None
    return Detection(
        kind=Kind.PERSON,
        x_px=x,
        y_px=y,
        box_px=(box[1].start, box[0].start, box[1].stop - box[1].start, box[0].stop - box[0].start),
        area_px=max(1, warm),
        peak_celsius=None if known is None else float(known[0]),
        background_celsius=None if known is None else float(known[1]),
        contrast=(peak - level) / PER_KELVIN.get(frame.unit, 1.0),
        confidence=confidence,
    )


def _clipped(left: float, top: float, right: float, bottom: float, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The pixels between corners, at least one, inside the frame."""
    first_row, first_column = max(0, int(top)), max(0, int(left))
    last_row, last_column = min(shape[0], int(bottom) + 1), min(shape[1], int(right) + 1)
    return slice(first_row, max(first_row + 1, last_row)), slice(first_column, max(first_column + 1, last_column))
