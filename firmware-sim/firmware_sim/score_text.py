"""What a crew reads after a flight: the mark, what was found and what was not, and where a false alarm came from."""

from __future__ import annotations

from typing import Any

_POINTS = {"found": 50, "exact": 20, "speed": 15, "seen": 15}
_NOT_JUDGED = {"speed": "not judged: give --start", "seen": "not judged: give --seen"}


def score_text(result: dict[str, Any]) -> str:
    """The result of `score.score` in lines to be read."""
    lines = [*_mark(result), *_counts(result)]
    lines += [f"  {_found(hit)}" for hit in result["found"]]
    lines += _list("Missed", result["missed"])
    lines += _list("False alarms", [_false(one) for one in result["false"]])
    lines += _list("Hidden by trees from everywhere, not counted", result["hidden"])
    return "\n".join(lines)


def _mark(result: dict[str, Any]) -> list[str]:
    mark = result["mark"]
    if mark is None:
        return ["No mark: this scenario is no course."]
    lines = [f"Mark: {mark['mark']:g} of 100"]
    for name, points in mark["points"].items():
        told = _NOT_JUDGED[name] if points is None else f"{points:g} of {_POINTS[name]}"
        lines.append(f"  {name + ':':<8}{told}{_why(name, result)}")
    lines.append(f"  {'false:':<8}{-mark['off_for_false_alarms']:g} for false alarms: {result['false_findings']}")
    if mark["of"] < sum(_POINTS.values()):
        lines.append(f"  The {mark['of']} points that could be judged were scaled up to 100.")
    return lines


def _why(name: str, result: dict[str, Any]) -> str:
    if name == "exact" and result["median_error_m"] is not None:
        return f" (half of them within {result['median_error_m']:g} m)"
    if name == "seen" and result["area_seen_fraction"] is not None:
        return f" ({result['area_seen_fraction']:.0%} of the area)"
    return ""


def _counts(result: dict[str, Any]) -> list[str]:
    return [
        f"Found: {result['sources_matched']} of {result['sources_in_world']} fires, "
        f"{result['people_matched']} of {result['people_in_world']} people"
    ]


def _found(hit: dict[str, Any]) -> str:
    line = f"{_kind(hit)} {hit['name']}: {hit['error_m']:g} m off"
    if hit["after_s"] is None:
        return line
    return f"{line}, after {_clock(hit['after_s'])}, {_clock(hit['since_visible_s'])} after it could be found"


def _false(one: dict[str, Any]) -> str:
    return (
        f"{_kind(one)} {one['id']}, {one['north_m']:g} m north and {one['east_m']:g} m east of the origin; "
        f"{one['nearest_m']:g} m from {one['nearest']} ({one['nearest_kind']})"
    )


def _kind(row: dict[str, Any]) -> str:
    return "person" if row["kind"] == "person" else "fire"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def _list(title: str, rows: list[str]) -> list[str]:
    return [f"{title}:", *(f"  {row}" for row in rows)] if rows else []
