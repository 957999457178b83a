"""QGroundControl's `.plan`: JSON, one aircraft a file (docs.qgroundcontrol.com, "Plan File Format").

Values that are "as the autopilot likes" (NaN) are written as null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from missions.errors import FormatError
from missions.plan import MissionItem, Plan

ENDING = ".plan"
FIRMWARE_PX4, QUADROTOR = 12, 2
HEIGHT_ABOVE_HOME, HEIGHT_ABOVE_SEA = 1, 2
ALTITUDE_MODES = {0: HEIGHT_ABOVE_SEA, 3: HEIGHT_ABOVE_HOME}
FRAMES = frozenset({0, 2, 3, 5, 6})


POLYGON_IN, POLYGON_OUT, CIRCLE_IN, CIRCLE_OUT = 5001, 5002, 5003, 5004
"""MAV_CMD_NAV_FENCE_*."""


def write(plan: Plan, vehicle_index: int) -> str:
    """One aircraft's part of `plan`."""
    vehicle = plan.vehicles[vehicle_index]
    speed = float(plan.parameters.get("speed_ms", 5.0))
    home, first = vehicle.home, vehicle.items[0]
    place = (first.latitude_deg, first.longitude_deg) if home is None else (home.latitude_deg, home.longitude_deg)
    return write_items(vehicle.items, home=(*place, vehicle.home_amsl_m), speed_ms=speed)


def write_items(
    items: Sequence[MissionItem],
    *,
    home: tuple[float, float, float],
    speed_ms: float,
    fence: Sequence[MissionItem] = (),
    rally: Sequence[MissionItem] = (),
) -> str:
    """What one aircraft flies, with the fence and the rally points that are sent with it.

    `home` is latitude and longitude in degrees and metres above the sea; so are the rally points.
    """
    document = {
        "fileType": "Plan",
        "geoFence": _fence(fence),
        "groundStation": "Varde",
        "mission": {
            "cruiseSpeed": speed_ms,
            "firmwareType": FIRMWARE_PX4,
            "globalPlanAltitudeMode": 0,
            "hoverSpeed": speed_ms,
            "items": [_item(item, number) for number, item in enumerate(items, 1)],
            "plannedHomePosition": [home[0], home[1], round(home[2], 2)],
            "vehicleType": QUADROTOR,
            "version": 2,
        },
        "rallyPoints": {
            # QGroundControl counts their heights from home.
            "points": [[item.latitude_deg, item.longitude_deg, round(item.altitude_m - home[2], 2)] for item in rally],
            "version": 2,
        },
        "version": 1,
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def _fence(items: Sequence[MissionItem]) -> dict[str, Any]:
    circles: list[dict[str, Any]] = []
    polygons: list[dict[str, Any]] = []
    corners: list[list[float]] = []
    for item in items:
        place = [item.latitude_deg, item.longitude_deg]
        if item.command in (CIRCLE_IN, CIRCLE_OUT):
            circle = {"center": place, "radius": item.params[0]}
            circles.append({"circle": circle, "inclusion": item.command == CIRCLE_IN, "version": 1})
        elif item.command in (POLYGON_IN, POLYGON_OUT):
            corners.append(place)
            if len(corners) == round(item.params[0]):
                polygons.append({"inclusion": item.command == POLYGON_IN, "polygon": corners, "version": 1})
                corners = []
    return {"circles": circles, "polygons": polygons, "version": 2}


def _item(item: MissionItem, number: int) -> dict[str, Any]:
    params = [*item.params, item.latitude_deg, item.longitude_deg, item.altitude_m]
    row: dict[str, Any] = {
        "autoContinue": item.autocontinue,
        "command": item.command,
        "doJumpId": number,
        "frame": item.frame,
        "params": [None if math.isnan(value) else value for value in params],
        "type": "SimpleItem",
    }
    if item.frame in ALTITUDE_MODES:
        row |= {"Altitude": item.altitude_m, "AltitudeMode": ALTITUDE_MODES[item.frame], "AMSLAltAboveTerrain": None}
    return row


def read(text: str) -> tuple[MissionItem, ...]:
    """The simple items of a `.plan`. Raises FormatError naming the item; complex items are refused, not guessed at."""
    try:
        document = json.loads(text)
        rows = list(document["mission"]["items"])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise FormatError(
            "plan_file_unreadable",
            f"This is not a QGroundControl plan ({error}).",
            remedy="Save the plan again in QGroundControl.",
        ) from error
    return tuple(_parsed(row, number) for number, row in enumerate(rows, 1))


def _parsed(row: Any, number: int) -> MissionItem:
    if not isinstance(row, Mapping) or row.get("type") != "SimpleItem":
        raise _bad_item(number, "is not a simple item", "Turn surveys and other patterns into waypoints before saving.")
    if row.get("frame") not in FRAMES:
        raise _bad_item(number, f"has frame {row.get('frame')}", "Use heights above sea level or above home.")
    try:
        p1, p2, p3, p4, latitude, longitude, altitude = (
            math.nan if value is None else float(value) for value in row["params"]
        )
        return MissionItem(
            command=int(row["command"]),
            frame=int(row["frame"]),
            params=(p1, p2, p3, p4),
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_m=altitude,
            autocontinue=bool(row.get("autoContinue", True)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _bad_item(number, "does not have seven numbers", "Save the plan again in QGroundControl.") from error


def _bad_item(number: int, what: str, remedy: str) -> FormatError:
    return FormatError("plan_file_item", f"Item {number} {what}.", remedy=remedy, details={"n": number})
