import io
import json
import struct

import av
import cv2
import numpy as np
import pytest
import tifffile

from vision.frames import Unit
from vision.opening import open_frames
from vision.unreadable import UnreadableInput


@pytest.mark.parametrize(
    ("name", "unit", "shape", "hottest"),
    [
        ("FLIR_T640.jpg", Unit.CELSIUS, (480, 640), 97.70),
        ("FLIR_E40.jpg", Unit.CELSIUS, (120, 160), 24.67),
        ("FLIR_AX8.jpg", Unit.CELSIUS, (60, 80), 25.46),
        ("Sycan_00006.TIFF", Unit.CELSIUS, (512, 640), 187.42),
        ("Wilamette_00001.TIFF", Unit.CELSIUS, (512, 640), 500.0),
        ("H20N_DJI_0006_R.JPG", Unit.COUNTS, (512, 640), None),
        ("H20T_DJI_0001_R.JPG", Unit.COUNTS, (512, 640), None),
        ("H30T_DJI_0001_R.JPG", Unit.COUNTS, (1024, 1280), None),
    ],
)
def test_real_stills_are_known_by_their_content(shared_data, tmp_path, name, unit, shape, hottest):
    without_its_name = tmp_path / "still"
    without_its_name.write_bytes((shared_data / "thermal" / name).read_bytes())

    [frame] = open_frames(str(without_its_name))

    assert (frame.unit, frame.pixels.shape) == (unit, shape)
    if hottest is not None:
        assert abs(float(frame.pixels.max()) - hottest) < 0.01


def test_the_junk_pixel_of_the_h20t_is_masked(shared_data):
    [frame] = open_frames(str(shared_data / "thermal" / "H20T_DJI_0001_R.JPG"))

    assert frame.valid is not None
    assert np.argwhere(~frame.valid).tolist() == [[48, 42]]


def test_no_pixel_is_masked_where_a_model_writes_no_mark(shared_data):
    [frame] = open_frames(str(shared_data / "thermal" / "H20N_DJI_0006_R.JPG"))

    assert frame.valid is None


def test_counts_in_the_segments_where_the_xt_s_has_them_are_read(tmp_path):
    """As in its files: 32 kB of something else in APP3, the counts in APP4."""
    counts = np.random.default_rng(2).integers(5000, 6000, (512, 640)).astype("<u2")
    jpeg = cv2.imencode(".jpg", np.zeros((8, 8), np.uint8))[1].tobytes()
    parts = [(0xE1, b"DJI"), (0xE3, bytes(32768))]
    parts += [(0xE4, counts.tobytes()[at : at + 65532]) for at in range(0, counts.nbytes, 65532)]
    inside = b"".join(bytes([0xFF, mark]) + struct.pack(">H", len(part) + 2) + part for mark, part in parts)
    (tmp_path / "a.jpg").write_bytes(jpeg[:2] + inside + jpeg[2:])

    [frame] = open_frames(str(tmp_path / "a.jpg"))

    assert frame.unit is Unit.COUNTS and frame.valid is None
    np.testing.assert_array_equal(frame.pixels, counts)


@pytest.mark.parametrize("name", ["H20T_DJI_0001_R.JPG", "H30T_DJI_0001_R.JPG"])
def test_dji_counts_show_what_the_cameras_own_picture_shows(shared_data, name):
    path = str(shared_data / "thermal" / name)
    preview = cv2.imread(path)[:, :, 1]

    [frame] = open_frames(path)

    ranks = [np.argsort(np.argsort(values[::7, ::7].ravel())) for values in (frame.pixels, preview)]
    assert np.corrcoef(ranks)[0, 1] > 0.9


