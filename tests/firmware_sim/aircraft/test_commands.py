import math

import pytest

from firmware_sim.mavlink.codec import dialect as d

ACCEPTED, TEMPORARILY_REJECTED, DENIED, UNSUPPORTED, FAILED, IN_PROGRESS, CANCELLED, WRONG_FRAME = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    9,
)
ON_GROUND = {
    **{c: [ACCEPTED] for c in (20, 21, 23, 34, 84, 178, 186, 187, 191, 195, 197, 201, 241, 245, 246, 401, 410)},
    **{c: [UNSUPPORTED] for c in (16, 17, 18, 31, 85, 92, 112, 115, 180, 181, 182, 183, 184, 193, 200, 207, 208, 209)},
    **{c: [UNSUPPORTED] for c in (213, 222, 224, 252, 527, 2000, 2001, 2500, 2501, 3001, 5000, 31000, 31010, 65000)},
    **{c: [] for c in (203, 204, 206, 214, 220, 242, 243, 310, 420, 500, 521, 530, 531, 2003, 3000, 30001, 42600)},
    **{c: [ACCEPTED] for c in (519, 520, 528, 2510, 2511, 5300, 43003)},
    **{c: [] for c in (0, 1, 2, 260)},
    179: [ACCEPTED],
    211: [IN_PROGRESS],
    185: [DENIED],
    189: [CANCELLED],
    212: [DENIED],
    2600: [FAILED],
    262: [FAILED],
}


def test_on_the_ground_each_command_is_answered_as_px4_answers_it(station):
    answered = {command: station.command(command) for command in ON_GROUND}

    assert answered == ON_GROUND


def test_a_mode_change_is_acknowledged_twice_first_by_the_receiver_then_by_the_commander(station):
    assert station.set_mode(4, 5) == [ACCEPTED, ACCEPTED]


def test_the_second_acknowledgement_tells_that_the_mode_does_not_exist(station):
    assert station.set_mode(4, 30) == [ACCEPTED, TEMPORARILY_REJECTED]


def test_in_the_air_a_mode_that_needs_sticks_or_a_mission_is_refused_with_a_text(flying):
    manual = flying.set_mode(3)
    flying.set_mode(2)
    flying.run(1.1)
    mission = flying.set_mode(4, 4)

    assert manual == mission == [ACCEPTED, TEMPORARILY_REJECTED]
    assert "Switching to Position is currently not available\t" in flying.texts()
    assert "Switching to Mission is currently not available\t" in flying.texts()
    assert "Switching to Altitude is currently not available\t" not in flying.texts(), "told at most once a second"


HOLD, MISSION, POSITION = 0x03040000, 0x04040000, 0x00030000
NO_MAIN, NO_AUTO, NO_BASE = (f"Unsupported {what} mode\t" for what in ("main", "auto", "base"))
NAMED_MODES = {
    # base mode, main mode, sub mode: what PX4 1.17 changed to on the ground, or said
    **{(1, main, 0): NO_MAIN for main in (0, 8, 9, 10, 12)},
    **{(1, 4, sub): NO_AUTO for sub in (1, 7, 10, 19, 255)},
    **{(1, main, 0): main << 16 for main in (1, 2, 3, 5, 6, 7, 11)},
    **{(1, 3, sub): POSITION for sub in (1, 3, 5)},
    (1, 3, 2): 0x02030000,
    (1, 4, 0): MISSION,
    (1, 4, 256): MISSION,
    **{(1, 4, sub): sub << 24 | 4 << 16 for sub in (2, 3, 4, 5, 6, 8, 9, 11, 12, 18)},
    **{(base, 4, 3): NO_BASE for base in (0, 8, 16, 128, 256)},
    **{(base, 4, 3): MISSION for base in (4, 68)},
    **{(base, 4, 3): HOLD for base in (157, 29, 257)},
    (64, 4, 3): 0x00010000,
    (80, 4, 3): 0x00070000,
    (72, 4, 3): POSITION,
}


def test_every_way_to_name_a_mode_means_what_it_means_to_px4(station):
    pilot, found = station.pilot, {}
    for name in NAMED_MODES:
        results = station.command(d.MAV_CMD_DO_SET_MODE, *map(float, name))
        found[name] = int(pilot.mode) if results[1] == ACCEPTED else pilot.texts[-1].text

    assert found == NAMED_MODES


