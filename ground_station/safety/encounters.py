"""How near each manned aircraft comes to one of ours, if all fly on as they do. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ground_station.fleet.state import VehicleState
from ground_station.fleet.traffic import Traffic
from ground_station.safety.approach import Closest, closest_approach
from ground_station.safety.surroundings import Known, place_of_state, traffic_way, way_ahead


@dataclass(frozen=True, slots=True)
class Encounter:
    """The closest approach of one manned aircraft."""

    system_id: int
    closest: Closest


def encounters(
    states: Mapping[int, VehicleState],
    known: Mapping[int, Known],
    traffic: Sequence[Traffic],
    now_s: float,
    *,
    horizon_s: float,
) -> dict[int, Encounter]:
    """By address, with whichever of our aircraft in the air it comes closest to over ground; none where none flies."""
    flying = {number: state for number, state in states.items() if state.is_in_air and place_of_state(state)}
    if not flying or not traffic:
        return {}
    origin = place_of_state(next(iter(flying.values())))
    assert origin is not None
    unknown = Known()
    ways = {
        number: way_ahead(state, known.get(number, unknown), origin, now_s, horizon_s)
        for number, state in flying.items()
    }
    found: dict[int, Encounter] = {}
    for each in traffic:
        manned = traffic_way(each, origin, now_s, horizon_s)
        meetings = [
            Encounter(number, closest_approach(way, manned, horizon_s=horizon_s)) for number, way in ways.items()
        ]
        found[each.address] = min(meetings, key=lambda meeting: meeting.closest.horizontal_m)
    return found
