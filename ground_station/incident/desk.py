"""The incidents being worked on: a change goes through the journal, then into the picture, then to those who listen.

One event loop, one thread. What is told is on the disk.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from ground_station.errors import GroundStationError
from ground_station.incident.events import Event, IncidentClosed, IncidentOpened
from ground_station.incident.journal import BrokenLink, Entry, Journal
from ground_station.incident.picture import Picture, apply, keep_verdict, opened
from ground_station.incident.records import Incident

Listener = Callable[[Sequence[Entry]], None]
Clock = Callable[[], datetime]

RECENT = 2000
"""So many entries are kept in memory for the live sockets; who is further behind reads the disk."""


class UnknownIncident(LookupError):
    """No incident has that id."""


class IncidentIsClosed(GroundStationError):
    """People cannot change a closed incident."""


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class OpenIncident:
    """One incident's journal, picture and listeners."""

    def __init__(self, incident_id: str, epoch: str, journal: Journal) -> None:
        self.id = incident_id
        self.epoch = epoch
        self._journal = journal
        self._listeners: dict[object, Listener] = {}
        self._recent: deque[Entry] = deque(maxlen=RECENT)
        self._picture: Picture | None = None
        for entry in journal.all_entries(incident_id):
            self._take(entry)

    @property
    def seq(self) -> int:
        """The newest event's number."""
        return self._journal.head(self.id).seq

    @property
    def picture(self) -> Picture:
        """The incident as it is now."""
        if self._picture is None:
            raise UnknownIncident(self.id)
        return self._picture

    def record(self, event: Event) -> Event:
        """Write one event (its `seq` is given here), then tell everybody; the event as it was written."""
        return self.record_all([event])[0]

    def record_all(self, new: Sequence[Event]) -> list[Event]:
        """Write several events in one transaction, then tell everybody. Raises `JournalUnwritable`."""
        entries = self._journal.append(self.id, [self._with_verdict(event) for event in new])
        for entry in entries:
            self._take(entry)
        for listener in list(self._listeners.values()):
            listener(entries)
        return [entry.event for entry in entries]

    def events_after(self, seq: int, limit: int) -> list[Event]:
        """At most `limit` events after `seq`, oldest first."""
        return [entry.event for entry in self.entries_after(seq, limit)]

    def entries_after(self, seq: int, limit: int) -> list[Entry]:
        """The same with each event's JSON; from memory when they are recent."""
        if not self._recent or seq < self._recent[0].seq - 1:
            return self._journal.entries_after(self.id, seq, limit)
        start = seq + 1 - self._recent[0].seq
        return [self._recent[place] for place in range(start, min(start + limit, len(self._recent)))]

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each batch once it is on the disk; the result unsubscribes."""
        token = object()
        self._listeners[token] = listener

        def unsubscribe() -> None:
            self._listeners.pop(token, None)

        return unsubscribe

    def verify(self) -> BrokenLink | None:
        """The first broken link of the journal, or None."""
        return self._journal.verify(self.id)

    def _with_verdict(self, event: Event) -> Event:
        return event if self._picture is None else keep_verdict(self._picture, event)

    def _take(self, entry: Entry) -> None:
        self._recent.append(entry)
        if self._picture is not None:
            self._picture = apply(self._picture, entry.event)
        elif isinstance(entry.event, IncidentOpened):
            self._picture = opened(entry.event)


class Incidents:
    """Every incident of this station. Those not asked for stay on the disk."""

    def __init__(self, journal: Journal, clock: Clock = utc_now) -> None:
        self.journal = journal
        self._clock = clock
        self._open: dict[str, OpenIncident] = {}
        self._newest: OpenIncident | None = None

    def open(self, title: str, actor: str) -> OpenIncident:
        """Begin an incident."""
        now = self._clock()
        incident_id = f"{now:%Y%m%d-%H%M}-{secrets.token_hex(3)}"
        self.journal.add_incident(incident_id)
        incident = OpenIncident(incident_id, self.journal.epochs()[incident_id], self.journal)
        noun = Incident(id=incident_id, title=title, status="open", opened_at=now)
        incident.record(IncidentOpened(at=now, actor=actor, incident=noun))
        self._open[incident_id] = incident
        self._newest = incident
        return incident

    def get(self, incident_id: str) -> OpenIncident:
        """The incident, read from the journal when it was not yet. Raises `UnknownIncident`."""
        if incident_id not in self._open:
            epoch = self.journal.epochs().get(incident_id)
            if epoch is None or self.journal.head(incident_id).seq == 0:
                raise UnknownIncident(incident_id)
            self._open[incident_id] = OpenIncident(incident_id, epoch, self.journal)
        return self._open[incident_id]

    def list(self) -> list[Incident]:
        """Every incident, newest first."""
        found: dict[str, Incident] = {}
        for incident_id, event in self.journal.events_of_types(["incident_opened", "incident_closed"]):
            if isinstance(event, IncidentOpened):
                found[incident_id] = event.incident
            elif isinstance(event, IncidentClosed):
                closed = {"status": "closed", "closed_at": event.at}
                found[incident_id] = found[incident_id].model_copy(update=closed)
        return sorted(found.values(), key=lambda incident: incident.opened_at, reverse=True)

    def newest_open(self) -> OpenIncident | None:
        """The incident opened last that is still open, or None; asked for with every frame, so it is remembered."""
        if self._newest is not None and self._newest.picture.incident.status == "open":
            return self._newest
        still = (incident for incident in self.list() if incident.status == "open")
        newest = next(still, None)
        self._newest = None if newest is None else self.get(newest.id)
        return self._newest

    def close(self, incident_id: str, actor: str) -> Incident:
        """End an incident; closing a closed one changes nothing. Raises `UnknownIncident`."""
        incident = self.get(incident_id)
        if incident.picture.incident.status == "open":
            incident.record(IncidentClosed(at=self._clock(), actor=actor))
        return incident.picture.incident