def test_standard_modes_are_numbers_of_their_own(station):
    standard = {1: POSITION, 2: 0x01030000, 4: 0x00020000, 5: 0x05040000, 6: MISSION, 7: 0x06040000, 8: 0x02040000}

    answered = {n: (station.command(262, n), int(station.pilot.mode)) for n in standard}

    assert answered == {number: ([ACCEPTED], mode) for number, mode in standard.items()}
    assert [station.command(262, n) for n in (0, 3, 9)] == [[FAILED]] * 3


def test_return_land_and_precision_landing_are_said_on_the_ground_too(station):
    assert [station.command(c) for c in (20, 21, 23)] == [[ACCEPTED]] * 3
    assert [text.text for text in station.pilot.texts[-3:]] == [
        "Returning to launch\t",
        "Landing at current position\t",
        "Precision landing\t",
    ]


def test_armed_on_the_ground_a_mode_that_cannot_be_flown_is_refused_as_in_the_air(station):
    station.command(400, 1.0)
    modes = [station.set_mode(*mode) for mode in ((3,), (1,), (6,), (4, 4), (4, 11))]

    assert modes == [[ACCEPTED, TEMPORARILY_REJECTED]] * 5
    assert station.pilot.mode.name == "HOLD"


def test_a_mission_sent_and_begun_in_one_breath_is_refused_and_flies_when_asked_for_again(station):
    """What once left an aircraft in MISSION mode on the ground: it was granted before the plan was looked at."""
    x, y = 603913000, 53221000
    station.command(400, 1.0)
    station.upload([(6, 22, (0, 0, 0, math.nan), x, y, 8.0), (6, 16, (0, 0, 0, math.nan), x + 1000, y, 8.0)])
    at_once = station.set_mode(4, 4)
    station.run(0.5)
    later = station.set_mode(4, 4)
    took_s = station.run_until(lambda: station.pilot.in_air, 10.0)

    assert (at_once, later) == ([ACCEPTED, TEMPORARILY_REJECTED], [ACCEPTED, ACCEPTED])
    assert took_s < 5.0 and station.pilot.mode.name == "MISSION"


def test_a_gripper_is_answered_twice(station):
    first = station.command(211)
    later = [m.result for m in station.run(1.0) if m.get_type() == "COMMAND_ACK" and m.command == 211]

    assert (first, later) == ([IN_PROGRESS], [ACCEPTED])


def test_the_wish_to_arm_is_rounded(station):
    found = [(station.command(400, wish), station.pilot.armed) for wish in (1.6, -1.0, 0.4, 0.6, math.nan)]

    assert found == [([], False), ([], False), ([ACCEPTED], False), ([ACCEPTED], True), ([ACCEPTED], False)]


def test_home_without_a_place_is_denied(station):
    before = station.pilot.home

    assert station.command(179, 0, 0, 0, 0, math.nan, math.nan, 25.0) == [DENIED]
    assert station.pilot.home is before


def test_only_the_order_to_shut_down_is_obeyed_and_only_disarmed(station):
    assert [station.command(246, n) for n in (0, 1, 3)] == [[ACCEPTED], [DENIED], [DENIED]]
    station.command(400, 1.0)
    armed = station.command(246, 2)
    station.command(400, 0.0)
    disarmed = station.command(246, 2)

    assert (armed, disarmed) == ([DENIED], [ACCEPTED])
    assert not station.run(2.0)


def test_set_mode_the_message_is_acknowledged_once(station):
    answers = station.send(d.MAVLink_set_mode_message(1, 1, 0x05040000))

    assert [(m.command, m.result) for m in answers if m.get_type() == "COMMAND_ACK"] == [(176, ACCEPTED)]


@pytest.mark.parametrize("frame", [0, 3, 6])
def test_command_int_is_taken_in_no_frame_but_global_int(station, frame):
    assert station.command_int(400, frame, 0, 0, 0.0, 1.0, 0.0, 0.0, 0.0) == [WRONG_FRAME]


def test_reposition_wants_the_change_mode_bit_and_nothing_else(flying):
    here = (603913000, 53221000, 45.0)

    assert flying.command_int(192, 5, *here, -1.0, 0.0, 0.0, math.nan) == [UNSUPPORTED]
    assert flying.command_int(192, 5, *here, -1.0, 3.0, 0.0, math.nan) == [UNSUPPORTED]
    assert flying.command_int(192, 5, *here, -1.0, 1.0, 0.0, math.nan) == [ACCEPTED]


