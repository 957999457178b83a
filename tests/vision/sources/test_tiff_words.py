"""What tags of TIFFs say of their unit, written as their makers write them."""

import numpy as np
import pytest
import rasterio
import tifffile

from vision.frames import Unit, celsius
from vision.opening import open_frames
from vision.unreadable import UnreadableInput

FLIR = """<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description xmlns:FLIR="http://ns.flir.com/xmp/1.0/">{}</rdf:Description></rdf:RDF></x:xmpmeta>"""
BAND = "<Camera:BandName><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></Camera:BandName>"


def written(path, level, xmp="", make="", model="", description=None):
    """A TIFF of 16 bits all of one level."""
    extra = [(700, 1, len(xmp), xmp.encode(), True)] if xmp else []
    extra += [(271, 2, len(make) + 1, make, True), (272, 2, len(model) + 1, model, True)] if make else []
    pixels = np.full((40, 50), level, np.uint16)
    tifffile.imwrite(path, pixels, extratags=extra, description=description, metadata=None)
    return str(path)


@pytest.mark.parametrize(
    ("gain", "level", "expected_celsius"), [("0.04", 7329, 20.01), ("0.4", 733, 20.05), ("0.01", 29315, 20.0)]
)
def test_the_step_that_a_flir_core_writes_is_believed(tmp_path, gain, level, expected_celsius):
    xmp = FLIR.format(f"<FLIR:TlinearGain>{gain}</FLIR:TlinearGain>" + BAND.format("LWIR"))

    [frame] = open_frames(written(tmp_path / "a.tif", level, xmp))

    assert not frame.is_unit_assumed
    np.testing.assert_allclose(celsius(frame.pixels, frame.unit), expected_celsius, atol=0.01)


@pytest.mark.parametrize(("told", "is_assumed"), [("0", False), ("1", True), (".", True)])
def test_a_core_that_is_not_linear_gives_counts_though_they_look_like_hundredths_of_a_kelvin(
    tmp_path, told, is_assumed
):
    xmp = FLIR.format(f"<FLIR:TlinearGain>{told}</FLIR:TlinearGain>")

    [frame] = open_frames(written(tmp_path / "a.tif", 29315, xmp))

    assert (frame.unit, frame.is_unit_assumed) == (Unit.COUNTS, is_assumed)


def test_what_the_first_page_says_holds_for_pages_that_say_nothing(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as out:
        for description in ('{"unit": "centikelvin"}', None, '{"unit": "counts"}'):
            out.write(np.full((40, 50), 29315, np.uint16), description=description, metadata=None)

    units = [frame.unit for frame in open_frames(str(tmp_path / "a.tif"))]

    assert units == [Unit.CENTIKELVIN, Unit.CENTIKELVIN, Unit.COUNTS]


def test_the_thermal_file_of_an_altum_is_in_hundredths_of_a_kelvin_and_its_others_are_refused(tmp_path):
    maker = {"make": "MicaSense", "model": "Altum-PT"}
    heat = written(tmp_path / "6.tif", 29315, FLIR.format(BAND.format("LWIR")), **maker)
    light = written(tmp_path / "1.tif", 29315, FLIR.format(BAND.format("Blue")), **maker)

    [frame] = open_frames(heat)

    assert frame.unit is Unit.CENTIKELVIN
    with pytest.raises(UnreadableInput, match="Blue, which is light"):
        list(open_frames(light))


@pytest.mark.parametrize(
    ("unit", "scale", "offset", "number", "expected_celsius"),
    [("K", 0.01, 0.0, 29315, 20.0), ("degC", 0.1, -50.0, 700, 20.0), ("°F", 1.0, 0.0, 68, 20.0)],
)
def test_the_unit_that_gdal_writes_is_believed(tmp_path, unit, scale, offset, number, expected_celsius):
    profile = {"driver": "GTiff", "width": 50, "height": 40, "count": 1, "dtype": "uint16"}
    with rasterio.open(
        tmp_path / "a.tif", "w", **profile, transform=rasterio.Affine(1e-5, 0, 5.3, 0, -1e-5, 60.4)
    ) as out:
        out.write(np.full((1, 40, 50), number, np.uint16))
        out.units, out.scales, out.offsets = (unit,), (scale,), (offset,)

    [frame] = open_frames(str(tmp_path / "a.tif"))

    np.testing.assert_allclose(celsius(frame.pixels, frame.unit), expected_celsius, atol=0.01)


def test_a_description_may_tell_the_unit(tmp_path):
    [frame] = open_frames(written(tmp_path / "a.tif", 29315, description='{"unit": "centikelvin"}'))

    assert (frame.unit, frame.is_unit_assumed) == (Unit.CENTIKELVIN, False)


@pytest.mark.parametrize(("kind", "nodata"), [("float32", -9999.0), ("float32", -3.4028234663852886e38), ("uint16", 0)])
def test_what_surrounds_a_mosaic_is_no_measurement(tmp_path, kind, nodata):
    numbers = np.full((1, 40, 50), 285, kind)
    numbers[:, :, :30] = nodata
    profile = {"driver": "GTiff", "width": 50, "height": 40, "count": 1, "dtype": kind, "nodata": nodata}
    with rasterio.open(
        tmp_path / "a.tif", "w", **profile, transform=rasterio.Affine(1e-5, 0, 5.3, 0, -1e-5, 60.4)
    ) as out:
        out.write(numbers)

    [frame] = open_frames(str(tmp_path / "a.tif"))

    assert frame.unit is (Unit.COUNTS if kind == "uint16" else Unit.KELVIN)
    assert frame.valid is not None and frame.valid.sum() == 40 * 20 and frame.valid[:, 30:].all()


@pytest.mark.parametrize("nodata", ["-1", "70000", "nan", "none"])
def test_a_number_for_nothing_that_no_pixel_can_have_takes_none_out(tmp_path, nodata):
    tifffile.imwrite(
        tmp_path / "a.tif",
        np.full((40, 50), 65535, np.uint16),
        extratags=[(42113, 2, len(nodata) + 1, nodata, True)],
        metadata=None,
    )

    [frame] = open_frames(str(tmp_path / "a.tif"))

    assert frame.valid is None
