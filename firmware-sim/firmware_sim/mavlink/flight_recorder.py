"""Writes each flight into a log of its own, as PX4's logger does, under `log/<day>/<time>.ulg`."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from firmware_sim.aircraft.events import event_id
from firmware_sim.mavlink.card import LOG_ROOT
from firmware_sim.mavlink.file_tree import Directory, File, FileTree
from firmware_sim.mavlink.gimbal import quaternion
from firmware_sim.mavlink.log_topics import (
    ATTITUDE,
    BATTERY,
    GLOBAL_POSITION,
    LAND_DETECTED,
    LOCAL_POSITION,
    NAV_STATES,
    STATUS,
)
from firmware_sim.mavlink.ulog import Topic, ULogWriter, Value

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

LARGEST_LOG_BYTES = 4 << 20
"""Over an hour; what comes later is not recorded, the file stays whole."""
MOST_LOG_BYTES = 8 << 20
"""Of one aircraft: before a new log the oldest give way, as on a full card."""
NEVER, WHILE_ARMED, FROM_START_TO_DISARMING, ALWAYS = -1, 0, 1, 2
"""SDLOG_MODE."""
NOTICE = 6
OPENED, OPENED_LEVELS = event_id("logger_open_file_time"), 0x66
ARMED_JUST_NOW_S = 0.5
"""Texts no older than this belong to the log that begins: they tell why."""
ARMED, DISARMED = 2, 1
ROTARY_WING = 1
EVERYTHING_VALID = (True,) * 4


@dataclass(slots=True, kw_only=True)
class _Row:
    topic: Topic
    every_s: float
    values: Callable[[], tuple[Value, ...]]
    due_s: float = 0.0


@dataclass(slots=True)
class FlightRecorder:
    """Decides when to record (SDLOG_MODE), and samples the aircraft at modest rates."""

    vehicle: Vehicle
    _writer: ULogWriter | None = None
    _file: File = field(default_factory=File)
    _path: str = ""
    _texts: int = 0
    _armed_before: bool = False
    _wanted_before: bool = False
    _rows: tuple[_Row, ...] = ()
    _due_s: float = 0.0
    """When the next row is due."""
    _parameters: dict[str, Value] = field(default_factory=dict)

    def step(self, now_s: float) -> None:
        """Begin, go on or end."""
        wanted = self._is_wanted()
        if wanted and not self._wanted_before:
            self._begin(now_s)
        elif not wanted and self._writer is not None:
            self._sample(now_s, everything=True)
            self._writer = None
        self._wanted_before = wanted
        if self._writer is not None:
            self._sample(now_s, everything=False)

    def _is_wanted(self) -> bool:
        pilot, mode = self.vehicle.autopilot, self.vehicle.parameters.integer("SDLOG_MODE")
        self._armed_before = self._armed_before or pilot.armed
        if mode == FROM_START_TO_DISARMING:
            return pilot.armed or not self._armed_before
        return mode == ALWAYS or (mode == WHILE_ARMED and pilot.armed)

    # --- files ---

    @property
    def tree(self) -> FileTree:
        """The files on the aircraft's card."""
        return self.vehicle.card.files

    def logs(self) -> list[str]:
        """Paths of the logs, oldest first."""
        root = self.tree.root.entries.get(LOG_ROOT)
        if not isinstance(root, Directory):
            return []
        return [
            f"{LOG_ROOT}/{day}/{name}"
            for day, directory in root.entries.items()
            if isinstance(directory, Directory)
            for name, node in directory.entries.items()
            if isinstance(node, File)
        ]

    def erase(self) -> None:
        """Remove every log; the directory itself stays, and what is being recorded goes on into nowhere."""
        root = self.tree.root.entries.get(LOG_ROOT)
        if isinstance(root, Directory):
            root.entries.clear()

    def _begin(self, now_s: float) -> None:
        vehicle = self.vehicle
        self._make_room()
        began = self._free_time(vehicle.start_unix_s + now_s)
        day, self._path = _path_of(began)
        self._file = file = File()
        try:
            self.tree.make_directories(day)
            self.tree.put(self._path, file)
        except OSError:
            # A station filled the card, or put a file where the logs belong: this flight is not recorded.
            return
        self._rows, self._due_s = self._sampled(), 0.0
        writer = ULogWriter(file.content, [row.topic for row in self._rows], round(now_s * 1e6))
        writer.text_fact("sys_name", "PX4")
        writer.text_fact("ver_hw", "VARDE_SIM")
        writer.text_fact("ver_sw_branch", "simulated")
        writer.number_fact("ver_sw_release", "uint32_t", 0x01110040)
        writer.number_fact("time_ref_utc", "int32_t", 0)
        writer.number_fact("boot_time_utc_us", "uint64_t", round(vehicle.start_unix_s * 1e6))
        self._parameters = self._present_parameters()
        for name, value in self._parameters.items():
            writer.parameter(name, value)
        writer.begin_data()
        self._writer = writer
        texts = vehicle.autopilot.texts
        after_last = texts[-1].number + 1 if texts else 0
        self._texts = next((text.number for text in texts if now_s - text.at_s < ARMED_JUST_NOW_S), after_last)
        self._tell(began, now_s)

    def _free_time(self, unix_s: float) -> datetime:
        """The time to name a log by: a second later for each log of that name, for instance from before a restart."""
        taken = set(self.logs())
        began = datetime.fromtimestamp(unix_s, UTC)
        while _path_of(began)[1] in taken:
            began += timedelta(seconds=1)
        return began

    def _tell(self, began: datetime, now_s: float) -> None:
        pilot = self.vehicle.autopilot
        numbers = (began.year, began.month, began.day, began.hour, began.minute, began.second)
        pilot.events.add(OPENED, OPENED_LEVELS, now_s, struct.pack("<HBBBBB", *numbers))
        pilot.say(NOTICE, f"[logger] ./{self._path}\t")

    def _make_room(self) -> None:
        logs = self.logs()
        used_bytes = sum(len(self.tree.file(path).content) for path in logs)
        for path in logs:
            if used_bytes <= MOST_LOG_BYTES - LARGEST_LOG_BYTES:
                break
            used_bytes -= len(self.tree.file(path).content)
            self.tree.remove_file(path)

    # --- sampling ---

    def _present_parameters(self) -> dict[str, Value]:
        parameters = self.vehicle.parameters
        return {
            name: parameters.integers[name] if name in parameters.integers else parameters.reals[name]
            for name in parameters.listed()
        }

    def _sample(self, now_s: float, *, everything: bool) -> None:
        writer = self._writer
        if writer is None or writer.size_bytes > LARGEST_LOG_BYTES:
            return
        texts = self.vehicle.autopilot.texts
        if texts and texts[-1].number >= self._texts:
            self._record_texts(writer)
        if now_s < self._due_s and not everything:
            return
        at_us = round(now_s * 1e6)
        for row in self._rows:
            if everything or now_s >= row.due_s:
                row.due_s = now_s + row.every_s
                writer.record(row.topic.name, at_us, row.values())
        self._due_s = min(row.due_s for row in self._rows)
        self._file.written_unix_s = self.vehicle.start_unix_s + now_s

    def _record_texts(self, writer: ULogWriter) -> None:
        for text in self.vehicle.autopilot.texts:
            if text.number >= self._texts:
                self._texts = text.number + 1
                writer.text(text.severity, round(text.at_s * 1e6), text.text)

    def _sampled(self) -> tuple[_Row, ...]:
        # A step is 10 ms: a due time a little earlier keeps the rate when sums of steps fall short.
        return (
            _Row(topic=LOCAL_POSITION, every_s=0.195, values=self._local_position),
            _Row(topic=GLOBAL_POSITION, every_s=0.495, values=self._global_position),
            _Row(topic=ATTITUDE, every_s=0.095, values=self._attitude),
            _Row(topic=BATTERY, every_s=0.995, values=self._battery),
            _Row(topic=STATUS, every_s=0.495, values=self._status),
            _Row(topic=LAND_DETECTED, every_s=0.995, values=self._land_detected),
        )

    @property
    def _now_us(self) -> int:
        return round(self.vehicle.autopilot.now_s * 1e6)

    def _local_position(self) -> tuple[Value, ...]:
        vehicle, e = self.vehicle, self.vehicle.autopilot.estimate
        north_m, east_m, up_m = vehicle.local_origin
        height_m = max(vehicle.autopilot.height_above_ground_m, 0.0)
        return (
            self._now_us,
            0,
            *vehicle.frame.wgs84_from_local(north_m, east_m),
            e.north_m - north_m,
            e.east_m - east_m,
            up_m - e.up_m,
            e.north_ms,
            e.east_ms,
            -e.up_ms,
            e.yaw_rad,
            up_m,
            height_m,
            *EVERYTHING_VALID,
            True,
            True,
            True,
        )

    def _global_position(self) -> tuple[Value, ...]:
        e = self.vehicle.autopilot.estimate
        place = self.vehicle.frame.wgs84_from_local(e.north_m, e.east_m)
        return self._now_us, *place, e.up_m, e.up_m, True, True

    def _attitude(self) -> tuple[Value, ...]:
        e = self.vehicle.autopilot.estimate
        return self._now_us, *quaternion(e.roll_rad, e.pitch_rad, e.yaw_rad)

    def _battery(self) -> tuple[Value, ...]:
        battery, pilot = self.vehicle.battery, self.vehicle.autopilot
        return (
            battery.voltage_v,
            battery.current_a,
            battery.consumed_mah,
            battery.fraction,
            battery.remaining_s if pilot.in_air else math.nan,
            True,
            self.vehicle.parameters.integer("BAT1_N_CELLS"),
            0,
            # PX4's own numbers begin where MAVLink's charge states do: 1 is "all well" there, 0 here.
            max(int(pilot.failsafes.charge) - 1, 0),
        )

    def _status(self) -> tuple[Value, ...]:
        pilot = self.vehicle.autopilot
        return (
            round(pilot.armed_s * 1e6) if pilot.armed else 0,
            ARMED if pilot.armed else DISARMED,
            NAV_STATES.get(pilot.wished_mode, 4),
            NAV_STATES.get(pilot.mode, 4),
            ROTARY_WING,
            pilot.failsafes.acts,
            pilot.failsafes.station_lost,
            2,
            self.vehicle.system_id,
            1,
        )

    def _land_detected(self) -> tuple[Value, ...]:
        pilot = self.vehicle.autopilot
        return pilot.on_ground, not pilot.in_air


def _path_of(began: datetime) -> tuple[str, str]:
    """A log's folder and path."""
    day = f"{LOG_ROOT}/{began:%Y-%m-%d}"
    return day, f"{day}/{began:%H_%M_%S}.ulg"
