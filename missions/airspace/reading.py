"""Airspace files by what is in them, not by what they are called."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from missions.airspace import ed269, ed318, geojson, openair
from missions.airspace.volume import AirspaceError, AirspaceVolume

LARGEST_BYTES = 200 * 1024 * 1024


def read_airspace_file(path: Path) -> tuple[AirspaceVolume, ...]:
    """Every volume of an ED-269, ED-318, GeoJSON or OpenAir file. Raises AirspaceError."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _unreadable(path, "it is too large")
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from error
    return read_airspace(data, path.name, path)


def volumes_in(folder: Path) -> tuple[AirspaceVolume, ...]:
    """Everything in the files of a folder; a file is read again when it has changed. Raises AirspaceError."""
    files = sorted(path for path in folder.glob("*") if path.is_file() and not path.name.startswith("."))
    return tuple(volume for path in files for volume in _remembered(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=32)
def _remembered(path: Path, _changed_ns: int) -> tuple[AirspaceVolume, ...]:
    return read_airspace_file(path)


def read_airspace(data: bytes, name: str, path: Path | None = None) -> tuple[AirspaceVolume, ...]:
    """The same from memory."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        # OpenAir files come in the code pages of old programs; names alone are not ASCII.
        return tuple(openair.read(data.decode("utf-8", "replace"), name))
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise _unreadable(path or Path(name), str(error)) from error
    if isinstance(document, list):
        document = {"features": document}
    if ed269.is_ed269(document):
        return tuple(ed269.read(document, name))
    if ed318.is_ed318(document):
        return tuple(ed318.read(document, name))
    if document.get("type") in {"FeatureCollection", "Feature"}:
        return tuple(geojson.read(document, name))
    raise _unreadable(path or Path(name), "it is neither ED-269, ED-318, GeoJSON nor OpenAir")


def _unreadable(path: Path, reason: str) -> AirspaceError:
    return AirspaceError(
        "airspace_file_unreadable",
        f"{path.name} cannot be read as airspace ({reason}).",
        remedy="Give an ED-269, ED-318, GeoJSON or OpenAir file.",
        details={"file": path.name, "reason": reason},
    )
