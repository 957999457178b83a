"""Training samples for the people model: crops of labelled pictures, turned, scaled, re-exposed, and their targets."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PICTURE = (512, 640)
CROP = (160, 160)
"""Rows, columns: small, so that most of what is looked at is a person or what might be taken for one."""
MOST_BRIGHT = 12
"""Bright spots a picture that crops are taken around."""
AROUND_PERSON, AROUND_THING = 0.5, 0.35
"""Shares of the crops; the rest lie anywhere."""
CELL_PX = 4
"""A cell of the heat map."""
BLOCK_PX = 8
"""A cell of the map of sizes."""
TYPICAL_PX = 16.0
PERSON, CAR, BICYCLE, OTHER_VEHICLE, DONT_CARE = range(5)
"""Categories of HIT-UAV."""
DAY_WEIGHT = 1.8
"""People by day are the harder and the rarer: a day's picture is taken this much more often."""
BICYCLE_WEIGHT = 0.5
"""A bicycle is no person, but often there is one on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A picture with its boxes, a row each: category, left, top, width, height in pixels."""

    pixels: NDArray[np.uint8]
    boxes: Floats
    spots: Floats
    """Centres (x, y) of what else draws the eye: other boxes and bright spots."""
    is_day: bool
    flight: str
    interest: float = 1.0
    """How much more often it is taken than another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One crop: grey 0 to 1, heat and weight a cell each, logarithmic size and its places a block each."""

    grey: Floats
    heat: Floats
    weight: Floats
    centres: Floats
    """1 at the cells that hold a person's centre."""
    size: Floats
    """(2, rows, columns): log of width and height over `TYPICAL_PX`."""
    sized: Floats
    """1 at the blocks whose size is known."""


def read(folder: Path, split: str) -> list[Labelled]:
    """All full-size pictures of a split of HIT-UAV in its `normal_json` layout."""
    listed = json.loads((folder / "annotations" / f"{split}.json").read_text())
    boxes: dict[int, list[list[float]]] = {}
    for box in listed["annotation"]:
        boxes.setdefault(box["image_id"], []).append([box["category_id"], *box["bbox"]])
    pictures = []
    for image in listed["images"]:
        pixels = cv2.imread(str(folder / split / image["filename"]), cv2.IMREAD_GRAYSCALE)
        if pixels is None or pixels.shape != PICTURE:
            continue
        is_day = image["filename"].startswith("0")
        here = np.array(boxes.get(image["id"], []), np.float32).reshape(-1, 5)
        pictures.append(
            Labelled(
                pixels=np.asarray(pixels, np.uint8),
                boxes=here,
                spots=_spots(np.asarray(pixels, np.uint8), here),
                is_day=is_day,
                flight=f"{'day' if is_day else 'night'} {image['date_captured']}",
            )
        )
    return pictures


def _spots(pixels: NDArray[np.uint8], boxes: Floats) -> Floats:
    """Centres of the boxes that are no people, and of the brightest spots."""
    raised = cv2.subtract(cv2.blur(pixels, (5, 5)), cv2.blur(pixels, (41, 41)))
    peaks = np.argwhere((raised == cv2.dilate(raised, np.ones((15, 15), np.uint8))) & (raised > 8))
    brightest = peaks[np.argsort(-raised[peaks[:, 0], peaks[:, 1]].astype(np.int16), kind="stable")][:MOST_BRIGHT]
    others = boxes[boxes[:, 0] != PERSON]
    return np.asarray(np.r_[brightest[:, ::-1], others[:, 1:3] + others[:, 3:5] / 2], np.float32)