@pytest.mark.parametrize("predictor", [None, "zlib"])
def test_16_bits_without_a_word_of_their_unit_are_counts_however_they_look(tmp_path, predictor):
    pixels = np.random.default_rng(0).integers(28000, 29000, (40, 50)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", pixels, compression=predictor)

    [frame] = open_frames(str(tmp_path / "a.tif"))

    assert (frame.unit, frame.is_unit_assumed) == (Unit.COUNTS, True)
    np.testing.assert_array_equal(frame.pixels, pixels)


@pytest.mark.parametrize(
    ("coldest", "unit"), [(-20.0, Unit.CELSIUS), (160.0, Unit.CELSIUS), (260.0, Unit.KELVIN), (340.0, Unit.COUNTS)]
)
def test_floats_without_a_unit_are_only_kelvin_where_all_would_burn_in_celsius(tmp_path, coldest, unit):
    pixels = np.full((40, 50), coldest + 30.0, np.float32)
    pixels[:2] = coldest
    tifffile.imwrite(tmp_path / "a.tif", pixels)

    [frame] = open_frames(str(tmp_path / "a.tif"))

    assert (frame.unit, frame.is_unit_assumed) == (unit, True)


def test_every_page_of_a_tiff_is_a_frame(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.full((3, 40, 50), 12.0, np.float32), photometric="minisblack")

    assert [frame.index for frame in open_frames(str(tmp_path / "a.tif"))] == [0, 1, 2]


@pytest.mark.parametrize("level", [28500, 14000])
def test_a_16_bit_png_has_no_word_for_its_unit(tmp_path, level):
    pixels = np.full((40, 50), level, np.uint16)
    cv2.imwrite(str(tmp_path / "a.png"), pixels)

    [frame] = open_frames(str(tmp_path / "a.png"))
    [told] = open_frames(str(tmp_path / "a.png") + "#unit=centikelvin")

    assert (frame.unit, told.unit) == (Unit.COUNTS, Unit.CENTIKELVIN)
    np.testing.assert_array_equal(frame.pixels, pixels)


@pytest.mark.parametrize("ending", [".jpg", ".png", ".bmp"])
def test_an_8_bit_picture_never_has_temperatures(tmp_path, ending):
    cv2.imwrite(str(tmp_path / f"a{ending}"), np.full((40, 50), 90, np.uint8))

    [frame] = open_frames(str(tmp_path / f"a{ending}"))

    assert frame.unit is Unit.AGC8
    assert frame.pixels.dtype == np.uint8


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_pixels_stay_where_the_sensor_has_them_however_a_viewer_is_to_turn_them(tmp_path, orientation):
    grey = np.full((40, 50), 60, np.uint8)
    grey[:8, :8] = 220
    jpeg = cv2.imencode(".jpg", grey)[1].tobytes()
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0) + bytes(4)
    told = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    (tmp_path / "a.jpg").write_bytes(jpeg[:2] + told + jpeg[2:])

    [frame] = open_frames(str(tmp_path / "a.jpg"))

    assert frame.pixels.shape == (40, 50)
    assert frame.pixels[:8, :8].min() > 180 and frame.pixels[16:, 16:].max() < 80


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_cut_off_8_bit_jpeg_is_refused_and_not_filled_up_with_grey(tmp_path, capfd, kept):
    whole = cv2.imencode(".jpg", np.random.default_rng(1).integers(0, 255, (80, 100)).astype(np.uint8))[1].tobytes()
    (tmp_path / "a.jpg").write_bytes(whole[: int(kept * len(whole))])

    with pytest.raises(UnreadableInput, match="cut off"):
        list(open_frames(str(tmp_path / "a.jpg")))

    assert capfd.readouterr() == ("", "")


