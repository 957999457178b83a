"""The caller's role while a socket lives: asked again and again, looked up now and then."""

from __future__ import annotations

import time

from ground_station.access.permissions import Role
from ground_station.access.users import Access
from ground_station.api.live import RoleNow

KEPT_S = 2.0


def role_now(access: Access, session_key: str) -> RoleNow:
    """The role behind a session, at most two seconds old; None once signed out."""
    kept: tuple[float, Role | None] = (float("-inf"), None)

    def now() -> Role | None:
        nonlocal kept
        if time.monotonic() - kept[0] > KEPT_S:
            session = access.session_by_key(session_key)
            kept = (time.monotonic(), None if session is None else session.user.role)
        return kept[1]

    return now
