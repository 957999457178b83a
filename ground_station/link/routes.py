"""Which path leads to which aircraft: elected, kept while it works, changed when it falls silent or loses much more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from ground_station.link.messages import AUTOPILOT_COMPONENT

PATH_SILENT_S: Final = 1.5
"""An elected path that was silent this long yields to one that was not."""
CLEARLY_BETTER: Final = 0.2
"""How much less another path must lose (a fraction of all messages) to be worth a change."""
DWELL_S: Final = 5.0
"""For how long it must be so, and between two changes for quality: paths that take turns help nobody."""
FRESH_S: Final = 0.5
"""A path heard longer ago than this is not changed to for its quality."""
MEMORY: Final = 100
"""Over about how many messages the loss is averaged."""
_KEPT: Final = 1.0 - 1.0 / MEMORY

Path = TypeVar("Path")
Sender = tuple[int, int]
"""System id and component id."""


@dataclass(slots=True)
class Quality:
    """How well one sender is heard on one path."""

    heard_s: float
    sequence: int | None = None
    loss: float = 0.0
    """Fraction of its messages that did not come, over the last hundred or so, from the gaps in their numbers."""

    def note(self, now_s: float, sequence: int | None) -> None:
        """One more message, with its number."""
        self.heard_s = now_s
        if sequence is None:
            return
        if self.sequence is not None and sequence == (self.sequence + 1) % 256:
            self.loss *= _KEPT
            self.sequence = sequence
            return
        lost = 0 if self.sequence is None else (sequence - self.sequence - 1) % 256
        if lost >= 128:
            # One that others had overtaken: it was counted as lost and is not.
            self.loss = max(0.0, self.loss - 1.0 / MEMORY)
            return
        kept = _KEPT ** (lost + 1)
        self.loss = kept * self.loss + (1.0 - kept) * lost / (lost + 1)
        self.sequence = sequence


class Routes(Generic[Path]):
    """For every component of every aircraft the paths it was heard on, one of them elected.

    Only what comes over the elected path is believed, so that a message that arrives twice counts once.
    """

    def __init__(self) -> None:
        self._paths: dict[Sender, dict[Path, Quality]] = {}
        self._elected: dict[Sender, Path] = {}
        self._worse_since_s: dict[Sender, float] = {}
        self._pinned: set[int] = set()

    def heard(self, sender: Sender, path: Path, now_s: float, sequence: int | None = None) -> bool:
        """Note that `sender` was heard on `path`; whether that is its elected path."""
        paths = self._paths.get(sender)
        if paths is None:
            paths = self._paths[sender] = {}
        quality = paths.get(path)
        if quality is None:
            quality = paths[path] = Quality(now_s)
        quality.note(now_s, sequence)
        elected = self._elected.get(sender)
        if elected is path:
            if len(paths) == 1:
                return True
            self._reconsider(sender, paths, now_s)
            return self._elected[sender] is path
        if elected is None or (self._is_silent(paths.get(elected), now_s) and sender[0] not in self._pinned):
            self._elect(sender, path)
            return True
        return False

    def pin(self, system_id: int) -> None:
        """Change paths no more: two aircraft answer to this number, and a change would mix them up."""
        self._pinned.add(system_id)

    def unpin(self, system_id: int) -> None:
        """One aircraft again: change paths as with any other."""
        self._pinned.discard(system_id)

    def path_to(self, sender: Sender) -> Path | None:
        """The elected path to a component, else to its aircraft's autopilot."""
        return self._elected.get(sender) or self._elected.get((sender[0], AUTOPILOT_COMPONENT))

    def paths_of(self, system_id: int) -> tuple[Path, ...]:
        """Every path on which the aircraft's autopilot was heard."""
        return tuple(self._paths.get((system_id, AUTOPILOT_COMPONENT), ()))

    def quality(self, system_id: int) -> dict[Path, Quality]:
        """How well the aircraft's autopilot is heard on each of its paths."""
        return dict(self._paths.get((system_id, AUTOPILOT_COMPONENT), {}))

    def systems_on(self, path: Path) -> frozenset[int]:
        """The aircraft whose autopilot was heard on a path."""
        return frozenset(
            system_id
            for (system_id, component_id), paths in self._paths.items()
            if component_id == AUTOPILOT_COMPONENT and path in paths
        )

    def closed(self, path: Path) -> None:
        """Forget a path; whoever used it takes the most recent other one."""
        for sender, paths in self._paths.items():
            paths.pop(path, None)
            if self._elected.get(sender) is path:
                del self._elected[sender]
                if paths and sender[0] not in self._pinned:
                    self._elect(sender, max(paths, key=lambda other: paths[other].heard_s))

    def _elect(self, sender: Sender, path: Path) -> None:
        self._elected[sender] = path
        self._worse_since_s.pop(sender, None)

    def _is_silent(self, quality: Quality | None, now_s: float) -> bool:
        return quality is None or now_s - quality.heard_s >= PATH_SILENT_S

    def _reconsider(self, sender: Sender, paths: dict[Path, Quality], now_s: float) -> None:
        loss = paths[self._elected[sender]].loss
        better = [
            path
            for path, quality in paths.items()
            if now_s - quality.heard_s <= FRESH_S and quality.loss <= loss - CLEARLY_BETTER
        ]
        if not better or sender[0] in self._pinned:
            self._worse_since_s.pop(sender, None)
        elif now_s - self._worse_since_s.setdefault(sender, now_s) >= DWELL_S:
            self._elect(sender, min(better, key=lambda path: paths[path].loss))
