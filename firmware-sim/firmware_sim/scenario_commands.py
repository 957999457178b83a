"""What can be asked of a scenario without flying: its ground, its area, and what findings in it are worth."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from firmware_sim.usage import UsageError, named_scenario


def terrain(options: argparse.Namespace) -> str:
    """Write the ground; nothing is said."""
    from firmware_sim.world.world import write_terrain

    write_terrain(named_scenario(options.scenario), options.out)
    return ""


def area(options: argparse.Namespace) -> str:
    """The search area as GeoJSON."""
    from firmware_sim.scenario import area_geojson

    return json.dumps(area_geojson(named_scenario(options.scenario)))


def scores(options: argparse.Namespace) -> str:
    """What findings are worth, for people or as JSON."""
    from firmware_sim.score import score, time_of
    from firmware_sim.score_text import score_text

    findings = _geojson("--findings", options.findings)
    seen = None if options.seen is None else _geojson("--seen", options.seen)
    try:
        start = time_of(options.start, "--start")
        result = score(named_scenario(options.scenario), options.seed, findings, start=start, seen=seen)
    except ValueError as error:
        raise UsageError(str(error)) from error
    return json.dumps(result) if options.json else score_text(result)


def _geojson(option: str, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{option} {path}: not readable as GeoJSON ({error})") from error
    if not isinstance(content, dict):
        raise UsageError(f"{option} {path}: not a GeoJSON FeatureCollection")
    return content
