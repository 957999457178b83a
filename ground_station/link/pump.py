"""The driver of one exchange in the event loop: hands over messages, rings deadlines, is fair about its own delays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ground_station.link.exchange import Exchange
from ground_station.link.messages import Message
from ground_station.link.standstill import grace_of


class Pump:
    """Drives one exchange: every message and every deadline of it, until it is done."""

    def __init__(self, exchange: Exchange, send: Callable[[Message], None], catch_up: Callable[[], object]) -> None:
        """`catch_up` hands over what has come and waits: it is called before a deadline is held against anybody."""
        self._exchange = exchange
        self._send = send
        self._catch_up = catch_up
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._due_s: float | None = None
        """The deadline of the exchange; the timer may ring before it, or later after a standstill of our own."""
        self._is_spared = False
        self.ended: asyncio.Future[None] = self._loop.create_future()

    def start(self) -> None:
        """Send the first messages."""
        self._after(self._exchange.start(self._loop.time()))

    def receive(self, message: Message) -> None:
        """Hand a message of the aircraft over."""
        self._after(self._exchange.receive(message, self._loop.time()))

    def cancel(self) -> None:
        """End it early, leaving the aircraft in a clean state."""
        if not self._exchange.done:
            self._after(self._exchange.cancel(self._loop.time()))

    def _tick(self) -> None:
        self._timer = None
        self._catch_up()
        if self._timer is not None or self._due_s is None:
            return  # what waited has answered it, or moved the deadline
        now_s = self._loop.time()
        if now_s < self._due_s:
            self._ring_at(self._due_s)
            return
        grace_s = 0.0 if self._is_spared else grace_of(now_s - self._due_s)
        if grace_s:
            self._is_spared = True
            self._ring_at(now_s + grace_s)
            return
        self._due_s = None
        self._after(self._exchange.tick(now_s))

    def _after(self, outgoing: list[Message]) -> None:
        for message in outgoing:
            self._send(message)
        due_s = None if self._exchange.done else self._exchange.deadline_s
        if due_s != self._due_s:
            self._due_s, self._is_spared = due_s, False
            # A deadline that moved away is looked at when the timer rings: an upload moves it with every item.
            if due_s is not None and (self._timer is None or due_s < self._timer.when()):
                self._ring_at(due_s)
        if self._exchange.done:
            self._ring_at(None)
            if not self.ended.done():
                self.ended.set_result(None)

    def _ring_at(self, when_s: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if when_s is None else self._loop.call_at(when_s, self._tick)
