"""Metadata packets, read by klvdata, an independent parser of MISB ST 0601."""

from __future__ import annotations

from datetime import UTC, datetime

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_sim.belief import CameraBelief, angles_of, ned_from_angles
from firmware_sim.camera.klv import ITEMS, Tag, checksum, local_set
from firmware_sim.camera.lens import Lens
from firmware_sim.camera.metadata import MetadataWriter
from firmware_sim.world.terrain import RayCaster
from firmware_sim.world.world import World

klvdata = pytest.importorskip("klvdata", reason="klvdata, an independent parser of KLV, is not installed")

UNIX_S = 1_780_000_000.25


def read(packet: bytes) -> dict[int, object]:
    """Tag and value of each item of the one packet."""
    [found] = list(klvdata.StreamParser(packet))
    return {key[0]: item.value.value for key, item in found.items.items()}


@pytest.fixture(scope="module")
def writer(world: World) -> MetadataWriter:
    spec = world.scenario
    return MetadataWriter(Lens(spec.camera), spec.frame, RayCaster(world.terrain, 2500.0), 3, spec.title)


def belief_at(world: World, north_m: float, east_m: float, *, yaw_deg: float, pitch_deg: float) -> CameraBelief:
    """A camera 60 m above the ground under an aircraft that is tilted and heads ten degrees further left."""
    latitude_deg, longitude_deg = world.scenario.frame.wgs84_from_local(north_m, east_m)
    return CameraBelief(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        amsl_m=world.height_m(north_m, east_m) + 60.0,
        roll_rad=np.radians(-2.5),
        pitch_rad=np.radians(4.0),
        yaw_rad=np.radians(yaw_deg - 10.0),
        ground_speed_ms=8.0,
        ned_from_view=ned_from_angles(0.0, np.radians(pitch_deg), np.radians(yaw_deg)),
    )


@settings(max_examples=60)
@given(data=st.data(), tag=st.sampled_from(sorted(set(ITEMS) - {Tag.PLATFORM_PITCH_FULL, Tag.PLATFORM_ROLL_FULL})))
def test_every_item_is_read_back_by_another_program(data: st.DataObject, tag: Tag) -> None:
    item = ITEMS[tag]
    value = data.draw(st.floats(item.low, item.high))

    told = read(local_set(1, {tag: value}, {}))[tag]

    step = (item.high - item.low) / (2 ** (8 * item.octets) - 2)
    assert told == pytest.approx(value, abs=0.51 * step + 1e-9)


def test_a_packet_begins_with_the_time_and_ends_with_its_checksum() -> None:
    packet = local_set(1_780_000_000_250_000, {Tag.SENSOR_LATITUDE: 60.4}, {Tag.SENSOR: "IR"})

    items = read(packet)

    order = list(items)
    assert (order[0], order[-1]) == (Tag.TIME, Tag.CHECKSUM)
    assert items[Tag.TIME] == datetime(2026, 5, 28, 20, 26, 40, 250000, tzinfo=UTC)
    # ST 0601's own example in C, in Python.
    total = 0
    for index, octet in enumerate(packet[:-2]):
        total += octet << (8 * ((index + 1) % 2))
    assert int.from_bytes(packet[-2:], "big") == total % 65536 == checksum(packet[:-2])


def test_a_pitch_that_is_too_steep_for_its_item_is_told_by_the_wider_one() -> None:
    items = read(local_set(0, {Tag.PLATFORM_PITCH: 31.0, Tag.PLATFORM_PITCH_FULL: 31.0}, {}))

    assert Tag.PLATFORM_PITCH not in items
    assert Tag.PLATFORM_PITCH_FULL in items


def test_the_packet_tells_what_the_aircraft_believes(world: World, writer: MetadataWriter) -> None:
    belief = belief_at(world, -40.0, 25.0, yaw_deg=130.0, pitch_deg=-55.0)

    items = read(writer.packet(belief, UNIX_S))

    assert items[Tag.TIME] == datetime.fromtimestamp(UNIX_S, UTC)
    assert items[Tag.PLATFORM_HEADING] == pytest.approx(120.0, abs=0.003)
    assert items[Tag.PLATFORM_PITCH] == pytest.approx(4.0, abs=0.001)
    assert items[Tag.PLATFORM_ROLL] == pytest.approx(-2.5, abs=0.001)
    assert items[Tag.SENSOR_LATITUDE] == pytest.approx(belief.latitude_deg, abs=5e-8)
    assert items[Tag.SENSOR_LONGITUDE] == pytest.approx(belief.longitude_deg, abs=5e-8)
    assert items[Tag.SENSOR_ALTITUDE] == pytest.approx(belief.amsl_m, abs=0.16)
    assert items[Tag.HORIZONTAL_VIEW] == pytest.approx(47.0, abs=1.5)
    assert items[Tag.MISSION] == world.scenario.title


