"""What is missing on this machine, and how to mend it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from ground_station.config import DEFAULT_PORT, load_settings
from missions.errors import TerrainError
from missions.terrain import Terrain

CONSOLE = Path(__file__).parent / "static" / "index.html"
MAVLINK_PORT = 14550
PYTHON_WANTED = (3, 11)
FREE_DISK_WANTED_GIB = 2.0
CORES_WANTED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One thing that was looked at."""

    what: str
    state: str
    """`ok`, `worth knowing` or `missing`."""
    found: str
    remedy: str = ""

    @property
    def is_serious(self) -> bool:
        """Whether Varde cannot work so."""
        return self.state == "missing"

    def line(self) -> str:
        """One line for a person."""
        sign = {"ok": "ok  ", "worth knowing": "note", "missing": "MISS"}[self.state]
        return f"{sign}  {self.what}: {self.found}" + (f" -> {self.remedy}" if self.remedy else "")

    def document(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def examine() -> list[Examined]:
    """Look at everything Varde needs of a machine."""
    return [result for check in CHECKS for result in check()]


def _python() -> Iterator[Examined]:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] >= PYTHON_WANTED:
        yield Examined(what="Python", state="ok", found=found)
    else:
        yield Examined(what="Python", state="missing", found=found, remedy="install Python 3.11 or newer")


def _packages() -> Iterator[Examined]:
    wrong = []
    for text in requires("varde") or []:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            wrong.append(requirement.name)
            continue
        if not requirement.specifier.contains(installed, prereleases=True):
            wrong.append(f"{requirement.name} {installed} (wanted {requirement.specifier})")
    if wrong:
        yield Examined(what="packages", state="missing", found=", ".join(wrong), remedy="run `make setup`")
    else:
        yield Examined(what="packages", state="ok", found="all that Varde needs")


def _console() -> Iterator[Examined]:
    if CONSOLE.is_file():
        yield Examined(what="console", state="ok", found="built")
    else:
        yield Examined(what="console", state="missing", found="not built", remedy="run `make setup`")


def _ports() -> Iterator[Examined]:
    for what, port, kind, remedy in (
        ("console port", DEFAULT_PORT, socket.SOCK_STREAM, "end the other program, or give --port"),
        ("MAVLink port", MAVLINK_PORT, socket.SOCK_DGRAM, "end the other ground station, or give --vehicle"),
    ):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                yield Examined(what=what, state="worth knowing", found=f"{port} is in use", remedy=remedy)
            else:
                yield Examined(what=what, state="ok", found=f"{port} is free")


def _data() -> Iterator[Examined]:
    folder = load_settings().data.resolve()
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(place, os.W_OK):
        remedy = "give --data a folder that you may write to"
        yield Examined(what="data folder", state="missing", found=f"{folder} cannot be written", remedy=remedy)
        return
    free_gib = shutil.disk_usage(place).free / 2**30
    if free_gib < FREE_DISK_WANTED_GIB:
        yield Examined(
            what="disk", state="worth knowing", found=f"{free_gib:.1f} GiB free", remedy="make room for recordings"
        )
    else:
        yield Examined(what="disk", state="ok", found=f"{free_gib:.0f} GiB free for {folder.name}")


def _terrain() -> Iterator[Examined]:
    files = load_settings().terrain_files
    if not files:
        yield Examined(
            what="elevation model",
            state="worth knowing",
            found="none: no plan can be made and nothing can be placed",
            remedy="download a terrain model of your municipality and run `varde terrain add FILE`",
        )
        return
    try:
        bounds = Terrain.open(files).bounds()
    except TerrainError as error:
        yield Examined(what="elevation model", state="missing", found=error.message, remedy=error.remedy)
    else:
        yield Examined(what="elevation model", state="ok", found=f"{len(files)} file(s), {bounds}")


def _cores() -> Iterator[Examined]:
    cores = os.cpu_count() or 1
    if cores < CORES_WANTED:
        remedy = "fly one camera at a time"
        yield Examined(what="processor", state="worth knowing", found=f"{cores} core", remedy=remedy)
    else:
        yield Examined(what="processor", state="ok", found=f"{cores} cores")


CHECKS: tuple[Callable[[], Iterator[Examined]], ...] = (
    _python,
    _packages,
    _console,
    _ports,
    _data,
    _terrain,
    _cores,
)
