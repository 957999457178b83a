"""Gimbals by the gimbal protocol v2 (https://mavlink.io/en/services/gimbal_v2.html): found, held, aimed, let go.

PX4's manager takes one primary holder, refuses others, and gives `-2` ("whoever asks") to itself: so our own numbers
are named. Angles are degrees in commands, as on the wire.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from ground_station.link.commands import CommandExchange, command_int, command_long
from ground_station.link.exchange import Conversation
from ground_station.link.messages import AUTOPILOT_COMPONENT, OWN_COMPONENT, OWN_SYSTEM, Message
from ground_station.link.mission_items import FRAME_GLOBAL_INT
from ground_station.link.outcomes import Outcome
from ground_station.link.requesting import RequestExchange

CONFIGURE: Final = 1001
PITCH_YAW: Final = 1000
ROI_LOCATION: Final = 195
ROI_NONE: Final = 197
KEEP: Final = -1.0
RELEASE: Final = -3.0
STATUS_WAIT_S: Final = 5.0
"""PX4 tells GIMBAL_MANAGER_STATUS every two seconds."""


class GimbalFlag(IntFlag):
    """GIMBAL_MANAGER_FLAGS."""

    RETRACT = 1
    NEUTRAL = 2
    ROLL_LOCK = 4
    PITCH_LOCK = 8
    YAW_LOCK = 16
    """Yaw is held against north, not against the aircraft's nose."""
    YAW_IN_VEHICLE_FRAME = 32
    YAW_IN_EARTH_FRAME = 64


LEVEL: Final = GimbalFlag.ROLL_LOCK | GimbalFlag.PITCH_LOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Gimbal:
    """One gimbal as its manager tells of it. Angles in radians; infinite limits mean that it turns freely."""

    manager_component_id: int
    device_id: int
    capabilities: int
    pitch_min_rad: float
    pitch_max_rad: float
    yaw_min_rad: float
    yaw_max_rad: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GimbalHolder:
    """Who steers a gimbal. Zeros: nobody."""

    device_id: int
    flags: int
    system_id: int
    component_id: int

    @property
    def is_us(self) -> bool:
        """Whether it is this station."""
        return (self.system_id, self.component_id) == (OWN_SYSTEM, OWN_COMPONENT)

    @property
    def is_nobody(self) -> bool:
        """Whether it is free."""
        return self.system_id == 0


def read_gimbal(message: Message) -> Gimbal:
    """The gimbal in a GIMBAL_MANAGER_INFORMATION."""
    return Gimbal(
        manager_component_id=message.source_component,
        device_id=message.gimbal_device_id,
        capabilities=message.cap_flags,
        pitch_min_rad=message.pitch_min,
        pitch_max_rad=message.pitch_max,
        yaw_min_rad=message.yaw_min,
        yaw_max_rad=message.yaw_max,
    )


def read_holder(message: Message) -> GimbalHolder:
    """The primary holder in a GIMBAL_MANAGER_STATUS."""
    return GimbalHolder(
        device_id=message.gimbal_device_id,
        flags=message.flags,
        system_id=message.primary_control_sysid,
        component_id=message.primary_control_compid,
    )


def find_gimbal(system_id: int, *, component_id: int = AUTOPILOT_COMPONENT) -> RequestExchange:
    """The exchange that finds a manager; hand its `told` to `read_gimbal`."""
    return RequestExchange(system_id, "GIMBAL_MANAGER_INFORMATION", component_id=component_id)


def take_command(system_id: int, gimbal: Gimbal) -> Message:
    """Ask for control: heard twice, it means the same."""
    holder = (float(OWN_SYSTEM), float(OWN_COMPONENT), KEEP, KEEP)
    return _configure(system_id, gimbal, *holder)


def release_command(system_id: int, gimbal: Gimbal) -> Message:
    """Let go of it."""
    return _configure(system_id, gimbal, RELEASE, RELEASE, KEEP, KEEP)


