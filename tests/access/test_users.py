"""Users, sessions and one-time links."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ground_station.access.permissions import Role
from ground_station.access.users import NameTaken, TooManyTries
from ground_station.errors import BadInput

PASSWORD = "bjørkeved og vann"


@pytest.fixture
def kari(access):
    return access.create_user("kari", Role.COMMANDER, PASSWORD)


async def test_the_right_password_signs_in_and_a_wrong_one_does_not(access, kari):
    right = await access.sign_in("kari", PASSWORD)
    wrong = await access.sign_in("kari", PASSWORD + "x")
    nobody = await access.sign_in("ola", PASSWORD)

    assert right is not None
    assert access.session(right.token).user == kari
    assert (wrong, nobody) == (None, None)


async def test_a_user_without_a_password_has_no_password_that_works(access):
    access.create_user("demo", Role.VIEWER)

    tries = [await access.sign_in("demo", password) for password in ("", "None", "x" * 20)]

    assert tries == [None, None, None]


def test_the_database_holds_neither_password_nor_token(access, kari, database):
    session = access.start_session(kari)
    link = access.create_link("kari")
    access._engine.dispose()

    kept = b"".join(path.read_bytes() for path in database.parent.iterdir())

    assert b"argon2id" in kept
    for secret in (PASSWORD, session.token, link):
        assert secret.encode() not in kept


def test_a_session_ends_after_twelve_hours(access, kari, clock):
    token = access.start_session(kari).token

    clock.pass_(hours=11.99)
    before = access.session(token)
    clock.pass_(hours=0.02)

    assert before is not None
    assert access.session(token) is None


def test_a_session_ends_when_signed_out_and_when_the_user_is_removed(access, kari):
    one, other = access.start_session(kari), access.start_session(kari)

    access.end_session(access.session(one.token).key)
    still = access.session(other.token)
    access.remove_user("kari")

    assert access.session(one.token) is None
    assert still is not None
    assert access.session(other.token) is None


def test_a_link_signs_in_once(access, kari):
    link = access.create_link("kari")

    first, second = access.redeem_link(link), access.redeem_link(link)

    assert first is not None
    assert first.user == kari
    assert second is None


def test_a_link_is_worth_nothing_after_its_time(access, kari, clock):
    link = access.create_link("kari", timedelta(minutes=10))

    clock.pass_(minutes=10)

    assert access.redeem_link(link) is None


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(hours=25)])
def test_a_link_lasts_neither_no_time_nor_longer_than_a_day(access, kari, lifetime):
    with pytest.raises(BadInput):
        access.create_link("kari", lifetime)


def test_nobody_gets_a_link_for_a_stranger(access):
    with pytest.raises(BadInput, match="ola"):
        access.create_link("ola")


async def test_the_first_start_makes_one_administrator_and_the_second_none(access):
    name, password = access.ensure_administrator()
    again = access.ensure_administrator()

    user = await access.verify(name, password)

    assert user is not None
    assert user.role is Role.ADMINISTRATOR
    assert len(password) >= 20
    assert again is None


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), (" kari", PASSWORD), ("a\nb", None), ("kari", "short")])
def test_a_bad_name_or_password_is_refused(access, name, password):
    with pytest.raises(BadInput) as refused:
        access.create_user(name, Role.VIEWER, password)

    assert refused.value.remedy


def test_a_name_is_given_once(access, kari):
    with pytest.raises(NameTaken):
        access.create_user("kari", Role.VIEWER)


async def test_who_guesses_has_to_wait_and_the_owner_elsewhere_has_not(access, kari, clock):
    for _ in range(5):
        await access.sign_in("kari", "wrong guess", "10.0.0.66")

    with pytest.raises(TooManyTries) as refused:
        await access.sign_in("kari", PASSWORD, "10.0.0.66")
    elsewhere = await access.sign_in("kari", PASSWORD, "10.0.0.1")
    clock.pass_(seconds=refused.value.wait_s + 0.1)
    later = await access.sign_in("kari", PASSWORD, "10.0.0.66")

    assert elsewhere is not None
    assert later is not None
