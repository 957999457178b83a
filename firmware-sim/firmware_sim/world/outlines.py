"""Polygons and lines of a scenario as masks on the square grids that the world is drawn from."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.scenario_tables import Place

Image = NDArray[np.float32]

_SUBPIXEL_BITS = 4


def inside(outline: tuple[Place, ...], cells: int, cell_m: float, soft_m: float = 0.0) -> Image:
    """How far inside `outline` each cell (n, n) is, 0 to 1; rows run north, columns east, the middle is the origin."""
    mask = np.zeros((cells, cells), np.uint8)
    cv2.fillPoly(mask, [_pixels(outline, cells, cell_m)], 255, cv2.LINE_AA, _SUBPIXEL_BITS)
    return _softened(mask, soft_m / cell_m)


def along(line: tuple[Place, ...], width_m: float, cells: int, cell_m: float, soft_m: float = 0.0) -> Image:
    """The same for a line of some width."""
    mask = np.zeros((cells, cells), np.uint8)
    thickness = max(round(width_m / cell_m), 1)
    cv2.polylines(mask, [_pixels(line, cells, cell_m)], False, 255, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
    return _softened(mask, soft_m / cell_m)


def rounded(outline: tuple[Place, ...]) -> tuple[Place, ...]:
    """`outline` without its corners, as shores and woods have none (Chaikin, 1974)."""
    ring = np.array(outline)
    for _ in range(3):
        after = np.roll(ring, -1, axis=0)
        ring = np.stack([0.75 * ring + 0.25 * after, 0.25 * ring + 0.75 * after], axis=1).reshape(-1, 2)
    return tuple((float(north), float(east)) for north, east in ring)


def _pixels(places: tuple[Place, ...], cells: int, cell_m: float) -> NDArray[np.int32]:
    columns_rows = np.array([(east, north) for north, east in places]) / cell_m + (cells - 1) / 2
    return np.asarray(np.rint(columns_rows * (1 << _SUBPIXEL_BITS)), np.int32)


def _softened(mask: NDArray[np.uint8], sigma_cells: float) -> Image:
    values = np.asarray(mask.astype(np.float32) / np.float32(255), np.float32)
    if sigma_cells > 0:
        values = np.asarray(cv2.GaussianBlur(values, (0, 0), sigma_cells), np.float32)
    return values
