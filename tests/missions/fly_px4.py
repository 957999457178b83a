"""Fly plans of every kind of pattern on a PX4 in simulation or on our simulator, and judge both tracks alike.

    python tests/missions/fly_px4.py udpout:127.0.0.1:18575 concave        a PX4 flies one course for each start of it
    python tests/missions/fly_px4.py simulator [concave orbit ...]         without a PX4: every course, or some

The plans start where the aircraft stands, on level ground. Times are the autopilot's own, so that it may run faster
than the clock. Start PX4's SIH with PX4_PARAM_SIH_KDV=0.3: on its kilogram that holds it back at 10 m/s as the air does
our rescue drone (its own 1.0 holds back more than any drone). One line of JSON a flight.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from dataclasses import replace

import numpy as np
import shapely
from fly_plan import command, fly, upload
from fly_simulated import fastest_ms
from fly_simulated import fly as fly_simulated
from pymavlink import mavutil

from missions.catalogue import find_template
from missions.geo import GeoPoint, LocalFrame
from missions.planner import make_plan
from missions.terrain import LevelGround, Terrain

WAYPOINT = 16
UNWANTED = ("ATTITUDE", "ATTITUDE_QUATERNION", "ATTITUDE_TARGET", "LOCAL_POSITION_NED", "SERVO_OUTPUT_RAW")
UNWANTED = (*UNWANTED, "POSITION_TARGET_LOCAL_NED", "VFR_HUD", "HIGHRES_IMU", "GPS_RAW_INT")
BAY = [(0, 40), (300, 40), (300, 300), (200, 300), (200, 130), (110, 130), (110, 300), (0, 300)]
BLOCK = [(-140, 40), (140, 40), (140, 300), (-140, 300)]
POND = [(-40, 120), (50, 110), (60, 200), (-30, 210)]
IN_THE_WAY = [(-80, 60), (80, 50), (60, 110), (-70, 120)]
COURSES = {
    "concave": ("thermal-area-search", "Polygon", [BAY], {}),
    "holed": ("thermal-area-search", "Polygon", [BLOCK, POND], {}),
    "keep-out": ("thermal-area-search", "Polygon", [[(-120, 160), (120, 160), (120, 330), (-120, 330)]], {}),
    "fast": ("thermal-area-search", "Polygon", [BLOCK], {"speed_ms": 12}),
    "corridor": ("flood", "LineString", [(60, 30), (200, 140), (380, 90), (520, 220)], {}),
    "expanding-square": ("missing-person-last-seen", "Point", (0, 120), {"reach_m": 100}),
    "sector": ("person-in-water", "Point", (0, 150), {}),
    "orbit": ("incident-overview", "Point", (0, 120), {}),
    "creeping-line": ("avalanche", "Polygon", [[(-50, 50), (50, 50), (40, 200), (-40, 200)]], {}),
    "perimeter": ("wildfire-front", "LineString", [(-150, 200), (-50, 260), (80, 240), (180, 300)], {}),
    "building": ("building-fire", "Polygon", [[(-20, 60), (20, 60), (20, 74), (-20, 74)]], {}),
    "revisit": ("mop-up-round", "MultiPoint", [(20, 60), (90, 90), (60, 170), (-60, 150), (-90, 80)], {}),
}
"""Name -> template, what is drawn (metres east and north of home) and parameters."""


def drawn(name, frame):
    _, kind, metres, _ = COURSES[name]

    def place(east, north):
        latitude, longitude = frame.to_geographic(float(north), float(east))
        return [float(longitude), float(latitude)]

    def ring(corners):
        return [place(*corner) for corner in [*corners, corners[0]]]

    if kind == "Polygon":
        shape = {"type": kind, "coordinates": [ring(corners) for corners in metres]}
    elif kind == "Point":
        shape = {"type": kind, "coordinates": place(*metres)}
    else:
        shape = {"type": kind, "coordinates": [place(*each) for each in metres]}
    if name != "keep-out":
        return shape
    around = {"type": "Polygon", "coordinates": [ring(IN_THE_WAY)]}
    features = [
        {"type": "Feature", "properties": {}, "geometry": shape},
        {"type": "Feature", "properties": {"role": "keep_out"}, "geometry": around},
    ]
    return {"type": "FeatureCollection", "features": features}


def planned(name, home, ground_m):
    template = find_template(COURSES[name][0])
    suited = replace(template, aircraft=replace(template.aircraft, max_airspeed_ms=fastest_ms("work")))
    terrain = Terrain([LevelGround(amsl_m=ground_m)])
    return suited, make_plan(
        suited, drawn(name, LocalFrame(origin=home)), COURSES[name][3], homes=[home], terrain=terrain
    )


def judged(name, template, plan, frame, track, ground_m):
    """How a track (n, 5: seconds, north, east, above sea level, nose) kept to its plan."""
    [vehicle] = plan.vehicles
    items = [item for item in vehicle.items if item.command == WAYPOINT]
    north, east = frame.to_local([i.latitude_deg for i in items], [i.longitude_deg for i in items])
    points, radii = np.column_stack([north, east]), np.array([i.params[1] for i in items])
    highest = max(item.altitude_m for item in items)
    # After the last waypoint it comes down over home, before the first it climbs.
    begins = int(np.argmin(np.linalg.norm(track[:, 1:3] - points[0], axis=1)))
    ends = len(track) - 1 - int(np.argmax(track[::-1, 3] > highest - 3.0))
    flight = track[begins:ends]
    way = shapely.LineString(points[:, ::-1])
    here = shapely.points(flight[:, [2, 1]])
    aside = shapely.distance(way, here)
    nearest = np.array([np.linalg.norm(flight[:, 1:3] - point, axis=1).min() for point in points])
    at_corner = np.zeros(len(flight), bool)
    for point, radius in zip(points, radii, strict=True):
        at_corner |= np.linalg.norm(flight[:, 1:3] - point, axis=1) < max(2.0 * radius, 12.0)
    legs = [shapely.LineString(pair[:, ::-1]) for pair in (points[[n, n + 1]] for n in range(len(points) - 1))]
    return {
        "beyond_radius_m": round(float((nearest - radii).max()), 1),
        "aside_at_corners_m": round(float(aside[at_corner].max(initial=0.0)), 1),
        "aside_on_lines_m": round(float(aside[~at_corner].max(initial=0.0)), 1),
        "seen": seen(template, plan, frame, flight, ground_m),
        "kept_off_m": kept_off(name, plan, frame, here),
        "legs": len(legs),
    }


def seen(template, plan, frame, flight, ground_m):
    """The share of the area in the union of all pictures that look down; None where the camera looks aside."""
    [vehicle] = plan.vehicles
    if any(i.command in {195, 1000} and (i.command == 195 or i.params[0] > -89.0) for i in vehicle.items):
        return None
    area = local(plan.area, frame)
    ahead, beside = template.sensor.footprint_length_m(1.0) / 2, template.sensor.footprint_width_m(1.0) / 2
    corners = np.array([(beside, ahead), (beside, -ahead), (-beside, -ahead), (-beside, ahead)])
    moved = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(flight[:, 1:3], axis=0), axis=1))])
    turned = np.concatenate([[0.0], np.cumsum(np.abs(np.angle(np.exp(1j * np.diff(flight[:, 4])))))])
    _, chosen = np.unique(np.floor(moved / 3.0 + turned / 0.15), return_index=True)
    pictures = []
    for _, north, east, up, nose in flight[chosen]:
        turn = np.array([[math.cos(nose), -math.sin(nose)], [math.sin(nose), math.cos(nose)]])
        pictures.append(shapely.Polygon((up - ground_m) * corners @ turn + [east, north]))
    return round(float(shapely.union_all(pictures).intersection(area).area / area.area), 4)


def kept_off(name, plan, frame, here):
    """How near the track came to what is kept out of; None where nothing is."""
    holes = [shapely.Polygon(ring) for ring in local(plan.area, frame).interiors]
    if name == "keep-out":
        holes.append(shapely.Polygon(IN_THE_WAY))
    return round(float(shapely.distance(shapely.union_all(holes), here).min()), 1) if holes else None


def local(geojson, frame):
    def ring(corners):
        longitude, latitude = np.array(corners, float)[:, :2].T
        return np.column_stack(frame.to_local(latitude, longitude)[::-1])

    return shapely.Polygon(ring(geojson["coordinates"][0]), [ring(each) for each in geojson["coordinates"][1:]])


def on_px4(link, vehicle, frame, limit_s):
    rows = [
        {
            "command": item.command,
            "frame": item.frame,
            "params": [*item.params, item.latitude_deg, item.longitude_deg, item.altitude_m],
        }
        for item in vehicle.items
    ]
    upload(link, rows)
    flown, _, texts = fly(link, limit_s, len(rows) - 1)
    north, east = frame.to_local(flown[:, 1], flown[:, 2])
    track = np.column_stack([flown[:, 0], north, east, flown[:, 3], np.radians(flown[:, 7])])
    return track, bool(texts and any("Landing" in t or "Disarmed by landing" in t for t in texts)), flown[:, 6]


def on_simulator(vehicle, ground_m):
    flown = fly_simulated(vehicle, lambda north, east: ground_m, limit_s=1.5 * vehicle.duration_s)
    times = 0.1 * np.arange(1, len(flown.track) + 1)
    return np.column_stack([times, np.array(flown.track), flown.noses_rad]), flown.landed


def connected(address):
    """The link, and where the aircraft stands: place and height above sea level."""
    link = mavutil.mavlink_connection(address, source_system=255, source_component=190)
    for _ in range(100):
        link.mav.heartbeat_send(6, 8, 0, 0, 4)
        heard = link.recv_match(type="HEARTBEAT", blocking=True, timeout=0.3)
        if heard is not None and heard.type == 2:
            link.target_system = heard.get_srcSystem()
            break
    for name in UNWANTED:
        command(link, 511, getattr(mavutil.mavlink, f"MAVLINK_MSG_ID_{name}"), -1)
    command(link, 511, mavutil.mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT, 100_000)
    time.sleep(1.0)
    while True:
        link.mav.heartbeat_send(6, 8, 0, 0, 4)
        command(link, 512, mavutil.mavlink.MAVLINK_MSG_ID_HOME_POSITION)
        home = link.recv_match(type="HOME_POSITION", blocking=True, timeout=1.0)
        if home is not None:
            return (
                link,
                GeoPoint(latitude_deg=home.latitude / 1e7, longitude_deg=home.longitude / 1e7),
                home.altitude / 1e3,
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--limit", type=float, default=900.0)
    parser.add_argument("--tracks", default=None)
    wanted = parser.parse_args()
    link, home, ground_m = None, GeoPoint(latitude_deg=60.0, longitude_deg=5.0), 100.0
    if wanted.address != "simulator":
        if len(wanted.names) != 1:
            parser.error(f"a PX4 flies one course for each start of it: name one of {', '.join(COURSES)}")
        link, home, ground_m = connected(wanted.address)
    frame = LocalFrame(origin=home)
    for name in wanted.names or COURSES:
        template, plan = planned(name, home, ground_m)
        [vehicle] = plan.vehicles
        line = {"course": name, "items": len(vehicle.items), "estimate_s": round(vehicle.duration_s, 1)}
        line["planned_seen"] = round(plan.covered_fraction, 4)
        line["problems"] = [problem.code for problem in plan.problems]
        if link is None:
            track, line["landed"] = on_simulator(vehicle, ground_m)
        else:
            track, line["landed"], numbers = on_px4(link, vehicle, frame, wanted.limit)
            track = np.column_stack([track, numbers])
        if wanted.tracks:
            np.save(f"{wanted.tracks}-{name}.npy", track)
        took_s = float(track[-1, 0] - track[0, 0])
        line |= {"took_s": round(took_s, 1), "ratio": round(took_s / vehicle.duration_s, 3)}
        line |= judged(name, template, plan, frame, track[:, :5], ground_m)
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
