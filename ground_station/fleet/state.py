"""What one aircraft is doing: a frozen record that a pure reducer renews with every message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ground_station.link.outcomes import Answer, Outcome

__all__ = ["Answer", "Home", "Link", "Outcome", "Target", "VehicleState", "link_at"]


class Link(StrEnum):
    """How fresh what we know of an aircraft is."""

    LIVE = "live"
    """Heard within the last 3.5 s (QGroundControl's limit)."""
    STALE = "stale"
    """Silent longer than that."""
    LOST = "lost"
    """Silent for more than 10 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the aircraft returns to."""

    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the autopilot says it is flying to."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    heard_s: float
    """Station's monotonic clock."""


@dataclass(frozen=True, kw_only=True)
class VehicleState:
    """One aircraft as its newest messages tell it. None: not yet heard, or said to be unknown.

    Without slots, so that the reducer can copy it in one step.
    """

    system_id: int
    autopilot: str = "unknown"
    """px4, ardupilot or unknown."""
    last_heard_s: float = 0.0
    """Station's monotonic clock."""
    last_heartbeat_s: float | None = None
    boot_s: float | None = None
    """Newest time since boot the aircraft told."""
    vehicle_type: int = 0
    """MAV_TYPE: 2 is a quadrotor."""
    mode: str = "unknown"
    custom_mode: int = 0
    is_armed: bool = False
    is_in_air: bool = False
    is_failsafe: bool = False
    is_ready_to_arm: bool = False
    arming_blockers: tuple[str, ...] = ()
    """Why it would not arm in hold mode, in plain English, as far as it tells."""
    arming_remedies: Mapping[str, str] = field(default_factory=dict)
    """What the aircraft's own metadata says to do, by the words of `arming_blockers`."""
    landed_state: int | None = None
    """MAV_LANDED_STATE: 1 on the ground, 2 in the air, 3 taking off, 4 landing."""
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    altitude_amsl_m: float | None = None
    height_above_home_m: float | None = None
    velocity_ned_ms: tuple[float, float, float] | None = None
    heading_deg: float | None = None
    attitude_rad: tuple[float, float, float] | None = None
    """Roll, pitch, yaw."""
    battery_fraction: float | None = None
    battery_v: float | None = None
    satellites: int | None = None
    gnss_fix: int | None = None
    """GPS_FIX_TYPE: 0 or 1 none, 2 two-dimensional, 3 and more a full fix."""
    airspeed_ms: float | None = None
    throttle_percent: float | None = None
    wind_ned_ms: tuple[float, float] | None = None
    """North and east speed of the air, where the aircraft estimates it."""
    home: Home | None = None
    mission_seq: int | None = None
    mission_total: int | None = None
    mission_state: int | None = None
    """MISSION_STATE: 1 none or not flyable, 2 not started, 3 active, 4 paused, 5 complete; 0 is not told."""
    mission_checksum: int | None = None
    mission_reached: int | None = None
    target: Target | None = None
    slow_streams: tuple[str, ...] = ()
    """Messages that come too seldom to place what the camera sees, although they were asked for."""
    storage_free_mib: float | None = None
    """Room on the aircraft for its flight log, where it tells (STORAGE_INFORMATION)."""
    thermal_stream_uri: str | None = None
    """From VIDEO_STREAM_INFORMATION, if the aircraft has a thermal camera that says so."""


def link_at(state: VehicleState, now_s: float) -> Link:
    """How fresh `state` is at `now_s` (station's monotonic clock)."""
    silence_s = now_s - state.last_heard_s
    if silence_s <= 3.5:
        return Link.LIVE
    return Link.STALE if silence_s <= 10.0 else Link.LOST