def test_a_height_alone_keeps_the_place_and_a_pause_brakes_where_it_is(flying):
    nan = math.nan
    place = flying.pilot.course.target
    assert flying.command(192, -1, 1, 0, nan, nan, nan, 45.0) == [ACCEPTED]
    higher = flying.pilot.course.target
    assert flying.command(186, 48.0) == [ACCEPTED]
    highest_m = flying.pilot.course.target[2]
    flying.command_int(192, 5, 603919000, 53221000, 45.0, -1.0, 1.0, 0.0, nan)
    flying.run(5.0)
    assert flying.command(192, -1, 1, 0, nan, nan, nan, nan) == [ACCEPTED]
    stop_m = flying.pilot.course.target[0] - flying.pilot.estimate.north_m

    assert (higher, highest_m) == ((place[0], place[1], 45.0), 48.0)
    assert 1.0 < stop_m < 10.0


def test_termination_is_a_mode_that_nothing_leads_out_of(flying):
    refused = flying.command(185, 0.0)
    done = flying.command(185, 1.0)
    flying.run(1.1)
    beat = flying.last("HEARTBEAT")

    assert (refused, done) == ([DENIED], [ACCEPTED])
    assert (beat.custom_mode, beat.base_mode, beat.system_status) == (0x000A0000, 129, 8)
    assert flying.set_mode(4, 3) == [ACCEPTED, TEMPORARILY_REJECTED]


def test_reposition_flies_there_at_the_height_above_sea_level_and_holds(flying):
    flying.command_int(192, 5, 603916000, 53221000, 45.0, -1.0, 1.0, 0.0, math.nan)
    flying.run(25.0)

    north_m, east_m = flying.simulation.frame.local_from_wgs84(60.3916, 5.3221)
    estimate = flying.pilot.estimate
    assert (estimate.north_m, estimate.east_m, estimate.up_m) == pytest.approx((north_m, east_m, 45.0), abs=0.7)
    assert abs(math.remainder(estimate.yaw_rad, math.tau)) < math.radians(5.0)


def test_other_systems_and_components_are_met_with_silence(station):
    assert station.command(400, 1.0, target=2) == []
    assert station.command(400, 1.0, component=100) == []
    assert station.command(401, target=0, component=0) == [ACCEPTED]


def test_arming_too_early_is_temporarily_rejected_and_the_reason_is_not_given(simulation, make_station):
    station = make_station(simulation)
    station.run(1.0)

    results = station.command(400, 1.0)
    forced = station.command(400, 1.0, 21196.0)

    assert results == forced == [TEMPORARILY_REJECTED]
    assert "Arming denied: Resolve system health failures first\t" in station.texts()


@pytest.mark.parametrize("main_sub", [(1, 0), (3, 0), (4, 4), (4, 5), (4, 6), (6, 0)])
def test_disarmed_any_mode_is_taken_but_arming_in_it_is_refused(station, main_sub):
    mode = station.set_mode(*main_sub)
    armed = station.command(400, 1.0)

    assert (mode, armed) == ([ACCEPTED, ACCEPTED], [TEMPORARILY_REJECTED])


def test_arming_with_a_strange_parameter_gets_a_text_and_no_acknowledgement(station):
    assert station.command(400, 2.0) == []
    assert any("ARM" in text for text in station.texts())


def test_arming_what_is_armed_is_accepted(station):
    assert station.command(400, 1.0) == station.command(400, 1.0) == [ACCEPTED]


def test_in_the_air_only_the_magic_number_disarms_and_then_it_falls(flying):
    refused = flying.command(400, 0.0)
    forced = flying.command(400, 0.0, 21196.0)
    flying.run(5.0)

    assert (refused, forced) == ([TEMPORARILY_REJECTED], [ACCEPTED])
    assert "Disarming denied: not landed\t" in flying.texts()
    assert flying.vehicle.body.on_ground and flying.vehicle.body.touchdown_ms > 8.0
    assert flying.last("HEARTBEAT").base_mode == 29


def test_armed_and_left_alone_it_disarms_itself_after_eleven_seconds(station):
    station.command(400, 1.0)

    took_s = station.run_until(lambda: not station.pilot.armed, 20.0)

    assert took_s == pytest.approx(11.0, abs=0.3)
    assert station.texts()[-1] == "Disarmed by auto preflight disarming\t"


