"""Elevation models that a person named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ground_station.errors import BadInput
from missions.errors import TerrainError
from missions.terrain import Terrain


def open_terrain_files(files: Sequence[Path]) -> Terrain | None:
    """Elevation models, or None without any. Raises `BadInput` naming the file."""
    if not files:
        return None
    try:
        return Terrain.open(files)
    except TerrainError as error:
        raise BadInput(error.message.rstrip("."), error.remedy) from error
