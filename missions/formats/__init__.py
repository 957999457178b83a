"""One file per file format; its name or the file's ending chooses.

Every format module has `ENDING` and `write(plan, vehicle_index)`, text or bytes; those that hold whole missions also
`read`, which gives items. What others draw is read by `drawings`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from missions.errors import FormatError
from missions.formats import dji_wpml, geojson, gpx, kml, kmz, qgc_plan, waypoints
from missions.plan import MissionItem, Plan

Write = Callable[[Plan, int], str | bytes]
FORMATS: dict[str, tuple[str, Write]] = {
    "plan": (qgc_plan.ENDING, qgc_plan.write),
    "waypoints": (waypoints.ENDING, waypoints.write),
    "geojson": (geojson.ENDING, geojson.write),
    "kml": (kml.ENDING, kml.write),
    "kmz": (kmz.ENDING, kmz.write),
    "gpx": (gpx.ENDING, gpx.write),
    "dji": (dji_wpml.ENDING, dji_wpml.write),
}
"""Name -> ending and writer. Of two with one ending the first is meant when no name is given."""
READERS: dict[str, Callable[[str], tuple[MissionItem, ...]]] = {
    module.ENDING: module.read for module in (qgc_plan, waypoints)
}


def writer(path: Path, name: str | None = None) -> Write:
    """What writes `path`, by name or by its ending. Raises FormatError; worth asking before planning."""
    ending = path.suffix.lower()
    if name is None:
        found = next((write for known, write in FORMATS.values() if known == ending), None)
        if found is None:
            raise _unknown(path, ", ".join(dict.fromkeys(known for known, _ in FORMATS.values())))
        return found
    if name not in FORMATS or FORMATS[name][0] != ending:
        known = ", ".join(f"{each} ({known})" for each, (known, _) in FORMATS.items())
        raise FormatError(
            "plan_format_unknown",
            f"{path.name} cannot be written in the format {name}.",
            remedy=f"Known are {known}.",
            details={"name": name, "file": path.name, "known": known},
        )
    return FORMATS[name][1]


def plan_files(plan: Plan, path: Path, name: str | None = None) -> dict[Path, str | bytes]:
    """Files and what is in them: `path` itself for one aircraft, with -1, -2, ... before the ending for several.

    Raises FormatError for an ending that no format has, and for a plan that must not be flown.
    """
    write = writer(path, name)
    if not plan.is_flyable or not plan.vehicles:
        raise FormatError(
            "plan_not_flyable",
            "The plan has errors and must not be flown.",
            remedy="Mend the problems that are listed with it.",
        )
    count = len(plan.vehicles)
    return {_numbered(path, index, count): write(plan, index) for index in range(count)}


def write_plan(plan: Plan, path: Path, name: str | None = None) -> list[Path]:
    """Write `plan_files` to disk. Raises FormatError also when a file cannot be written."""
    written = plan_files(plan, path, name)
    for file, content in written.items():
        try:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        except OSError as error:
            raise FormatError(
                "plan_file_unwritable",
                f"{file} cannot be written ({error.strerror}).",
                remedy="Choose another place.",
                details={"file": file.name},
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