def test_take_off_without_a_height_goes_to_the_default_and_says_so(station):
    nan = math.nan
    station.command(400, 1.0)
    began_m = station.pilot.estimate.up_m
    assert station.command(22, 0, 0, 0, nan, nan, nan, nan) == [ACCEPTED]
    station.run_until(lambda: station.pilot.mode.name == "HOLD" and station.pilot.in_air, 20.0)
    station.run(5.0)

    assert "Using default takeoff altitude: 2.5 m\t" in station.texts()
    assert station.pilot.estimate.up_m - began_m == pytest.approx(2.5, abs=0.2)


def test_a_take_off_that_was_only_asked_for_says_nothing_before_it_is_armed(station):
    nan = math.nan
    station.command(22, 0, 0, 0, nan, nan, nan, nan)
    before = station.texts()[-1]
    station.command(400, 1.0)

    assert "default takeoff" not in before
    assert "Using default takeoff altitude: 2.5 m\t" in station.texts()


def test_starting_a_mission_that_is_not_there_is_denied(station):
    assert station.command(300) == [DENIED]
    assert "Mission start denied! No valid mission\t" in station.texts()


def test_message_intervals_are_honoured_told_and_given_back(station):
    attitude = d.MAVLINK_MSG_ID_ATTITUDE
    assert station.command(511, attitude, 100_000) == [ACCEPTED]
    slow = [m for m in station.run(3.0) if m.get_type() == "ATTITUDE"]
    assert station.command(510, attitude) == [ACCEPTED]
    told = station.last("MESSAGE_INTERVAL").interval_us
    assert station.command(511, attitude, -1) == [ACCEPTED]
    silent = [m for m in station.run(2.0) if m.get_type() == "ATTITUDE"]
    station.command(510, attitude)
    told_off = station.last("MESSAGE_INTERVAL").interval_us
    assert station.command(511, attitude, 0) == [ACCEPTED]
    fast = [m for m in station.run(2.0) if m.get_type() == "ATTITUDE"]

    assert (told, len(silent), told_off) == (100_000, 0, -1)
    assert len(slow) == pytest.approx(30, abs=1)
    assert len(fast) == pytest.approx(100, abs=2)
    assert station.command(511, 60000, 100_000) == [FAILED]


