import cv2
import numpy as np

from vision.detect import LookSettings
from vision.hotspots import PRESETS
from vision.report import FrameReport, detect_files
from vision.unreadable import UnreadableInput


def test_each_detection_is_a_feature_with_the_fields_of_the_contract(shared_data):
    [report] = detect_files([str(shared_data / "thermal" / "FLIR_T640.jpg")])

    assert isinstance(report, FrameReport)
    feature = report.features[0]
    assert feature["type"] == "Feature"
    assert feature["geometry"] is None
    assert feature["properties"].keys() >= {
        "source", "frame", "kind", "x_px", "y_px", "area_px", "peak_celsius", "contrast", "confidence", "semi_major_m",
        "semi_minor_m", "orientation_deg",
    }  # fmt: skip
    assert 97 < feature["properties"]["peak_celsius"] < 98


def test_burning_forest_is_hot_and_an_office_is_not(shared_data):
    names = ["Sycan_00006.TIFF", "Wilamette_00001.TIFF", "FLIR_E40.jpg", "FLIR_AX8.jpg"]

    reports = list(detect_files([str(shared_data / "thermal" / name) for name in names]))

    hottest = [max((f["properties"]["peak_celsius"] for f in report.features), default=None) for report in reports]
    assert hottest[0] > 180
    assert hottest[1] == 500.0
    assert hottest[2:] == [None, None]


def test_all_flame_of_a_real_burn_lies_in_the_boxes(shared_data):
    path = str(shared_data / "thermal" / "Wilamette_00001.TIFF")
    [report] = detect_files([path], LookSettings(hotspots=PRESETS["flame"]))
    pixels = cv2.imread(path, cv2.IMREAD_UNCHANGED)

    covered = np.zeros(pixels.shape, bool)
    for feature in report.features:
        x, y, width, height = feature["properties"]["box_px"]
        covered[y : y + height, x : x + width] = True

    assert covered[pixels >= 200].mean() > 0.99


def test_an_unreadable_input_is_named_and_the_others_still_run(shared_data, tmp_path):
    good = str(shared_data / "thermal" / "FLIR_T640.jpg")

    first, second = detect_files([str(tmp_path / "missing.jpg"), good])

    assert isinstance(first, UnreadableInput) and "missing.jpg" in str(first)
    assert isinstance(second, FrameReport) and second.source == good


def test_annotated_pictures_of_files_with_the_same_name_do_not_overwrite_each_other(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        cv2.imwrite(str(tmp_path / folder / "x.png"), np.full((40, 50), 90, np.uint8))

    list(detect_files([str(tmp_path / n / "x.png") for n in ("a", "b")], annotate_into=tmp_path / "out"))

    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_limit_ends_a_source_that_goes_on(tmp_path):
    import tifffile

    tifffile.imwrite(tmp_path / "a.tif", np.full((5, 40, 50), 12.0, np.float32), photometric="minisblack")

    assert len(list(detect_files([str(tmp_path / "a.tif")], most_frames=2))) == 2


def test_a_frame_that_is_hot_all_over_is_said_to_be_outlined_only_roughly(tmp_path):
    row, column = np.mgrid[0:128, 0:160]
    cv2.imwrite(str(tmp_path / "burning.tiff"), np.where((row + column) % 2, 300.0, 10.0).astype(np.float32))
    cv2.imwrite(str(tmp_path / "spot.tiff"), np.where((row - 60) ** 2 + column**2 < 20, 300.0, 10.0).astype(np.float32))

    burning, spot = detect_files([str(tmp_path / "burning.tiff"), str(tmp_path / "spot.tiff")])

    assert isinstance(burning, FrameReport) and isinstance(spot, FrameReport)
    assert burning.is_coarse and all(each["properties"]["is_coarse"] for each in burning.features)
    assert spot.features and not spot.is_coarse and not spot.features[0]["properties"]["is_coarse"]
