"""Single-use tickets for sockets: a browser cannot put a header on a WebSocket. Pure: time is an argument."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

LIFETIME_S = 30.0


@dataclass(frozen=True, slots=True)
class _Ticket:
    scope: str
    session: str
    expires_s: float


class Tickets:
    """Tickets handed out and not yet used, in memory: a restart voids them."""

    def __init__(self) -> None:
        self._open: dict[str, _Ticket] = {}

    def issue(self, scope: str, session: str, now_s: float) -> str:
        """A ticket for one socket at `scope` (its path) on behalf of `session`."""
        self._open = {ticket: kept for ticket, kept in self._open.items() if kept.expires_s > now_s}
        ticket = secrets.token_urlsafe(24)
        self._open[ticket] = _Ticket(scope, session, now_s + LIFETIME_S)
        return ticket

    def redeem(self, ticket: str, scope: str, now_s: float) -> str | None:
        """The session the ticket stands for, once; None when it is unknown, used, too old or for another socket."""
        kept = self._open.pop(ticket, None)
        if kept is None or kept.scope != scope or kept.expires_s <= now_s:
            return None
        return kept.session