def test_a_message_that_is_there_comes_with_its_acknowledgement(station):
    wanted = [0, 1, 30, 33, 42, 141, 147, 148, 242, 245, 264, 280, 285]

    for message_id in wanted:
        request = d.MAVLink_command_long_message(1, 1, 512, 0, message_id, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        answers = station.send(request)

        assert [m.result for m in answers if m.get_type() == "COMMAND_ACK"] == [ACCEPTED], message_id
        assert message_id in [m.get_msgId() for m in answers]


def test_a_satellite_fix_that_was_sent_already_is_denied_until_there_is_a_new_one(station):
    station.run_until(lambda: station.command(512, 24) == [ACCEPTED], 1.0)

    again = station.command(512, 24)

    assert again == [DENIED]


def test_a_message_that_is_not_there_is_denied(station):
    assert station.command(512, 259) == [DENIED]
    assert station.command(512, 40000) == [DENIED]


def test_the_station_answers_to_time_and_ping(station):
    [sync] = [m for m in station.send(d.MAVLink_timesync_message(0, 123456789)) if m.get_type() == "TIMESYNC"]
    [ping] = [m for m in station.send(d.MAVLink_ping_message(5, 9, 0, 0)) if m.get_type() == "PING"]

    assert (sync.ts1, sync.tc1) == (123456789, pytest.approx(station.pilot.now_s * 1e9))
    assert (ping.time_usec, ping.seq, ping.target_system) == (5, 9, 255)


NAN, INF = math.nan, math.inf
BY_PARAMETERS = {
    # what PX4 answered, or its source says, of the same command with other parameters
    (80,): [ACCEPTED],
    (93, 1.0): [],
    (311,): [],
    (532,): [],
    (30002,): [],
    (42006,): [ACCEPTED],
    (43004,): [ACCEPTED, UNSUPPORTED],
    (35, 10.0, 5.0): [],
    (212, 1.0): [IN_PROGRESS],
    (212, 1.0, 1.0): [DENIED],
    (212, NAN): [UNSUPPORTED],
    (310, 0.1, 1.0, 0, 0, 0.0): [],
    (310, 0.1, 1.0, 0, 0, 1.0): [ACCEPTED],
    (310, 0.1, 1.0, 0, 0, 1101.0): [ACCEPTED],
    (620, 0, 0, NAN): [UNSUPPORTED],
    (620, 0, 0, 90.0): [ACCEPTED],
    (2510, 1.0): [UNSUPPORTED],
    (2510, INF): [ACCEPTED],
    (2510, 3e38): [ACCEPTED],
    (5300, 1.0): [ACCEPTED],
    (5300, 2.0): [FAILED],
    (5300, INF): [FAILED],
    (43003, 0, NAN, 0, 0, 60.0, 5.0): [TEMPORARILY_REJECTED],
    (43003, 0, 0, 0, 0, 255.0, 5.0): [FAILED],
    (246, NAN): [DENIED],
    (16, 0, 0, 0, 0, 2147483648.0, 2147483648.0): [DENIED],
}


def test_other_parameters_get_other_answers(station):
    answered = {asked: station.command(*asked) for asked in BY_PARAMETERS}

    assert answered == BY_PARAMETERS


def test_a_gripper_does_not_do_what_it_has_done_and_changes_its_mind(station):
    closed_already = station.command(211, 1.0, 1.0)
    opening = station.command(211, 1.0, 0.0)
    the_same_again = station.command(211, 1.0, 0.0)
    closing_instead = station.command(211, 1.0, 1.0)

    assert (closed_already, opening, the_same_again) == ([ACCEPTED], [IN_PROGRESS], [TEMPORARILY_REJECTED])
    assert closing_instead == [CANCELLED, IN_PROGRESS]
    assert station.command(211, 1.0, 7.0) == [CANCELLED, DENIED]


def test_a_command_in_another_frame_is_refused_whomever_it_is_for(station):
    message = d.MAVLink_command_int_message(9, 154, 3, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0.0)

    answers = [m for m in station.send(message) if m.get_type() == "COMMAND_ACK"]

    assert [(m.command, m.result) for m in answers] == [(16, WRONG_FRAME)]
    assert station.command(16, target=9) == station.command(16, component=154) == []
    assert station.command(520, component=154) == [ACCEPTED]


def test_a_companion_with_the_aircrafts_own_system_id_is_heard(simulation, make_station):
    companion = make_station(simulation, system=1)
    companion.run(1.0)

    assert companion.command(23) == [ACCEPTED]


INTERVALS = {
    # parameters of SET_MESSAGE_INTERVAL: the answer, and the interval that is told afterwards
    (30.0, 1e6): (ACCEPTED, 1_000_000),
    (30.4, 2e6): (ACCEPTED, 2_000_000),
    (30.0, 5e5, NAN, NAN, 0, 0, NAN): (ACCEPTED, 500_000),
    (30.0, 1e6, 1.0): (FAILED, 500_000),
    (30.0, 1e6, 0, 0.5): (FAILED, 500_000),
    (30.0, 1e6, 0, 0, 0, 0, 1.0): (FAILED, 500_000),
    (NAN, 1e6): (FAILED, 500_000),
    (INF, 1e6): (FAILED, 500_000),
    (0.0, 1e6): (FAILED, 500_000),
}


def test_an_interval_is_set_only_as_px4_can(station):
    found = {}
    for asked in INTERVALS:
        [result] = station.command(511, *asked)
        station.command(510, 30.0)
        found[asked] = (result, station.last("MESSAGE_INTERVAL").interval_us)

    assert found == INTERVALS


def test_any_number_can_be_asked_for(station):
    for odd in (NAN, INF, -INF, -1.0, 3e38, 65536.0 + 30.0, 1e9):
        assert station.command(510, odd) == [ACCEPTED]
        assert station.command(512, odd) in ([ACCEPTED], [DENIED])


@pytest.mark.parametrize("place", [(1e9, 1e9, 3e38), (-3e38, 3e38, -3e38), (90.0, 180.0, 0.0), (255.0, 5.0, 1e7)])
def test_home_may_be_set_where_no_place_is(station, place):
    assert station.command(179, 0, 0, 0, 90.0, *place) == [ACCEPTED]
    station.command(410)

    home = station.last("HOME_POSITION")

    assert abs(home.latitude) <= 90 * 10**7 and abs(home.longitude) <= 180 * 10**7
    assert home.q == pytest.approx([math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5)], abs=1e-6)
    assert station.command(400, 1.0) == [ACCEPTED]


def test_home_cannot_be_set_where_it_is_not_to_be_used(station):
    station.vehicle.parameters.integers["COM_HOME_EN"] = 0

    assert station.command(179, 1.0) == [DENIED]
