"""The append-only, hash-chained journal of every incident, in SQLite.

A link is `SHA-256(hash of the link before || RFC 8785 JSON of the event)`; the chain of an incident begins with the
hash of its id and epoch, so that no chain can be passed off as another incident's. Cutting the newest events off leaves
a whole, shorter chain: whoever must know that needs a copy of the newest hash elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from ground_station.errors import BadInput, GroundStationError
from ground_station.incident.events import Event

SCHEMA_VERSION = "1"
PAGE = 1000

metadata = MetaData()
incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("epoch", Text, nullable=False),
)
events = Table(
    "events",
    metadata,
    Column("incident_id", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("type", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.id"), nullable=False),
    Column("body", JSON, nullable=False),
)
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_INSERT_EVENT = insert(events)
_EVENTS_AFTER = (
    select(events.c.body)
    .where(events.c.incident_id == bindparam("incident"), events.c.seq > bindparam("seq"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)


class JournalUnwritable(GroundStationError):
    """The disk did not take an event; nobody was told of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that is on the disk, with the exact JSON that was hashed."""

    event: Event
    json: bytes

    @property
    def seq(self) -> int:
        """The event's place in the journal."""
        return self.event.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLink:
    """The first event of an incident that is not as it was written."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of a chain; `seq` 0 is the beginning."""

    seq: int
    hash: bytes


def genesis(incident_id: str, epoch: str) -> bytes:
    """What an incident's first link hangs on."""
    return hashlib.sha256(rfc8785.dumps({"epoch": epoch, "incident": incident_id})).digest()


def link(previous: bytes, body: bytes) -> bytes:
    """The hash of an event with canonical JSON `body` after `previous`."""
    return hashlib.sha256(previous + body).digest()