def test_heading_and_relative_angles_together_are_the_line_of_sight(world: World, writer: MetadataWriter) -> None:
    belief = belief_at(world, 0.0, 0.0, yaw_deg=130.0, pitch_deg=-55.0)

    items = read(writer.packet(belief, UNIX_S))

    # ST 0601: platform heading, pitch, roll, then sensor azimuth, elevation, roll, each about the turned axes.
    def turned(axis: tuple[int, int, int], degrees: float) -> np.ndarray:
        return cv2.Rodrigues(np.radians(degrees) * np.array(axis, float))[0]

    down, right, ahead = (0, 0, 1), (0, 1, 0), (1, 0, 0)
    platform = (
        turned(down, items[Tag.PLATFORM_HEADING])
        @ turned(right, items[Tag.PLATFORM_PITCH])
        @ turned(ahead, items[Tag.PLATFORM_ROLL])
    )
    sensor = (
        turned(down, items[Tag.SENSOR_AZIMUTH])
        @ turned(right, items[Tag.SENSOR_ELEVATION])
        @ turned(ahead, items[Tag.SENSOR_ROLL])
    )
    yaw, pitch = np.radians([130.0, -55.0])
    sight = np.array([np.cos(pitch) * np.cos(yaw), np.cos(pitch) * np.sin(yaw), -np.sin(pitch)])
    assert platform @ sensor @ [1, 0, 0] == pytest.approx(sight, abs=1e-4)


def test_the_corners_lie_in_the_pictures_corners(world: World, writer: MetadataWriter) -> None:
    belief = belief_at(world, -40.0, 25.0, yaw_deg=40.0, pitch_deg=-70.0)
    camera = world.scenario.camera

    items = read(writer.packet(belief, UNIX_S))

    corners = [
        (items[Tag.CENTRE_LATITUDE] + items[tag], items[Tag.CENTRE_LONGITUDE] + items[tag + 1])
        for tag in (Tag.CORNER_1_LATITUDE, Tag.CORNER_2_LATITUDE, Tag.CORNER_3_LATITUDE, Tag.CORNER_4_LATITUDE)
    ]
    places = [(items[Tag.CENTRE_LATITUDE], items[Tag.CENTRE_LONGITUDE]), *corners]
    north, east = world.scenario.frame.local_from_wgs84(*np.array(places).T)
    ground = np.column_stack([north, east, -world.height_m(north, east)])
    start = np.array([-40.0, 25.0, -belief.amsl_m])
    camera_from_ned = (belief.ned_from_view[:, [1, 2, 0]]).T
    matrix = np.array([[camera.fx_px, 0, camera.cx_px], [0, camera.fx_px, camera.cy_px], [0, 0, 1]])
    pixels, _ = cv2.projectPoints(
        ground, cv2.Rodrigues(camera_from_ned)[0], -camera_from_ned @ start, matrix, np.array(camera.distortion)
    )
    expected = [[319.5, 255.5], [0, 0], [639, 0], [639, 511], [0, 511]]
    # Corner offsets come in steps of 2.3 µdeg: a quarter of a metre.
    assert pixels.reshape(-1, 2) == pytest.approx(np.array(expected), abs=4.0)
    assert items[Tag.SLANT_RANGE] == pytest.approx(np.linalg.norm(ground[0] - start), abs=0.3)


def test_a_camera_that_sees_the_sky_tells_no_ground(world: World, writer: MetadataWriter) -> None:
    items = read(writer.packet(belief_at(world, 0.0, 0.0, yaw_deg=0.0, pitch_deg=25.0), UNIX_S))

    assert Tag.SENSOR_LATITUDE in items
    assert Tag.SLANT_RANGE not in items
    assert Tag.CENTRE_LATITUDE not in items


angles = st.tuples(st.floats(-3.1, 3.1), st.floats(-1.5, 1.5), st.floats(-3.1, 3.1))


@given(angles)
def test_angles_and_rotations_undo_each_other(angles: tuple[float, float, float]) -> None:
    assert angles_of(ned_from_angles(*angles)) == pytest.approx(angles, abs=1e-6)


@given(st.floats(-3.1, 3.1), st.floats(-3.1, 3.1))
def test_a_camera_that_looks_straight_down_has_the_same_rotation_by_its_angles(roll: float, yaw: float) -> None:
    rotation = ned_from_angles(roll, -np.pi / 2, yaw)

    assert ned_from_angles(*angles_of(rotation)) == pytest.approx(rotation, abs=1e-6)
