"""What the crew's own layers show, on the disk: a table beside the journal, which has their names and hashes."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table, Text, insert, select
from sqlalchemy.engine import Engine

metadata = MetaData()
own_layers = Table(
    "own_layers",
    metadata,
    Column("incident_id", Text, primary_key=True),
    Column("layer_id", Text, primary_key=True),
    Column("geojson", Text, nullable=False),
)


class LayerStore:
    """Checked layers as text. One thread, blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def add(self, incident_id: str, layer_id: str, geojson: str) -> None:
        """Keep a layer; one that is there already stays as it is."""
        row = {"incident_id": incident_id, "layer_id": layer_id, "geojson": geojson}
        with self._engine.begin() as connection:
            connection.execute(insert(own_layers).prefix_with("OR IGNORE"), row)

    def get(self, incident_id: str, layer_id: str) -> str | None:
        """A layer, or None."""
        place = own_layers.c.incident_id == incident_id, own_layers.c.layer_id == layer_id
        with self._engine.connect() as connection:
            row = connection.execute(select(own_layers.c.geojson).where(*place)).first()
        return None if row is None else str(row.geojson)
