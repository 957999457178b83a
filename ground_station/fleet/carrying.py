"""How a plan is brought to an aircraft and read from it: in its own form, and only where it is not yet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ground_station.fleet.state import Home, VehicleState
from ground_station.link.autopilots.ardupilot_plans import with_home, without_home
from ground_station.link.autopilots.registry import autopilot_named
from ground_station.link.mission_identity import EnsureExchange
from ground_station.link.mission_items import MissionItem
from ground_station.link.mission_transfer import FENCE, MISSION

NO_PLACE: Final = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    checksum: int
    home: Home | None
    boot_s: float


class KeptFences:
    """Which fence each aircraft is known to keep, because this station saw it judged.

    PX4 holds a fence against home when its checksum changes and never again: another home, a restart of the autopilot
    or its word that the fence is invalid end what is known.
    """

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}

    def note(self, state: VehicleState, checksum: int) -> None:
        """The aircraft has taken the fence with `checksum` and did not complain."""
        self._kept[state.system_id] = _Kept(checksum=checksum, home=state.home, boot_s=state.boot_s or 0.0)

    def look(self, state: VehicleState) -> None:
        """See whether the autopilot has restarted, by its own clock; call it often: later that shows no longer."""
        kept = self._kept.get(state.system_id)
        if kept is None or state.boot_s is None:
            return
        if state.boot_s < kept.boot_s:
            self.forget(state.system_id)
        else:
            self._kept[state.system_id] = replace(kept, boot_s=state.boot_s)

    def forget(self, system_id: int) -> None:
        """Nothing is known any more."""
        self._kept.pop(system_id, None)

    def is_kept(self, state: VehicleState, checksum: int) -> bool:
        """Whether the aircraft, as it is now, is known to keep the fence with `checksum`."""
        kept = self._kept.get(state.system_id)
        if kept is None or kept.checksum != checksum:
            return False
        return kept.home == state.home and (state.boot_s or 0.0) >= kept.boot_s


def upload_of(
    state: VehicleState, items: Sequence[MissionItem], mission_type: int, fences: KeptFences
) -> EnsureExchange:
    """The exchange that has `items` on the aircraft, and sends them only where they are not."""
    habits = autopilot_named(state.autopilot).habits
    sent = tuple(items)
    if habits.has_home_item and mission_type == MISSION:
        latitude_deg, longitude_deg, altitude_amsl_m = _home_place(state)
        sent = with_home(sent, latitude_deg=latitude_deg, longitude_deg=longitude_deg, altitude_amsl_m=altitude_amsl_m)
    exchange = EnsureExchange(
        state.system_id,
        sent,
        mission_type,
        most_items=habits.most_items.get(mission_type),
        takes_items_ahead=habits.takes_items_ahead,
        tells_checksum=habits.tells_plan_checksum,
        told_checksum=_told(state, mission_type),
        own_items=int(habits.has_home_item and mission_type == MISSION),
        swaps_whole=habits.swaps_plans_whole,
    )
    if mission_type == FENCE:
        exchange.is_enforced = fences.is_kept(state, exchange.checksum)
    return exchange


def planned_of(state: VehicleState, items: tuple[MissionItem, ...], mission_type: int) -> tuple[MissionItem, ...]:
    """What the crew planned, from what was read from the aircraft."""
    habits = autopilot_named(state.autopilot).habits
    return without_home(items) if habits.has_home_item and mission_type == MISSION else items


def _told(state: VehicleState, mission_type: int) -> int | None:
    """What the aircraft told last, None where it must be asked.

    A fence is always asked for: by a word of a second ago it could be sent as it is on board, and then PX4 would not
    judge it.
    """
    if mission_type != MISSION or state.mission_state is None:
        return None
    return state.mission_checksum or 0


def _home_place(state: VehicleState) -> tuple[float, float, float]:
    """ArduPilot puts its own home in that slot; zeros where it is not known yet do no harm."""
    home = state.home
    return NO_PLACE if home is None else (home.latitude_deg, home.longitude_deg, home.altitude_amsl_m)
