"""A second look at what the net took for people: boosted trees over what each body looks like beside its surroundings.

The net is small and sees every place alike. The trees are asked of its few peaks only, and know what it does not: how
the body stands out from the ring around it, and how its grey lies in the whole picture. How many others are near is not
told, although it would have raised the score: pictures with crowds teach to look for crowds, and one alone is missing.
Trained by `training/train_people_trees.py`; the model is plain arrays.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MODEL = Path(__file__).parent / "models" / "people_trees.npz"
SIDE = 11
"""Samples across a patch,"""
REACH = 2.5
"""which spans so many of the body's sizes."""
LEAST_SIZE_PX, MOST_SIZE_PX = 5.0, 60.0

_STEPS = (np.arange(SIDE) - SIDE // 2) * (REACH / SIDE)
_DOWN, _ACROSS = (each.ravel().astype(np.float32) for each in np.meshgrid(_STEPS, _STEPS, indexing="ij"))
_AWAY = np.maximum(np.abs(_DOWN), np.abs(_ACROSS))
_CORE, _BODY, _RING = _AWAY < 0.26, _AWAY < 0.5, _AWAY > 0.75
_ROW, _COLUMN = (np.clip(steps / REACH * 5 + 2.5, 0, 4).astype(int) for steps in (_DOWN, _ACROSS))
_POOLS = np.eye(25, dtype=np.float32)[_ROW * 5 + _COLUMN]
_POOLS /= _POOLS.sum(axis=0)
"""(samples, 25): means of a patch's parts."""
_CORE_MEAN = (_CORE / _CORE.sum()).astype(np.float32)
_IN_BODY, _IN_RING = np.flatnonzero(_BODY), np.flatnonzero(_RING)


def features(shown: NDArray[np.uint8], logits: Floats, bodies: Floats) -> Floats:
    """What the trees are told, a row for each body (heat, x, y, width, height) in a picture.

    `logits` is the heat map of cells of 4 pixels, before the logistic.
    """
    heat, x, y = bodies[:, 0], bodies[:, 1], bodies[:, 2]
    width, height = np.minimum(np.maximum(bodies[:, 3:].T, LEAST_SIZE_PX), MOST_SIZE_PX)
    patch = _patches(np.asarray(cv2.blur(shown, (3, 3)), np.uint8), x, y, width, height)
    ring = np.sort(patch[:, _IN_RING], axis=1)
    count = ring.shape[1]
    level = ring[:, count // 2]
    spread = ring[:, count * 84 // 100] - ring[:, count * 16 // 100]
    core, body = patch @ _CORE_MEAN, patch[:, _IN_BODY]
    brightest, darkest = body.max(axis=1), body.min(axis=1)
    rises = (patch - level[:, None]) / (np.abs(brightest - level) + 8.0)[:, None]
    up_to = np.bincount(shown[::8, ::8].ravel(), minlength=256).cumsum()
    count = int(up_to[-1])
    ends = up_to.searchsorted([count * share // 100 for share in (5, 50, 95)], side="right").astype(np.float32)
    darker = brightest.astype(np.intp) - 1
    rank = np.where(darker < 0, 0, up_to[darker]) / count
    around = _heat_around(logits, x, y)
    columns = [
        np.log(heat / (1 - heat)), np.log(width), np.log(height), np.log(width / height),
        core - level, brightest - level, level - darkest, spread, level, brightest, core,
        (core - level) / (spread + 4.0), (brightest - level) / (spread + 4.0),
        (ring < ((brightest + level) / 2)[:, None]).mean(axis=1),
        (ring[:, -1] - level) / (np.abs(brightest - level) + 4.0),
        body.std(axis=1), rank, level - ends[1], np.full(len(x), ends[1]), np.full(len(x), ends[2] - ends[0]),
        *around.T,
    ]  # fmt: skip
    return np.concatenate([np.stack(columns, axis=1), rises @ _POOLS], axis=1).astype(np.float32)


def _patches(shown: NDArray[np.uint8], x: Floats, y: Floats, width: Floats, height: Floats) -> Floats:
    """Greys (n, SIDE * SIDE) on a grid over each body and its surroundings."""
    size = np.sqrt(width * height)[:, None]
    rows = np.clip(np.rint(y[:, None] + size * _DOWN), 0, shown.shape[0] - 1).astype(np.intp)
    columns = np.clip(np.rint(x[:, None] + size * _ACROSS), 0, shown.shape[1] - 1).astype(np.intp)
    return np.asarray(shown[rows, columns], np.float32)


def _heat_around(logits: Floats, x: Floats, y: Floats) -> Floats:
    """The heat map about each body: mean of the cells beside it, of the ring beyond, and the ring's hottest."""
    steps = np.arange(-3, 4)
    rows = np.clip(np.rint(y / 4 - 0.375)[:, None, None] + steps[:, None], 0, logits.shape[0] - 1).astype(np.intp)
    columns = np.clip(np.rint(x / 4 - 0.375)[:, None, None] + steps, 0, logits.shape[1] - 1).astype(np.intp)
    here = logits[rows, columns]
    ring = np.concatenate([here[:, 0], here[:, -1], here[:, 1:-1, 0], here[:, 1:-1, -1]], axis=1)
    beside = np.add.reduce(here[:, 2:5, 2:5], axis=(1, 2)) / np.float32(9)
    level = np.add.reduce(ring, axis=1) / np.float32(ring.shape[1])
    return np.stack([here[:, 3, 3], beside, level, np.maximum.reduce(ring, axis=1)], axis=1)


class _Trees(NamedTuple):
    """All trees' nodes in one line, tree by tree."""

    depth: int
    bias: float
    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: Floats
    children: NDArray[np.intp]
    """Of each node the two below it, counted along the line; a leaf is its own."""
    value: Floats


@cache
def _trees() -> _Trees:
    with np.load(MODEL) as kept:
        count, nodes = kept["feature"].shape
        roots = np.arange(count) * nodes
        return _Trees(
            depth=int(kept["depth"]),
            bias=kept["bias"],
            roots=roots,
            feature=kept["feature"].ravel().astype(np.intp),
            threshold=kept["threshold"].ravel(),
            children=(kept["children"].reshape(count, -1) + roots[:, None]).ravel().astype(np.intp),
            value=kept["value"].ravel(),
        )


def chances(told: Floats) -> Floats:
    """How likely each row of `features` is a person, 0 to 1."""
    trees = _trees()
    # Every row's trees in one line: so numpy picks fastest.
    first = (np.arange(len(told)) * told.shape[1]).repeat(len(trees.roots))
    at = np.concatenate([trees.roots] * len(told))
    told = told.ravel()
    for _ in range(trees.depth):
        goes_right = told.take(first + trees.feature.take(at)) > trees.threshold.take(at)
        at += at
        at += goes_right
        at = trees.children.take(at)
    score = trees.value.take(at).reshape(-1, len(trees.roots)).sum(axis=1) + trees.bias
    return np.asarray(1 / (1 + np.exp(-score)), np.float32)
