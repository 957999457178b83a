"""Which path leads to which aircraft: elected, kept while it works, changed when it falls silent."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from ground_station.link.messages import AUTOPILOT_COMPONENT

PATH_SILENT_S: Final = 1.5
"""An elected path that was silent this long yields to one that was not."""

Path = TypeVar("Path")
Sender = tuple[int, int]
"""System id and component id."""


class Routes(Generic[Path]):
    """For every component of every aircraft the paths it was heard on, one of them elected.

    Only what comes over the elected path is believed, so that a message that arrives twice counts once.
    """

    def __init__(self) -> None:
        self._heard_s: dict[Sender, dict[Path, float]] = {}
        self._elected: dict[Sender, Path] = {}

    def heard(self, sender: Sender, path: Path, now_s: float) -> bool:
        """Note that `sender` was heard on `path`; whether that is its elected path."""
        paths = self._heard_s.setdefault(sender, {})
        paths[path] = now_s
        elected = self._elected.get(sender)
        if elected is path:
            return True
        if elected is None or now_s - paths.get(elected, -PATH_SILENT_S) >= PATH_SILENT_S:
            self._elected[sender] = path
            return True
        return False

    def path_to(self, sender: Sender) -> Path | None:
        """The elected path to a component, else to its aircraft's autopilot."""
        return self._elected.get(sender) or self._elected.get((sender[0], AUTOPILOT_COMPONENT))

    def paths_of(self, system_id: int) -> tuple[Path, ...]:
        """Every path on which the aircraft's autopilot was heard."""
        return tuple(self._heard_s.get((system_id, AUTOPILOT_COMPONENT), ()))

    def closed(self, path: Path) -> None:
        """Forget a path; whoever used it takes the most recent other one."""
        for sender, paths in self._heard_s.items():
            paths.pop(path, None)
            if self._elected.get(sender) is path:
                del self._elected[sender]
                if paths:
                    self._elected[sender] = max(paths, key=lambda other: paths[other])
