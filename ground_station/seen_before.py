"""What was seen of grounds that are not searched any longer: a new plan's ground begins unseen, the past does not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from ground_station.incident.records import GeoJson
from missions.exchange.whole_file import write_whole


class SeenBefore:
    """Seen ground of earlier plans, one file an incident."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, list[dict[str, Any]]] = {}

    def add(self, incident_id: str, seen: GeoJson) -> None:
        """Keep what was seen up to now; on the disk when this returns."""
        features = seen["features"]
        if not features:
            return
        known = [*self.features(incident_id), *features]
        self._folder.mkdir(parents=True, exist_ok=True)
        # Whole, not appended: what followed a torn end could never be read again.
        write_whole(self._path(incident_id), gzip.compress(json.dumps(known, separators=(",", ":")).encode() + b"\n"))
        self._known[incident_id] = known

    def features(self, incident_id: str) -> list[dict[str, Any]]:
        """All of it, oldest first; what cannot be read is left out."""
        if incident_id not in self._known:
            self._known[incident_id] = self._read(self._path(incident_id))
        return self._known[incident_id]

    def together(self, incident_id: str, seen: GeoJson) -> GeoJson:
        """What was seen before and what is seen now."""
        return {**seen, "features": [*self.features(incident_id), *seen["features"]]}

    def _path(self, incident_id: str) -> Path:
        return self._folder / f"{incident_id}.before.gz"

    @staticmethod
    def _read(path: Path) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if not path.is_file():
            return found
        try:
            with gzip.open(path, "rt", encoding="utf-8") as file:
                for line in file:
                    found += json.loads(line)
        except (EOFError, gzip.BadGzipFile, ValueError):
            pass
        return found
