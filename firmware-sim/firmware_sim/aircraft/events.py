"""PX4's events: numbered, kept for a while, and told again to who asks (https://mavlink.io/en/services/events.html).

Names, levels and arguments are those of the recorded PX4; an event's number is a hash of its name. Some numbers could
be read from the recordings only, not their names.
"""

from __future__ import annotations

import re
import struct
from collections import deque
from dataclasses import dataclass, field

FIRST_SEQUENCE = 65526
"""PX4 starts shortly before the wrap, so that nobody forgets to handle it."""
KEPT = 20
"""PX4's `EventBuffer` holds so many for those who ask again."""
SEQUENCES = 1 << 16


def event_id(name: str) -> int:
    """24 bits of FNV-1a over the name, with the autopilot's component number above them."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value & 0xFFFFFF | 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as EVENT carries it."""

    sequence: int
    boot_ms: int
    id: int
    levels: int
    """Log levels: external in the low four bits, internal above."""
    arguments: bytes

    def payload(self) -> bytes:
        """EVENT on the wire, to everybody."""
        head = struct.pack("<IIHBBB", self.id, self.boot_ms, self.sequence, 0, 0, self.levels)
        return head + self.arguments.ljust(40, b"\0")


@dataclass(slots=True)
class EventLog:
    """The events of one aircraft since its start."""

    count: int = 0
    _kept: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def newest_sequence(self) -> int:
        """What CURRENT_EVENT_SEQUENCE tells."""
        return (FIRST_SEQUENCE + self.count - 1) % SEQUENCES

    @property
    def oldest_sequence(self) -> int:
        """The oldest that can still be told again."""
        return self._kept[0].sequence if self._kept else self.newest_sequence

    def add(self, number: int, levels: int, now_s: float, arguments: bytes = b"") -> None:
        """Something happened."""
        self.count += 1
        self._kept.append(
            Event(
                sequence=self.newest_sequence,
                boot_ms=round(now_s * 1000.0),
                id=number,
                levels=levels,
                arguments=arguments,
            )
        )

    def since(self, count: int) -> list[Event]:
        """Those that came after the first `count`, as far as they are kept."""
        new = min(self.count - count, len(self._kept))
        return list(self._kept)[len(self._kept) - new :]

    def find(self, sequence: int) -> Event | None:
        """The event with that number, or None when it is not kept."""
        return next((event for event in self._kept if event.sequence == sequence), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """The event that goes out beside a text; the text's numbers become its arguments, packed as `layout`."""

    pattern: str
    id: int
    levels: int
    layout: str = "<"
    fixed: bytes = b""


_ROWS = (
    _Row(pattern="Armed by external command", id=event_id("commander_armed_by"), levels=0x66, fixed=b"\x04"),
    _Row(pattern="Armed by mission start", id=event_id("commander_armed_by"), levels=0x66, fixed=b"\x05"),
    _Row(pattern="Disarmed by external command", id=event_id("commander_disarmed_by"), levels=0x66, fixed=b"\x04"),
    _Row(pattern="Disarmed by landing", id=event_id("commander_disarmed_by"), levels=0x66, fixed=b"\x06"),
    _Row(
        pattern="Disarmed by auto preflight disarming",
        id=event_id("commander_disarmed_by"),
        levels=0x66,
        fixed=b"\x07",
    ),
    _Row(pattern="Low battery level", id=event_id("commander_failsafe_enter_low_bat"), levels=0x64),
    _Row(pattern="Takeoff detected", id=event_id("commander_takeoff_detected"), levels=0x66),
    _Row(pattern="Landing detected", id=event_id("commander_landing_detected"), levels=0x66),
    _Row(pattern="RTL: land at destination", id=event_id("rtl_land_at_destination"), levels=0x66),
    _Row(pattern=r"RTL: start return at (-?\d+) m \((-?\d+) m above.*", id=0x1522694, levels=0x66, layout="<ii"),
    _Row(pattern=r"Climb to (\S+) meters above home", id=0x17D425C, levels=0x66, layout="<f"),
    _Row(pattern="Executing Mission", id=0x1EE01B1, levels=0x66),
    _Row(pattern="Mission finished, loitering", id=0x14762F6, levels=0x66),
    _Row(pattern="Mission finished, landed", id=event_id("mission_finished"), levels=0x66),
    _Row(pattern="No valid mission available, refusing takeoff", id=event_id("mission_not_valid_refuse"), levels=0xF3),
    _Row(pattern="No valid mission available, loitering", id=event_id("mission_not_valid_loiter"), levels=0xF3),
    _Row(pattern="Returning to launch", id=event_id("commander_rtl"), levels=0x66),
    _Row(pattern="Landing at current position", id=event_id("commander_landing_current_pos"), levels=0x66),
    _Row(pattern="Precision landing", id=event_id("commander_landing_prec_land"), levels=0x66),
    _Row(pattern="Unsupported auto mode", id=event_id("commander_unsupported_auto_mode"), levels=0x33),
    _Row(pattern="Unsupported main mode", id=event_id("commander_unsupported_main_mode"), levels=0x33),
    _Row(pattern="Unsupported base mode", id=event_id("commander_unsupported_base_mode"), levels=0x33),
    _Row(
        pattern="Altitude change is outside geofence",
        id=event_id("navigator_change_altitude_outside_geofence"),
        levels=0x63,
    ),
    _Row(pattern="Arming denied: Resolve system health failures first", id=0x102089D, levels=0x62),
    _Row(pattern="Mission start denied! No valid mission", id=0x16BD68A, levels=0x62),
    _Row(pattern="IGN MISSION_ITEM: Invalid item", id=0x1FEB270, levels=0x33),
    _Row(pattern="IGN MISSION_ITEM: No transfer", id=0x106B572, levels=0x33),
    _Row(pattern="Operation timeout", id=0x1820270, levels=0x33),
    _Row(pattern="Mission download request ignored, already active", id=0x1E9340C, levels=0x44),
    _Row(pattern="WPM: REJ. CMD: Req. WP was unexpected", id=0x16A6D8E, levels=0x33),
    _Row(pattern="WPM: WP CURR CMD: Not in list", id=0x1CF0A29, levels=0x33),
    _Row(pattern="Geofence invalid, doesn't contain Home position", id=0x1A77115, levels=0x42),
    _Row(pattern="Geofence invalid, doesn't contain current vehicle position", id=0x18FEC29, levels=0x42),
    _Row(pattern=r"Geofence violation for waypoint (\d+)", id=0x12B352D, levels=0x63, layout="<h"),
    _Row(pattern="Reposition is outside geofence", id=0x1CDEBC4, levels=0x63),
    _Row(pattern="Connection to ground station lost", id=0x1A4B458, levels=0x64),
    _Row(pattern="GCS connection regained", id=0x1D93424, levels=0x66),
    _Row(pattern="Pilot took over using sticks", id=event_id("commander_rc_override"), levels=0x66),
)
_COMPILED = tuple((re.compile(row.pattern), row) for row in _ROWS)


def event_of_text(text: str) -> tuple[int, int, bytes] | None:
    """Number, levels and arguments of the event that PX4 sends with a text, or None when it is a text alone."""
    for pattern, row in _COMPILED:
        found = pattern.fullmatch(text.rstrip("\t"))
        if found is not None:
            numbers = [float(group) if row.layout == "<f" else int(group) for group in found.groups()]
            return row.id, row.levels, row.fixed or struct.pack(row.layout, *numbers)
    return None
