"""Links for people without an account: one incident, chosen layers, until it ends or is taken back.

A link may be opened many times, by many; each opening is a session of its own that ends with the link. Tokens are kept
only as hashes: a link that is lost must be made again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Row, Table, Text, delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from ground_station.access.permissions import Layer
from ground_station.access.tokens import fingerprint, moment, new_token

SHORTEST_LINK = timedelta(minutes=5)
LONGEST_LINK = timedelta(days=7)
MOST_OPENINGS = 500
"""Each leaves a line in a journal that is never cut: a link that is passed on without end stops being one."""
MOST_LINKS = 100
"""Of one incident."""

metadata = MetaData()
guest_links = Table(
    "guest_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("incident_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("layers", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("revoked_at", Text, nullable=True),
    Column("openings", Integer, nullable=False),
    Column("last_opened_at", Text, nullable=True),
)
guest_sessions = Table(
    "guest_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("link_id", Text, ForeignKey("guest_links.id", ondelete="CASCADE"), nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLink:
    """A link that was handed out, without its token."""

    id: str
    incident_id: str
    name: str
    """For whom it was made."""
    layers: frozenset[Layer]
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    openings: int
    last_opened_at: datetime | None


class TooManyLinks(Exception):
    """The incident has as many links as it may have."""


class Guests:
    """Every guest link and who is in by one. One thread."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        metadata.create_all(engine)

    def make(
        self, incident_id: str, name: str, layers: Iterable[Layer], lifetime: timedelta, made_by: str
    ) -> tuple[GuestLink, str]:
        """A link and its token, which is known this once. Raises `TooManyLinks`."""
        now, token, link_id = self._clock(), new_token(), secrets.token_hex(6)
        lifetime = min(max(lifetime, SHORTEST_LINK), LONGEST_LINK)
        row = {
            "id": link_id,
            "token_hash": fingerprint(token),
            "incident_id": incident_id,
            "name": name,
            "layers": json.dumps(sorted(layers)),
            "made_by": made_by,
            "made_at": moment(now),
            "expires_at": moment(now + lifetime),
            "openings": 0,
        }
        mine = guest_links.c.incident_id == incident_id
        with self._engine.begin() as connection:
            if connection.execute(select(func.count()).where(mine)).scalar_one() >= MOST_LINKS:
                raise TooManyLinks(incident_id)
            connection.execute(insert(guest_links).values(row))
            return _known(connection, link_id), token

    def links(self, incident_id: str) -> list[GuestLink]:
        """Every link of an incident, newest first, also those that have ended."""
        query = select(guest_links).where(guest_links.c.incident_id == incident_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(guest_links.c.made_at.desc())).all()
        return [_link(row) for row in rows]

    def revoke(self, incident_id: str, link_id: str) -> tuple[GuestLink, bool] | None:
        """Take a link back with everybody who is in by it, and whether it still stood; None: there is none."""
        mine = (guest_links.c.id == link_id) & (guest_links.c.incident_id == incident_id)
        now = moment(self._clock())
        with self._engine.begin() as connection:
            if connection.execute(select(guest_links.c.id).where(mine)).first() is None:
                return None
            taken = connection.execute(
                update(guest_links).where(mine & guest_links.c.revoked_at.is_(None)).values(revoked_at=now)
            )
            connection.execute(delete(guest_sessions).where(guest_sessions.c.link_id == link_id))
            return _known(connection, link_id), taken.rowcount > 0

    def open(self, token: str) -> tuple[GuestLink, str] | None:
        """A session's token for a link that stands; None when it is unknown, ended, taken back or worn out."""
        now, session = moment(self._clock()), new_token()
        standing = (
            (guest_links.c.token_hash == fingerprint(token))
            & guest_links.c.revoked_at.is_(None)
            & (guest_links.c.expires_at > now)
            & (guest_links.c.openings < MOST_OPENINGS)
        )
        with self._engine.begin() as connection:
            row = connection.execute(select(guest_links.c.id).where(standing)).first()
            if row is None:
                return None
            counted = {"openings": guest_links.c.openings + 1, "last_opened_at": now}
            connection.execute(update(guest_links).where(guest_links.c.id == row.id).values(counted))
            connection.execute(insert(guest_sessions).values(token_hash=fingerprint(session), link_id=row.id))
            return _known(connection, row.id), session

    def by_session(self, key: str) -> GuestLink | None:
        """The link by which the session with that key came in, while it stands."""
        query = (
            select(guest_links)
            .join(guest_sessions, guest_sessions.c.link_id == guest_links.c.id)
            .where(
                guest_sessions.c.token_hash == key,
                guest_links.c.revoked_at.is_(None),
                guest_links.c.expires_at > moment(self._clock()),
            )
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else _link(row)

    def leave(self, key: str) -> None:
        """Sign a guest out."""
        with self._engine.begin() as connection:
            connection.execute(delete(guest_sessions).where(guest_sessions.c.token_hash == key))


def _known(connection: Connection, link_id: str) -> GuestLink:
    return _link(connection.execute(select(guest_links).where(guest_links.c.id == link_id)).one())


def _link(row: Row[Any]) -> GuestLink:
    return GuestLink(
        id=row.id,
        incident_id=row.incident_id,
        name=row.name,
        layers=frozenset(Layer(word) for word in json.loads(row.layers)),
        made_by=row.made_by,
        made_at=datetime.fromisoformat(row.made_at),
        expires_at=datetime.fromisoformat(row.expires_at),
        revoked_at=None if row.revoked_at is None else datetime.fromisoformat(row.revoked_at),
        openings=row.openings,
        last_opened_at=None if row.last_opened_at is None else datetime.fromisoformat(row.last_opened_at),
    )
