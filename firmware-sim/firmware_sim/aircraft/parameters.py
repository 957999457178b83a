"""The parameters of the modelled part of PX4, with their real names, types and defaults, and their protocol."""

from __future__ import annotations

import struct
import zlib
from collections import deque
from dataclasses import dataclass, field

from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.link import Link

UINT32, INT32, REAL32 = 5, 6, 9
HASH_NAME = "_HASH_CHECK"
DOES_NOT_EXIST, READ_ONLY, TYPE_UNSUPPORTED, TYPE_MISMATCH = 1, 5, 6, 7
"""MAV_PARAM_ERROR."""
LISTED_PER_S = 1000.0
ECHO_AFTER_S = 0.01
"""A changed value is told once more, on every link, this long after it was set."""

INTEGERS: dict[str, int] = {
    "BAT1_N_CELLS": 4,
    "BAT1_SOURCE": 0,
    "CBRK_FLIGHTTERM": 121212,
    "CBRK_SUPPLY_CHK": 0,
    "COM_ACT_FAIL_ACT": 0,
    "COM_ARMABLE": 1,
    "COM_ARM_MIS_REQ": 0,
    "COM_ARM_WO_GPS": 1,
    "COM_DISARM_MAN": 1,
    "COM_DL_LOSS_T": 10,
    "COM_FLIGHT_UUID": 0,
    "COM_FLTT_LOW_ACT": 0,
    "COM_FLT_TIME_MAX": -1,
    "COM_HOME_EN": 1,
    "COM_HOME_IN_AIR": 0,
    "COM_LOW_BAT_ACT": 3,
    "COM_OBL_RC_ACT": 0,
    "COM_POS_LOW_ACT": 3,
    "COM_RC_IN_MODE": 1,
    "COM_TAKEOFF_ACT": 0,
    "COM_WIND_MAX_ACT": 0,
    "EKF2_GPS_CTRL": 7,
    "EKF2_HGT_REF": 1,
    "GF_ACTION": 2,
    "GF_PREDICT": 0,
    "GF_SOURCE": 0,
    "MAV_COMP_ID": 1,
    "MAV_HASH_CHK_EN": 1,
    "MAV_HB_FORW_EN": 1,
    "MAV_PROTO_VER": 2,
    "MAV_SYS_ID": 1,
    "MAV_TYPE": 2,
    "MIS_LND_ABRT_ALT": 30,
    "MIS_MNT_YAW_CTL": 0,
    "MIS_TKO_LAND_REQ": 0,
    "MNT_MODE_IN": -1,
    "MPC_POS_MODE": 4,
    "MPC_YAW_MODE": 0,
    "NAV_DLL_ACT": 0,
    "NAV_FORCE_VT": 1,
    "NAV_RCL_ACT": 2,
    "NAV_TRAFF_AVOID": 1,
    "NAV_TRAFF_COLL_T": 60,
    "RTL_CONE_ANG": 45,
    "RTL_PLD_MD": 0,
    "RTL_TIME_MARGIN": 100,
    "RTL_TYPE": 0,
    "SDLOG_MODE": 0,
    "SIM_BAT_ENABLE": 1,
    "SIM_GPS_USED": 10,
    "SYS_AUTOSTART": 10040,
    "SYS_FAILURE_EN": 1,
    "SYS_HAS_BARO": 1,
    "SYS_HAS_GPS": 1,
    "SYS_HAS_MAG": 1,
}
REALS: dict[str, float] = {
    "BAT1_CAPACITY": 12000.0,
    "BAT1_V_CHARGED": 4.05,
    "BAT1_V_EMPTY": 3.6,
    "BAT_AVRG_CURRENT": 15.0,
    "BAT_CRIT_THR": 0.07,
    "BAT_EMERGEN_THR": 0.05,
    "BAT_LOW_THR": 0.15,
    "COM_ARM_BAT_MIN": -1.0,
    "COM_DISARM_LAND": 2.0,
    "COM_DISARM_PRFLT": 10.0,
    "COM_FAIL_ACT_T": 5.0,
    "COM_OF_LOSS_T": 1.0,
    "COM_POS_FS_EPH": 5.0,
    "COM_RC_LOSS_T": 0.5,
    "COM_SPOOLUP_TIME": 1.0,
    "COM_WIND_MAX": -1.0,
    "COM_WIND_WARN": -1.0,
    "GF_MAX_HOR_DIST": 0.0,
    "GF_MAX_VER_DIST": 0.0,
    "LNDMC_ALT_GND": 2.0,
    "LNDMC_XY_VEL_MAX": 1.5,
    "LNDMC_Z_VEL_MAX": 0.25,
    "MC_ORBIT_RAD_MAX": 1000.0,
    "MC_PITCHRATE_MAX": 220.0,
    "MC_ROLLRATE_MAX": 220.0,
    "MC_YAWRATE_MAX": 200.0,
    "MIS_COMMAND_TOUT": 0.0,
    "MIS_DIST_1WP": 10000.0,
    "MIS_TAKEOFF_ALT": 2.5,
    "MIS_YAW_ERR": 12.0,
    "MIS_YAW_TMT": -1.0,
    "MPC_ACC_DOWN_MAX": 3.0,
    "MPC_ACC_HOR": 3.0,
    "MPC_ACC_HOR_MAX": 5.0,
    "MPC_ACC_UP_MAX": 4.0,
    "MPC_JERK_AUTO": 4.0,
    "MPC_JERK_MAX": 8.0,
    "MPC_LAND_ALT1": 10.0,
    "MPC_LAND_ALT2": 5.0,
    "MPC_LAND_ALT3": 1.0,
    "MPC_LAND_CRWL": 0.3,
    "MPC_LAND_SPEED": 0.7,
    "MPC_MAN_TILT_MAX": 35.0,
    "MPC_THR_HOVER": 0.5,
    "MPC_THR_MAX": 1.0,
    "MPC_THR_MIN": 0.12,
    "MPC_TILTMAX_AIR": 45.0,
    "MPC_TILTMAX_LND": 12.0,
    "MPC_TKO_RAMP_T": 3.0,
    "MPC_TKO_SPEED": 1.5,
    "MPC_VEL_MANUAL": 10.0,
    "MPC_XY_CRUISE": 5.0,
    "MPC_XY_ERR_MAX": 2.0,
    "MPC_XY_P": 0.95,
    "MPC_XY_TRAJ_P": 0.5,
    "MPC_XY_VEL_I_ACC": 0.4,
    "MPC_XY_VEL_MAX": 12.0,
    "MPC_XY_VEL_P_ACC": 1.8,
    "MPC_YAWRAUTO_ACC": 20.0,
    "MPC_YAWRAUTO_MAX": 60.0,
    "MPC_Z_P": 1.0,
    "MPC_Z_VEL_I_ACC": 2.0,
    "MPC_Z_VEL_MAX_DN": 1.5,
    "MPC_Z_VEL_MAX_UP": 3.0,
    "MPC_Z_VEL_P_ACC": 4.0,
    "MPC_Z_V_AUTO_DN": 1.5,
    "MPC_Z_V_AUTO_UP": 3.0,
    "NAV_ACC_RAD": 2.0,
    "NAV_LOITER_RAD": 80.0,
    "NAV_MC_ALT_RAD": 0.8,
    "NAV_MIN_GND_DIST": -1.0,
    "NAV_TRAFF_A_HOR": 500.0,
    "NAV_TRAFF_A_VER": 500.0,
    "RTL_DESCEND_ALT": 10.0,
    "RTL_LAND_DELAY": 0.0,
    "RTL_MIN_DIST": 10.0,
    "RTL_RETURN_ALT": 30.0,
    "RTL_TIME_FACTOR": 1.1,
    "SENS_BARO_QNH": 1013.25,
    # 0: the modelled battery. PX4's simulated one drains in a straight line in this many seconds (60 by default).
    "SIM_BAT_DRAIN": 0.0,
    "SIM_BAT_MIN_PCT": 0.0,
}
LATE_NAMES = ("MIS_TKO_LAND_REQ", "MIS_DIST_1WP")
"""PX4 lists a parameter only once something used it; these come with the first mission."""


