"""What one live client has, and what it may be sent when. Pure: no sockets, time is an argument.

A frame is built only when the client has credit, so that what waits is chosen newest when it can really leave. A client
costs a cursor into the journal and one time per changed key, however long it stalls.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ground_station.incident.journal import Entry

CREDIT = 2
"""Frames unacknowledged at most: with one a slow link idles while the ack travels, with three they only wait."""
ACK_DEADLINE_S = 15.0
KEEP_ALIVE_S = 1.0
STATE_INTERVAL_S = {"auto": 0.08, "low": 1.0}
"""The least time between frames that carry only state."""
GOODPUT_SHARE_S = 0.25
"""A frame may take so long on the link."""
SMALLEST_BUDGET = 1_200
FIRST_BUDGET = 2_000
"""Small: the first frames teach the round trip, which a large one would hide."""
LARGEST_BUDGET = 64_000
EVENT_SHARE = 0.75
"""Of the budget when state waits too, so that a long catch-up does not freeze the aircraft."""
SMALL_EVENT = 200
"""Bytes; how many events to read from the journal for a budget."""
NEWEST_SAMPLE_WEIGHT = 0.3
MEASURABLE_S = 0.02
"""A frame that took less says only that the link could have carried more."""

Profile = Literal["auto", "low"]


class BadAck(ValueError):
    """The client acknowledged a frame that is not waiting for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What goes into one frame."""

    n: int
    entries: Sequence[Entry]
    states: Sequence[bytes]
    pending_events: int
    pending_state: int


@dataclass(slots=True)
class Budget:
    """How many bytes fit into a quarter of a second, learnt from how long frames take."""

    size: int = FIRST_BUDGET
    _round_trip_s: float = float("inf")
    _goodput_bytes_s: float | None = None
    _last_ack_s: float = float("-inf")

    def acknowledged(self, size: int, sent_s: float, now_s: float, shown_s: float) -> None:
        """Learn from a frame of `size` bytes, sent at `sent_s`, whose ack came `now_s` after `shown_s` of drawing."""
        # A client's word cannot make the link faster than the time it really took.
        arrived_s = max(sent_s, now_s - max(0.0, shown_s))
        self._round_trip_s = min(self._round_trip_s, arrived_s - sent_s)
        # The link could begin with this frame only when it was sent and when the one before was through.
        begun_s = max(sent_s + self._round_trip_s, self._last_ack_s)
        self._last_ack_s = max(self._last_ack_s, arrived_s)
        took_s = arrived_s - begun_s
        was_full = size >= self.size / 2
        if not was_full and took_s <= GOODPUT_SHARE_S:
            return
        # Doubling at most: one lucky sample must not fill a slow link for seconds.
        wanted = 2.0 * max(size, self.size / 2)
        if took_s > MEASURABLE_S:
            sample = size / took_s
            known = sample if self._goodput_bytes_s is None else self._goodput_bytes_s
            # Believed at once when slower, only slowly when faster.
            self._goodput_bytes_s = min(sample, known + NEWEST_SAMPLE_WEIGHT * (sample - known))
            wanted = min(wanted, self._goodput_bytes_s * GOODPUT_SHARE_S)
        self.size = int(min(max(wanted, SMALLEST_BUDGET), LARGEST_BUDGET))


@dataclass(slots=True)
class _Sent:
    n: int
    size: int
    at_s: float


@dataclass(slots=True)
class LiveCursor:
    """One client: the last event it was sent, the keys that changed since, and its credit."""

    seq: int
    profile: Profile = "auto"
    shows: Callable[[Entry], bool] | None = None
    """Which events this client gets; None: every one."""
    budget: Budget = field(default_factory=Budget)
    _changed: dict[str, None] = field(default_factory=dict)
    _unacknowledged: deque[_Sent] = field(default_factory=deque)
    _last_n: int = 0
    _last_frame_s: float = float("-inf")

    def state_changed(self, key: str) -> None:
        """Remember that `key` is newer than what the client has; it keeps its place in the queue."""
        self._changed.setdefault(key)

    def acknowledged(self, n: int, now_s: float, shown_s: float) -> float:
        """The client has drawn frame `n` and those before it: the seconds since `n` was sent. Raises `BadAck`."""
        waiting = [sent.n for sent in self._unacknowledged]
        if n not in waiting:
            raise BadAck(f"ack {n} does not fit: waiting for {waiting or 'none'}")
        while True:
            sent = self._unacknowledged.popleft()
            self.budget.acknowledged(sent.size, sent.at_s, now_s, shown_s)
            if sent.n == n:
                return now_s - sent.at_s

    @property
    def deadline_s(self) -> float:
        """When the oldest unacknowledged frame has waited too long."""
        return self._unacknowledged[0].at_s + ACK_DEADLINE_S if self._unacknowledged else float("inf")

    def due_s(self, newest_seq: int) -> float:
        """When the next frame should be built; never while there is no credit."""
        if len(self._unacknowledged) >= CREDIT:
            return float("inf")
        if newest_seq > self.seq:
            return float("-inf")
        if self._changed:
            return self._last_frame_s + STATE_INTERVAL_S[self.profile]
        return self._last_frame_s + KEEP_ALIVE_S

    def build(
        self,
        now_s: float,
        newest_seq: int,
        entries_after: Callable[[int, int], Sequence[Entry]],
        state_of: Callable[[str], bytes | None],
    ) -> Frame:
        """The next frame: events in order, then the states that waited longest, as much as the budget holds."""
        room = self.budget.size
        has_events = newest_seq > self.seq
        seq, entries = self._fitting_events(entries_after, int(room * EVENT_SHARE) if self._changed else room)
        if has_events and seq == self.seq:
            raise LookupError(f"the journal has no event after {self.seq}, though the newest is {newest_seq}")
        states = self._fitting_states(room - sum(len(entry.json) for entry in entries), state_of, must_one=not entries)
        self.seq = seq
        self._last_n += 1
        self._last_frame_s = now_s
        return Frame(
            n=self._last_n,
            entries=entries,
            states=states,
            pending_events=newest_seq - self.seq,
            pending_state=len(self._changed),
        )

    def sent(self, n: int, size: int, now_s: float) -> None:
        """Frame `n` of `size` bytes leaves now; it uses one credit."""
        self._unacknowledged.append(_Sent(n, size, now_s))

    def _fitting_events(
        self, entries_after: Callable[[int, int], Sequence[Entry]], room: int
    ) -> tuple[int, list[Entry]]:
        """How far in the journal this frame goes, and what of it the client gets."""
        seq, fitting = self.seq, list[Entry]()
        for entry in entries_after(self.seq, 1 + max(room, 0) // SMALL_EVENT):
            if self.shows is None or self.shows(entry):
                room -= len(entry.json)
                # The first goes even when it is larger than the budget, or nothing would ever move.
                if room < 0 and fitting:
                    break
                fitting.append(entry)
            seq = entry.seq
        return seq, fitting

    def _fitting_states(self, room: int, state_of: Callable[[str], bytes | None], *, must_one: bool) -> list[bytes]:
        fitting: list[bytes] = []
        for key in list(self._changed):
            body = state_of(key)
            if body is None:
                del self._changed[key]
                continue
            if len(body) > room and not (must_one and not fitting):
                continue
            room -= len(body)
            fitting.append(body)
            del self._changed[key]
        return fitting
