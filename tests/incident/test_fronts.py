"""Fire fronts drawn into pictures, flown over, searched, placed and joined: all that lies between pixel and finding."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np
import pytest

from ground_station.incident.finding_desk import FindingDesk, restore
from ground_station.incident.findings import Book, observe
from ground_station.incident.front_memory import fronts_kept, with_fronts
from ground_station.incident.sightings import sightings_in
from missions.geo import GeoPoint, LocalFrame
from vision.attitude import ned_from_camera
from vision.camera import Camera
from vision.detect import look
from vision.frames import Frame, Unit
from vision.geolocate import CameraPose, PoseSigmas

CAMERA = Camera(width_px=320, height_px=256, fx_px=385.0, fy_px=385.0, cx_px=159.5, cy_px=127.5)
UP_M = 60.0
"""The frame shows 50 m by 40 m."""
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
WINDING = np.column_stack([np.linspace(-60, 60, 61), 2.0 * np.sin(np.linspace(-60, 60, 61) / 9.0)])


def flat(north_m, east_m):
    return np.zeros(np.broadcast(north_m, east_m).shape)


def picture(fires, pose, number):
    celsius = 10.0 + np.random.default_rng(number).normal(0, 0.1, (256, 320)).astype(np.float32)
    for fire in fires:
        places = np.column_stack([fire, np.zeros(len(fire))]) - [pose.north_m, pose.east_m, pose.down_m]
        hot = np.zeros(celsius.shape, np.float32)
        at = np.rint(CAMERA.project(places @ pose.ned_from_camera)).astype(np.int32)
        cv2.polylines(hot, [at], False, 1.0, 4)
        celsius = np.maximum(celsius, 10.0 + 290.0 * cv2.GaussianBlur(hot, (0, 0), 0.7))
    return Frame(pixels=celsius.astype(np.float32), unit=Unit.CELSIUS, source="test", index=number, camera=CAMERA)


def flown(fires, norths_m, *, book=None, pass_id=1, yaw_deg=0.0, errs_by_m=(0.0, 0.0), from_number=0, as_seen=None):
    """The book after flying over `fires` from south to north, in a place that `errs_by_m`, each look `as_seen`."""
    book = book or Book()
    for number, north_m in enumerate(norths_m, from_number):
        turned = ned_from_camera(np.radians(yaw_deg), np.radians(-90.0), 0.0)
        pose = CameraPose(north_m=north_m, east_m=0.0, down_m=-UP_M, ned_from_camera=turned)
        told = CameraPose(
            north_m=north_m + errs_by_m[0], east_m=errs_by_m[1], down_m=-UP_M, ned_from_camera=turned
        )  # fmt: skip
        frame = picture(fires, pose, number)
        looks = sightings_in(
            frame,
            look(frame, metres_per_pixel=UP_M / 385.0).items,
            told,
            at=NOON + timedelta(minutes=pass_id, seconds=0.5 * number),
            vehicle_id=1,
            pass_id=pass_id,
            terrain=flat,
            cell_m=2.0,
            sigmas=PoseSigmas(),
        )
        seen = [each for each in looks if each is not None]
        book, _, _ = observe(book, [as_seen(each) for each in seen] if as_seen else seen)
    return book


def findings(book):
    return [track for track in book.tracks if track.number is not None]


ALONG_M = np.arange(-50.0, 51.0, 5.0)


def test_a_front_far_longer_than_the_frame_is_one_finding_with_its_length_over_two_passes_that_err():
    once = flown([WINDING], ALONG_M)
    twice = flown([WINDING], ALONG_M[::-1], book=once, pass_id=2, yaw_deg=180.0, errs_by_m=(1.5, -1.0))

    [first], [both] = findings(once), findings(twice)
    assert first.length_m == pytest.approx(120.0, abs=6.0)
    assert both.length_m == pytest.approx(120.0, abs=8.0)
    assert both.number == first.number == 1
    assert len(twice.tracks) == 1


@pytest.mark.parametrize(
    "fires",
    [
        [np.array([[-30.0, 0.0], [-5.0, 0.0]]), np.array([[5.0, 0.0], [30.0, 0.0]])],
        [np.array([[-30.0, -5.0], [30.0, -5.0]]), np.array([[-30.0, 5.0], [30.0, 5.0]])],
    ],
    ids=["end to end", "side by side"],
)
def test_two_fronts_ten_metres_apart_stay_two(fires):
    book = flown(fires, ALONG_M[3:-3])

    assert [round(track.length_m, -1) for track in findings(book)] == [
        pytest.approx(np.linalg.norm(fire[1] - fire[0]), abs=5.0) for fire in fires
    ]


def test_an_ember_six_metres_beside_a_front_is_a_finding_of_its_own():
    ember = np.array([[0.0, 6.0], [0.1, 6.0]])

    book = flown([np.array([[-30.0, 0.0], [30.0, 0.0]]), ember], ALONG_M[3:-3])

    assert sorted(round(track.length_m, -1) for track in findings(book)) == [0.0, 60.0]


def test_a_fire_two_metres_across_has_a_place_and_no_extent():
    turn = np.linspace(0, 2 * np.pi, 30)

    [fire] = findings(flown([np.column_stack([np.cos(turn), np.sin(turn)])], ALONG_M[7:-7]))

    assert fire.front is None
    assert fire.length_m == 0.0


def test_embers_behind_a_front_that_has_passed_over_them_are_part_of_the_fire():
    """Each frame shows the front two metres farther on, and what it has left behind in broken pieces."""
    book = Book()
    for number in range(14):
        at_m = -13.0 + 2.0 * number
        embers = [
            np.array([[north, east], [north, east + 0.2]])
            for north in np.arange(-13.0, at_m - 1.0, 4.0)
            for east in (-12.0, 0.0, 9.0)
        ]
        book = flown([np.array([[at_m, -15.0], [at_m, 15.0]]), *embers], [0.0], book=book, from_number=number)

    [fire] = findings(book)
    assert fire.length_m == pytest.approx(np.hypot(26.0, 30.0), abs=4.0)


@pytest.mark.parametrize("has_extent", [True, False])
def test_looks_along_the_hillside_neither_double_a_large_fire_nor_move_it(has_extent):
    turn = np.linspace(0, 2 * np.pi, 30)
    fires = [2.5 * np.column_stack([np.cos(turn), np.sin(turn)]), np.array([[3.5, 0.0], [4.5, 0.0]])]

    def dull(look):
        extent = look.extent + np.array([7.0, 3.0]) if has_extent and look.extent is not None else None
        return replace(
            look, north_m=look.north_m + 7.0, east_m=look.east_m + 3.0, extent=extent, common=60.0 * np.eye(2)
        )

    sharp = flown(fires, ALONG_M[6:-6])
    both = flown(fires, ALONG_M[6:-6], book=sharp, pass_id=2, as_seen=dull)

    [known], [after] = findings(sharp), findings(both)
    assert known.front is not None
    assert after.looks > known.looks
    assert after.length_m == known.length_m
    assert after.estimate()[0] == pytest.approx(known.estimate()[0], abs=0.01)


def test_a_restarted_station_knows_all_of_a_large_fire_though_it_lays_its_ground_about_another_origin():
    before = LocalFrame(origin=GeoPoint(latitude_deg=60.3, longitude_deg=5.3))
    after = LocalFrame(origin=GeoPoint(latitude_deg=60.31, longitude_deg=5.29))
    seen = flown([WINDING], ALONG_M[::2])
    [fire] = findings(seen)
    finding = FindingDesk(before, lambda _: None).finding(fire)

    desk = restore([finding], after, lambda _: None)
    book = with_fronts(desk.book, fronts_kept(seen, before), after)

    [known] = book.tracks
    assert known.length_m == pytest.approx(fire.length_m, abs=0.1)
    assert known.front.mean(axis=0) == pytest.approx(
        np.array(after.to_local(*before.to_geographic(*fire.front.mean(axis=0)))), abs=0.1
    )


def test_what_a_restarted_station_sees_of_the_far_end_of_a_large_fire_is_no_second_fire():
    frame = LocalFrame(origin=GeoPoint(latitude_deg=60.3, longitude_deg=5.3))
    seen = flown([WINDING], ALONG_M[::2])
    [fire] = findings(seen)
    desk = restore([FindingDesk(frame, lambda _: None).finding(fire)], frame, lambda _: None)
    book = with_fronts(desk.book, fronts_kept(seen, frame), frame)

    again = flown([WINDING], np.arange(45.0, 38.0, -2.0), pass_id=2, book=book, errs_by_m=(1.2, -0.9))

    assert [track.number for track in findings(again)] == [fire.number]