def aim_command(
    system_id: int, gimbal: Gimbal, *, pitch_deg: float, yaw_deg: float, flags: GimbalFlag = LEVEL
) -> Message:
    """Point it; pitch -90 is straight down, yaw 0 ahead (or north with YAW_LOCK). NaN leaves an angle as it is.

    The pitch is kept within what the gimbal can do.
    """
    lowest, highest = math.degrees(gimbal.pitch_min_rad), math.degrees(gimbal.pitch_max_rad)
    if lowest < highest:
        pitch_deg = min(max(pitch_deg, lowest), highest) if not math.isnan(pitch_deg) else pitch_deg
    return command_long(
        system_id,
        PITCH_YAW,
        pitch_deg,
        yaw_deg,
        math.nan,
        math.nan,
        float(flags),
        0.0,
        float(gimbal.device_id),
        component_id=gimbal.manager_component_id,
    )


def look_at_command(
    system_id: int, gimbal: Gimbal, *, latitude_deg: float, longitude_deg: float, altitude_amsl_m: float
) -> Message:
    """Keep a place in view, whatever the aircraft does, until `look_ahead_command`."""
    return command_int(
        system_id,
        ROI_LOCATION,
        float(gimbal.device_id),
        frame=FRAME_GLOBAL_INT,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        z_m=altitude_amsl_m,
    )


def look_ahead_command(system_id: int, gimbal: Gimbal) -> Message:
    """End of keeping a place in view."""
    return command_long(system_id, ROI_NONE, float(gimbal.device_id))


class TakeGimbalExchange(Conversation):
    """Take control of a gimbal and see its manager name us. Another holder is respected unless `may_take_over`."""

    def __init__(self, system_id: int, gimbal: Gimbal, *, may_take_over: bool = False) -> None:
        super().__init__()
        self.holder: GimbalHolder | None = None
        self._system_id = system_id
        self._gimbal = gimbal
        self._may_take_over = may_take_over
        self._asking = CommandExchange(take_command(system_id, gimbal), attempts=3)
        self._has_asked = False

    def start(self, now_s: float) -> list[Message]:
        """Wait for the manager to tell who holds it, asking it to."""
        self.deadline_s = now_s + STATUS_WAIT_S
        status = RequestExchange(
            self._system_id, "GIMBAL_MANAGER_STATUS", component_id=self._gimbal.manager_component_id
        )
        return status.start(now_s)

    def receive(self, message: Message, now_s: float) -> list[Message]:
        """Look who holds it, ask, and look again."""
        if self.done or message.source_system != self._system_id:
            return []
        if message.kind == "GIMBAL_MANAGER_STATUS" and message.gimbal_device_id == self._gimbal.device_id:
            return self._look(read_holder(message), now_s)
        return self._after(self._asking.receive(message, now_s), now_s) if self._has_asked else []

    def tick(self, now_s: float) -> list[Message]:
        """Ask without having heard who holds it, ask again, or give up."""
        if not self._is_due(now_s):
            return []
        if not self._has_asked:
            return self._ask(now_s)
        if not self._asking.done:
            return self._after(self._asking.tick(now_s), now_s)
        return self._end(Outcome.FAILED, "The gimbal acknowledged us but does not name us as the one who steers it.")

    def _look(self, holder: GimbalHolder, now_s: float) -> list[Message]:
        self.holder = holder
        if holder.is_us:
            return self._end(Outcome.ACCEPTED)
        is_free = holder.is_nobody or holder.system_id == self._system_id or self._may_take_over
        if not self._has_asked and not is_free:
            words = f"Another station ({holder.system_id}/{holder.component_id}) steers the gimbal."
            return self._end(Outcome.DENIED, words, "Ask it to let go, or take over.")
        return [] if self._has_asked else self._ask(now_s)

    def _ask(self, now_s: float) -> list[Message]:
        self._has_asked = True
        return self._after(self._asking.start(now_s), now_s)

    def _after(self, outgoing: list[Message], now_s: float) -> list[Message]:
        asking = self._asking
        if asking.outcome is None:
            self.deadline_s = asking.deadline_s
        elif asking.outcome is Outcome.ACCEPTED:
            self.deadline_s = now_s + STATUS_WAIT_S
        else:
            self._end(asking.outcome, *asking.reasons)
        return outgoing


def _configure(system_id: int, gimbal: Gimbal, *holder: float) -> Message:
    device = (math.nan, math.nan, float(gimbal.device_id))
    return command_long(system_id, CONFIGURE, *holder, *device, component_id=gimbal.manager_component_id)
