"""`varde plan` where nobody has drawn an area: the one that gains most for a missing person's sake."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ground_station.errors import BadInput
from missions.catalogue import Template
from missions.geo import GeoPoint
from missions.lost_person import CHANCES, found_within_m
from missions.plan import Plan
from missions.probability import MOST_DETECTED, ProbabilityMap, by_distance, by_drift, drawn, seen_detection
from missions.search_choice import SearchTask, flown_s, search_tasks
from vision.detectability import detection_probability

TILE_SPACINGS = 3.0
"""A tile is so many lines wide."""
FURTHEST_M = 4000.0
"""Rings further out are elsewhere: no flight from here searches them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWish:
    """What is known of a missing person, and of what was searched before."""

    last_seen: GeoPoint | None = None
    category: str = "hiker"
    ground: str = "mountain"
    drift: tuple[float, float, float] | None = None
    """Towards (degrees), speed (m/s), hours."""
    drawn_file: Path | None = None
    seen_file: Path | None = None
    minutes: float = 20.0
    tasks: int = 1
    detection: float | None = None
    """Chance that a person in the open is noticed; by the picture's resolution where nobody says."""


def chances_of(wish: SearchWish) -> ProbabilityMap:
    """The map before this flight. Raises PlanningError, BadInput."""
    if wish.drawn_file is not None:
        chances = drawn(_document(wish.drawn_file, "--probability"))
    elif wish.last_seen is None:
        raise BadInput("nothing says where to search", "give --area, --probability or --last-seen LAT,LON")
    elif wish.drift is not None:
        towards_deg, speed_ms, hours = wish.drift
        chances = by_drift(wish.last_seen, towards_deg=towards_deg, speed_ms=speed_ms, hours=hours)
    else:
        within_m = found_within_m(wish.category, wish.ground)
        chances = by_distance(wish.last_seen, within_m, CHANCES, reach_m=min(within_m[-2], FURTHEST_M))
    if wish.seen_file is not None:
        chances = chances.after(seen_detection(chances, _document(wish.seen_file, "--seen")))
    return chances


def detection_at(template: Template, values: Mapping[str, Any]) -> tuple[float, float]:
    """The chance that a person in the open is noticed from the height flown at, and the distance of lines (m)."""
    height_m = float(values["height_agl_m"])
    by_resolution = float(detection_probability(template.sensor.ground_sample_distance_m(height_m)))
    spacing_m = template.sensor.footprint_width_m(height_m) * (1.0 - float(values.get("overlap", 0.0)))
    return min(by_resolution, MOST_DETECTED), spacing_m


def chosen_areas(
    wish: SearchWish, template: Template, parameters: Mapping[str, object], plan: Callable[[dict[str, Any]], Plan]
) -> tuple[list[SearchTask], dict[str, Any]]:
    """The areas to search, the first one first, and what `varde plan --json` says of them.

    `plan` makes the real plan of an area: the choice is by its flight time. Raises PlanningError, BadInput.
    """
    chances = chances_of(wish)
    detection, spacing_m = detection_at(template, template.bound(parameters))
    if wish.detection is not None:
        detection = wish.detection

    choice = search_tasks(
        chances,
        detection=detection,
        tile_m=TILE_SPACINGS * spacing_m,
        limit_s=60.0 * wish.minutes,
        time_of=lambda area: flown_s(plan(area)),
        count=wish.tasks,
    )
    return choice.tasks, {
        "elsewhere": round(chances.elsewhere, 4),
        "detection": round(detection, 3),
        "tasks": [
            {
                "area": task.area,
                "chance": round(task.chance, 4),
                "gained": round(task.gained, 4),
                "gained_per_minute": round(task.gained_per_minute, 5),
                "minutes": round(task.duration_s / 60.0, 1),
            }
            for task in choice.tasks
        ],
        "refused": [{"code": error.code, "message": str(error)} for error in choice.refusals],
    }


def _document(path: Path, option: str) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{option} {path}: {error.strerror}", "name a file that exists and may be read") from error
    except ValueError as error:
        raise BadInput(f"{option} {path}: not JSON ({error})", "give a GeoJSON file") from error
    if not isinstance(found, dict):
        raise BadInput(f"{option} {path}: not GeoJSON", "give a FeatureCollection")
    return found
