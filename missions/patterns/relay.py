"""Relay: a place that is never left unwatched, the aircraft taking turns.

Each stands as long as its battery allows with the way home and the reserve; the next one is on its station above or
below before the one before leaves. With n aircraft that works without end when n times (watch - overlap) is at least
watch + ways + battery change; `rota` says so and when each takes off.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from missions.flight_time import Motion
from missions.legs import Work
from missions.patterns import Pattern, Rota, Turn
from missions.patterns.overwatch import area, station
from missions.task import Task

OVERLAP_S = 30.0
BATTERY_SHARE = 0.9
"""Of what may be used: the wind at height is never the one forecast."""
DRAG_SHARE = 1.25
"""Power on the way beside that in the hover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sortie:
    """One aircraft's turn, in seconds from the first take-off."""

    vehicle: int
    take_off_s: float
    on_station_s: float
    off_station_s: float
    landed_s: float


def sorties(turns: Sequence[Turn], *, change_s: float, until_s: float, overlap_s: float = OVERLAP_S) -> list[Sortie]:
    """Who watches when: each on station `overlap_s` before the one before leaves, or as soon after it as it can."""
    ready_s = [0.0] * len(turns)
    found: list[Sortie] = []
    wanted = max(turn.out_s for turn in turns)
    while wanted < until_s or not found:
        vehicle = len(found) % len(turns)
        turn = turns[vehicle]
        take_off = max(wanted - turn.out_s, ready_s[vehicle])
        on = take_off + turn.out_s
        off = on + turn.watch_s
        found.append(
            Sortie(vehicle=vehicle, take_off_s=take_off, on_station_s=on, off_station_s=off, landed_s=off + turn.back_s)
        )
        ready_s[vehicle] = off + turn.back_s + change_s
        wanted = off - overlap_s
    return found


def longest_gap_s(rota: Sequence[Sortie]) -> float:
    """How long nobody is on station, at worst, between the first arrival and the last departure."""
    gaps = [after.on_station_s - before.off_station_s for before, after in itertools.pairwise(rota)]
    return max([0.0, *gaps])


def work(task: Task) -> list[Work]:
    """One turn for each aircraft, at two heights in turns."""
    return [_turn(task, number) for number in range(len(task.homes))]


def _turn(task: Task, number: int) -> Work:
    leg = station(task, number % 2)
    way_m = float(np.linalg.norm(leg.start - task.homes[number]))
    motion: Motion = task.motion
    way_s = way_m / float(motion.leg_speeds((leg.start - task.homes[number])[None])[0])
    airborne_s = BATTERY_SHARE * task.usable_wh * 3600.0 / task.hover_power_w
    spent_s = 2 * DRAG_SHARE * way_s + motion.take_off_time(leg.agl_m) + motion.landing_time(leg.agl_m)
    watch_s = min(max(airborne_s - spent_s, 60.0), leg.dwell_s)
    return (replace(leg, dwell_s=float(math.floor(watch_s))),)


def rota(task: Task, turns: Sequence[Turn]) -> Rota:
    """When each aircraft takes off, until the watch is over, and how long the place is left alone at worst."""
    found = sorties(turns, change_s=60.0 * task.number("change_min"), until_s=60.0 * task.number("watch_min"))
    departures = [
        tuple(round(sortie.take_off_s, 1) for sortie in found if sortie.vehicle == vehicle)
        for vehicle in range(len(turns))
    ]
    return Rota(departures_s=tuple(departures), unwatched_s=longest_gap_s(found))


PATTERN = Pattern(
    draws=("point", "polygon"), needs=("stand_off_m", "watch_min", "change_min"), area=area, work=work, rota=rota
)
