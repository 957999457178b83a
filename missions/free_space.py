"""Where an aircraft may cross, and the shortest way there: around what is kept out of, inside what is allowed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from missions.area import Area, polygons

Array = NDArray[np.float64]


class FreeSpace:
    """Where an aircraft may cross: never a hole; inside the outer edge wherever that is possible."""

    def __init__(self, area: Area, *, margin_m: float, apron_m: float) -> None:
        """Keep `margin_m` from holes and allow `apron_m` beyond the outer edge."""
        self._holes = area.kept_out
        self._allowed = area.allowed
        outline = Polygon(area.polygon.exterior).buffer(apron_m, join_style="mitre", mitre_limit=2.0)
        if self._allowed is not None:
            outline = max(polygons(outline.intersection(self._allowed)), key=lambda part: part.area, default=outline)
        self._wide = outline.difference(self._holes.buffer(0.2 * margin_m))
        corners = [outline.simplify(0.3 * apron_m)] if apron_m > 0 else [outline]
        self._hole_nodes = _corner_points(self._holes.buffer(margin_m, join_style="mitre").simplify(0.1 * margin_m))
        bends = np.concatenate([_reflex_points(part) for part in corners])
        self._nodes = np.concatenate([self._hole_nodes, bends])
        if self._allowed is not None:
            self._hole_nodes = np.concatenate([self._hole_nodes, _reflex_points(self._allowed.buffer(-0.1))])
        self._has_holes = not self._holes.is_empty
        shapely.prepare(self._wide)
        shapely.prepare(self._holes)
        if self._allowed is not None:
            shapely.prepare(self._allowed)
        self._graphs: dict[bool, _Graph] = {}

    def straight_is_free(self, start: Array, end: Array, *, inside: bool = True) -> bool:
        """Whether the straight line crosses no hole and, if `inside`, does not leave the apron."""
        return bool(self._free(LineString([start[::-1], end[::-1]]), inside))

    def are_free(self, starts: Array, ends: Array) -> NDArray[np.bool_]:
        """`straight_is_free` for many pairs (n, 2), inside the apron."""
        lines = shapely.linestrings(np.stack([starts[:, ::-1], ends[:, ::-1]], axis=1))
        return np.asarray(shapely.covers(self._wide, lines))

    def crossing(self, legs: Array) -> NDArray[np.bool_]:
        """Which of `legs` (n, 2, 2) run through what is kept out of."""
        lines = shapely.linestrings(legs[..., ::-1])
        return np.asarray(shapely.crosses(self._holes, lines) | shapely.contains(self._holes, lines))

    def leaving(self, legs: Array) -> NDArray[np.bool_]:
        """Which of `legs` (n, 2, 2) leave what is allowed."""
        if self._allowed is None:
            return np.zeros(len(legs), bool)
        return np.asarray(~shapely.covers(self._allowed, shapely.linestrings(legs[..., ::-1])))

    def _free(self, lines: Any, inside: bool) -> Any:
        if inside:
            return shapely.covers(self._wide, lines)
        clear = np.ones(np.shape(lines), bool)
        if self._has_holes:
            clear &= ~(shapely.crosses(self._holes, lines) | shapely.contains(self._holes, lines))
        if self._allowed is not None:
            clear &= shapely.covers(self._allowed, lines)
        return clear

    def way(self, start: Array, end: Array) -> list[Array]:
        """Points from `start` to `end` around holes (Dijkstra on the visibility graph); straight when nothing helps.

        Tries inside the outer edge first, then anywhere but across a hole.
        """
        for inside in (True, False):
            if self.straight_is_free(start, end, inside=inside):
                return [start, end]
            nodes = self._nodes if inside else self._hole_nodes
            graph = self._graphs.get(inside)
            if graph is None:
                graph = self._graphs[inside] = _Graph(nodes, lambda lines, inside=inside: self._free(lines, inside))
            found = graph.shortest(start, end)
            if found is not None:
                return found
        return [start, end]


class _Graph:
    """Nodes that see each other."""

    def __init__(self, nodes: Array, free: Any) -> None:
        self._nodes, self._free = nodes, free
        count = len(nodes)
        first, second = np.triu_indices(count, 1)
        self._length = np.full((count, count), math.inf)
        if len(first):
            clear = self._clear(nodes[first], nodes[second])
            length = np.where(clear, np.linalg.norm(nodes[first] - nodes[second], axis=1), math.inf)
            self._length[first, second] = self._length[second, first] = length

    def _clear(self, starts: Array, ends: Array) -> NDArray[np.bool_]:
        lines = shapely.linestrings(np.stack([starts[:, ::-1], ends[:, ::-1]], axis=1))
        return np.asarray(self._free(lines), bool)

    def shortest(self, start: Array, end: Array) -> list[Array] | None:
        if len(self._nodes) == 0:
            return None
        here = np.broadcast_to(start, self._nodes.shape)
        there = np.broadcast_to(end, self._nodes.shape)
        near = np.where(self._clear(here, self._nodes), np.linalg.norm(self._nodes - start, axis=1), math.inf)
        rest = np.where(self._clear(self._nodes, there), np.linalg.norm(self._nodes - end, axis=1), math.inf)
        before = np.full(len(near), -1)
        open_nodes = np.ones(len(near), bool)
        for _ in range(len(near)):
            node = int(np.argmin(np.where(open_nodes, near, math.inf)))
            if not open_nodes[node] or math.isinf(near[node]):
                break
            open_nodes[node] = False
            through = near[node] + self._length[node]
            better = through < near
            near[better], before[better] = through[better], node
        total = near + rest
        last = int(np.argmin(total))
        if math.isinf(total[last]):
            return None
        middle: list[Array] = []
        while last >= 0:
            middle.append(self._nodes[last])
            last = int(before[last])
        return [start, *reversed(middle), end]


def _corner_points(geometry: BaseGeometry) -> Array:
    rings = [part.exterior for part in polygons(geometry)]
    points = [np.asarray(ring.coords, np.float64)[:-1, ::-1] for ring in rings]
    return np.concatenate(points) if points else np.empty((0, 2))


def _reflex_points(polygon: BaseGeometry) -> Array:
    """Corners where the outline bends inwards: the only ones a shortest way can touch."""
    if not isinstance(polygon, Polygon) or polygon.is_empty:
        return np.empty((0, 2))
    ring = np.asarray(shapely.geometry.polygon.orient(polygon).exterior.coords, np.float64)[:-1]
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    inwards = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] < 0
    return ring[inwards][:, ::-1]
