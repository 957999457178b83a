"""Users, their sessions and one-time links, in the station's database. Secrets are kept only as hashes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Column, ForeignKey, MetaData, Table, Text, delete, insert, select
from sqlalchemy.engine import Engine

from ground_station.access.damping import Damping
from ground_station.access.guests import GuestLink, Guests
from ground_station.access.permissions import Role
from ground_station.access.tokens import fingerprint, moment, new_token
from ground_station.errors import BadInput

SESSION_LIFETIME = timedelta(hours=12)
LINK_LIFETIME = timedelta(minutes=10)
LONGEST_LINK_LIFETIME = timedelta(hours=24)
SHORTEST_PASSWORD = 10
ADMINISTRATOR_NAME = "admin"

metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=True),
    Column("created_at", Text, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user", Text, ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Text, nullable=False),
)
links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user", Text, ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may sign in."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in; `key` names the session without opening it."""

    key: str
    user: User
    guest: GuestLink | None = None
    """The link by which a guest came in: they see what it shows and nothing else. None: a user of the station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session just made; the only time its token is known."""

    token: str
    expires_at: datetime
    user: User


class NameTaken(BadInput):
    """Somebody has that name already."""


class TooManyTries(Exception):
    """Wrong passwords came too fast; `wait_s` until the next is looked at."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"wait {wait_s:.0f} s")
        self.wait_s = wait_s


class Access:
    """Who is who. One thread; only the Argon2 work leaves it."""

    def __init__(
        self,
        engine: Engine,
        *,
        hasher: PasswordHasher | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._hasher = hasher or PasswordHasher()
        self._clock = clock
        self._damping = Damping()
        # Verified when the name is unknown, so that the answer takes as long as for a known one.
        self._nobody_hash = self._hasher.hash(secrets.token_urlsafe())
        metadata.create_all(engine)
        self.guests = Guests(engine, clock)

    # --- users ---

    def create_user(self, name: str, role: Role, password: str | None = None) -> User:
        """Add a user; without a password they can come in only by link. Raises `NameTaken`, `BadInput`."""
        if not name or name != name.strip() or not name.isprintable():
            raise BadInput("the name is empty or has spaces at its ends", "give a plain name, such as kari.nordmann")
        if password is not None and len(password) < SHORTEST_PASSWORD:
            raise BadInput("the password is too short", f"give at least {SHORTEST_PASSWORD} characters")
        if self.user(name) is not None:
            raise NameTaken(f"there is a user {name} already", "choose another name")
        row = {
            "name": name,
            "role": role.value,
            "password_hash": None if password is None else self._hasher.hash(password),
            "created_at": self._clock().isoformat(),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(users).values(row))
        return User(name=name, role=role)

    def user(self, name: str) -> User | None:
        """The user with that name, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).first()
        return None if row is None else User(name=row.name, role=Role(row.role))

    def users(self) -> list[User]:
        """Everybody, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(users).order_by(users.c.name)).all()
        return [User(name=row.name, role=Role(row.role)) for row in rows]

    def remove_user(self, name: str) -> None:
        """Remove a user with all their sessions and links."""
        with self._engine.begin() as connection:
            connection.execute(delete(users).where(users.c.name == name))

    def ensure_administrator(self) -> tuple[str, str] | None:
        """At first start: make an administrator and give name and password, this once. None when there is one."""
        if any(user.role is Role.ADMINISTRATOR for user in self.users()):
            return None
        taken = {user.name for user in self.users()}
        name = next(name for name in (ADMINISTRATOR_NAME, f"admin-{secrets.token_hex(4)}") if name not in taken)
        password = secrets.token_urlsafe(15)
        self.create_user(name, Role.ADMINISTRATOR, password)
        return name, password

    # --- signing in and out ---

    async def verify(self, name: str, password: str, address: str = "") -> User | None:
        """The user when the password is theirs, else None. Raises `TooManyTries`."""
        now_s = self._clock().timestamp()
        wait_s = self._damping.wait_s(name, address, now_s)
        if wait_s > 0:
            raise TooManyTries(wait_s)
        # Counted before the slow hash: a hundred tries at once must not all pass the check above.
        self._damping.failed(name, address, now_s)
        kept = self._password_hash(name)
        is_right = await asyncio.to_thread(self._matches, kept or self._nobody_hash, password)
        if kept is None or not is_right:
            return None
        self._damping.succeeded(name, address)
        return self.user(name)

    async def sign_in(self, name: str, password: str, address: str = "") -> NewSession | None:
        """A session for name and password, else None. Raises `TooManyTries`."""
        user = await self.verify(name, password, address)
        return None if user is None else self.start_session(user)

    def start_session(self, user: User) -> NewSession:
        """Sign a user in."""
        now = self._clock()
        token = new_token()
        row = {"token_hash": fingerprint(token), "user": user.name, "expires_at": moment(now + SESSION_LIFETIME)}
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= moment(now)))
            connection.execute(insert(sessions).values(row))
        return NewSession(token=token, expires_at=now + SESSION_LIFETIME, user=user)

    def session(self, token: str) -> Session | None:
        """Who holds the token, or None when it is unknown or too old."""
        return self.session_by_key(fingerprint(token))

    def session_by_key(self, key: str) -> Session | None:
        """The session with that key when it still stands: the role is the user's role now."""
        query = (
            select(users.c.name, users.c.role)
            .join(sessions, sessions.c.user == users.c.name)
            .where(sessions.c.token_hash == key, sessions.c.expires_at > moment(self._clock()))
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return (
            self._guest_session(key) if row is None else Session(key=key, user=User(name=row.name, role=Role(row.role)))
        )

    def _guest_session(self, key: str) -> Session | None:
        link = self.guests.by_session(key)
        return None if link is None else Session(key=key, user=User(name=link.name, role=Role.VIEWER), guest=link)

    def end_session(self, key: str) -> None:
        """Sign out."""
        self.guests.leave(key)
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == key))

    def create_link(self, name: str, lifetime: timedelta = LINK_LIFETIME) -> str:
        """A token for one sign-in at `/signin?token=`. Raises `BadInput`."""
        if self.user(name) is None:
            raise BadInput(f"there is no user {name}", "add the user first")
        if not timedelta(0) < lifetime <= LONGEST_LINK_LIFETIME:
            raise BadInput("a sign-in link lasts at most 24 hours", "give a shorter time")
        token = new_token()
        row = {"token_hash": fingerprint(token), "user": name, "expires_at": moment(self._clock() + lifetime)}
        with self._engine.begin() as connection:
            connection.execute(insert(links).values(row))
        return token

    def redeem_link(self, token: str) -> NewSession | None:
        """A session for a one-time link, once; None when it is unknown, used or too old."""
        mine = links.c.token_hash == fingerprint(token)
        with self._engine.begin() as connection:
            row = connection.execute(select(links).where(mine)).first()
            connection.execute(delete(links).where(mine | (links.c.expires_at <= moment(self._clock()))))
        if row is None or row.expires_at <= moment(self._clock()):
            return None
        user = self.user(row.user)
        return None if user is None else self.start_session(user)

    def _password_hash(self, name: str) -> str | None:
        with self._engine.connect() as connection:
            kept: str | None = connection.execute(
                select(users.c.password_hash).where(users.c.name == name)
            ).scalar_one_or_none()
        return kept

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
