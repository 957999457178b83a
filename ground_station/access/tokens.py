"""Secrets that are handed out: how they are made, and the only form in which they are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime


def new_token() -> str:
    """256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is kept of a token: random bits need no slow hash, as passwords do."""
    return hashlib.sha256(token.encode()).hexdigest()


def moment(at: datetime) -> str:
    """One width for every time, so that the database can compare them as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
