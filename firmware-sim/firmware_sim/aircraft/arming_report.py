"""Why it would not arm: PX4's health and arming report, a group of events sent anew whenever it changes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firmware_sim.aircraft.events import event_id

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

LOOK_EVERY_S = 0.5
LEAST_PAUSE_S = 2.0
"""Between two reports, when nobody was refused and no failsafe began."""
CAN_ARM_GROUPS = 0x807F3AB0
"""The mode groups that arm without sticks and without a mission, as recorded."""
MISSION_GROUP, OFFBOARD_GROUP = 1 << 3, 1 << 14
ALL_GROUPS = 0xFFFFFFFF
SYSTEM_PART, MANUAL_PART, LINK_PART = 20, 7, 12
"""Health components: the mode requirements, the hand controller, the links to ground stations."""
ERROR_PARTS, WARNING_PARTS = 1 << SYSTEM_PART, 1 << MANUAL_PART
SUMMARY_BEGIN, SUMMARY_END = event_id("commander_arming_check_summary"), event_id("commander_health_summary")
_BEGIN, _CHECK = struct.Struct("<BIIII"), struct.Struct("<IB")
_HEALTH = struct.Struct("<BQ")
PARTS_PRESENT, PART_IN_AIR = 0x3802080A, 1 << 10
"""Health components that are there, as recorded; one more once it has flown, and one while a station is heard."""
BLOCK_LEVELS, INFO_LEVELS = 0x33, 0x66

Check = tuple[int, int, bytes]
"""Event number, log levels, arguments."""


def _check(name: str, levels: int, groups: int, part: int = SYSTEM_PART) -> Check:
    return event_id(name), levels, _CHECK.pack(groups, part)


@dataclass(slots=True)
class ArmingReport:
    """Sends the report when it changes, and at once when arming was refused or a failsafe begins."""

    autopilot: Autopilot
    is_due: bool = False
    """Whether arming was refused since it was told."""
    _told: tuple[Check, ...] = ()
    _look_s: float = 1.5
    _told_s: float = -LEAST_PAUSE_S

    def step(self) -> None:
        """Look whether something changed."""
        pilot = self.autopilot
        if self.is_due:
            self.tell_now()
        if pilot.now_s < self._look_s:
            return
        self._look_s = pilot.now_s + LOOK_EVERY_S
        if pilot.now_s - self._told_s >= LEAST_PAUSE_S and self._report() != self._told:
            self.tell_now()

    def tell_now(self) -> None:
        """Send it, changed or not."""
        pilot = self.autopilot
        self._told, self._told_s, self.is_due = self._report(), pilot.now_s, False
        for number, levels, arguments in self._told:
            pilot.events.add(number, levels, pilot.now_s, arguments)

    def _report(self) -> tuple[Check, ...]:
        pilot = self.autopilot
        blocks = self._blocks()
        groups = (
            0
            if blocks or pilot.failsafes.station_blocks
            else CAN_ARM_GROUPS | (MISSION_GROUP if pilot.mission_valid else 0)
        )
        can_run = CAN_ARM_GROUPS | (MISSION_GROUP if pilot.mission_valid else 0) if pilot.healthy else 0
        errors = ERROR_PARTS | (1 << LINK_PART if pilot.failsafes.station_blocks else 0)
        begin = _BEGIN.pack(0, errors, WARNING_PARTS, groups, can_run)
        checks = [(SUMMARY_BEGIN, 0x88, begin), *blocks]
        if not pilot.mission_valid:
            checks.append(_check("check_modes_mission", 0x66, MISSION_GROUP))
        checks.append(_check("check_modes_offboard_signal", BLOCK_LEVELS, OFFBOARD_GROUP))
        checks.append(_check("check_modes_manual_control", 0x44, ALL_GROUPS, MANUAL_PART))
        if not pilot.failsafes.station_is_there:
            levels = BLOCK_LEVELS if pilot.failsafes.station_blocks else INFO_LEVELS
            checks.append(_check("check_rc_dl_no_dllink", levels, ALL_GROUPS, LINK_PART))
        checks.append((SUMMARY_END, 0x88, self._health()))
        return tuple(checks)

    def _health(self) -> bytes:
        """Which parts are there."""
        parts = PARTS_PRESENT | (PART_IN_AIR if self.autopilot.in_air else 0)
        return _HEALTH.pack(0, parts | (1 << LINK_PART if self.autopilot.failsafes.station_is_there else 0))

    def _blocks(self) -> list[Check]:
        """What would refuse arming in every mode."""
        pilot = self.autopilot
        failsafes = pilot.failsafes
        blocks = []
        if not pilot.healthy:
            blocks.append(_check("check_estimator_heading_not_stable", BLOCK_LEVELS, ALL_GROUPS))
        if failsafes.battery_blocks:
            blocks.append(_check("check_battery_critical", BLOCK_LEVELS, ALL_GROUPS))
        if pilot.parameters.integer("COM_ARM_MIS_REQ") == 1 and not pilot.mission_valid:
            blocks.append(_check("check_modes_mission", BLOCK_LEVELS, ALL_GROUPS))
        return blocks
