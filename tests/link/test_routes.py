"""Several paths to one aircraft: one is elected, and no message counts twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ground_station.link.routes import PATH_SILENT_S, Routes

AUTOPILOT, CAMERA = (1, 1), (1, 100)


def test_the_first_path_heard_is_kept_while_it_speaks():
    routes = Routes()

    believed = [routes.heard(AUTOPILOT, path, 0.1 * at) for at, path in enumerate(["radio", "mobile"] * 10)]

    assert believed == [True, False] * 10
    assert routes.path_to(AUTOPILOT) == "radio"


def test_a_silent_path_yields_to_one_that_speaks():
    routes = Routes()
    routes.heard(AUTOPILOT, "radio", 0.0)

    early = routes.heard(AUTOPILOT, "mobile", PATH_SILENT_S - 0.1)
    late = routes.heard(AUTOPILOT, "mobile", PATH_SILENT_S)
    returned = routes.heard(AUTOPILOT, "radio", PATH_SILENT_S + 0.1)

    assert (early, late, returned) == (False, True, False)
    assert routes.path_to(AUTOPILOT) == "mobile"


def test_a_closed_path_gives_way_at_once_to_the_most_recent_other():
    routes = Routes()
    routes.heard(AUTOPILOT, "radio", 0.0)
    routes.heard(AUTOPILOT, "mobile", 0.2)
    routes.heard(AUTOPILOT, "wire", 0.1)

    routes.closed("radio")

    assert routes.path_to(AUTOPILOT) == "mobile"
    assert set(routes.paths_of(1)) == {"mobile", "wire"}


def test_a_camera_may_live_at_another_address_than_its_aircraft():
    routes = Routes()
    routes.heard(AUTOPILOT, "radio", 0.0)
    routes.heard(CAMERA, "lan", 0.0)

    assert (routes.path_to(CAMERA), routes.path_to((1, 154))) == ("lan", "radio")
    assert routes.path_to((2, 1)) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.0, 1.0)), min_size=1, max_size=60))
def test_the_elected_path_was_heard_lately_or_is_the_only_one_heard(history):
    routes, now_s, heard_s = Routes(), 0.0, {}
    for path, pause_s in history:
        now_s += pause_s
        routes.heard(AUTOPILOT, path, now_s)
        heard_s[path] = now_s

        assert now_s - heard_s[routes.path_to(AUTOPILOT)] < PATH_SILENT_S


def say(routes, path, now_s, sequence):
    return routes.heard(AUTOPILOT, path, now_s, sequence % 256)


def test_a_path_that_loses_much_more_yields_after_a_while_and_does_not_come_back_at_once():
    routes, elected = Routes(), []
    say(routes, "radio", 0.0, 0)
    for at in range(1, 400):
        now_s = 0.1 * at
        if at % 2:  # the radio loses every second message, as the numbers show
            say(routes, "radio", now_s, at)
        say(routes, "mobile", now_s, at)
        elected.append(routes.path_to(AUTOPILOT))

    quality = routes.quality(1)
    assert 0.3 < quality["radio"].loss < 0.6
    assert quality["mobile"].loss == 0.0
    first = elected.index("mobile")
    assert 50 <= first < 150
    assert set(elected[first:]) == {"mobile"}


def test_small_differences_change_nothing():
    routes = Routes()
    for at in range(1, 600):
        if at % 10:
            say(routes, "radio", 0.1 * at, at)
        say(routes, "mobile", 0.1 * at, at)

    assert routes.path_to(AUTOPILOT) == "radio"


def test_overtaking_messages_are_no_loss():
    routes = Routes()
    for at in range(0, 200, 2):
        say(routes, "radio", 0.01 * at, at + 1)
        say(routes, "radio", 0.01 * at, at)

    assert routes.quality(1)["radio"].loss < 0.05


def test_a_number_that_two_aircraft_use_keeps_its_path_whatever_happens():
    routes = Routes()
    routes.heard(AUTOPILOT, "radio", 0.0)
    routes.heard(AUTOPILOT, "mobile", 0.1)
    routes.pin(1)

    other = routes.heard(AUTOPILOT, "mobile", 60.0)
    routes.closed("radio")

    assert not other
    assert routes.systems_on("mobile") == {1}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 255), st.floats(0.0, 0.5)), max_size=200))
def test_losses_are_fractions(history):
    routes, now_s = Routes(), 0.0
    for path, sequence, pause_s in history:
        now_s += pause_s
        routes.heard(AUTOPILOT, path, now_s, sequence)

    assert all(0.0 <= quality.loss <= 1.0 for quality in routes.quality(1).values())


def test_a_path_that_loses_a_few_messages_in_a_row_is_kept():
    routes, worst = Routes(), 0.0
    for at in range(1, 1500):
        if not 300 <= at < 350:
            say(routes, "radio", 0.01 * at, at)
        say(routes, "mobile", 0.01 * at, at)
        worst = max(worst, routes.quality(1)["radio"].loss)

        assert routes.path_to(AUTOPILOT) == "radio"

    assert worst > 0.3