class Sampler:
    """Draws crops from pictures without end."""

    def __init__(self, pictures: Sequence[Labelled], seed: int) -> None:
        self._pictures = pictures
        self._random = np.random.default_rng(seed)
        weights = np.array([picture.interest * (DAY_WEIGHT if picture.is_day else 1.0) for picture in pictures])
        self._share = weights / weights.sum()
        self._noise = self._random.standard_normal(PICTURE, np.float32)

    def batch(self, count: int) -> list[Floats]:
        """`count` samples, stacked by field in the order of `Sample`."""
        chosen = self._random.choice(len(self._pictures), count, p=self._share)
        drawn = [self._sample(self._pictures[at]) for at in chosen]
        return [
            np.stack([getattr(sample, name) for sample in drawn])
            for name in ("grey", "heat", "weight", "centres", "size", "sized")
        ]

    def _sample(self, picture: Labelled) -> Sample:
        move, scale = self._motion(picture.boxes, picture.spots)
        rows, columns = CROP
        crop = cv2.warpAffine(
            picture.pixels, move, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
        )
        inside = cv2.warpAffine(np.ones(PICTURE, np.uint8), move, (columns, rows))
        return targets(
            self._exposed(crop), inside[::CELL_PX, ::CELL_PX].astype(np.float32), moved(picture.boxes, move, scale)
        )

    def _motion(self, boxes: Floats, spots: Floats) -> tuple[NDArray[np.float64], float]:
        """Where a crop lies in its picture: an affine map from picture to crop, and its scale."""
        random = self._random
        scale, turn = math.exp(random.uniform(-0.3, 0.3)), random.uniform(-0.25, 0.25)
        across = scale * (-1 if random.random() < 0.5 else 1)
        down = scale * (-1 if random.random() < 0.3 else 1)
        linear = np.array(
            [[across * math.cos(turn), -down * math.sin(turn)], [across * math.sin(turn), down * math.cos(turn)]]
        )
        people, kind = boxes[boxes[:, 0] == PERSON], random.random()
        middle = np.array([random.uniform(60, PICTURE[1] - 60), random.uniform(60, PICTURE[0] - 60)])
        if len(people) and kind < AROUND_PERSON:
            _, left, top, width, height = people[random.integers(len(people))]
            middle = np.array([left + width / 2, top + height / 2]) + random.uniform(-60, 60, 2)
        elif len(spots) and kind < AROUND_PERSON + AROUND_THING:
            middle = spots[random.integers(len(spots))] + random.uniform(-60, 60, 2)
        middle = np.clip(middle, 30, [PICTURE[1] - 30, PICTURE[0] - 30])
        shift = np.array([CROP[1] / 2, CROP[0] / 2]) - linear @ middle
        return np.c_[linear, shift], scale

    def _exposed(self, crop: Any) -> Floats:
        """The crop as another gain control might have shown it, 0 to 1."""
        random = self._random
        ramp = np.linspace(0, 1, 256) ** math.exp(random.uniform(-0.4, 0.4))
        ramp = np.clip(ramp * random.uniform(0.65, 1.25) + random.uniform(-0.15, 0.15), 0, 1)
        if random.random() < 0.25:
            crop = cv2.GaussianBlur(crop, (0, 0), random.uniform(0.4, 1.0))
        grey = np.asarray(cv2.LUT(crop, ramp.astype(np.float32)), np.float32)
        if random.random() < 0.3:
            row, column = random.integers(PICTURE[0] - CROP[0]), random.integers(PICTURE[1] - CROP[1])
            grey = grey + self._noise[row : row + CROP[0], column : column + CROP[1]] * np.float32(
                random.uniform(0.004, 0.03)
            )
        return np.clip(grey, 0, 1)


def moved(boxes: Floats, move: NDArray[np.float64], scale: float) -> Floats:
    """Boxes in the crop: category, centre x, centre y, width, height. The turn is small enough to keep them upright."""
    centres = boxes[:, 1:3] + boxes[:, 3:5] / 2
    return np.asarray(np.c_[boxes[:, :1], centres @ move[:, :2].T + move[:, 2], boxes[:, 3:5] * scale], np.float32)


def targets(grey: Floats, inside: Floats, boxes: Floats) -> Sample:
    """What the model should say of a crop whose boxes are given by their centres."""
    rows, columns = inside.shape
    heat, weight, centres = np.zeros_like(inside), inside.copy(), np.zeros_like(inside)
    size = np.zeros((2, rows // 2, columns // 2), np.float32)
    sized = np.zeros(size.shape[1:], np.float32)
    for category, x, y, width, height in boxes:
        part = _part(inside.shape, (x - width / 2, y - height / 2, x + width / 2, y + height / 2))
        if category == DONT_CARE:
            weight[part] = 0
        elif category == BICYCLE:
            weight[part] *= BICYCLE_WEIGHT
    for category, x, y, width, height in boxes:
        if category != PERSON:
            continue
        u, v = x / CELL_PX - 0.5, y / CELL_PX - 0.5
        column, row = round(float(u)), round(float(v))
        if not (0 <= column < columns and 0 <= row < rows):
            continue
        spread = max(0.8, 0.22 * math.sqrt(width * height) / CELL_PX)
        _add_bump(heat, u, v, spread)
        heat[row, column] = centres[row, column] = weight[row, column] = 1
        block = row * CELL_PX // BLOCK_PX, column * CELL_PX // BLOCK_PX
        size[0][block], size[1][block] = math.log(width / TYPICAL_PX), math.log(height / TYPICAL_PX)
        sized[block] = 1
    return Sample(grey=grey, heat=heat, weight=weight, centres=centres, size=size, sized=sized)


def _add_bump(heat: Floats, u: float, v: float, spread: float) -> None:
    """Raise the heat to a Gaussian about a centre."""
    reach = math.ceil(3 * spread)
    column, row = round(float(u)), round(float(v))
    rows = np.arange(max(0, row - reach), min(heat.shape[0], row + reach + 1))
    columns = np.arange(max(0, column - reach), min(heat.shape[1], column + reach + 1))
    bump = np.exp(-((columns[None] - u) ** 2 + (rows[:, None] - v) ** 2) / (2 * spread**2))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    heat[part] = np.maximum(heat[part], bump.astype(np.float32))


def _part(shape: tuple[int, ...], corners: tuple[float, float, float, float]) -> tuple[slice, slice]:
    """The cells that a box touches."""
    left, top, right, bottom = (int(corner // CELL_PX) for corner in corners)
    return slice(max(0, top), max(0, bottom + 1)), slice(max(0, left), max(0, right + 1))
