"""A recorded flight or incident on the live map, like the day itself.

A `.tlog` is played to the station over a loopback socket, so it goes the way a living aircraft's messages go. An
incident's events are recorded again, at their pace, into an incident of their own that is thrown away afterwards.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ground_station.app import Started, running_station
from ground_station.config import Settings
from ground_station.database import FILE_NAME, open_database
from ground_station.demo import end_on_signals, show_console
from ground_station.errors import BadInput
from ground_station.incident.desk import Incidents, UnknownIncident
from ground_station.incident.events import Event, IncidentOpened
from ground_station.incident.journal import Journal
from ground_station.link.tlog import read_tlog

Say = Callable[[str], None]

STATION_TYPES = frozenset({6})
"""MAV_TYPE_GCS: what ground stations say they are; their messages are not the aircraft's."""
LONGEST_PAUSE_S = 5.0
"""Of a gap in the recording; longer ones are shortened to this."""


async def run_replay(recording: str, settings: Settings, *, speed: float, headless: bool, ends: bool, say: Say) -> None:
    """Play `recording` (a .tlog file or an incident's id) on a station of its own. Raises `BadInput`."""
    end_on_signals()
    path = Path(recording)
    is_file = path.suffix.lower() == ".tlog"
    messages = list(aircraft_frames(path)) if is_file else []
    events = [] if is_file else incident_events(recording, settings.data)
    with tempfile.TemporaryDirectory(prefix="varde-replay-") as folder:
        port = free_udp_port()
        played = settings.model_copy(
            update={
                "data": Path(folder),
                "vehicle": (f"udpin://127.0.0.1:{port}",),
                "camera": (),
                "record": False,
                "terrain": settings.terrain_files,
                "name": "Varde",
            }
        )
        async with running_station(played, title=f"REPLAY {path.name}") as started:
            link = f"{started.base_url}/signin?token={started.one_time_link()}"
            say(f"Console: {link}")
            if not headless:
                show_console(link)
            if is_file:
                await play_frames(messages, port, speed)
            else:
                await play_events(events, started, speed)
            say("The recording has ended.")
            if not ends:
                await asyncio.Event().wait()


def aircraft_frames(path: Path) -> Iterator[tuple[float, bytes]]:
    """Unix time (s) and raw frame of every message that an aircraft sent. Raises `BadInput`."""
    stations: set[int] = set()
    read = list(read_tlog(path))
    for _, message in read:
        if message.kind == "HEARTBEAT" and message.fields["type"] in STATION_TYPES:
            stations.add(message.source_system)
    for unix_s, message in read:
        if message.source_system not in stations and message.raw:
            yield unix_s, message.raw


def incident_events(incident_id: str, data: Path) -> list[Event]:
    """An incident's events after its opening. Raises `BadInput`."""
    if not (data / FILE_NAME).is_file():
        raise BadInput(f"{incident_id}: no such recording or incident", "name a .tlog file, or give --data")
    journal = Journal(open_database(data / FILE_NAME))
    try:
        incident = Incidents(journal).get(incident_id)
        events = incident.events_after(0, incident.seq)
    except UnknownIncident as error:
        raise BadInput(f"{incident_id}: no such incident in {data}", "see `varde incident list`") from error
    finally:
        journal.close()
    return [event for event in events if not isinstance(event, IncidentOpened)]


async def play_frames(messages: list[tuple[float, bytes]], port: int, speed: float) -> None:
    """Send recorded frames to the station at their pace times `speed`."""
    if not messages:
        raise BadInput("no aircraft speaks in the recording", "name a .tlog with an aircraft's messages")
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as out:
        out.setblocking(False)
        out.connect(("127.0.0.1", port))
        due_s, last_s = time.monotonic(), messages[0][0]
        for unix_s, raw in messages:
            due_s += min(LONGEST_PAUSE_S, max(0.0, unix_s - last_s)) / speed
            last_s = unix_s
            if (wait_s := due_s - time.monotonic()) > 0.002:
                await asyncio.sleep(wait_s)
            with contextlib.suppress(BlockingIOError):
                out.send(raw)


async def play_events(events: list[Event], started: Started, speed: float) -> None:
    """Record an incident's events again at their pace times `speed`."""
    incident = started.station.bench.incident()
    last = events[0].at if events else None
    for event in events:
        assert last is not None
        await asyncio.sleep(min(LONGEST_PAUSE_S, max(0.0, (event.at - last).total_seconds())) / speed)
        last = event.at
        incident.record(event.model_copy(update={"seq": 0}))


def free_udp_port() -> int:
    """A UDP port on loopback that nobody uses now."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
