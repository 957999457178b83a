"""Slowing down who guesses passwords. Pure: time is an argument."""

from __future__ import annotations

from dataclasses import dataclass

FREE_TRIES = 5
FIRST_WAIT_S = 10.0
LONGEST_WAIT_S = 900.0
MOST_KEYS = 10_000


@dataclass(slots=True)
class _Tries:
    failures: int
    blocked_until_s: float


class Damping:
    """After five failures in a row each further one doubles the wait, per name and address.

    The address is part of the key so that a stranger elsewhere cannot lock the commander out.
    """

    def __init__(self) -> None:
        self._tries: dict[tuple[str, str], _Tries] = {}

    def wait_s(self, name: str, address: str, now_s: float) -> float:
        """How long until the next try is looked at; 0 when it is now."""
        tries = self._tries.get((name, address))
        return 0.0 if tries is None else max(0.0, tries.blocked_until_s - now_s)

    def failed(self, name: str, address: str, now_s: float) -> None:
        """Count a wrong password."""
        tries = self._tries.setdefault((name, address), _Tries(0, now_s))
        tries.failures += 1
        excess = tries.failures - FREE_TRIES
        if excess >= 0:
            tries.blocked_until_s = now_s + min(FIRST_WAIT_S * 2.0**excess, LONGEST_WAIT_S)
        while len(self._tries) > MOST_KEYS:
            del self._tries[next(iter(self._tries))]

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures."""
        self._tries.pop((name, address), None)
