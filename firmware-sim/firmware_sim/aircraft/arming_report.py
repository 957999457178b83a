"""Why it would not arm: PX4's health and arming report, a group of events sent anew whenever it changes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firmware_sim.aircraft.events import event_id

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

LOOK_EVERY_S = 0.5
CAN_ARM_GROUPS = 0x807F3AB0
"""The mode groups that arm without sticks and without a mission, as recorded."""
MISSION_GROUP, OFFBOARD_GROUP = 1 << 3, 1 << 14
ALL_GROUPS = 0xFFFFFFFF
ERROR_PARTS, WARNING_PARTS = 0x00100000, 0x80
"""Health components with an error (the mode requirements) and with a warning (the hand controller)."""
SYSTEM_PART, MANUAL_PART = 20, 7
SUMMARY_BEGIN, SUMMARY_END = event_id("commander_arming_check_summary"), event_id("commander_health_summary")
_BEGIN, _CHECK = struct.Struct("<BIIII"), struct.Struct("<IB")
HEALTH_ON_GROUND, HEALTH_IN_AIR = bytes.fromhex("000a180238"), bytes.fromhex("000a1c0238")
BLOCK_LEVELS = 0x33

Check = tuple[int, int, bytes]
"""Event number, log levels, arguments."""


def _check(name: str, levels: int, groups: int, part: int = SYSTEM_PART) -> Check:
    return event_id(name), levels, _CHECK.pack(groups, part)


@dataclass(slots=True)
class ArmingReport:
    """Sends the report when it changes, when a station comes, and when arming was refused."""

    autopilot: Autopilot
    is_due: bool = True
    _told: tuple[Check, ...] = ()
    _look_s: float = 1.5

    def step(self) -> None:
        """Look whether something changed."""
        pilot = self.autopilot
        if pilot.now_s < self._look_s:
            return
        self._look_s = pilot.now_s + LOOK_EVERY_S
        report = self._report()
        if report == self._told and not self.is_due:
            return
        self._told, self.is_due = report, False
        for number, levels, arguments in report:
            pilot.events.add(number, levels, pilot.now_s, arguments)

    def _report(self) -> tuple[Check, ...]:
        pilot = self.autopilot
        blocks = self._blocks()
        groups = 0 if blocks else CAN_ARM_GROUPS | (MISSION_GROUP if pilot.mission_valid else 0)
        begin = _BEGIN.pack(0, ERROR_PARTS, WARNING_PARTS, groups, groups)
        checks = [(SUMMARY_BEGIN, 0x88, begin), *blocks]
        if not pilot.mission_valid:
            checks.append(_check("check_modes_mission", 0x66, MISSION_GROUP))
        checks.append(_check("check_modes_offboard_signal", BLOCK_LEVELS, OFFBOARD_GROUP))
        checks.append(_check("check_modes_manual_control", 0x44, ALL_GROUPS, MANUAL_PART))
        checks.append((SUMMARY_END, 0x88, HEALTH_IN_AIR if pilot.in_air else HEALTH_ON_GROUND))
        return tuple(checks)

    def _blocks(self) -> list[Check]:
        """What would refuse arming in every mode."""
        pilot = self.autopilot
        failsafes = pilot.failsafes
        blocks = []
        if not pilot.healthy:
            blocks.append(_check("check_estimator_heading_not_stable", BLOCK_LEVELS, ALL_GROUPS))
        if failsafes.battery_blocks:
            blocks.append(_check("check_battery_critical", BLOCK_LEVELS, ALL_GROUPS))
        if failsafes.station_blocks:
            blocks.append(_check("check_rc_dl_no_dllink", BLOCK_LEVELS, ALL_GROUPS))
        if pilot.parameters.integer("COM_ARM_MIS_REQ") == 1 and not pilot.mission_valid:
            blocks.append(_check("check_modes_mission", BLOCK_LEVELS, ALL_GROUPS))
        return blocks
