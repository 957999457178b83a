"""What the aircraft tells of itself in files: its parameters and events, as MAVLink's component metadata wants them.

https://mavlink.io/en/services/component_information.html: COMPONENT_METADATA names the general file and its checksum,
the general file names the others; stations fetch them by MAVLink FTP and keep them as long as the checksums stay.
The files are the same for every aircraft, so they are made once, when somebody asks first.
"""

from __future__ import annotations

import json
import lzma
import struct
from functools import cache

from firmware_sim.aircraft.parameters import INTEGERS, REALS
from firmware_sim.mavlink.event_descriptions import (
    ARMING_REASONS,
    DESCRIPTIONS,
    HEALTH_COMPONENTS,
    MODE_GROUPS,
    EventDescription,
)
from firmware_sim.mavlink.ftp import file_checksum

FOLDER = "etc/extras"
GENERAL, PARAMETERS, EVENTS = "component_general.json.xz", "parameters.json.xz", "all_events.json.xz"
PARAMETER_TYPE, EVENT_TYPE = 1, 4
"""COMP_METADATA_TYPE."""
NUMBER_MASK = 0xFFFFFF
"""In the file an event's number stands without the component number above it."""
Json = dict[str, object]

GROUPS = (
    ("BAT", "Battery"),
    ("CBRK", "Circuit breakers"),
    ("COM", "Commander"),
    ("EKF2", "Estimator"),
    ("GF", "Geofence"),
    ("LNDMC", "Land detection"),
    ("MAV", "MAVLink"),
    ("MIS", "Mission"),
    ("MNT", "Gimbal"),
    ("MPC", "Position control"),
    ("MC", "Attitude control"),
    ("NAV", "Mission"),
    ("RTL", "Return"),
    ("SDLOG", "Flight logs"),
    ("SENS", "Sensors"),
    ("SIM", "Simulation"),
    ("SYS", "System"),
)
"""Beginning of a parameter's name, group; the first that fits."""
SHORT: dict[str, tuple[str, str]] = {
    "BAT_CRIT_THR": ("Charge at which the aircraft comes home", "norm"),
    "BAT_EMERGEN_THR": ("Charge at which it lands at once", "norm"),
    "BAT_LOW_THR": ("Charge at which it warns", "norm"),
    "COM_DISARM_LAND": ("Motors off after landing", "s"),
    "COM_DISARM_PRFLT": ("Motors off when it does not take off", "s"),
    "COM_DL_LOSS_T": ("Silence after which the ground station counts as lost", "s"),
    "COM_FAIL_ACT_T": ("Hold before a failsafe acts", "s"),
    "COM_LOW_BAT_ACT": ("What it does when the battery is low", ""),
    "GF_ACTION": ("What it does at the fence", ""),
    "GF_MAX_HOR_DIST": ("Greatest distance from home", "m"),
    "GF_MAX_VER_DIST": ("Greatest height above home", "m"),
    "MAV_SYS_ID": ("MAVLink system number", ""),
    "MIS_DIST_1WP": ("Greatest distance from home to the first waypoint", "m"),
    "MIS_TAKEOFF_ALT": ("Height of a take-off that names none", "m"),
    "MPC_ACC_HOR": ("Horizontal acceleration in modes that fly themselves", "m/s^2"),
    "MPC_JERK_AUTO": ("Jerk in modes that fly themselves", "m/s^3"),
    "MPC_LAND_SPEED": ("Speed of a landing near the ground", "m/s"),
    "MPC_TKO_SPEED": ("Speed of a take-off", "m/s"),
    "MPC_XY_CRUISE": ("Speed where a mission names none", "m/s"),
    "MPC_XY_VEL_MAX": ("Greatest horizontal speed", "m/s"),
    "MPC_Z_V_AUTO_DN": ("Speed down in modes that fly themselves", "m/s"),
    "MPC_Z_V_AUTO_UP": ("Speed up in modes that fly themselves", "m/s"),
    "NAV_ACC_RAD": ("How near a waypoint counts as reached", "m"),
    "NAV_DLL_ACT": ("What it does when the ground station is lost", ""),
    "NAV_LOITER_RAD": ("Radius of circles", "m"),
    "RTL_DESCEND_ALT": ("Height over home to which it comes down first", "m"),
    "RTL_LAND_DELAY": ("Wait over home before landing", "s"),
    "RTL_MIN_DIST": ("Nearer than this it comes home without climbing", "m"),
    "RTL_RETURN_ALT": ("Height of the way home", "m"),
    "SDLOG_MODE": ("When a flight log is written", ""),
    "SIM_BAT_DRAIN": ("Time from full to empty; 0 is the modelled battery", "s"),
}


