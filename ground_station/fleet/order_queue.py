"""The orders of one aircraft, one after the other: a later one may overtake, and then all before it are void."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from ground_station.link.outcomes import Answer, Outcome

OVERTAKEN: Final = Answer(Outcome.CANCELLED, ("A later order took its place.",))


class OrderQueue:
    """One order under way, others waiting, all void when a later one overtakes them."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._turn = 0
        self._under_way: asyncio.Task[Answer] | None = None

    async def take(self, carry_out: Callable[[], Coroutine[Any, Any, Answer]], *, overtakes: bool) -> Answer:
        """Carry out an order in its turn; one that `overtakes` breaks off the one under way and all that wait."""
        if overtakes:
            self._overtake()
        turn = self._turn
        async with self._lock:
            if turn != self._turn:
                return OVERTAKEN
            self._under_way = asyncio.create_task(carry_out())
            try:
                return await self._under_way
            except asyncio.CancelledError:
                if turn != self._turn and not _is_being_cancelled():
                    return OVERTAKEN
                self._under_way.cancel()
                raise
            finally:
                self._under_way = None

    def break_off(self) -> None:
        """End the order under way and all that wait: the station ends."""
        self._overtake()

    def _overtake(self) -> None:
        self._turn += 1
        if self._under_way is not None:
            self._under_way.cancel()


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