@dataclass(slots=True)
class Parameters:
    """Values by name."""

    integers: dict[str, int] = field(default_factory=lambda: dict(INTEGERS))
    reals: dict[str, float] = field(default_factory=lambda: dict(REALS))
    used_late: set[str] = field(default_factory=set)

    def real(self, name: str) -> float:
        """A floating-point value."""
        return self.reals[name]

    def integer(self, name: str) -> int:
        """An integer value."""
        return self.integers[name]

    def listed(self) -> list[str]:
        """The names in use, in PX4's order: by name."""
        names = sorted([*self.integers, *self.reals])
        return [name for name in names if name not in LATE_NAMES or name in self.used_late]

    def kind(self, name: str) -> int:
        """MAV_PARAM_TYPE."""
        return INT32 if name in self.integers else REAL32

    def value_bytes(self, name: str) -> bytes:
        """Four bytes, as PX4 stores and hashes it."""
        return struct.pack("<i", self.integers[name]) if name in self.integers else struct.pack("<f", self.reals[name])

    def hash(self) -> int:
        """PX4's checksum over the names and values in use."""
        crc = 0
        for name in self.listed():
            crc = zlib.crc32(name.encode() + self.value_bytes(name), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        return crc

    def set_bytes(self, name: str, value: bytes) -> None:
        """Set a value from its four bytes; PX4 checks no range."""
        if name in self.integers:
            self.integers[name] = struct.unpack("<i", value)[0]
        else:
            self.reals[name] = struct.unpack("<f", value)[0]


class ParameterServer:
    """The parameter protocol on one link; integers travel bytewise in the float."""

    def __init__(self, parameters: Parameters, link: Link) -> None:
        self._parameters = parameters
        self._link = link
        self._waiting: deque[str] = deque()
        self._allowance = 0.0
        self._echoes: dict[str, float] = {}

    def receive(self, message: Message) -> str | None:
        """Answer one message; the name of a parameter that it changed."""
        kind = message.get_type()
        if kind == "PARAM_REQUEST_LIST":
            self._waiting = deque([HASH_NAME, *self._parameters.listed()])
        elif kind == "PARAM_REQUEST_READ":
            self._read(message)
        elif kind == "PARAM_SET":
            return self._set(message)
        return None

    def announce(self, name: str) -> None:
        """Tell a value that changed, in a moment."""
        self._echoes[name] = ECHO_AFTER_S

    def tick(self, dt_s: float) -> None:
        """Send the changed values that are due, and some more of a list."""
        for name in list(self._echoes):
            self._echoes[name] -= dt_s
            if self._echoes[name] <= 1e-9:
                del self._echoes[name]
                self.send(name)
        if not self._waiting:
            self._allowance = 0.0
            return
        self._allowance += LISTED_PER_S * dt_s
        while self._waiting and self._allowance >= 1.0:
            self._allowance -= 1.0
            self.send(self._waiting.popleft())

    def send(self, name: str) -> None:
        """Send one value."""
        names = self._parameters.listed()
        if name == HASH_NAME:
            raw, kind, index = struct.pack("<I", self._parameters.hash()), UINT32, 65535
        else:
            raw, kind, index = self._parameters.value_bytes(name), self._parameters.kind(name), names.index(name)
        value = struct.unpack("<f", raw)[0]
        self._link.send(dialect.MAVLink_param_value_message(name.encode(), value, kind, len(names), index))

    def _read(self, message: Message) -> None:
        names = self._parameters.listed()
        name = _text(message.param_id)
        if message.param_index >= 0:
            if message.param_index >= len(names):
                self._refuse(message, "", message.param_index, DOES_NOT_EXIST)
                return
            name = names[message.param_index]
        if name != HASH_NAME and name not in names:
            self._refuse(message, name, -1, DOES_NOT_EXIST)
            return
        self.send(name)

    def _set(self, message: Message) -> str | None:
        name = _text(message.param_id)
        if name == HASH_NAME:
            # Setting the checksum is how a station says that it knows the list already.
            self._waiting.clear()
            self._refuse(message, name, -1, READ_ONLY)
            return None
        error = self._fault(name, message.param_type)
        if error is not None:
            self._refuse(message, name, -1, error)
            return None
        value = struct.pack("<f", message.param_value)
        changed = value != self._parameters.value_bytes(name)
        self._parameters.set_bytes(name, value)
        self.send(name)
        return name if changed else None

    def _fault(self, name: str, kind: int) -> int | None:
        """Why a parameter cannot be set as that type."""
        if name not in self._parameters.listed():
            return DOES_NOT_EXIST
        if kind not in (INT32, REAL32):
            return TYPE_UNSUPPORTED
        return TYPE_MISMATCH if kind != self._parameters.kind(name) else None

    def _refuse(self, message: Message, name: str, index: int, reason: int) -> None:
        self._link.send(
            dialect.MAVLink_param_error_message(
                message.get_srcSystem(), message.get_srcComponent(), name.encode(), index, reason
            )
        )


def _text(param_id: str | bytes) -> str:
    raw = param_id.decode("ascii", "replace") if isinstance(param_id, bytes) else param_id
    return raw.split("\x00")[0]
