"""What the autopilot says: texts for people, and the events that go with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from firmware_sim.aircraft.events import EventLog, event_of_text
from firmware_sim.mavlink.link import Text

EMERGENCY, CRITICAL, WARNING, NOTICE = 0, 2, 4, 6
KEPT_TEXTS = 40


@dataclass(slots=True)
class Voice:
    """The texts and events since the start."""

    texts: list[Text] = field(default_factory=list)
    events: EventLog = field(default_factory=EventLog)
    _count: int = 0

    def say(self, severity: int, text: str, now_s: float) -> None:
        """Speak to the people at the ground stations."""
        self.texts.append(Text(number=self._count, at_s=now_s, severity=severity, text=text))
        self._count += 1
        del self.texts[:-KEPT_TEXTS]
        event = event_of_text(text)
        if event is not None:
            number, levels, arguments = event
            self.events.add(number, levels, now_s, arguments)
