"""The trails of aircraft on the disk, so that they outlive the station: a table beside the journal, not part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Float, Integer, MetaData, Table, insert, select
from sqlalchemy.engine import Engine

from ground_station.incident.trails import Point

metadata = MetaData()
trail_points = Table(
    "trail_points",
    metadata,
    Column("vehicle_id", Integer, primary_key=True),
    Column("at_ms", Integer, primary_key=True),
    Column("longitude_deg", Float, nullable=False),
    Column("latitude_deg", Float, nullable=False),
)


class TrailStore:
    """Points as they were kept, oldest first. One thread, blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def add(self, points: Sequence[tuple[int, Point]]) -> None:
        """Write points of aircraft; one that is there already stays as it is."""
        rows = [
            {"vehicle_id": vehicle, "at_ms": at_ms, "longitude_deg": longitude, "latitude_deg": latitude}
            for vehicle, (longitude, latitude, at_ms) in points
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(trail_points).prefix_with("OR IGNORE"), rows)

    def since(self, at_ms: int) -> Iterator[tuple[int, Point]]:
        """Every point from `at_ms` on."""
        query = select(trail_points).where(trail_points.c.at_ms >= at_ms).order_by(trail_points.c.at_ms)
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield row.vehicle_id, (row.longitude_deg, row.latitude_deg, row.at_ms)
