"""DJI's WayPoint Markup Language 1.0.2: a KMZ that DJI Pilot 2 and FlightHub 2 import (DJI Cloud API, "DJI WPML").

Heights are relative to the take-off place: DJI's other mode counts from the ellipsoid, which needs a geoid model. So
the aircraft must take off where the plan says. The aircraft named in the file is a Matrice 30T; Pilot 2 lets its user
choose another one.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from missions.errors import FormatError
from missions.formats.archive import zipped
from missions.formats.kml import NAMESPACE as KML
from missions.formats.xml_input import parsed_xml
from missions.items import (
    DO_CHANGE_SPEED,
    DO_GIMBAL_MANAGER_PITCHYAW,
    DO_SET_ROI_LOCATION,
    FRAME_RELATIVE,
    NAV_TAKEOFF,
    NAV_WAYPOINT,
)
from missions.plan import MissionItem, Plan, VehiclePlan

ENDING = ".kmz"
WPML = "http://www.dji.com/wpmz/1.0.2"
TEMPLATE, WAYLINES = "wpmz/template.kml", "wpmz/waylines.wpml"
LARGEST_BYTES = 20 * 1024 * 1024
DRONE = {"droneEnumValue": "67", "droneSubEnumValue": "1"}
PAYLOAD = {"payloadEnumValue": "53", "payloadSubEnumValue": "0", "payloadPositionIndex": "0"}
FASTEST_MS = 15.0
EARTH_RADIUS_M = 6_371_000.0
LEAST_DAMPING_M, SHARE_OF_LEG = 0.2, 0.4
"""How far before a point the aircraft may begin to turn: two turns must fit on a leg."""
STOP, TURN = "toPointAndStopWithDiscontinuityCurvature", "coordinateTurn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waypoint:
    """One point as DJI flies it."""

    longitude_deg: float
    latitude_deg: float
    height_m: float
    """Above the take-off place."""
    speed_ms: float
    acceptance_m: float
    hover_s: float
    heading_deg: float | None
    pitch_deg: float | None
    """Where the camera turns to here; None: as it is."""


def write(plan: Plan, vehicle_index: int) -> bytes:
    """One aircraft's part of `plan`. Raises FormatError for what DJI's format cannot say."""
    vehicle = plan.vehicles[vehicle_index]
    if not vehicle.is_home_surveyed:
        raise _lacking("heights above a start of unknown height")
    points = list(_waypoints(vehicle))
    if len(points) < 2:
        raise _lacking("a route of fewer than two points")
    files = {
        TEMPLATE: _document(vehicle, points, is_template=True),
        WAYLINES: _document(vehicle, points, is_template=False),
    }
    return zipped(files)


def read(data: bytes) -> tuple[MissionItem, ...]:
    """The waypoints of a file, heights above the take-off place. Raises FormatError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(WAYLINES).file_size > LARGEST_BYTES:
                raise _unreadable("it is too large")
            text = archive.read(WAYLINES)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError) as error:
        raise _unreadable(f"there is no {WAYLINES} in it") from error
    root = parsed_xml(text)
    # Newer versions have the same elements in a namespace of another number.
    modes = {mode.text for mode in root.iter() if mode.tag.endswith("}executeHeightMode")}
    if modes != {"relativeToStartPoint"}:
        raise _unreadable("its heights do not count from the take-off place")
    return tuple(_item(mark, number) for number, mark in enumerate(root.iter(f"{{{KML}}}Placemark"), 1))


def _item(mark: ElementTree.Element, number: int) -> MissionItem:
    texts = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in mark.iter()}
    try:
        longitude, latitude = (float(part) for part in texts["coordinates"].split(",")[:2])
        height = float(texts["executeHeight"])
    except (KeyError, ValueError) as error:
        raise FormatError(
            "plan_file_item",
            f"Waypoint {number} has no place or height.",
            remedy="Save the route again.",
            details={"n": number},
        ) from error
    return MissionItem(
        command=NAV_WAYPOINT,
        frame=FRAME_RELATIVE,
        params=(float(texts.get("hoverTime", 0.0)), 0.0, 0.0, math.nan),
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=height,
    )


def _waypoints(vehicle: VehiclePlan) -> Iterator[Waypoint]:
    speed, pitch = 5.0, None
    for item in vehicle.items:
        if item.command == DO_CHANGE_SPEED:
            speed = item.params[1]
        elif item.command == DO_GIMBAL_MANAGER_PITCHYAW:
            pitch = item.params[0]
        elif item.command == DO_SET_ROI_LOCATION:
            raise _lacking("a camera that keeps looking at a place")
        elif item.command == NAV_WAYPOINT:
            below = 0.0 if item.frame == FRAME_RELATIVE else vehicle.home_amsl_m
            yield Waypoint(
                longitude_deg=item.longitude_deg,
                latitude_deg=item.latitude_deg,
                height_m=round(item.altitude_m - below, 2),
                speed_ms=min(speed, FASTEST_MS),
                acceptance_m=item.params[1],
                hover_s=item.params[0],
                heading_deg=None if math.isnan(item.params[3]) else (item.params[3] + 180.0) % 360.0 - 180.0,
                pitch_deg=pitch,
            )
            pitch = None


