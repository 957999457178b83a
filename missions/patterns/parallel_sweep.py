"""Parallel sweep: back and forth over an area with bays and holes.

The area is cut into strips along the heading; strips that continue each other one to one form a cell that is flown
without crossing anything (boustrophedon decomposition: Choset and Pignon 1998, on strips instead of on corners). The
heading is the one with the shortest time, wind, corners and climbs counted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from missions.area import Area
from missions.following import round_corner_m
from missions.legs import Leg, Work
from missions.partition import divide
from missions.patterns import Pattern, Setting
from missions.route import fly
from missions.seen_ground import ARRIVAL_M
from missions.strips import Picture, Strips, cut_into_strips
from missions.task import Task
from missions.tour import Cell, improved_lines, nearest_lines, tour

Array = NDArray[np.float64]

HEADINGS = np.radians(np.arange(0.0, 180.0, 2.0))
MANY_LINES = 80
"""Above this, going through all changes of the order would take longer than planning may."""
RIM_M = 1.0
"""Of the picture, that is not relied on at the area's edge."""
LOOKED_AT_CLOSELY = 6
"""Of all headings, how many are flown through with true ways round holes."""


def parallel_sweep(
    area: Area,
    spacing_m: float,
    keep_out_m: float,
    heading_rad: float,
    picture: Picture | None = None,
    *,
    is_rough: bool = False,
) -> list[Cell]:
    """Cells of survey lines along `heading_rad`, at most `spacing_m` apart, that leave no corner of `area` out.

    Where the `picture` is known, no line is flown longer than it must be to show what the others do not;
    `is_rough` leaves that out.
    """
    strips = cut_into_strips(area, heading_rad, spacing_m, keep_out_m, picture, is_rough=is_rough)
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
    ends = [(strips.stretches[index][0], *strips.flown[index]) for index in chain]
    return Cell(lines=np.array([[strips.point(strip, a), strips.point(strip, b)] for strip, a, b in ends]))


def work(task: Task) -> list[Work]:
    """Lines for each aircraft, along the heading with which the last one is home first."""
    corner_m = round_corner_m(task.sensor.footprint_length_m(task.height_m))
    task = replace(task, motion=task.motion.with_corners(corner_m))
    rough = [(_rough_time(task, float(heading)), float(heading)) for heading in HEADINGS]
    nearest = sorted(rough)[:LOOKED_AT_CLOSELY]
    tried = [shares for _, heading in nearest for shares in _shares(task, heading)]
    return min(tried, key=lambda shares: makespan(task, shares))


def _cells(task: Task, heading: float, *, is_rough: bool = False) -> list[Cell]:
    return parallel_sweep(task.area, task.spacing_m, task.limits.keep_out_m, heading, picture(task), is_rough=is_rough)


def picture(task: Task) -> Picture | None:
    """What a line surely shows besides its own strip: no rim, which a gust or a late turn may take away."""
    if not task.is_trimmed:
        return None
    wide_m, long_m = task.sensor.footprint_width_m(task.height_m), task.sensor.footprint_length_m(task.height_m)
    return Picture(aside_m=wide_m / 2 - RIM_M, ahead_m=max(long_m / 2 - ARRIVAL_M - RIM_M, 0.0))


def _rough_time(task: Task, heading: float) -> float:
    """Time over all lines in the order in which they come, with straight ways between."""
    return task.draped_time(np.concatenate([cell.ways()[0] for cell in _cells(task, heading, is_rough=True)]))


def _shares(task: Task, heading: float) -> list[list[Work]]:
    """Cell by cell and, where there are several, also line by line: with many small cells either may be shorter."""
    cells, home = _cells(task, heading), task.homes.mean(axis=0)
    tours = [tour(cells, home)]
    if len(cells) > 1:
        tours.append(nearest_lines(np.concatenate([cell.lines for cell in cells]), home))
        if sum(len(cell.lines) for cell in cells) <= MANY_LINES:
            tours = [improved_lines(lines, home) for lines in tours]
    return [
        divide(
            [Leg(start=line[0], end=line[1], agl_m=task.height_m) for line in lines],
            task.homes,
            task.motion,
            task.surface,
        )
        for lines in tours
    ]


def makespan(task: Task, shares: list[Work]) -> float:
    """Seconds until the last aircraft is home."""
    return max(
        task.draped_time(fly(share, home, task.free).points)
        for share, home in zip(shares, task.homes, strict=True)
        if share
    )


def drawn_area(setting: Setting) -> Area:
    """All of what was drawn."""
    return setting.drawing.area(setting.drawing.shape)


PATTERN = Pattern(draws=("polygon",), needs=("overlap",), area=drawn_area, work=work, is_spaced=True)
