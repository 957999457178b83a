"""FLIR's records in every order of bytes and packing that was met, and its radiometry beside flyr's."""

import struct
import warnings
from dataclasses import replace
from fractions import Fraction

import av
import cv2
import flyr
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.detect import look
from vision.frames import Unit
from vision.opening import open_frames
from vision.radiometry import Radiometry
from vision.sources.flir_fff import FLOATS, BadFff, read_frame
from vision.unreadable import UnreadableInput

E40 = {
    # A FLIR E40's own constants.
    "r1": 13799.8, "r2": 0.0119, "b": 1388.6, "f": 1.35, "emissivity": 0.95, "distance_m": 2.0, "reflected_k": 293.15,
    "air_k": 293.15, "window_k": 293.15, "window_transmission": 1.0, "humidity": 0.5, "alpha1": 0.006569,
    "alpha2": 0.01262, "beta1": -0.002276, "beta2": -0.00667, "x": 1.9, "hottest_k": 393.15, "coldest_k": 253.15,
    "saturated_k": 423.15,
}  # fmt: skip
OFFSET = -7340
LIMITED = Radiometry(r1=13799.8, r2=0.0119, b=1388.6, f=1.35, o=OFFSET)


def packed(counts: np.ndarray, order: str, packing: str) -> bytes:
    """Counts as FLIR's cameras store them."""
    match packing:
        case "plain":
            return counts.astype(f"{order}u2").tobytes()
        case "png":
            return cv2.imencode(".png", counts)[1].tobytes()
        case "swapped png":
            return cv2.imencode(".png", counts.byteswap())[1].tobytes()
        case _:
            encoder = av.CodecContext.create("jpegls", "w")
            encoder.width, encoder.height, encoder.pix_fmt = counts.shape[1], counts.shape[0], "gray16le"
            encoder.time_base = Fraction(1, 1)
            picture = av.VideoFrame.from_ndarray(counts, format="gray16le")
            return b"".join(bytes(each) for each in (*encoder.encode(picture), *encoder.encode(None)))


def record_set(
    counts: np.ndarray, order: str = ">", packing: str = "plain", most: int = 0, inner: str = "<", **told: float
) -> bytes:
    """One frame of FLIR's file format, its directory in one order of bytes and its records in another."""
    height, width = counts.shape
    raw = struct.pack(f"{inner}HHH", 2, width, height).ljust(32, b"\0") + packed(counts, inner, packing)
    camera = bytearray(1200)
    struct.pack_into(f"{inner}H", camera, 0, 2)
    for name, value in {**E40, **told}.items():
        struct.pack_into(f"{inner}f", camera, FLOATS[name], value)
    struct.pack_into(f"{inner}iHH", camera, 0x308, OFFSET, 0, 0)
    struct.pack_into(f"{inner}f", camera, FLOATS["r2"], E40["r2"])
    struct.pack_into(f"{inner}HH", camera, 0x310, 0, most)
    begin = 64 + 2 * 32
    header = b"FFF\0".ljust(0x14, b"\0") + struct.pack(f"{order}IIII", 100, 64, 2, 2)
    directory = struct.pack(f"{order}HHIIII", 1, 2, 100, 1, begin, len(raw)).ljust(32, b"\0")
    directory += struct.pack(f"{order}HHIIII", 0x20, 1, 100, 1, begin + len(raw), len(camera)).ljust(32, b"\0")
    return header.ljust(64, b"\0") + directory + raw + bytes(camera)


@pytest.fixture(scope="module")
def scene() -> np.ndarray:
    """Counts of a hillside of 15 °C with something of 90 °C on it."""
    kelvin = 288.15 + np.random.default_rng(3).normal(0, 0.3, (48, 64))
    kelvin[20:24, 30:34] = 363.15
    return np.rint(LIMITED.counts(kelvin)).astype(np.uint16)


