"""KMZ: the KML in a ZIP, its root document called `doc.kml` (OGC 07-147r2, annex C)."""

from __future__ import annotations

from missions.formats import kml
from missions.formats.archive import zipped
from missions.plan import Plan

ENDING = ".kmz"


def write(plan: Plan, vehicle_index: int) -> bytes:
    """One aircraft's part of `plan`."""
    return zipped({"doc.kml": kml.write(plan, vehicle_index)})
