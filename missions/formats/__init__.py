"""One file per file format; the file's ending chooses.

Every format module has `ENDING` and `write(plan, vehicle_index) -> str`; those that hold whole missions also
`read(text) -> items`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from missions.errors import FormatError
from missions.formats import geojson, kml, qgc_plan, waypoints
from missions.plan import MissionItem, Plan

WRITERS: dict[str, Callable[[Plan, int], str]] = {
    module.ENDING: module.write for module in (qgc_plan, waypoints, geojson, kml)
}
READERS: dict[str, Callable[[str], tuple[MissionItem, ...]]] = {
    module.ENDING: module.read for module in (qgc_plan, waypoints)
}


def refuse_ending(path: Path) -> None:
    """Raise FormatError when no format has this file's ending: worth asking before planning."""
    if path.suffix.lower() not in WRITERS:
        raise _unknown(path, ", ".join(WRITERS))


def plan_files(plan: Plan, path: Path) -> dict[Path, str]:
    """File names and their texts: `path` itself for one aircraft, with -1, -2, ... before the ending for several.

    Raises FormatError for an ending that no format has, and for a plan that must not be flown.
    """
    refuse_ending(path)
    if not plan.is_flyable or not plan.vehicles:
        raise FormatError(
            "plan_not_flyable",
            "The plan has errors and must not be flown.",
            remedy="Mend the problems that are listed with it.",
        )
    write = WRITERS[path.suffix.lower()]
    count = len(plan.vehicles)
    return {_numbered(path, index, count): write(plan, index) for index in range(count)}


def write_plan(plan: Plan, path: Path) -> list[Path]:
    """Write `plan_files` to disk. Raises FormatError also when a file cannot be written."""
    written = plan_files(plan, path)
    for name, text in written.items():
        try:
            name.write_text(text, encoding="utf-8")
        except OSError as error:
            raise FormatError(
                "plan_file_unwritable",
                f"{name} cannot be written ({error.strerror}).",
                remedy="Choose another place.",
                details={"file": name.name},
            ) from error
    return list(written)


def read_items(path: Path) -> tuple[MissionItem, ...]:
    """Mission items from a `.plan` or `.waypoints` file. Raises FormatError."""
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise _unknown(path, ", ".join(READERS))
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(
            "plan_file_unreadable",
            f"{path} cannot be read ({error}).",
            remedy="Give a plan file.",
            details={"file": path.name},
        ) from error
    return read(text)


def _numbered(path: Path, index: int, count: int) -> Path:
    return path if count == 1 else path.with_name(f"{path.stem}-{index + 1}{path.suffix}")


def _unknown(path: Path, known: str) -> FormatError:
    return FormatError(
        "plan_file_ending",
        f"{path.name} has the ending {path.suffix or '(none)'}.",
        remedy=f"Known are {known}.",
        details={"ending": path.suffix, "known": known},
    )