def _document(vehicle: VehiclePlan, points: Sequence[Waypoint], *, is_template: bool) -> str:
    root = ElementTree.Element("kml", {"xmlns": KML, "xmlns:wpml": WPML})
    document = ElementTree.SubElement(root, "Document")
    if is_template:
        _add(document, author="Varde")
    _mission(document, vehicle, points)
    folder = ElementTree.SubElement(document, "Folder")
    if is_template:
        _add(folder, templateType="waypoint", templateId="0")
        _add(_group(folder, "waylineCoordinateSysParam"), coordinateMode="WGS84", heightMode="relativeToStartPoint")
    else:
        _add(folder, templateId="0", executeHeightMode="relativeToStartPoint", waylineId="0")
    _add(folder, autoFlightSpeed=f"{points[0].speed_ms:g}")
    if is_template:
        _add(folder, gimbalPitchMode="manual", globalWaypointTurnMode=STOP, globalUseStraightLine="1")
        _add(_group(folder, "globalWaypointHeadingParam"), waypointHeadingMode="followWayline")
    for index in range(len(points)):
        _placemark(folder, points, index, is_template=is_template)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _mission(document: ElementTree.Element, vehicle: VehiclePlan, points: Sequence[Waypoint]) -> None:
    climb = next((item.altitude_m for item in vehicle.items if item.command == NAV_TAKEOFF), 20.0)
    config = _group(document, "missionConfig")
    _add(
        config,
        flyToWaylineMode="safely",
        finishAction="goHome",
        # As PX4 does on a lost link: home, and not on with the mission.
        exitOnRCLost="executeLostAction",
        executeRCLostAction="goBack",
        takeOffSecurityHeight=f"{max(climb, 2.0):g}",
        globalTransitionalSpeed=f"{points[0].speed_ms:g}",
        globalRTHHeight=f"{max(vehicle.return_height_m, climb):g}",
    )
    _add(_group(config, "droneInfo"), **DRONE)
    _add(_group(config, "payloadInfo"), **PAYLOAD)


def _placemark(folder: ElementTree.Element, points: Sequence[Waypoint], index: int, *, is_template: bool) -> None:
    point = points[index]
    mark = ElementTree.SubElement(folder, "Placemark")
    place = ElementTree.SubElement(ElementTree.SubElement(mark, "Point"), "coordinates")
    place.text = f"{point.longitude_deg:.8f},{point.latitude_deg:.8f}"
    _add(mark, index=str(index))
    if is_template:
        height = f"{point.height_m:g}"
        _add(mark, useGlobalHeight="0", ellipsoidHeight=height, height=height, useGlobalSpeed="0")
        _add(mark, useGlobalHeadingParam="0", useGlobalTurnParam="0")
    else:
        _add(mark, executeHeight=f"{point.height_m:g}")
    _add(mark, waypointSpeed=f"{point.speed_ms:g}")
    heading = _group(mark, "waypointHeadingParam")
    if point.heading_deg is None:
        _add(heading, waypointHeadingMode="followWayline")
    else:
        _add(heading, waypointHeadingMode="smoothTransition", waypointHeadingAngle=f"{point.heading_deg:g}")
        _add(heading, waypointHeadingPathMode="followBadArc")
    is_end = index in {0, len(points) - 1} or point.hover_s > 0
    turn = _group(mark, "waypointTurnParam")
    _add(turn, waypointTurnMode=STOP if is_end else TURN)
    _add(turn, waypointTurnDampingDist="0" if is_end else f"{_damping_m(points, index):.2f}")
    _actions(mark, point, index)


def _damping_m(points: Sequence[Waypoint], index: int) -> float:
    before, here, after = points[index - 1 : index + 2]
    legs = min(_distance_m(before, here), _distance_m(here, after))
    return max(LEAST_DAMPING_M, min(here.acceptance_m, SHARE_OF_LEG * legs))


def _distance_m(one: Waypoint, other: Waypoint) -> float:
    north = math.radians(other.latitude_deg - one.latitude_deg) * EARTH_RADIUS_M
    east = math.radians(other.longitude_deg - one.longitude_deg) * EARTH_RADIUS_M
    return math.hypot(north, east * math.cos(math.radians(one.latitude_deg)))


def _actions(mark: ElementTree.Element, point: Waypoint, index: int) -> None:
    wanted: list[tuple[str, dict[str, str]]] = []
    if point.pitch_deg is not None:
        wanted.append(("gimbalRotate", _rotation(point.pitch_deg)))
    if point.hover_s > 0:
        wanted.append(("hover", {"hoverTime": f"{point.hover_s:g}"}))
    if not wanted:
        return
    group = _group(mark, "actionGroup")
    number = str(index)
    _add(group, actionGroupId=number, actionGroupStartIndex=number, actionGroupEndIndex=number)
    _add(group, actionGroupMode="sequence")
    _add(_group(group, "actionTrigger"), actionTriggerType="reachPoint")
    for action_id, (function, parameters) in enumerate(wanted):
        action = _group(group, "action")
        _add(action, actionId=str(action_id), actionActuatorFunc=function)
        _add(_group(action, "actionActuatorFuncParam"), **parameters)


def _rotation(pitch_deg: float) -> dict[str, str]:
    return {
        "gimbalRotateMode": "absoluteAngle",
        "gimbalPitchRotateEnable": "1",
        "gimbalPitchRotateAngle": f"{pitch_deg:g}",
        "gimbalRollRotateEnable": "0",
        "gimbalRollRotateAngle": "0",
        "gimbalYawRotateEnable": "0",
        "gimbalYawRotateAngle": "0",
        "gimbalRotateTimeEnable": "0",
        "gimbalRotateTime": "0",
        "payloadPositionIndex": "0",
    }


def _group(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"wpml:{name}")


def _add(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, f"wpml:{name}").text = text


def _lacking(what: str) -> FormatError:
    return FormatError(
        "plan_format_lacks",
        f"DJI's format has no way to say {what}.",
        remedy="Fly this plan over MAVLink, or choose another template.",
        details={"what": what},
    )


def _unreadable(reason: str) -> FormatError:
    return FormatError(
        "plan_file_unreadable",
        f"This is not a DJI route that can be used: {reason}.",
        remedy="Save it again with heights relative to the take-off place.",
    )
