"""Parallel sweep: back and forth over an area with bays and holes.

The area is cut into strips along the heading; strips that continue each other one to one form a cell that is flown
without crossing anything (boustrophedon decomposition: Choset and Pignon 1998, on strips instead of on corners).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.area import Area, Strips

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """Neighbouring survey lines that are flown one after the other."""

    lines: Array
    """(n, 2, 2): lines in order across the cell, their two ends, north and east in metres; all point the same way."""

    def ways(self) -> list[Array]:
        """The four ways (2n, 2) through the cell: from either side, beginning at either end of the first line."""
        swapped = self.lines[:, ::-1]
        odd = (np.arange(len(self.lines)) % 2 == 1)[:, None, None]
        one, other = np.where(odd, swapped, self.lines), np.where(odd, self.lines, swapped)
        flat = [one.reshape(-1, 2), other.reshape(-1, 2)]
        return [flat[0], flat[1], flat[0][::-1], flat[1][::-1]]


def parallel_sweep(area: Area, spacing_m: float, keep_out_m: float, heading_rad: float) -> list[Cell]:
    """Cells of survey lines along `heading_rad`, at most `spacing_m` apart, that leave no corner of `area` out."""
    strips = area.strips(heading_rad, spacing_m, keep_out_m)
    return [_cell(strips, chain) for chain in _chains(strips)]


def _chains(strips: Strips) -> list[list[int]]:
    """Indices of stretches that continue each other one to one from strip to strip."""
    stretches = strips.stretches
    by_strip: dict[int, list[int]] = {}
    for index, (strip, _, _) in enumerate(stretches):
        by_strip.setdefault(strip, []).append(index)
    above: dict[int, list[int]] = {index: [] for index in range(len(stretches))}
    below: dict[int, list[int]] = {index: [] for index in range(len(stretches))}
    for index, (strip, start, end) in enumerate(stretches):
        for other in by_strip.get(strip + 1, ()):
            if stretches[other][1] < end and stretches[other][2] > start:
                above[index].append(other)
                below[other].append(index)
    chains: list[list[int]] = []
    for index in range(len(stretches)):
        continues = len(below[index]) == 1 and len(above[below[index][0]]) == 1
        if continues:
            continue
        chain = [index]
        while len(above[chain[-1]]) == 1 and len(below[above[chain[-1]][0]]) == 1:
            chain.append(above[chain[-1]][0])
        chains.append(chain)
    return chains


def _cell(strips: Strips, chain: list[int]) -> Cell:
    stretches = [strips.stretches[index] for index in chain]
    lines = [[strips.point(strip, start), strips.point(strip, end)] for strip, start, end in stretches]
    return Cell(lines=np.array(lines))
