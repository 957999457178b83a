"""An aircraft as people see it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from ground_station.api.wire import AlertNow
from ground_station.api.wire import VehicleState as VehicleView
from ground_station.fleet.state import VehicleState, link_at
from ground_station.flying.command import passes_at
from ground_station.flying.orders import letter
from ground_station.flying.watch import OnBoard
from ground_station.safety.control import Control


def vehicle_view(
    state: VehicleState,
    now_s: float,
    *,
    agl_m: float | None,
    plan_id: str | None,
    alerts: Sequence[AlertNow],
    control: Control,
    board: OnBoard,
) -> VehicleView:
    """The live state of an aircraft; `now_s` is the station's monotonic clock."""
    velocity, home = state.velocity_ned_ms, state.home
    return VehicleView(
        key=f"vehicle/{state.system_id}",
        at=datetime.now(UTC) - timedelta(seconds=max(0.0, now_s - state.last_heard_s)),
        id=state.system_id,
        letter=letter(state.system_id),
        link=link_at(state, now_s).value,
        mode=state.mode,
        is_armed=state.is_armed,
        is_in_air=state.is_in_air,
        is_failsafe=state.is_failsafe,
        is_ready_to_arm=state.is_ready_to_arm,
        latitude_deg=_finite(state.latitude_deg, 7),
        longitude_deg=_finite(state.longitude_deg, 7),
        altitude_amsl_m=_finite(state.altitude_amsl_m, 1),
        height_above_home_m=_finite(state.height_above_home_m, 1),
        height_agl_m=_finite(agl_m, 1),
        heading_deg=_finite(state.heading_deg, 1),
        ground_speed_ms=_finite(math.hypot(velocity[0], velocity[1]), 1) if velocity else None,
        climb_ms=_finite(-velocity[2], 1) if velocity else None,
        battery_fraction=_finite(state.battery_fraction, 3),
        battery_v=_finite(state.battery_v, 2),
        satellites=state.satellites,
        gnss_fix=state.gnss_fix,
        home=(home.longitude_deg, home.latitude_deg, home.altitude_amsl_m) if home else None,
        mission_seq=state.mission_seq,
        mission_total=state.mission_total,
        mission_checksum=None if state.mission_checksum is None else f"{state.mission_checksum:08x}",
        plan_id=plan_id,
        autopilot=state.autopilot,
        warnings=[alert.rule for alert in alerts],
        alerts=list(alerts),
        pilot=control.pilot,
        next_pilot=control.next_pilot,
        control_passes_at=passes_at(control),
        is_take_over=control.is_take_over,
        fence=_fence(board),
    )


def _fence(board: OnBoard) -> Literal["none", "kept", "refused", "unknown"]:
    if board.is_fence_refused:
        return "refused"
    return "unknown" if board.fence is None else "kept"


def _finite(value: float | None, digits: int) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, digits)
