"""Whether findings are as sure as they are right: `python tests/benchmarks/findings_nees.py SCENARIO SEED FILE...`.

Each FILE is a `findings.geojson` of a demo (`varde demo --headless --seed SEED --data DIR`). Every finding is compared
with the thing of its kind that is nearest in the world: the squared error in its own ellipse (2 on average where the
ellipses are right; the errors of one flight hang together) and the share within the 95 % ellipse.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from firmware_sim.scenario import load
from firmware_sim.world.world import Kind, World
from vision.ellipse import CHI2_95

KINDS = {"hotspot": Kind.FIRE, "person": Kind.PERSON}
FARTHEST_M = 15.0
"""What is farther off from everything is a false finding, which `varde demo` counts."""


def squared_errors(world: World, document: dict) -> list[tuple[str, float, float]]:
    """Name, error (m) and squared error in its own ellipse of each finding that is of something."""
    rows = []
    for finding in document["features"]:
        told = finding["properties"]
        north, east = world.scenario.frame.local_from_wgs84(told["latitude_deg"], told["longitude_deg"])
        things = world.of_kind(KINDS[told["kind"]])
        thing = min(things, key=lambda each: np.hypot(north - each.north_m, east - each.east_m))
        error = np.array([north - thing.north_m, east - thing.east_m]).ravel()
        if np.hypot(*error) > FARTHEST_M:
            continue
        ellipse = told["ellipse"]
        turn = np.radians(ellipse["orientation_deg"])
        axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        along = axes @ error / [ellipse["semi_major_m"], ellipse["semi_minor_m"]]
        rows.append((thing.name, float(np.hypot(*error)), float(CHI2_95 * along @ along)))
    return rows


def main() -> None:
    world = World(load(sys.argv[1]), int(sys.argv[2]))
    everything = []
    for path in sys.argv[3:]:
        rows = squared_errors(world, json.loads(Path(path).read_text()))
        everything += rows
        for name, error_m, squared in rows:
            sys.stdout.write(f"{path}: {name:32s} {error_m:5.2f} m  {squared:5.2f}\n")
    squared = np.array([row[2] for row in everything])
    within = np.mean(squared <= CHI2_95)
    sys.stdout.write(f"{len(squared)} findings: mean {squared.mean():.2f}, within 95 % {within:.2f}\n")


if __name__ == "__main__":
    main()
