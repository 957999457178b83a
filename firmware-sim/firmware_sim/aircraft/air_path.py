"""A link's datagrams on their way: lost, late, or as they are."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field

from firmware_sim.aircraft.condition import PathCondition


@dataclass(slots=True)
class AirPath:
    """One direction of one link."""

    condition: PathCondition
    rng: random.Random
    _late: deque[tuple[float, bytes]] = field(default_factory=deque)

    @property
    def waits(self) -> bool:
        """Whether something is on its way."""
        return bool(self._late)

    def put(self, datagrams: list[bytes], now_s: float) -> list[bytes]:
        """What arrives now, given what was sent now."""
        condition = self.condition
        if condition.lost:
            self._late.clear()
            return []
        if not datagrams and not self._late:
            return datagrams
        if condition.drop_fraction > 0.0:
            datagrams = [one for one in datagrams if self.rng.random() >= condition.drop_fraction]
        if condition.delay_s <= 0.0 and not self._late:
            return datagrams
        self._late.extend((now_s + condition.delay_s, one) for one in datagrams)
        arrived = []
        while self._late and self._late[0][0] <= now_s:
            arrived.append(self._late.popleft()[1])
        return arrived
