import pytest

from vision.columns import made_of
from vision.detections import Detections
from vision.geolocate import NoGround
from vision.walk import Reason


def test_objects_from_columns_equal_those_made_one_by_one():
    made = made_of(Detections, items=[(), ()], is_capped=[True, False], is_coarse=[False, True])

    assert made == [Detections(items=(), is_capped=True), Detections(items=(), is_coarse=True)]


def test_a_field_without_a_column_is_refused_even_if_it_has_a_default():
    with pytest.raises(ValueError, match="is_coarse"):
        made_of(Detections, items=[()], is_capped=[False])


def test_columns_of_several_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        made_of(Detections, items=[()], is_capped=[False, True], is_coarse=[False])


def test_positional_classes_are_made_too():
    assert made_of(NoGround, reason=[Reason.GRAZING]) == [NoGround(Reason.GRAZING)]
