import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.frames import Frame, Unit, celsius
from vision.meaning import BadUnit, meaning


@pytest.mark.parametrize(
    ("words", "number", "expected_celsius"),
    [
        ("centikelvin", 29315, 20.0),
        ("decikelvin", 2931, 19.95),
        ("kelvin", 300, 26.85),
        ("celsius", 21, 21.0),
        ("fahrenheit", 68, 20.0),
        # FLIR's linear cores in high and in low gain, senseFly's thermoMAP.
        ("0.04K", 7329, 20.01),
        ("0.4K", 733, 20.05),
        ("0.01C-100", 12000, 20.0),
        ("0.1F - 40", 1080, 20.0),
    ],
)
def test_a_unit_makes_of_a_number_what_its_words_say(words, number, expected_celsius):
    for kind in (np.uint16, np.float32):
        pixels, unit = meaning(words).of(np.full((2, 3), number, kind))

        assert unit.is_radiometric
        np.testing.assert_allclose(celsius(pixels, unit), expected_celsius, atol=0.01)


@given(st.sampled_from(["centikelvin", "0.04K", "0.4K", "kelvin"]), st.integers(0, 65535))
def test_no_number_is_so_large_that_it_wraps(words, number):
    pixels, unit = meaning(words).of(np.full((1, 1), number, np.uint16))

    step_k = {"centikelvin": 0.01, "0.04K": 0.04, "0.4K": 0.4, "kelvin": 1.0}[words]
    np.testing.assert_allclose(celsius(pixels, unit), number * step_k - 273.15, rtol=1e-5, atol=0.02)


@pytest.mark.parametrize("words", ["", "warm", "K", "0K", "0.04", "0.04R", "-1K"])
def test_words_that_name_no_unit_are_refused_with_what_may_be_given(words):
    with pytest.raises(BadUnit, match=r"0\.04K"):
        meaning(words)


def test_what_a_source_tells_itself_stands_and_greys_never_get_a_temperature():
    numbers = np.full((2, 2), 29000, np.uint16)
    told = Frame(pixels=numbers, unit=Unit.CENTIKELVIN, source="told")
    grey = Frame(pixels=numbers.astype(np.uint8), unit=Unit.AGC8, source="grey", is_unit_assumed=True)
    assumed = Frame(pixels=numbers, unit=Unit.COUNTS, source="assumed", is_unit_assumed=True)

    assert meaning("0.04K").applied(told) is told
    assert meaning("0.04K").applied(grey) is grey
    assert not meaning("0.01K").applied(assumed).is_unit_assumed
    assert meaning("counts").applied(assumed).unit is Unit.COUNTS