def parameter_document() -> Json:
    """The parameters: name, type, default, and words for those that a crew may turn."""
    names = sorted([*INTEGERS, *REALS])
    return {"version": 1, "parameters": [_parameter(name) for name in names]}


def _parameter(name: str) -> Json:
    group = next((title for start, title in GROUPS if name.startswith(start)), "Miscellaneous")
    described: Json = {"name": name, "group": group, "category": "Standard"}
    if name in INTEGERS:
        described |= {"type": "Int32", "default": INTEGERS[name]}
    else:
        described |= {"type": "Float", "default": REALS[name]}
    text, unit = SHORT.get(name, ("", ""))
    if text:
        described["shortDesc"] = text
    if unit:
        described["units"] = unit
    return described


def event_document() -> Json:
    """The events, and what their arguments mean (https://github.com/mavlink/libevents)."""
    groups: Json = {}
    for group in dict.fromkeys(row.group for row in DESCRIPTIONS):
        rows = [row for row in DESCRIPTIONS if row.group == group]
        groups[group] = {"events": {str(row.number & NUMBER_MASK): _event(row) for row in rows}}
    autopilot: Json = {
        "namespace": "px4",
        "enums": {
            "arm_disarm_reason_t": _enumeration("uint8_t", ARMING_REASONS),
            "health_component_t": _bit_field(HEALTH_COMPONENTS),
            "navigation_mode_group_t": _bit_field({bit: name for bit, (name, _) in MODE_GROUPS.items()}),
        },
        "event_groups": groups,
        "navigation_mode_groups": {"groups": {str(bit): [mode] for bit, (_, mode) in MODE_GROUPS.items()}},
        "supported_protocols": ["health_and_arming_check"],
    }
    return {"version": 2, "components": {"1": autopilot}}


def _event(row: EventDescription) -> Json:
    described: Json = {"name": row.name, "message": row.message}
    if row.arguments:
        described["arguments"] = [{"name": name, "type": kind} for name, kind in row.arguments]
    if row.kind:
        described["type"] = row.kind
    return described


def _enumeration(kind: str, names: dict[int, str]) -> Json:
    entries: Json = {str(value): {"name": name, "description": name.replace("_", " ")} for value, name in names.items()}
    return {"type": kind, "entries": entries}


def _bit_field(names: dict[int, str]) -> Json:
    return {**_enumeration("uint32_t", {1 << bit: name for bit, name in names.items()}), "is_bitfield": True}


def general_document() -> Json:
    """Which files there are, with their checksums."""
    files = ((PARAMETER_TYPE, PARAMETERS), (EVENT_TYPE, EVENTS))
    described: list[Json] = [
        {"type": kind, "uri": f"mftp://{FOLDER}/{name}", "fileCrc": file_checksum(packed_file(name))}
        for kind, name in files
    ]
    return {"version": 1, "metadataTypes": described}


_DOCUMENTS = {PARAMETERS: parameter_document, EVENTS: event_document, GENERAL: general_document}
FILES = tuple(_DOCUMENTS)


@cache
def packed_file(name: str) -> bytes:
    """One of the files, as it is served."""
    return lzma.compress(json.dumps(_DOCUMENTS[name](), separators=(",", ":")).encode())


def component_metadata_payload(boot_ms: int) -> bytes:
    """COMPONENT_METADATA."""
    checksum = file_checksum(packed_file(GENERAL))
    return struct.pack("<II100s", boot_ms, checksum, f"mftp://{FOLDER}/{GENERAL}".encode())


def component_information_payload(boot_ms: int) -> bytes:
    """COMPONENT_INFORMATION, its older form."""
    checksum = file_checksum(packed_file(GENERAL))
    return struct.pack("<III100s100s", boot_ms, checksum, 0, f"mftp://{FOLDER}/{GENERAL}".encode(), b"")