class Journal:
    """Every incident's events, its plans, and small settings. One thread, blocking, a few hundred µs per append."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)
        found = self.setting("schema_version")
        if found is None:
            self.set_setting("schema_version", SCHEMA_VERSION)
        elif found != SCHEMA_VERSION:
            raise BadInput(
                f"the database has schema {found}, this program knows {SCHEMA_VERSION}",
                "start the newer program, or give another data folder with --data",
            )
        self._epochs = {row.id: row.epoch for row in self._rows(select(incidents))}
        self._heads: dict[str, Head] = {}

    @property
    def engine(self) -> Engine:
        """The database, for tables beside the journal's own."""
        return self._engine

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    # --- incidents and their events ---

    def add_incident(self, incident_id: str) -> None:
        """Begin a chain, with a new random epoch."""
        epoch = secrets.token_hex(8)
        with self._engine.begin() as connection:
            connection.execute(insert(incidents).values(id=incident_id, epoch=epoch))
        self._epochs[incident_id] = epoch

    def epochs(self) -> dict[str, str]:
        """Every incident's id with its epoch."""
        return dict(self._epochs)

    def append(self, incident_id: str, new: Sequence[Event]) -> list[Entry]:
        """Number and chain `new` in one transaction; all are on the disk when this returns. `JournalUnwritable`."""
        head = self.head(incident_id)
        rows, entries = [], []
        for event in new:
            numbered = event.model_copy(update={"seq": head.seq + 1})
            written = numbered.model_dump(mode="json")
            body = rfc8785.dumps(written)
            previous, head = head, Head(head.seq + 1, link(head.hash, body))
            entries.append(Entry(numbered, body))
            rows.append(_row(incident_id, written, body, previous, head))
        if not rows:
            return []
        try:
            with self._engine.begin() as connection:
                connection.execute(_INSERT_EVENT, rows)
        except IntegrityError as error:
            raise JournalUnwritable(
                f"another station has written to this journal: {error.orig}",
                "run one station per data folder: stop the other, or give this one another folder with --data",
            ) from error
        except DBAPIError as error:
            raise JournalUnwritable(
                f"the journal cannot be written: {error.orig}", "free space on the disk, or check its rights"
            ) from error
        self._heads[incident_id] = head
        return entries

    def head(self, incident_id: str) -> Head:
        """The newest link of an incident."""
        if incident_id not in self._heads:
            newest = select(events.c.seq, events.c.hash).where(events.c.incident_id == incident_id)
            rows = self._rows(newest.order_by(events.c.seq.desc()).limit(1))
            beginning = Head(0, genesis(incident_id, self._epochs[incident_id]))
            self._heads[incident_id] = Head(rows[0].seq, rows[0].hash) if rows else beginning
        return self._heads[incident_id]

    def entries_after(self, incident_id: str, seq: int, limit: int) -> list[Entry]:
        """At most `limit` events after `seq`, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_EVENTS_AFTER, {"incident": incident_id, "seq": seq, "most": limit}).all()
        return [_entry(row.body) for row in rows]

    def all_entries(self, incident_id: str) -> Iterator[Entry]:
        """Every event, read in pages."""
        seq = 0
        while page := self.entries_after(incident_id, seq, PAGE):
            yield from page
            seq = page[-1].seq

    def events_of_types(self, types: Sequence[str]) -> list[tuple[str, Event]]:
        """Every incident's events of those types, with the incident's id, in order."""
        chosen = select(events.c.incident_id, events.c.body).where(events.c.type.in_(types))
        rows = self._rows(chosen.order_by(events.c.incident_id, events.c.seq))
        return [(row.incident_id, _entry(row.body).event) for row in rows]

    def verify(self, incident_id: str) -> BrokenLink | None:
        """The first link that does not hold, or None when the whole chain does."""
        seq, previous = 0, genesis(incident_id, self._epochs[incident_id])
        while True:
            page = select(events).where(events.c.incident_id == incident_id, events.c.seq > seq)
            rows = self._rows(page.order_by(events.c.seq).limit(PAGE))
            for row in rows:
                why = _fault(row, seq + 1, previous)
                if why:
                    return BrokenLink(seq=seq + 1, why=why)
                seq, previous = row.seq, row.hash
            if not rows:
                return None

    # --- plans and settings ---

    def save_plan(self, plan_id: str, incident_id: str, body: dict[str, Any]) -> None:
        """Keep a plan in full; the events carry only its summary."""
        with self._engine.begin() as connection:
            connection.execute(insert(plans).values(id=plan_id, incident_id=incident_id, body=body))

    def plan(self, plan_id: str) -> dict[str, Any] | None:
        """A kept plan, or None."""
        rows = self._rows(select(plans.c.body).where(plans.c.id == plan_id))
        return dict(rows[0].body) if rows else None

    def plans_of(self, incident_id: str) -> dict[str, dict[str, Any]]:
        """Every kept plan of an incident, by id."""
        rows = self._rows(select(plans.c.id, plans.c.body).where(plans.c.incident_id == incident_id))
        return {row.id: dict(row.body) for row in rows}

    def setting(self, key: str) -> Any:
        """A small value, or None."""
        rows = self._rows(select(settings.c.value).where(settings.c.key == key))
        return rows[0].value if rows else None

    def set_setting(self, key: str, value: Any) -> None:
        """Keep a small JSON value."""
        with self._engine.begin() as connection:
            changed = connection.execute(update(settings).where(settings.c.key == key).values(value=value))
            if changed.rowcount == 0:
                connection.execute(insert(settings).values(key=key, value=value))

    def forget_setting(self, key: str) -> None:
        """Remove a small value."""
        with self._engine.begin() as connection:
            connection.execute(delete(settings).where(settings.c.key == key))

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(statement).all()
        return rows


def _row(incident_id: str, written: dict[str, Any], body: bytes, previous: Head, head: Head) -> dict[str, Any]:
    columns = {name: written[name] for name in ("seq", "at", "actor", "type")}
    return columns | {
        "incident_id": incident_id,
        "body": body.decode(),
        "prev_hash": previous.hash,
        "hash": head.hash,
    }


def _entry(body: str) -> Entry:
    return Entry(_EVENT.validate_json(body), body.encode())


def _fault(row: Row[Any], seq: int, previous: bytes) -> str | None:
    """What is wrong with a row that should be event `seq` after `previous`."""
    if row.seq != seq:
        return f"event {seq} is missing"
    if row.prev_hash != previous:
        return "it does not follow the event before it"
    if row.hash != link(previous, row.body.encode()):
        return "its text was changed after it was written"
    written = json.loads(row.body)
    if any(written[name] != getattr(row, name) for name in ("seq", "at", "actor", "type")):
        return "its columns do not say what its text says"
    return None