@pytest.mark.parametrize("name", ["FLIR_T640.jpg", "FLIR_E40.jpg", "FLIR_AX8.jpg"])
def test_degrees_are_those_of_flyr(shared_data, name):
    """Flyr takes the root of half the distance twice, where FLIR's formula has it once: so without a distance."""
    path = str(shared_data / "thermal" / name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = flyr.unpack(path)

    [frame] = open_frames(path)

    assert frame.radiometry is not None
    near = replace(frame.radiometry, distance_m=0.0).kelvin(frame.radiometry.counts(frame.pixels + 273.15)) - 273.15
    np.testing.assert_allclose(frame.pixels, theirs.celsius, atol=0.2)
    at_hand = theirs.adjust_metadata(in_place=False, object_distance=0.0)
    np.testing.assert_allclose(near, at_hand.celsius, atol=0.002)


@pytest.mark.parametrize("packing", ["plain", "png", "swapped png", "jpeg-ls"])
@pytest.mark.parametrize(("order", "inner"), [(">", "<"), ("<", "<"), (">", ">")])
def test_every_order_of_bytes_and_packing_gives_the_same_degrees(scene, order, inner, packing):
    frame = read_frame(record_set(scene, order, packing, inner=inner, emissivity=1.0, distance_m=0.0), "a")

    assert frame.unit is Unit.CELSIUS and frame.saturated_px == 0 and frame.valid is None
    np.testing.assert_allclose(frame.pixels, LIMITED.celsius(scene), atol=1e-3)
    assert abs(float(frame.pixels.max()) - 90.0) < 0.02


def test_what_is_over_the_top_of_the_range_is_at_least_so_hot_and_is_counted(scene):
    hot = scene.copy()
    hot[5:8, 5:8] = np.rint(LIMITED.counts(np.linspace(430, 450, 9))).reshape(3, 3)

    by_degrees = read_frame(record_set(hot, emissivity=1.0, distance_m=0.0), "a")
    by_counts = read_frame(record_set(hot, most=int(LIMITED.counts(425.0)), saturated_k=0.0), "a")

    assert by_degrees.saturated_px == by_counts.saturated_px == 9
    assert np.unique(by_degrees.pixels[5:8, 5:8]).size == 1
    [spot] = [item for item in look(by_degrees).items if item.x_px < 10]
    assert spot.is_saturated and spot.peak_celsius is not None and spot.peak_celsius >= 150.0


def test_a_pixel_without_any_count_is_no_measurement(scene):
    dead = scene.copy()
    dead[3, 4] = 0

    frame = read_frame(record_set(dead), "a")

    assert frame.valid is not None and np.argwhere(~frame.valid).tolist() == [[3, 4]]


@pytest.mark.parametrize(
    ("told", "reason"), [({"emissivity": 0.0}, "emissivity"), ({"r1": 0.0}, "not made to measure")]
)
def test_constants_that_make_no_degrees_are_refused(scene, told, reason):
    with pytest.raises(BadFff, match=reason):
        read_frame(record_set(scene, **told), "a")


@pytest.mark.parametrize("at", [172, 210, 260])
def test_damaged_packed_counts_are_refused_without_a_word_of_the_decoders(scene, capfd, at):
    damaged = bytearray(record_set(scene, packing="png"))
    damaged[at] ^= 0x41

    with pytest.raises(BadFff, match="broken"):
        read_frame(bytes(damaged), "a")

    assert capfd.readouterr() == ("", "")


@settings(max_examples=60)
@given(st.integers(0, 1500), st.binary(min_size=1, max_size=6), st.integers(0, 3000))
def test_a_damaged_record_set_is_read_or_refused_and_nothing_else(at, noise, cut):
    whole = bytearray(record_set(np.full((6, 8), 13000, np.uint16), packing="swapped png"))
    at %= len(whole)
    whole[at : at + len(noise)] = noise

    for content in (bytes(whole), bytes(whole[:cut])):
        try:
            assert read_frame(content, "a").pixels.ndim == 2
        except BadFff as refused:
            assert str(refused)


def test_a_sequence_of_little_ends_and_packed_counts_is_read(scene, tmp_path):
    (tmp_path / "a.csq").write_bytes(b"".join(record_set(scene + step, "<", "jpeg-ls") for step in (0, 20, 40)))

    frames = list(open_frames(str(tmp_path / "a.csq")))

    assert [frame.index for frame in frames] == [0, 1, 2]
    assert [float(np.median(frame.pixels)) for frame in frames] == sorted(float(np.median(f.pixels)) for f in frames)


@pytest.mark.parametrize("begin", [b"AFF\0", b"FPF Public Image Format\0"])
def test_flirs_closed_containers_are_refused_with_what_to_do(tmp_path, begin):
    (tmp_path / "a.ats").write_bytes(begin + bytes(2000))

    with pytest.raises(UnreadableInput, match=r"not open; export it as \.seq"):
        list(open_frames(str(tmp_path / "a.ats")))


@given(st.floats(230.0, 1000.0), st.floats(0.5, 1.0), st.floats(0.0, 300.0), st.floats(0.0, 1.0))
def test_a_surface_is_as_warm_as_what_reaches_the_camera_says(kelvin, emissivity, distance_m, humidity):
    air = {"alphas": (0.006569, 0.01262), "betas": (-0.002276, -0.00667), "x": 1.9}
    told = replace(LIMITED, emissivity=emissivity, distance_m=distance_m, humidity=humidity, **air)

    assert float(told.kelvin(told.counts(kelvin))) == pytest.approx(kelvin, abs=1e-6)


def test_what_is_not_known_of_surface_and_air_makes_hot_things_less_sure():
    air = {"alphas": (0.006569, 0.01262), "betas": (-0.002276, -0.00667), "x": 1.9}
    black = replace(LIMITED, emissivity=1.0, distance_m=0.0)
    grey = replace(LIMITED, emissivity=0.7, distance_m=20.0, **air)

    sure, less = black.sigma_kelvin([20.0, 100.0, 300.0]), grey.sigma_kelvin([20.0, 100.0, 300.0])

    assert np.all(np.diff(sure) > 0) and np.all(less > sure) and np.all(sure >= 2.0)
    # By hand: 0.03 of emissivity is 3 % of the signal; at 300 °C that is 0.03 T^2 / B (1 - F exp(-B / T)).
    by_hand = 0.03 * 573.15**2 / 1388.6 * (1 - 1.35 * np.exp(-1388.6 / 573.15))
    assert sure[2] == pytest.approx(np.hypot(by_hand, 6.0), rel=0.15)
