"""A station may be stricter than a template's publisher, never laxer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.catalogue import find_template
from missions.exchange.errors import StoreError
from missions.exchange.overrides import layered
from missions.exchange.store import Store

MOP_UP = find_template("mop-up")
LAXER = {
    "safety/max_height_agl_m": 1.01,
    "safety/max_distance_m": 2.0,
    "safety/min_height_agl_m": 0.9,
    "safety/take_off_height_m": 0.5,
    "safety/battery_reserve_fraction": 0.9,
    "safety/separation_m": 0.5,
    "safety/keep_out_m": 0.5,
    "parameters/height_agl_m/maximum": 1.1,
    "parameters/speed_ms/minimum": 0.5,
}


def at(content, place):
    for name in place.split("/"):
        content = content[name]
    return content


def test_every_limit_of_a_template_has_a_stricter_side():
    limits = {f"safety/{name}" for name in MOP_UP.content["safety"]}

    assert limits == {place for place in LAXER if place.startswith("safety/")}


@pytest.mark.parametrize("place", LAXER)
def test_a_laxer_limit_of_one_s_own_is_refused_by_its_name(place):
    limit = at(MOP_UP.content, place)

    with pytest.raises(StoreError) as caught:
        layered(MOP_UP, {place: limit * LAXER[place]}, "ours")

    assert caught.value.code == "override_loosens"
    assert place in str(caught.value) and f"{limit:g}" in str(caught.value)
    assert caught.value.details["limit"] == limit


@settings(max_examples=30)
@given(st.sampled_from([place for place in LAXER if place.startswith("safety/")]), st.floats(0.0, 1.0))
def test_whatever_is_let_through_is_at_least_as_strict(place, share):
    limit = at(MOP_UP.content, place)
    value = 2 * limit * share

    try:
        ours = layered(MOP_UP, {place: value}, "ours")
    except StoreError:
        return

    is_ceiling = place.startswith("safety/max_")
    assert at(ours.content, place) <= limit if is_ceiling else at(ours.content, place) >= limit


def test_a_laxer_limit_is_not_kept_and_the_template_stays_usable(tmp_path):
    store = Store(tmp_path)
    store.set_overrides(MOP_UP.id, {"safety/max_height_agl_m": 80})

    with pytest.raises(StoreError):
        store.set_overrides(MOP_UP.id, {"safety/separation_m": 1})

    assert store.overrides(MOP_UP.id) == {"safety/max_height_agl_m": 80}
    assert store.named("mop-up").safety.max_height_agl_m == 80


def test_a_limit_that_a_file_on_disk_loosens_takes_the_template_out_of_use(tmp_path):
    store = Store(tmp_path)
    kept = tmp_path / "overrides" / f"{MOP_UP.id}.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("safety/battery_reserve_fraction: 0.01\n")

    with pytest.raises(StoreError) as caught:
        store.named("mop-up")

    assert "safety/battery_reserve_fraction" in str(caught.value)
