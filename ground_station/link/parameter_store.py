"""Parameters kept on disk between flights, one file per aircraft, so that a radio need not carry them again."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Protocol

from ground_station.link.parameter_list import ParameterList
from ground_station.link.parameters import Parameter, ParameterType


class ParameterStore(Protocol):
    """Where parameter lists are kept. `aircraft` names one airframe for ever: its autopilot's serial number."""

    def load(self, aircraft: str) -> ParameterList | None:
        """What was kept, or None."""

    def save(self, aircraft: str, found: ParameterList) -> None:
        """Keep a list in the place of the last one."""


class FileParameterStore:
    """A folder of JSON files; a damaged one counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, aircraft: str) -> ParameterList | None:
        """What was kept, or None."""
        try:
            kept = json.loads(self._path(aircraft).read_text("utf-8"))
            parameters = [
                Parameter(name=str(name), value=_number(value), type=ParameterType(type_))
                for name, type_, value in kept["parameters"]
            ]
            return ParameterList(parameters={one.name: one for one in parameters}, hash=int(kept["hash"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, aircraft: str, found: ParameterList) -> None:
        """Keep a list that has a hash; one without could never be told from a stale one."""
        if found.hash is None:
            return
        rows = [[one.name, int(one.type), _spelled(one.value)] for one in found.parameters.values()]
        path = self._path(aircraft)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps({"hash": found.hash, "parameters": rows}), "utf-8")
        os.replace(beside, path)

    def _path(self, aircraft: str) -> Path:
        return self._folder / f"{re.sub(r'[^0-9A-Za-z_-]', '_', aircraft)}.json"


def _spelled(value: float | int) -> str | int:
    """JSON has no NaN and no infinity, and a decimal would not give every float back."""
    return value if isinstance(value, int) else value.hex()


def _number(spelled: str | int) -> float | int:
    return spelled if isinstance(spelled, int) else float.fromhex(spelled)
