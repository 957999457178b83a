"""The best picture of each finding on the disk, so that it outlives the station: a table beside the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, LargeBinary, MetaData, Table, Text, delete, insert, select, update
from sqlalchemy.engine import Engine

metadata = MetaData()
finding_pictures = Table(
    "finding_pictures",
    metadata,
    Column("incident_id", Text, primary_key=True),
    Column("finding_id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class FindingPicture:
    """What one look showed."""

    at: datetime
    jpeg: bytes


class FindingPictures:
    """One picture for each finding. One thread, blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def keep(self, incident_id: str, finding_id: str, picture: FindingPicture) -> None:
        """Put the picture in the place of the one before."""
        row = {"incident_id": incident_id, "finding_id": finding_id, "at": picture.at.isoformat(), "jpeg": picture.jpeg}
        with self._engine.begin() as connection:
            connection.execute(insert(finding_pictures).prefix_with("OR REPLACE"), row)

    def get(self, incident_id: str, finding_id: str) -> FindingPicture | None:
        """The picture of a finding, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(select(finding_pictures).where(*_place(incident_id, finding_id))).first()
        return None if row is None else FindingPicture(datetime.fromisoformat(row.at), row.jpeg)

    def join(self, incident_id: str, gone: str, into: str, *, keeps_gone: bool) -> None:
        """Two findings are one: its picture is that of `gone` where it is the better one."""
        has_better = keeps_gone and self.get(incident_id, gone) is not None
        with self._engine.begin() as connection:
            if has_better:
                connection.execute(delete(finding_pictures).where(*_place(incident_id, into)))
                moved = update(finding_pictures).where(*_place(incident_id, gone)).values(finding_id=into)
                connection.execute(moved)
            else:
                connection.execute(delete(finding_pictures).where(*_place(incident_id, gone)))


def _place(incident_id: str, finding_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return finding_pictures.c.incident_id == incident_id, finding_pictures.c.finding_id == finding_id
