from dataclasses import replace

import numpy as np
import pytest

from ground_station.incident.passes import Pass, drift, join_passes
from ground_station.incident.sightings import PassCounter, sightings_in
from vision.attitude import ned_from_camera
from vision.camera import Camera
from vision.detections import Detection, Kind
from vision.frames import Frame, Unit
from vision.geolocate import CameraPose, PoseSigmas
from vision.radiometry import UNTOLD

CAMERA = Camera(width_px=640, height_px=512, fx_px=800.0, fy_px=800.0, cx_px=319.5, cy_px=255.5)


def flat(north_m, east_m):
    return np.zeros(np.broadcast(north_m, east_m).shape)


def above(pitch_deg: float = -90.0, yaw_deg: float = 0.0, north_ms: float = 0.0) -> CameraPose:
    rotation = ned_from_camera(np.radians(yaw_deg), np.radians(pitch_deg), 0.0)
    return CameraPose(
        north_m=0.0, east_m=0.0, down_m=-80.0, ned_from_camera=rotation, velocity_ned_ms=(north_ms, 0.0, 0.0)
    )


def body_of(long_px: int, kind: Kind) -> Detection:
    return Detection(
        kind=kind, x_px=319.5, y_px=255.5, box_px=(300, 250, long_px, 6), area_px=6 * long_px, peak_celsius=25.0,
        background_celsius=5.0, contrast=20.0, confidence=0.8, is_saturated=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("long_px", "kind", "is_placed"),
    # From 80 m a pixel is 0.1 m across; the lens adds two to every outline.
    [(20, Kind.PERSON, True), (24, Kind.PERSON, True), (27, Kind.PERSON, False), (60, Kind.HOTSPOT, True)],
)
def test_a_body_longer_than_a_person_at_its_own_distance_is_no_sighting(long_px, kind, is_placed):
    frame = Frame(pixels=np.zeros((512, 640), np.uint16), unit=Unit.CENTIKELVIN, source="test", camera=CAMERA)

    [sighting] = sightings_in(
        frame, (body_of(long_px, kind),), above(), at=None, vehicle_id=1, pass_id=1, terrain=flat, cell_m=5.0,
        sigmas=PoseSigmas(),
    )  # fmt: skip

    assert (sighting is not None) == is_placed


def test_a_sighting_says_how_far_its_temperature_may_be_off_and_less_where_the_camera_tells_how_it_measures():
    of_a_core = Frame(pixels=np.zeros((512, 640), np.uint16), unit=Unit.CENTIKELVIN, source="test", camera=CAMERA)
    of_a_meter = replace(of_a_core, radiometry=replace(UNTOLD, accuracy_k=2.0, accuracy_share=0.02, distance_m=80.0))
    fire = replace(body_of(20, Kind.HOTSPOT), peak_celsius=300.4)

    untold, told, without = (
        sightings_in(
            frame, (seen,), above(), at=None, vehicle_id=1, pass_id=1, terrain=flat, cell_m=5.0, sigmas=PoseSigmas()
        )[0].peak_sigma_kelvin
        for frame, seen in ((of_a_core, fire), (of_a_meter, fire), (of_a_core, replace(fire, peak_celsius=None)))
    )

    assert untold == pytest.approx(float(UNTOLD.sigma_kelvin(300.4)), rel=0.01)
    assert 6.0 <= told < untold
    assert without is None


@pytest.mark.parametrize(
    ("height_m", "falls", "pitch_deg", "is_person"),
    [(40.0, 0.2, -90.0, True), (40.0, 0.2, -45.0, True), (40.0, 0.0, -20.0, True), (15.0, 0.0, -40.0, True),
     (40.0, 0.2, -20.0, False)],
)  # fmt: skip
def test_nobody_is_seen_along_a_slope_where_the_distance_would_make_a_rock_of_a_body(
    height_m, falls, pitch_deg, is_person
):
    frame = Frame(pixels=np.zeros((512, 640), np.uint16), unit=Unit.CENTIKELVIN, source="test", camera=CAMERA)

    def slope(north_m, east_m):
        return -falls * np.broadcast_arrays(north_m, east_m)[0]

    person, hotspot = sightings_in(
        frame, (body_of(5, Kind.PERSON), body_of(5, Kind.HOTSPOT)), replace(above(pitch_deg), down_m=-height_m),
        at=None, vehicle_id=1, pass_id=1, terrain=slope, cell_m=5.0, sigmas=PoseSigmas(),
    )  # fmt: skip

    assert hotspot is not None
    assert (person is not None) == is_person


def test_a_pass_ends_when_the_camera_turns_though_the_aircraft_stands():
    passes = PassCounter()

    numbers = [passes.at(t, above(pitch)) for t, pitch in enumerate((-90.0, -80.0, -45.0, 0.0, -5.0))]

    assert numbers == [1, 1, 1, 2, 2]


def test_a_pass_ends_when_the_course_turns():
    passes = PassCounter()

    assert [passes.at(t, above(north_ms=speed)) for t, speed in enumerate((5.0, 5.0, -5.0))] == [1, 1, 2]


def test_the_same_view_does_not_drift_and_a_duller_one_by_the_difference_of_its_error():
    sharp, dull = np.diag([4.0, 1.0]), np.diag([100.0, 9.0])

    np.testing.assert_allclose(drift(sharp, sharp), 0.0, atol=1e-12)
    np.testing.assert_allclose(drift(sharp, dull), np.diag([64.0, 4.0]))
    np.testing.assert_allclose(drift(sharp[None], dull[None])[0], drift(dull, sharp))


def test_a_dull_look_hardly_moves_what_its_pass_saw_sharply():
    def part(north: float, common: np.ndarray) -> Pass:
        information = np.eye(2) / 0.25
        return Pass(
            vehicle_id=1, pass_id=1, looks=1, information=information, weighted=information @ [north, 0.0],
            common=common, up_m=0.0,
        )  # fmt: skip

    sharp, dull = part(0.0, np.eye(2) * 4.0), part(20.0, np.eye(2) * 400.0)

    for joined in (join_passes(sharp, dull), join_passes(dull, sharp)):
        assert abs(joined.centre[0]) < 0.1
        np.testing.assert_allclose(joined.common, sharp.common)
        assert joined.looks == 2
