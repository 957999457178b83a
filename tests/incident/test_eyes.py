"""From frames to findings as the station does it, with frames that tell their own pose."""

import dataclasses
from typing import Any, cast

import cv2
import numpy as np
import pytest

from ground_station import eyes as eyes_module
from ground_station.config import CameraSettings
from ground_station.eyes import Eyes, Ground, Work
from ground_station.fleet.fleet import Fleet
from ground_station.incident.finding_desk import FindingDesk
from ground_station.incident.finding_pictures import FindingPictures
from ground_station.incident.seen_area import SeenGround
from missions.geo import GeoPoint, LocalFrame
from vision.attitude import ned_from_camera
from vision.camera import Camera
from vision.frames import Frame, GeoPose, Unit

FRAME = LocalFrame(origin=GeoPoint(latitude_deg=60.4, longitude_deg=5.32))
CAMERA = Camera(width_px=160, height_px=128, fx_px=200.0, fy_px=200.0, cx_px=79.5, cy_px=63.5)
HEIGHT_M = 60.0


def flat(north_m, east_m):
    return np.zeros(np.broadcast(north_m, east_m).shape)


def square(half_m: float) -> dict:
    latitude, longitude = FRAME.to_geographic(
        [-half_m, -half_m, half_m, half_m, -half_m], [-half_m, half_m, half_m, -half_m, -half_m]
    )
    return {
        "type": "Polygon",
        "coordinates": [[[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]],
    }


def over(north_m: float, east_m: float, index: int, hot: bool = True) -> Frame:
    """A frame from straight above a fire at the origin, seen from `north_m`, `east_m`."""
    celsius = 8.0 + np.random.default_rng(index).normal(0, 0.1, (128, 160))
    if hot:
        row, column = round(63.5 + north_m / HEIGHT_M * 200), round(79.5 - east_m / HEIGHT_M * 200)
        celsius[row - 1 : row + 2, column - 1 : column + 2] = 250.0
    latitude, longitude = FRAME.to_geographic(north_m, east_m)
    return Frame(
        pixels=np.round((celsius + 273.15) * 100).astype(np.uint16),
        unit=Unit.CENTIKELVIN,
        source="test",
        index=index,
        system_id=1,
        exposed_boot_s=10.0 + index,
        exposed_unix_s=1_780_000_000.0 + index,
        camera=CAMERA,
        pose=GeoPose(
            latitude_deg=float(latitude),
            longitude_deg=float(longitude),
            altitude_amsl_m=HEIGHT_M,
            ned_from_camera=ned_from_camera(0.0, -np.pi / 2, 0.0),
        ),
    )


@pytest.fixture
def work(desk) -> Work:
    incident = desk.open("Brann", "kari")
    findings = FindingDesk(FRAME, incident.picture.finding)
    ground = Ground(frame=FRAME, terrain=flat, cell_m=5.0)
    return Work(incident=incident, ground=ground, desk=findings, seen=SeenGround(FRAME, square(100.0)))


@pytest.fixture
def published() -> list[Any]:
    return []


@pytest.fixture
def eyes(work, published) -> Eyes:
    # No aircraft is asked: every frame here tells its own pose.
    return Eyes(cast(Fleet, None), lambda: work, published.append, CameraSettings())


async def test_three_frames_of_a_fire_make_a_finding_where_it_is(eyes, work, published):
    for index, (north, east) in enumerate([(0.0, 0.0), (4.0, 2.0), (-3.0, 1.0)]):
        await eyes.look(over(north, east, index))

    [finding] = work.incident.picture.findings
    north, east = FRAME.to_local(finding.latitude_deg, finding.longitude_deg)
    assert np.hypot(north, east) < 0.5
    assert finding.peak_celsius == pytest.approx(250.0, abs=1.0)
    assert published[-1].detections[0].finding_number == finding.number
    assert published[-1].frames_without_pose == 0


async def test_the_best_look_of_a_finding_is_kept_as_a_small_picture_with_the_fire_in_it(work, desk, published):
    pictures = FindingPictures(desk.journal.engine)
    looking = Eyes(cast(Fleet, None), lambda: work, published.append, CameraSettings(), pictures)

    for index, (north, east) in enumerate([(8.0, 4.0), (4.0, 2.0), (0.0, 0.0)]):
        await looking.look(over(north, east, index))

    [finding] = work.incident.picture.findings
    kept = pictures.get(work.incident.id, finding.id)
    assert kept is not None and finding.best_look is not None
    assert kept.at == finding.best_look.at
    assert finding.best_look.range_m == pytest.approx(HEIGHT_M, rel=0.05)
    shown = cv2.imdecode(np.frombuffer(kept.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shown.shape == (64, 64)
    assert shown[28:36, 28:36].max() > shown[:10, :10].mean() + 60


async def test_a_camera_that_sits_askew_is_believed_as_calibrated(work, published):
    askew = Eyes(cast(Fleet, None), lambda: work, published.append, CameraSettings(boresight_deg=(2.0, 0.0, 0.0)))

    for index in range(3):
        await askew.look(over(0.0, 0.0, index))

    [finding] = work.incident.picture.findings
    north, east = FRAME.to_local(finding.latitude_deg, finding.longitude_deg)
    # Turned about its right by 2 degrees, a camera that should look straight down looks ahead.
    assert north == pytest.approx(HEIGHT_M * np.tan(np.radians(2.0)), abs=0.3)
    assert east == pytest.approx(0.0, abs=0.3)


async def test_a_picture_that_is_sent_again_is_no_second_look(eyes, work, published):
    await eyes.look(over(0.0, 0.0, 0))
    for index in range(1, 6):
        await eyes.look(dataclasses.replace(over(0.0, 0.0, 0), index=index))

    assert work.incident.picture.findings == []
    assert published[-1].frames_total == 6 and published[-1].frames_without_pose == 0


async def test_the_ground_under_a_frame_is_seen(eyes, work):
    await eyes.look(over(0.0, 0.0, 0, hot=False))

    shown_m2 = (160 / 200 * HEIGHT_M) * (128 / 200 * HEIGHT_M)
    assert work.seen.fraction * 200.0**2 == pytest.approx(shown_m2, rel=0.1)


async def test_what_was_placed_on_ground_that_is_no_longer_laid_is_dropped(eyes, work, monkeypatch):
    searching = eyes_module.search

    def search_while_new_ground_is_laid(*given):
        looked = searching(*given)
        work.ground = Ground(frame=FRAME, terrain=flat, cell_m=5.0)
        return looked

    monkeypatch.setattr(eyes_module, "search", search_while_new_ground_is_laid)
    for index in range(4):
        await eyes.look(over(0.0, 0.0, index))

    assert work.incident.picture.findings == []


def in_greys(frame: Frame) -> Frame:
    """The same view through a camera with automatic gain."""
    warm = (frame.pixels.astype(float) - 27315) / 100
    return dataclasses.replace(frame, pixels=np.clip(60 + 4 * warm, 0, 255).astype(np.uint8), unit=Unit.AGC8)


async def test_a_gain_controlled_picture_never_tells_a_temperature_from_frame_to_console(eyes, work, published):
    for index, (north, east) in enumerate([(0.0, 0.0), (4.0, 2.0), (-3.0, 1.0), (2.0, -2.0), (1.0, 3.0)]):
        await eyes.look(in_greys(over(north, east, index)))
    header = eyes._pictures[1].header

    assert published[-1].detections, "it is marked as hot beside its surroundings"
    assert [item.peak_celsius for item in published[-1].detections] == [None] * len(published[-1].detections)
    assert published[-1].has_temperatures is False and header["has_temperatures"] is False
    assert (header["min_celsius"], header["max_celsius"]) == (None, None)
    for finding in work.incident.picture.findings:
        assert finding.peak_celsius is None and finding.last_celsius is None and not finding.is_saturated


async def test_a_picture_that_hangs_keeps_its_age_and_says_so(eyes, published):
    await eyes.look(over(0.0, 0.0, 0))
    first = published[-1]
    for _ in range(3):
        await eyes.look(over(0.0, 0.0, 0))
    hanging = published[-1]
    await eyes.look(over(1.0, 0.0, 1))

    assert (first.is_frozen, hanging.is_frozen, published[-1].is_frozen) == (False, True, False)
    assert hanging.at == first.at and hanging.frames_frozen == 3 and hanging.detections == first.detections
    assert published[-1].at > first.at


async def test_video_without_times_that_repeats_itself_is_known_by_its_pixels(eyes, published):
    def told(seed):
        frame = dataclasses.replace(over(0.0, 0.0, seed), exposed_boot_s=None, exposed_unix_s=None)
        return in_greys(frame)

    for frame in (told(1), told(1), told(2)):
        await eyes.look(frame)

    assert [state.is_frozen for state in published] == [False, True, False]


async def test_more_heat_than_can_be_listed_is_said(eyes, published):
    frame = over(0.0, 0.0, 0)
    rows, columns = np.indices(frame.pixels.shape)
    everywhere = np.where((rows // 2 + columns // 2) % 2, 60000, 28000).astype(np.uint16)
    await eyes.look(dataclasses.replace(frame, pixels=everywhere))

    assert published[-1].is_coarse
