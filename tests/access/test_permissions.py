"""The table of who may do what, and the small pure parts beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground_station.access.damping import FREE_TRIES, LONGEST_WAIT_S, MOST_KEYS, Damping
from ground_station.access.permissions import GRANTS, ROUTES, Permission, Role, may, roles_that_may
from ground_station.access.tickets import LIFETIME_S, Tickets

WHO_MAY = {
    Permission.SEE: {Role.VIEWER, Role.COMMANDER, Role.PILOT, Role.ADMINISTRATOR},
    Permission.JUDGE: {Role.COMMANDER, Role.ADMINISTRATOR},
    Permission.LEAD: {Role.COMMANDER, Role.ADMINISTRATOR},
    Permission.PLAN: {Role.COMMANDER, Role.PILOT, Role.ADMINISTRATOR},
    Permission.FLY: {Role.PILOT, Role.ADMINISTRATOR},
    Permission.DIRECT: {Role.COMMANDER, Role.PILOT, Role.ADMINISTRATOR},
    Permission.ADMINISTER: {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("permission", WHO_MAY)
def test_exactly_those_may_who_shall(permission):
    assert {role for role in Role if may(role, permission)} == WHO_MAY[permission]
    assert set(roles_that_may(permission)) == WHO_MAY[permission]
    assert not may(None, permission)


def test_every_role_and_permission_is_in_the_table():
    assert set(GRANTS) == set(Role)
    assert {*WHO_MAY, Permission.PUBLIC} == set(Permission)


@pytest.mark.parametrize("role", [None, *Role])
def test_what_is_not_in_the_table_nobody_may(role):
    assert not may(role, ROUTES.get("a route somebody forgot"))


def test_what_is_public_a_stranger_may():
    assert may(None, Permission.PUBLIC)


@given(st.lists(st.floats(0, 2000), max_size=40))
def test_the_wait_never_exceeds_a_quarter_of_an_hour(pauses_s):
    damping, now_s = Damping(), 0.0

    for pause_s in pauses_s:
        now_s += pause_s
        damping.failed("kari", "10.0.0.1", now_s)

        assert damping.wait_s("kari", "10.0.0.1", now_s) <= LONGEST_WAIT_S + 1e-6


def test_the_wait_doubles_and_ends_with_the_right_password():
    damping = Damping()
    waits_s = []
    for _ in range(FREE_TRIES + 2):
        damping.failed("kari", "a", 0.0)
        waits_s.append(damping.wait_s("kari", "a", 0.0))

    damping.succeeded("kari", "a")

    assert waits_s == [0, 0, 0, 0, 10, 20, 40]
    assert damping.wait_s("kari", "a", 0.0) == 0


def test_guessing_with_ever_new_names_does_not_fill_the_memory():
    damping = Damping()

    for number in range(MOST_KEYS + 50):
        damping.failed(str(number), "a", 0.0)

    assert len(damping._tries) == MOST_KEYS


def test_a_ticket_is_good_once_for_its_place_and_its_time():
    tickets = Tickets()
    issue = lambda: tickets.issue("/live", "session", now_s=100.0)  # noqa: E731
    used, late, elsewhere = issue(), issue(), issue()

    assert tickets.redeem(used, "/live", 100.0 + LIFETIME_S - 1) == "session"
    assert tickets.redeem(used, "/live", 101.0) is None
    assert tickets.redeem(late, "/live", 100.0 + LIFETIME_S) is None
    assert tickets.redeem(elsewhere, "/other", 101.0) is None
    assert tickets.redeem(elsewhere, "/live", 101.0) is None
    assert tickets.redeem("guess", "/live", 101.0) is None
