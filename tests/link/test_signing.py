"""Signing, with pymavlink's as the independent authority: who holds no key is not believed, nor is a replay."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import common as dialect

from ground_station.errors import BadInput
from ground_station.link.codec import Decoder, Encoder, read_frame, without_signature
from ground_station.link.messages import Message
from ground_station.link.outcomes import Outcome
from ground_station.link.signing import (
    EPOCH_UNIX_S,
    RESERVED_UNITS,
    LinkSigning,
    SetUpSigningExchange,
    SignatureClock,
    SigningKey,
    Verdict,
    timestamp_at,
)
from ground_station.link.signing_keys import KeyFolder

SECRET = bytes(range(32))
NOW_S = 1_795_000_000.0


def theirs(secret=SECRET, *, system=7, unix_s=NOW_S, link_id=3):
    mav = dialect.MAVLink(None, srcSystem=system, srcComponent=1)
    mav.signing.secret_key = secret
    mav.signing.sign_outgoing = True
    mav.signing.link_id = link_id
    mav.signing.timestamp = timestamp_at(unix_s)
    return mav


def said(mav, custom_mode=0):
    return read_frame(bytes(mav.heartbeat_encode(2, 12, 29, custom_mode, 3).pack(mav)))


def ours(secret=SECRET, **settings):
    return LinkSigning(SigningKey(secret), SignatureClock(), **settings)


def test_pymavlink_believes_what_we_sign():
    mav, signing, encoder = theirs(), ours(link_id=9), Encoder()

    kinds = []
    for at in range(3):
        frame = signing.sign(encoder.encode(Message("HEARTBEAT", type=6, autopilot=8)), NOW_S + 0.001 * at)
        kinds.append(mav.decode(bytearray(frame)).get_type())

    assert kinds == ["HEARTBEAT"] * 3


def test_pymavlink_refuses_what_we_sign_with_another_key():
    frame = ours(bytes(32)).sign(Encoder().encode(Message("HEARTBEAT", type=6)), NOW_S)

    with pytest.raises(dialect.MAVError, match="signature"):
        theirs().decode(bytearray(frame))


def test_we_believe_what_pymavlink_signs_and_only_once():
    message, signing = said(theirs()), ours()

    verdicts = [signing.judge(message.raw, NOW_S) for _ in range(2)]

    assert verdicts == [Verdict.TRUSTED, Verdict.REPLAYED]


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_byte_anywhere_is_a_forgery_or_damage(at, flip):
    frame = bytearray(said(theirs()).raw)
    frame[at % len(frame)] ^= flip

    believed = [one for one in Decoder().feed_datagram(bytes(frame)) if ours().lets_in(one, NOW_S)]

    assert believed == []


def test_another_key_and_no_key_are_refused_where_signing_is_required():
    signing, mav = ours(), theirs(bytes(32))
    unsigned = read_frame(Encoder(7, 1).encode(Message("HEARTBEAT", type=2)))
    radio = read_frame(Encoder(51, 68).encode(Message("RADIO_STATUS", rssi=9)))

    believed = [signing.lets_in(one, NOW_S) for one in (said(mav), unsigned, radio)]

    assert believed == [False, False, True]
    assert (signing.refused[Verdict.FORGED], signing.refused[Verdict.UNSIGNED]) == (1, 1)


def test_unsigned_traffic_is_taken_where_signing_is_only_offered():
    unsigned = read_frame(Encoder(7, 1).encode(Message("HEARTBEAT", type=2)))

    assert ours(is_required=False).lets_in(unsigned, NOW_S)


@pytest.mark.parametrize(("age_s", "verdict"), [(59.0, Verdict.TRUSTED), (61.0, Verdict.REPLAYED)])
def test_a_stream_not_heard_before_may_lag_by_a_minute_not_more(age_s, verdict):
    message = said(theirs(unix_s=NOW_S - age_s))

    assert ours().judge(message.raw, NOW_S) is verdict


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.integers(0, 10))
@settings(max_examples=50)
def test_signing_time_never_goes_back_over_restarts_with_wrong_clocks(offsets_s, restart_every):
    kept, given_times, clock = [0], [], SignatureClock()
    for at, offset_s in enumerate(offsets_s):
        if restart_every and at % restart_every == 0:
            clock = SignatureClock(kept[-1], kept.append)
        given_times.append(clock.next(NOW_S + offset_s))

    if restart_every:
        assert given_times == sorted(set(given_times))
        assert kept[-1] >= given_times[-1]
    assert timestamp_at(EPOCH_UNIX_S + 1.0) == 100_000


def test_the_clock_is_not_written_for_every_message():
    kept = []
    clock = SignatureClock(0, kept.append)

    for at in range(1000):
        clock.next(NOW_S + at * 0.01)

    assert kept == [timestamp_at(NOW_S) + RESERVED_UNITS]


def test_a_key_is_never_shown(caplog):
    key, secret = SigningKey(SECRET), SECRET.hex()
    setup = SetUpSigningExchange(7, key, unix_s=NOW_S).start(0.0)[0]

    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("%s %r %s", key, key, setup)
    shown = caplog.text + repr(setup) + repr(vars(ours())) + f"{key}"

    assert secret not in shown
    assert "hidden" in repr(setup)
    assert "secret_key" not in repr(setup)
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_a_passphrase_gives_the_key_that_others_make_of_it():
    assert SigningKey.from_passphrase("brann").reveal() == hashlib.sha256(b"brann").digest()


def test_keys_lie_in_files_that_only_their_owner_reads(tmp_path):
    folder = KeyFolder(tmp_path / "keys")

    key = folder.create("radio")

    assert folder.load("radio") == key
    assert folder.load("other") is None
    assert stat.S_IMODE((tmp_path / "keys/radio.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert len(set(key.reveal())) > 8


def test_a_key_others_can_read_or_that_is_none_is_refused_without_showing_it(tmp_path):
    folder = KeyFolder(tmp_path)
    folder.create("radio")
    os.chmod(tmp_path / "radio.key", 0o644)
    (tmp_path / "odd.key").write_text("deadbeef")
    os.chmod(tmp_path / "odd.key", 0o600)

    with pytest.raises(BadInput, match="others than its owner"):
        folder.load("radio")
    with pytest.raises(BadInput, match="holds no signing key") as refusal:
        folder.load("odd")
    with pytest.raises(BadInput, match="there is a key"):
        folder.create("radio")
    with pytest.raises(BadInput, match="not a name"):
        folder.load("../radio")

    assert "deadbeef" not in str(refusal.value) + repr(refusal.value.__cause__)


def test_the_clock_on_disk_goes_on_after_a_restart(tmp_path):
    before = KeyFolder(tmp_path).clock().next(NOW_S)

    after = KeyFolder(tmp_path).clock().next(NOW_S - 3600.0)

    assert after > before


def test_a_set_up_is_believed_when_the_aircraft_signs_with_the_key(heard):
    exchange = SetUpSigningExchange(7, SigningKey(SECRET), unix_s=NOW_S)
    [setup] = exchange.start(0.0)

    exchange.receive(heard("HEARTBEAT", type=2), 0.5)
    exchange.receive(said(theirs(bytes(32))), 0.6)
    early = exchange.done
    exchange.receive(said(theirs()), 0.7)

    assert (setup.kind, bytes(setup.secret_key), early) == ("SETUP_SIGNING", SECRET, False)
    assert exchange.outcome is Outcome.ACCEPTED


def test_an_aircraft_that_never_signs_is_given_up():
    exchange = SetUpSigningExchange(7, SigningKey(SECRET), unix_s=NOW_S)

    sent = len(exchange.start(0.0)) + sum(len(exchange.tick(2.0 * at)) for at in range(1, 9))

    assert (exchange.outcome, sent) == (Outcome.UNANSWERED, 3)


def test_a_log_holds_frames_without_their_signatures():
    signed = said(theirs(), custom_mode=5).raw

    plain = without_signature(signed)

    assert len(plain) == len(signed) - 13
    assert dialect.MAVLink(None).decode(bytearray(plain)).custom_mode == 5
    assert without_signature(plain) == plain
