"""Whether one system id is one aircraft: two that were given the same number must be told apart, not merged."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from ground_station.link.messages import AUTOPILOT_COMPONENT, Message

SLACK_M: Final = 150.0
"""What two paths of different delay, or a jump of the position estimate, may put between two positions."""
FASTEST_MS: Final = 100.0
LONGEST_STEP_S: Final = 2.0
STRIKES: Final = 4.0
FORGIVEN: Final = 0.1
"""Per plausible step: a position estimate that jumps once is no second aircraft."""
ALONE_FOR_S: Final = 60.0
"""A number that for so long nobody but one aircraft was heard with is that aircraft's again."""
KINDS: Final = frozenset({"AUTOPILOT_VERSION", "GLOBAL_POSITION_INT"})
_M_PER_DEG: Final = 111_195.0


@dataclass(slots=True)
class _Sharing:
    """Two aircraft with one number."""

    conflict_s: float
    """When both were last heard."""
    answered_s: dict[str, float] = field(default_factory=dict)
    """When each serial number last was."""


@dataclass(slots=True)
class _Seen:
    heard_s: float
    latitude_deg: float
    longitude_deg: float
    strikes: float = 0.0


def autopilot_uid(message: Message) -> str | None:
    """The serial number in an AUTOPILOT_VERSION, or None where the autopilot has none."""
    longer = bytes(message.uid2)
    if any(longer):
        return longer.hex()
    return f"{message.uid:016x}" if message.uid else None


class IdentityWatch:
    """Hand it every message on every path; it says for each number that two aircraft share it, and forgets that when
    one of them is gone for a while. Until then it wants serial numbers asked for again and again.
    """

    def __init__(self) -> None:
        self.shared: dict[int, str] = {}
        """System ids with more than one aircraft, and how that showed."""
        self.uids: dict[int, str] = {}
        """The autopilots' serial numbers."""
        self._seen: dict[int, _Seen] = {}
        self._sharing: dict[int, _Sharing] = {}

    def receive(self, message: Message, now_s: float) -> str | None:
        """What is wrong, when it is first seen."""
        if message.kind not in KINDS or message.source_component != AUTOPILOT_COMPONENT:
            return None
        system_id = message.source_system
        if message.kind == "AUTOPILOT_VERSION":
            return self._compare_uid(system_id, autopilot_uid(message), now_s)
        if not (message.lat or message.lon):
            return None
        words = self._compare_place(system_id, message.lat * 1e-7, message.lon * 1e-7, now_s)
        self._reconsider(system_id, now_s)
        return words

    def _compare_uid(self, system_id: int, uid: str | None, now_s: float) -> str | None:
        if uid is None:
            return None
        sharing = self._sharing.get(system_id)
        if sharing is not None:
            sharing.answered_s[uid] = now_s
            if len(sharing.answered_s) > 1:
                sharing.conflict_s = max(sharing.conflict_s, sorted(sharing.answered_s.values())[-2])
            return None
        if self.uids.setdefault(system_id, uid) == uid:
            return None
        words = self._tell(system_id, "autopilots with different serial numbers answer", now_s)
        self._sharing[system_id].answered_s = {self.uids[system_id]: now_s, uid: now_s}
        return words

    def _reconsider(self, system_id: int, now_s: float) -> None:
        """Forget a sharing where for a while nothing but one aircraft was heard, by its place and its serial number."""
        sharing = self._sharing.get(system_id)
        if sharing is None or now_s - sharing.conflict_s < ALONE_FOR_S:
            return
        heard = [uid for uid, at_s in sharing.answered_s.items() if now_s - at_s < ALONE_FOR_S]
        if len(heard) > 1 or (sharing.answered_s and not heard):
            return
        del self._sharing[system_id], self.shared[system_id], self._seen[system_id]
        self.uids.pop(system_id, None)
        if heard:
            self.uids[system_id] = heard[0]

    def _compare_place(self, system_id: int, latitude_deg: float, longitude_deg: float, now_s: float) -> str | None:
        last = self._seen.get(system_id)
        if last is None or now_s - last.heard_s > LONGEST_STEP_S:
            strikes = 0.0 if last is None else last.strikes
            self._seen[system_id] = _Seen(now_s, latitude_deg, longitude_deg, strikes)
            return None
        north_m = (latitude_deg - last.latitude_deg) * _M_PER_DEG
        east_m = (longitude_deg - last.longitude_deg) * _M_PER_DEG * math.cos(math.radians(latitude_deg))
        is_plausible = math.hypot(north_m, east_m) <= SLACK_M + FASTEST_MS * (now_s - last.heard_s)
        last.strikes = max(0.0, last.strikes - FORGIVEN) if is_plausible else last.strikes + 1.0
        last.heard_s, last.latitude_deg, last.longitude_deg = now_s, latitude_deg, longitude_deg
        sharing = self._sharing.get(system_id)
        if sharing is not None:
            sharing.conflict_s = sharing.conflict_s if is_plausible else now_s
            return None
        return self._tell(system_id, "it is at two places at once", now_s) if last.strikes >= STRIKES else None

    def _tell(self, system_id: int, how: str, now_s: float) -> str:
        words = f"Two aircraft have the number {system_id}: {how}. Give one another number (MAV_SYS_ID) and restart it."
        self.shared[system_id] = words
        self._sharing[system_id] = _Sharing(now_s)
        return words
