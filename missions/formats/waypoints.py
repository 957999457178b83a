"""The plain waypoint list `QGC WPL 110` (mavlink.io, "File formats"): one item a line, tabs between.

Written as PX4 counts: the first line is the first item. ArduPilot's ground stations put home there.
"""

from __future__ import annotations

from missions.errors import FormatError
from missions.plan import MissionItem, Plan

ENDING = ".waypoints"
HEAD = "QGC WPL 110"
COLUMNS = 12


def write(plan: Plan, vehicle_index: int) -> str:
    """One aircraft's part of `plan`."""
    rows = [_row(number, item) for number, item in enumerate(plan.vehicles[vehicle_index].items)]
    return "\n".join([HEAD, *rows]) + "\n"


def _row(number: int, item: MissionItem) -> str:
    params = [f"{value:.8f}" for value in item.params]
    place = [f"{item.latitude_deg:.8f}", f"{item.longitude_deg:.8f}", f"{item.altitude_m:.6f}"]
    return "\t".join(
        [
            str(number),
            str(int(number == 0)),
            str(item.frame),
            str(item.command),
            *params,
            *place,
            str(int(item.autocontinue)),
        ]
    )


def read(text: str) -> tuple[MissionItem, ...]:
    """The items of a waypoint list. Raises FormatError naming the line."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != HEAD:
        raise FormatError(
            "plan_file_unreadable",
            f"The first line is not {HEAD}.",
            remedy="Give a waypoint list as QGroundControl or Mission Planner writes it.",
        )
    return tuple(_parsed(line, number) for number, line in enumerate(lines[1:], 2) if line.strip())


def _parsed(line: str, number: int) -> MissionItem:
    try:
        _, _, frame, command, p1, p2, p3, p4, latitude, longitude, altitude, autocontinue = line.split()
        return MissionItem(
            command=int(command),
            frame=int(frame),
            params=(float(p1), float(p2), float(p3), float(p4)),
            latitude_deg=float(latitude),
            longitude_deg=float(longitude),
            altitude_m=float(altitude),
            autocontinue=bool(int(autocontinue)),
        )
    except ValueError as error:
        raise FormatError(
            "plan_file_item",
            f"Line {number} does not have {COLUMNS} numbers.",
            remedy="Repair the line or save the plan again.",
            details={"n": number},
        ) from error
