"""What aircraft say: texts put together, events turned into words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ground_station.link.events import CHECKS, PLAN_REFUSALS, EventReader, event_id
from ground_station.link.statustext import TextAssembly
from ground_station.link.tlog import read_tlog


def chunks(heard, text, *, number=5, severity=2):
    parts = [text[at : at + 50] for at in range(0, len(text), 50)]
    if len(parts[-1]) == 50:
        parts.append("")
    return [heard("STATUSTEXT", severity=severity, text=part, id=number, chunk_seq=at) for at, part in enumerate(parts)]


def test_a_short_text_is_told_at_once(heard):
    [text] = TextAssembly().receive(heard("STATUSTEXT", severity=6, text="Takeoff detected\t", id=0), 0.0)

    assert (text.severity, text.text) == (6, "Takeoff detected")


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=180), st.randoms())
def test_a_long_text_is_whole_in_whatever_order_its_chunks_come(heard, text, random):
    parts = chunks(heard, text)
    last, others = parts[-1], parts[:-1]
    random.shuffle(others)
    assembly = TextAssembly()

    told = [one.text for part in [*others, last] for one in assembly.receive(part, 0.0)]

    assert told == [text]


def test_a_text_whose_rest_is_lost_is_told_with_a_gap(heard):
    parts = chunks(heard, "a" * 50 + "b" * 50 + "c")
    assembly = TextAssembly()

    early = assembly.receive(parts[0], 0.0) + assembly.receive(parts[2], 0.1) + assembly.tick(0.5)
    [late] = assembly.tick(1.2)

    assert early == []
    assert late.text == "a" * 50 + " ... " + "c"


def test_the_next_text_ends_one_that_lacks_its_end(heard):
    assembly = TextAssembly()
    assembly.receive(chunks(heard, "a" * 60, number=1)[0], 0.0)

    told = [one.text for part in chunks(heard, "b" * 60, number=2) for one in assembly.receive(part, 0.1)]

    assert told == ["a" * 50, "b" * 60]


def test_px4s_event_numbers_are_a_hash_of_their_names(shared):
    told = {
        message.id for _, message in read_tlog(shared / "data/px4/commands-and-modes.tlog") if message.kind == "EVENT"
    }

    assert event_id("navigator_mis_starts_w_landing") in told
    assert event_id("commander_arming_check_summary") in told
    assert event_id("no_such_event") not in told


def test_no_two_events_share_a_number():
    assert not set(CHECKS) & set(PLAN_REFUSALS)


def event(heard, name, arguments=b"", *, sequence, level=3):
    padded = tuple(arguments.ljust(40, b"\0"))
    return heard("EVENT", id=event_id(name), sequence=sequence, log_levels=0x30 | level, arguments=padded)


def report(heard, reader, *failing, can_arm, first=10):
    """One arming report: its summary, its checks, its end."""
    summary = bytes(9) + can_arm.to_bytes(4, "little") + bytes(4)
    reader.receive(event(heard, "commander_arming_check_summary", summary, sequence=first))
    for at, (name, groups, level) in enumerate(failing, start=1):
        reader.receive(event(heard, name, groups.to_bytes(4, "little"), sequence=first + at, level=level))
    reader.receive(event(heard, "commander_health_summary", sequence=first + 50))


def test_the_reasons_against_arming_are_those_of_hold_mode(heard):
    reader, hold, offboard = EventReader(), 1 << 4, 1 << 14

    report(
        heard,
        reader,
        ("check_estimator_gps_fix_too_low", hold, 3),
        ("check_modes_offboard_signal", offboard, 3),
        ("check_modes_home_position", hold | offboard, 3),
        ("check_battery_low", hold, 6),
        ("check_modes_manual_control", 0xFFFFFFFF, 4),
        ("check_mag_missing", 0xFFFFFFFF, 3),
        ("check_estimator_gps_num_sats_too_low", hold | 1, 4),
        can_arm=offboard,
    )

    assert reader.blockers == (
        "Too little satellite reception for a position.",
        "The home position is not set.",
        "The compass is missing.",
        "Too few satellites.",
    )


def test_a_plan_that_every_mode_demands_is_a_reason_although_it_is_told_as_information_and_twice(heard):
    reader, mission = EventReader(), 1 << 3

    report(
        heard,
        reader,
        ("check_modes_mission", 0xFFFFFFFF, 6),
        ("check_modes_mission", mission, 6),
        ("check_battery_low", 0xFFFFFFFF, 6),
        can_arm=0,
    )

    assert reader.blockers == ("There is no plan on board that can be flown.",)


def test_a_new_report_replaces_the_old_one(heard):
    reader, hold = EventReader(), 1 << 4
    report(heard, reader, ("check_mag_missing", hold, 3), can_arm=0)

    report(heard, reader, ("check_mag_missing", hold, 3), can_arm=hold, first=100)

    assert reader.blockers == ()


def test_an_event_that_is_repeated_is_told_once(heard):
    reader = EventReader()
    refusal = event(heard, "navigator_mis_unsup_cmd", (4).to_bytes(2, "little"), sequence=9)

    told = [text.text for _ in range(3) for text in reader.receive(refusal)]

    assert told == ["Item 4 is a command this aircraft cannot do in a plan."]
