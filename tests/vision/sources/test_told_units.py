"""What `varde detect` says of a file that does not tell its unit, and what `--unit` makes of it."""

import numpy as np
import pytest
import tifffile

from ground_station.errors import BadInput
from ground_station.stills import detect_files


@pytest.fixture
def embers(tmp_path):
    """16 bits of a hillside of 10 °C in hundredths of a kelvin with something of 300 °C on it, without a word of it."""
    pixels = np.rint(28315 + np.random.default_rng(4).normal(0, 20, (120, 160))).astype(np.uint16)
    pixels[60:64, 80:84] = 57315
    tifffile.imwrite(tmp_path / "a.tif", pixels)
    return tmp_path


def looked_at(folder, unit=None):
    return detect_files([str(folder / "a.tif")], out=folder / "out.geojson", annotate=None, preset="flame", unit=unit)


def test_counts_that_look_like_a_fire_are_only_hot_and_the_operator_is_asked_for_the_unit(embers):
    document, failures, notes = looked_at(embers)

    [only] = document["features"]
    assert only["properties"]["peak_celsius"] is None and only["properties"]["peak_sigma_kelvin"] is None
    assert only["properties"]["confidence"] < 0.4
    assert not failures and "does not tell its unit" in notes[0] and "--unit" in notes[0]


def test_a_unit_that_the_operator_tells_makes_it_a_fire_of_so_many_degrees(embers):
    document, _, notes = looked_at(embers, "centikelvin")

    [only] = document["features"]
    assert only["properties"]["peak_celsius"] == pytest.approx(300.0, abs=0.1)
    assert only["properties"]["peak_sigma_kelvin"] > 10.0
    assert not notes


def test_a_word_that_is_no_unit_is_refused_with_those_that_are(embers):
    with pytest.raises(BadInput, match="--unit warm") as refused:
        looked_at(embers, "warm")

    assert "centikelvin" in str(refused.value) or "centikelvin" in refused.value.remedy
