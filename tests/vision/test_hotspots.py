import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision import hotspots
from vision.detections import Kind
from vision.frames import Frame, Unit
from vision.hotspots import MOST_DETECTIONS, PRESETS

METRES_PER_PIXEL = 0.1


@pytest.fixture(scope="module")
def quiet():
    """A night's frame in °C, without anything on it, to be copied."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:512, 0:640]
    return 8 + np.sin(x / 100) + np.cos(y / 80) + rng.normal(0, 0.15, x.shape)


def as_frame(celsius, valid=None) -> Frame:
    pixels = np.clip(np.rint(celsius * 100 + 27315), 0, 65535).astype(np.uint16)
    return Frame(pixels=pixels, unit=Unit.CENTIKELVIN, source="test", valid=valid)


def with_blob(celsius, x, y, excess, sigma):
    rows, columns = np.mgrid[0 : celsius.shape[0], 0 : celsius.shape[1]]
    return celsius + excess * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * sigma**2))


@settings(max_examples=25, deadline=None)
@given(x=st.floats(6, 633), y=st.floats(6, 505), excess=st.floats(65, 500), sigma=st.floats(0.9, 4))
def test_a_fire_is_found_within_half_a_pixel_wherever_it_burns(quiet, x, y, excess, sigma):
    [found] = hotspots.detect(as_frame(with_blob(quiet, x, y, excess, sigma)), metres_per_pixel=0.1).items

    assert abs(found.x_px - x) < 0.5
    assert abs(found.y_px - y) < 0.5
    assert found.kind is Kind.HOTSPOT


@settings(max_examples=15, deadline=None)
@given(x=st.floats(12, 627), y=st.floats(12, 499), excess=st.floats(30, 45))
def test_an_ember_smaller_than_its_pixels_is_found_below_the_absolute_temperature(quiet, x, y, excess):
    [found] = hotspots.detect(as_frame(with_blob(quiet, x, y, excess, 0.8)), metres_per_pixel=0.1).items

    assert np.hypot(found.x_px - x, found.y_px - y) < 0.5
    assert found.peak_celsius is not None and found.peak_celsius < 60
    assert found.confidence <= 0.7


@settings(max_examples=15, deadline=None)
@given(ambient=st.floats(-25, 12), excess=st.floats(26, 40))
def test_the_contextual_result_does_not_depend_on_the_ambient_temperature(quiet, ambient, excess):
    celsius = with_blob(quiet, 300.3, 200.7, excess, 0.8)

    [reference] = hotspots.detect(as_frame(celsius), metres_per_pixel=0.1).items
    [shifted] = hotspots.detect(as_frame(celsius + ambient), metres_per_pixel=0.1).items

    assert abs(shifted.x_px - reference.x_px) < 0.02
    assert abs(shifted.contrast - reference.contrast) < 0.05
    assert abs(shifted.confidence - reference.confidence) < 0.01


def test_a_mask_hides_what_it_covers_and_only_that(quiet):
    celsius = with_blob(with_blob(quiet, 100, 100, 300, 2), 400, 300, 300, 2)
    valid = np.ones(celsius.shape, bool)
    valid[80:120, 80:120] = False

    [found] = hotspots.detect(as_frame(celsius, valid)).items

    assert round(found.x_px) == 400


def test_a_masked_strip_over_cold_ground_is_not_itself_warm(quiet):
    celsius = quiet.copy()
    celsius[:, :250] -= 25
    valid = np.ones(celsius.shape, bool)
    valid[200:203, 100:103] = False

    assert hotspots.detect(as_frame(celsius, valid), metres_per_pixel=0.1).items == ()


def test_what_is_warmer_than_skin_may_be_larger_than_an_ember(night):
    scene = night().box(200, 200, 6, 6, 55.0).box(400, 200, 6, 6, 36.0)

    [found] = hotspots.detect(scene.frame(), metres_per_pixel=0.1).items

    assert round(found.x_px) == 200


def test_an_ember_cut_by_the_frames_edge_may_be_the_corner_of_a_roof(night):
    assert hotspots.detect(night().box(0, 200, 3, 3, 30.0).frame(), metres_per_pixel=0.1).items == ()


def test_a_warm_spot_between_others_is_not_an_ember_but_part_of_something(night):
    scene = night()
    for x in range(280, 330, 5):
        for y in range(180, 230, 5):
            scene.box(x, y, 2, 2, 35.0)

    assert len(hotspots.detect(scene.frame(), metres_per_pixel=0.1).items) <= 4  # of 100: the corners


def test_a_junk_pixel_in_the_mask_is_no_hotspot(quiet):
    celsius = quiet.copy()
    celsius[48, 42] = 380.0
    valid = np.ones(celsius.shape, bool)
    valid[48, 42] = False

    assert hotspots.detect(as_frame(celsius, valid)).items == ()
    assert len(hotspots.detect(as_frame(celsius)).items) == 1


@pytest.mark.parametrize(
    ("decoy", "width_m", "height_m", "celsius"),
    [
        ("rock", 3.0, 3.5, 30.0),
        ("large rock", 6.0, 5.0, 25.0),
        ("cabin roof", 9.0, 6.0, 35.0),
        ("vehicle hood", 1.5, 1.3, 45.0),
        ("whole vehicle", 4.5, 1.9, 28.0),
    ],
)
@pytest.mark.parametrize("metres_per_pixel", [0.07, 0.1, 0.15])
@pytest.mark.parametrize("ambient_celsius", [6.0, 10.0])
def test_warm_things_of_a_night_are_not_hotspots(
    night, decoy, width_m, height_m, celsius, metres_per_pixel, ambient_celsius
):
    scene = night(ambient_celsius=ambient_celsius)
    scene.box(250.4, 260.3, width_m / metres_per_pixel, height_m / metres_per_pixel, celsius)

    assert hotspots.detect(scene.frame(), metres_per_pixel=metres_per_pixel).items == ()


def test_a_fire_on_a_warm_roof_is_still_seen(night):
    scene = night().box(320, 256, 90, 60, 30.0).box(330, 250, 5, 4, 140.0)

    [found] = hotspots.detect(scene.frame(), metres_per_pixel=0.1).items

    assert np.hypot(found.x_px - 330, found.y_px - 250) < 1.0
    assert found.peak_celsius > 100


def test_two_fires_six_pixels_apart_stay_two(night):
    scene = night().point(300, 200, 200, 1.2).point(308, 200, 180, 1.2)

    assert len(hotspots.detect(scene.frame()).items) == 2


@pytest.mark.parametrize(("preset", "found"), [("mop-up", 3), ("smoulder", 2), ("flame", 1)])
def test_the_operators_preset_decides_what_is_hot(night, preset, found):
    scene = night().box(100, 100, 12, 12, 70).box(300, 100, 12, 12, 120).box(500, 100, 12, 12, 400)

    assert len(hotspots.detect(scene.frame(), PRESETS[preset], METRES_PER_PIXEL).items) == found


@pytest.mark.parametrize("unit", [Unit.KELVIN, Unit.CELSIUS])
def test_all_radiometric_units_give_the_same_temperatures(night, unit):
    scene = night().point(200, 150, 250, 1.5)

    [reference] = hotspots.detect(scene.frame()).items
    [found] = hotspots.detect(scene.frame(unit)).items

    np.testing.assert_allclose(
        [found.x_px, found.y_px, found.peak_celsius],
        [reference.x_px, reference.y_px, reference.peak_celsius],
        atol=0.02,
    )


@pytest.mark.parametrize("unit", [Unit.AGC8, Unit.COUNTS])
def test_without_a_radiometric_unit_it_is_only_hot_and_has_no_temperature(night, unit):
    [found] = hotspots.detect(night().point(200, 150, 120, 2.0).frame(unit)).items

    assert found.peak_celsius is None
    assert found.background_celsius is None
    assert found.confidence <= 0.4


def test_hotter_is_surer_and_a_single_pixel_less_sure():
    temperatures = np.array([60.0, 80.0, 150.0, 400.0])

    sureness = hotspots.confidence_absolute(temperatures, np.full(4, 9))

    assert (np.diff(sureness) > 0).all()
    assert sureness.max() <= 1
    assert hotspots.confidence_absolute(temperatures[:1], np.array([1])) < sureness[0]


def test_a_clipped_fire_is_called_saturated_and_a_measured_one_not(night):
    burning = night().point(200, 150, 300, 4.0).frame()
    clipped = dataclasses.replace(burning, pixels=np.minimum(burning.pixels, np.uint16(27315 + 15000)))

    [measured] = hotspots.detect(burning).items
    [saturated] = hotspots.detect(clipped).items

    assert not measured.is_saturated
    assert saturated.is_saturated
    assert saturated.peak_celsius == 150.0


def test_not_a_number_is_treated_as_missing(night):
    frame = night().point(200, 150, 250, 1.5).frame(Unit.CELSIUS)
    frame.pixels[300:340, 300:340] = np.nan
    frame.pixels[10, 10] = np.inf

    [found] = hotspots.detect(frame).items

    assert round(found.x_px) == 200


@pytest.mark.parametrize("pattern", ["checkerboard", "salt", "dots", "all hot", "all the same", "all cold"])
def test_no_frame_gives_more_than_the_limit(pattern):
    y, x = np.mgrid[0:512, 0:640]
    rng = np.random.default_rng(0)
    celsius = {
        "checkerboard": np.where((x + y) % 2, 200.0, 10.0),
        "salt": np.where(rng.random(x.shape) < 0.02, 200.0, 10.0),
        "dots": np.where((x % 3 == 0) & (y % 3 == 0), 200.0, 10.0),
        "all hot": rng.normal(200, 1, x.shape),
        "all the same": np.full(x.shape, 10.0),
        "all cold": np.full(x.shape, -273.15),
    }[pattern]

    found = hotspots.detect(as_frame(celsius))

    assert len(found.items) <= MOST_DETECTIONS
    assert found.is_capped == (pattern in {"salt", "dots"})
    assert (len(found.items) > 0) == (not pattern.startswith("all ") or pattern == "all hot")


def test_a_tiny_frame_works():
    celsius = np.full((60, 80), 20.0)
    celsius[30:33, 40:43] = 90.0

    [found] = hotspots.detect(as_frame(celsius)).items

    assert (found.x_px, found.y_px) == (41.0, 31.0)


def test_what_is_as_warm_all_over_as_a_chimneys_top_and_cooler_than_asked_for_is_no_ember(night):
    even = night(ambient_celsius=1.0).box(300, 200, 9, 9, 46.0)

    assert hotspots.detect(even.frame(), metres_per_pixel=0.075).items == ()


def test_embers_in_ash_no_warmer_and_no_smaller_than_that_are_found(night):
    heart = night(ambient_celsius=1.0).point(300, 200, 45.0, 3.5)

    [found] = hotspots.detect(heart.frame(), metres_per_pixel=0.075).items

    assert found.peak_celsius < 50.0
    assert found.area_px > 30