def test_a_tiff_whose_packed_numbers_are_damaged_or_that_says_it_is_endless_is_refused(tmp_path):
    packed = io.BytesIO()
    tifffile.imwrite(packed, np.arange(6000, dtype=np.uint16).reshape(60, 100), compression="zlib")
    damaged = bytearray(packed.getvalue())
    with tifffile.TiffFile(io.BytesIO(packed.getvalue())) as tiff:
        page = tiff.pages[0].aspage()
        at, width_at = page.dataoffsets[0] + 20, page.tags["ImageWidth"].valueoffset
    (tmp_path / "damaged.tif").write_bytes(bytes(damaged[:at] + b"\xff\xff\xff\xff" + damaged[at + 4 :]))
    damaged[width_at : width_at + 4] = b"\xff\xff\xff\x7f"
    (tmp_path / "endless.tif").write_bytes(bytes(damaged))

    for name in ("damaged.tif", "endless.tif"):
        with pytest.raises(UnreadableInput, match="not a readable TIFF"):
            list(open_frames(str(tmp_path / name)))


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for grey in (40, 90, 140):
            picture = np.full((48, 64, 3), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def test_a_video_gives_its_frames_in_order(video):
    frames = list(open_frames(str(video)))

    assert [frame.index for frame in frames] == [0, 1, 2]
    assert all(frame.unit is Unit.AGC8 for frame in frames)
    brightness = [float(frame.pixels.mean()) for frame in frames]
    assert brightness == sorted(brightness)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"hello, this is a letter", "no video could be opened"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "broken"),
        (b"II*\0" + b"\xff" * 60, "TIFF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\1\0\0\0\1" + b"\x10\0" + b"\0" * 20, "PNG"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path, content, reason):
    path = tmp_path / "input"
    path.write_bytes(content)

    with pytest.raises(UnreadableInput, match=reason) as refused:
        list(open_frames(str(path)))

    assert str(path) in str(refused.value)
    assert refused.value.remedy


def test_a_flir_file_whose_records_are_damaged_is_refused(shared_data, tmp_path):
    path = tmp_path / "damaged.jpg"
    content = (shared_data / "thermal" / "FLIR_E40.jpg").read_bytes()
    records = content.index(b"FFF\0")
    path.write_bytes(content[: records + 64] + b"\xff" * 400 + content[records + 464 :])

    with pytest.raises(UnreadableInput, match="FLIR measurements"):
        list(open_frames(str(path)))


def test_a_dji_file_cut_short_is_refused(shared_data, tmp_path):
    path = tmp_path / "short.jpg"
    path.write_bytes((shared_data / "thermal" / "H20T_DJI_0001_R.JPG").read_bytes()[:500_000])

    with pytest.raises(UnreadableInput, match="raw counts"):
        list(open_frames(str(path)))


def test_an_elevation_model_is_not_taken_for_temperatures(shared_data):
    with pytest.raises(UnreadableInput, match="no temperatures"):
        list(open_frames(str(shared_data / "geolocation" / "terrain.tif")))


@pytest.mark.parametrize("missing", ["nowhere.jpg", "."])
def test_a_missing_file_or_a_folder_is_refused(tmp_path, missing):
    with pytest.raises(UnreadableInput):
        open_frames(str(tmp_path / missing))


def test_the_simulators_frame_is_read_from_a_file_too(tmp_path):
    described = {
        "format": "varde-thermal/1", "system_id": 3, "frame": 17, "unit": "centikelvin", "exposed_boot_s": 12.5,
        "exposed_unix_s": None,
        "camera": {
            "width_px": 50, "height_px": 40, "fx_px": 60, "fy_px": 61, "cx_px": 25, "cy_px": 20, "distortion": [0] * 5,
        },
    }  # fmt: skip
    body = io.BytesIO()
    tifffile.imwrite(body, np.full((40, 50), 28000, np.uint16), description=json.dumps(described), metadata=None)
    (tmp_path / "recorded").write_bytes(body.getvalue())

    [frame] = open_frames(str(tmp_path / "recorded"))

    assert (frame.system_id, frame.index, frame.exposed_boot_s, frame.exposed_unix_s) == (3, 17, 12.5, None)
    assert frame.camera is not None and frame.camera.fy_px == 61


@pytest.mark.parametrize("name", ["FLIR_E40.jpg", "FLIR_T640.jpg", "H20T_DJI_0001_R.JPG", "Sycan_00006.TIFF"])
@pytest.mark.parametrize("kept", [0.02, 0.5])
def test_a_real_still_that_was_cut_off_gives_one_clear_line(shared_data, tmp_path, capfd, name, kept):
    whole = (shared_data / "thermal" / name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(whole[: int(kept * len(whole))])

    with pytest.raises(UnreadableInput) as refused:
        list(open_frames(str(cut)))

    assert name in str(refused.value) and "Error" not in str(refused.value) and "\n" not in str(refused.value)
    assert capfd.readouterr() == ("", "")
