"""Fly a `.plan` on an autopilot in simulation and say how well it could be followed, as one line of JSON.

    python tests/missions/fly_plan.py search.plan udpout:127.0.0.1:18570 --estimate 277.7

The aircraft must stand at the plan's home. Times are the autopilot's own, so that it may run faster than the clock.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from pymavlink import mavutil
from pymavlink.dialects.v20 import common

WAYPOINT = 16
CREEPING_MS = 1.5
HOPELESS_S = 90.0
"""So long on the way to one waypoint, and the flight is given up."""
"""Slower than this between two waypoints, other than in a turn, is creeping."""


def upload(link, items):
    link.mav.mission_count_send(link.target_system, 1, len(items), 0)
    while True:
        message = link.recv_match(
            type=["MISSION_REQUEST_INT", "MISSION_REQUEST", "MISSION_ACK"], blocking=True, timeout=3
        )
        if message is None:
            raise SystemExit("the upload was not answered")
        if message.get_type() == "MISSION_ACK":
            if message.type:
                raise SystemExit(f"the plan was refused: {message.type}")
            return
        row = items[message.seq]
        p = [math.nan if value is None else value for value in row["params"]]
        x, y = (round(p[4] * 1e7), round(p[5] * 1e7)) if row["frame"] != 2 else (round(p[4]), round(p[5]))
        link.mav.mission_item_int_send(
            link.target_system,
            1,
            message.seq,
            row["frame"],
            row["command"],
            # Without it PX4 goes on at the number where the flight before ended.
            int(message.seq == 0),
            1,
            *p[:4],
            x,
            y,
            p[6],
            0,
        )


def command(link, number, *params):
    link.mav.command_long_send(link.target_system, 1, number, 0, *params, *([0.0] * (7 - len(params))))


def fly(link, limit_s, returning):
    """Every position from arming to disarming, and what was reached.

    A position is s, lat, lon, amsl, speed, climb, current item, heading.
    """
    rows, reached, texts, item, item_since, armed_seen = [], set(), [], 0, math.inf, False
    began, beat, asked = time.monotonic(), 0.0, 0.0
    while time.monotonic() - began < limit_s:
        now = time.monotonic()
        if now - beat > 0.3:
            link.mav.heartbeat_send(6, 8, 0, 0, 4)
            beat = now
        if not armed_seen and now - asked > 3.0:
            command(link, common.MAV_CMD_DO_SET_MODE, 1, 4, 4)
            command(link, common.MAV_CMD_COMPONENT_ARM_DISARM, 1)
            asked = now
        message = link.recv_match(blocking=True, timeout=0.3)
        if message is None or message.get_srcSystem() != link.target_system:
            continue
        kind = message.get_type()
        if kind == "HEARTBEAT" and message.type == 2:
            armed = bool(message.base_mode & 128)
            if armed_seen and not armed:
                break
            armed_seen = armed_seen or armed
        elif kind == "GLOBAL_POSITION_INT" and armed_seen:
            speed = math.hypot(message.vx, message.vy) / 100
            rows.append(
                (
                    message.time_boot_ms / 1000,
                    message.lat / 1e7,
                    message.lon / 1e7,
                    message.alt / 1000,
                    speed,
                    -message.vz / 100,
                    item,
                    message.hdg / 100,
                )
            )
            if item < returning and rows[-1][0] - item_since > HOPELESS_S:
                command(link, common.MAV_CMD_NAV_RETURN_TO_LAUNCH)
                break
        elif kind == "MISSION_CURRENT" and message.seq != item:
            item, item_since = message.seq, rows[-1][0] if rows else math.inf
        elif kind == "MISSION_ITEM_REACHED":
            reached.add(message.seq)
        elif kind == "STATUSTEXT":
            texts.append(message.text)
    return np.array(rows), reached, texts


def followed(items, rows):
    """How closely the straight lines between the plan's places were flown, from the first waypoint to the last."""
    numbers = [n for n, row in enumerate(items) if row["command"] == WAYPOINT]
    places = np.array([items[n]["params"][4:7] for n in numbers])
    scale = np.array([111_195.0, 111_195.0 * math.cos(math.radians(places[0, 0]))])
    flat = (places[:, :2] - places[0, :2]) * scale
    mine = (rows[:, 1:3] - places[0, :2]) * scale
    best, off = np.full(len(rows), np.inf), np.full(len(rows), np.nan)
    pairs = pairwise(zip(numbers, flat, places[:, 2], strict=True))
    for (_, a, low), (number, b, high) in pairs:
        leg = b - a
        # The autopilot turns to the next point a little before this one.
        window = (rows[:, 6] == number) | (rows[:, 6] == number - 1)
        along = np.clip(((mine - a) @ leg) / max(leg @ leg, 1e-9), 0.0, 1.0)
        away = np.linalg.norm(mine - a - along[:, None] * leg, axis=1)
        closer = window & (away < best)
        best[closer] = away[closer]
        off[closer] = (rows[:, 3] - low - along * (high - low))[closer]
    # The first leg begins wherever the take-off ended.
    flown = np.isfinite(best) & (rows[:, 6] > numbers[0] + 1)
    return {
        "missed_m": round(float(max(np.linalg.norm(mine - point, axis=1).min() for point in flat)), 1),
        "aside_m": round(float(best[flown].max()), 1),
        "below_m": round(float(-np.nanmin(off[flown])), 1),
        "above_m": round(float(np.nanmax(off[flown])), 1),
    }


def creeping_s(rows, returning):
    """The longest time without getting on, while flying waypoints."""
    longest = since = 0.0
    for before, after in pairwise(rows):
        if not 4 <= before[6] < returning or before[6] != after[6]:
            since = 0.0
            continue
        since = since + after[0] - before[0] if after[4] < CREEPING_MS else 0.0
        longest = max(longest, since)
    return round(float(longest), 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("address")
    parser.add_argument("--estimate", type=float, default=None)
    parser.add_argument("--limit", type=float, default=900.0)
    parser.add_argument("--track", type=Path, default=None)
    wanted = parser.parse_args()
    document = json.loads(wanted.plan.read_text("utf-8"))
    items = document["mission"]["items"]
    link = mavutil.mavlink_connection(wanted.address, source_system=255, source_component=190)
    for _ in range(100):
        link.mav.heartbeat_send(6, 8, 0, 0, 4)
        heard = link.recv_match(type="HEARTBEAT", blocking=True, timeout=0.3)
        if heard is not None and heard.type == 2:
            link.target_system = heard.get_srcSystem()
            break
    upload(link, items)
    rows, reached, texts = fly(link, wanted.limit, len(items) - 1)
    if wanted.track:
        np.savetxt(wanted.track, rows, fmt="%.7f")
    last = max((n for n, row in enumerate(items) if row["command"] == WAYPOINT), default=0)
    took = float(rows[-1, 0] - rows[0, 0])
    result = {
        "plan": wanted.plan.name,
        "items": len(items),
        "waypoints": sum(row["command"] == WAYPOINT for row in items),
        "last_reached": last in reached or len(items) - 1 in reached,
        "took_s": round(took, 1),
        "estimate_s": wanted.estimate,
        "ratio": round(took / wanted.estimate, 3) if wanted.estimate else None,
        "creeping_s": creeping_s(rows, len(items) - 1),
        **followed(items, rows),
        "texts": texts[-6:],
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
