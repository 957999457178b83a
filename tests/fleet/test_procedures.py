"""How each order is carried out, against an aircraft played step by step on a number for the time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ground_station.fleet.orders import Arm, Disarm, GoTo, Land, Pause, Resume, Return, StartMission, TakeOff
from ground_station.fleet.procedures import Say, Situation, Until, carry_out
from ground_station.fleet.state import Home, Target, VehicleState
from ground_station.link.outcomes import Outcome
from ground_station.link.statustext import Text

HOME = Home(latitude_deg=60.39, longitude_deg=5.32, altitude_amsl_m=40.0)
GROUNDED = VehicleState(
    system_id=7, autopilot="px4", mode="hold", home=HOME, mission_total=5, mission_state=2, mission_seq=0
)
ARMED = replace(GROUNDED, is_armed=True)
FLYING = replace(ARMED, is_in_air=True, landed_state=2)
MODES = {"hold": 0x03040000, "mission": 0x04040000, "return": 0x05040000, "land": 0x06040000}


class PlayedAircraft:
    """Answers each message with a result and an effect on its state, as the test lays down."""

    def __init__(self, heard, state, *, results=None, effects=None, texts=(), is_heard=True):
        self.heard = heard
        self.now = Situation(state)
        self.results = results or {}
        self.effects = effects or {}
        self.texts = texts
        self.is_heard = is_heard
        self.sent = []
        self.now_s = 0.0

    def carry_out(self, order):
        """The answer to `order`."""
        procedure, came_true = carry_out(order, self.now), False
        try:
            step = next(procedure)
            while True:
                if isinstance(step, Until):
                    if not step.condition():
                        self.now_s += step.within_s
                        self.now.beats += int(step.within_s) if self.is_heard else 0
                    came_true = step.condition()
                elif isinstance(step, Say):
                    self._take(step.message)
                else:
                    self._run(step)
                step = procedure.send(came_true)
        except StopIteration as end:
            return end.value

    def _run(self, exchange):
        outgoing = exchange.start(self.now_s)
        for _ in range(50):
            replies = [reply for message in outgoing for reply in self._take(message)]
            outgoing = [sent for reply in replies for sent in exchange.receive(reply, self.now_s)]
            if exchange.done:
                return
            self.now_s = max(self.now_s, exchange.deadline_s or 0.0)
            outgoing += exchange.tick(self.now_s)
            if exchange.done:
                return

    def _take(self, message):
        self.sent.append(message)
        command = message.fields.get("command", message.kind)
        result = self.results.get(command, 0)
        if result == 0 or result is None:
            effect = self.effects.get(command, {})
            if command == 176 and command not in self.effects:
                number = int(message.param2) << 16 | int(message.param3) << 24
                effect = {"mode": next(name for name, mode in MODES.items() if mode == number)}
            self.now.state = replace(self.now.state, **effect)
        self.now.texts.extend(Text(severity=2, text=text) for text in self.texts)
        if result is None or message.kind == "MISSION_SET_CURRENT":
            return []
        ack = self.heard("COMMAND_ACK", command=command, result=result, target_system=255, target_component=190)
        accepted = self.heard("COMMAND_ACK", command=command, result=0, target_system=255, target_component=190)
        return [accepted, ack] if command == 176 else [ack]

    @property
    def commands(self):
        """What was commanded."""
        return [message.fields.get("command", message.kind) for message in self.sent]


def test_arming_is_believed_when_the_state_shows_it(heard):
    aircraft = PlayedAircraft(heard, GROUNDED, effects={400: {"is_armed": True}})

    answer = aircraft.carry_out(Arm())

    assert answer.outcome is Outcome.ACCEPTED
    assert aircraft.commands == [400]


def test_an_acknowledged_arming_without_effect_has_failed(heard):
    answer = PlayedAircraft(heard, GROUNDED).carry_out(Arm())

    assert answer.outcome is Outcome.FAILED
    assert "does not show it armed" in answer.reasons[0]


def test_an_acknowledged_arming_of_an_aircraft_that_falls_silent_is_not_called_failed(heard):
    answer = PlayedAircraft(heard, GROUNDED, is_heard=False).carry_out(Arm())

    assert answer.outcome is Outcome.UNANSWERED
    assert "not heard since" in answer.reasons[0]


def test_a_refused_arming_gives_the_autopilots_own_reasons_first(heard):
    blocked = replace(GROUNDED, arming_blockers=("Too few satellites.",))
    aircraft = PlayedAircraft(
        heard, blocked, results={400: 1}, texts=("Arming denied: Resolve system health failures first",)
    )

    answer = aircraft.carry_out(Arm())

    assert answer.outcome is Outcome.TEMPORARILY_REJECTED
    assert answer.reasons == ("Too few satellites.", "Arming denied: Resolve system health failures first")


def test_an_unanswered_arming_is_sent_once_and_then_the_state_is_read(heard):
    deaf = PlayedAircraft(heard, GROUNDED, results={400: None}, effects={400: {}})
    mute = PlayedAircraft(heard, GROUNDED, results={400: None}, effects={400: {"is_armed": True}})

    answers = deaf.carry_out(Arm()), mute.carry_out(Arm())

    assert (deaf.commands, mute.commands) == ([400], [400])
    assert [answer.outcome for answer in answers] == [Outcome.UNANSWERED, Outcome.ACCEPTED]


@pytest.mark.parametrize("mode", ["mission", "offboard", "return", "land", "position"])
def test_before_arming_the_aircraft_is_put_into_a_mode_that_does_nothing(heard, mode):
    aircraft = PlayedAircraft(heard, replace(GROUNDED, mode=mode), effects={400: {"is_armed": True}})

    answer = aircraft.carry_out(Arm())

    assert answer.outcome is Outcome.ACCEPTED
    assert aircraft.commands == [176, 400]
    assert aircraft.now.state.mode == "hold"


def test_arming_an_armed_aircraft_sends_nothing(heard):
    aircraft = PlayedAircraft(heard, ARMED)

    assert aircraft.carry_out(Arm()).outcome is Outcome.ACCEPTED
    assert aircraft.sent == []


def test_take_off_gives_the_height_above_the_sea(heard):
    effect = {"mode": "takeoff", "is_in_air": True}
    aircraft = PlayedAircraft(heard, ARMED, effects={22: effect})

    answer = aircraft.carry_out(TakeOff(15.0))

    assert answer.outcome is Outcome.ACCEPTED
    assert aircraft.sent[0].param7 == 55.0


def test_a_take_off_that_stays_on_the_ground_has_failed(heard):
    aircraft = PlayedAircraft(heard, ARMED, effects={22: {"mode": "takeoff"}})

    answer = aircraft.carry_out(TakeOff(15.0))

    assert answer.outcome is Outcome.FAILED
    assert "still on the ground" in answer.reasons[0]


@pytest.mark.parametrize(
    ("order", "state", "words"),
    [
        (TakeOff(10.0), GROUNDED, "Arm it first"),
        (TakeOff(-3.0), ARMED, "above zero"),
        (TakeOff(float("nan")), ARMED, "above zero"),
        (TakeOff(10.0), replace(ARMED, home=None), "home"),
        (StartMission(), GROUNDED, "Arm it first"),
        (StartMission(), replace(ARMED, mission_total=0), "Upload one first"),
        (StartMission(), replace(ARMED, mission_state=1), "cannot be flown"),
        (Resume(), replace(FLYING, mission_total=None), "Upload one first"),
        (GoTo(60.4, 5.3, 20.0), ARMED, "not flying"),
        (GoTo(60.4, 5.3, 20.0), replace(FLYING, home=None), "home"),
    ],
)
def test_what_cannot_work_is_refused_without_a_word_to_the_aircraft(heard, order, state, words):
    aircraft = PlayedAircraft(heard, state)

    answer = aircraft.carry_out(order)

    assert answer.outcome is Outcome.DENIED
    assert words in answer.reasons[0]
    assert aircraft.sent == []


def test_a_mission_starts_at_the_item_that_was_asked_for(heard):
    state = replace(ARMED, mission_seq=3, is_in_air=True)
    aircraft = PlayedAircraft(heard, state, effects={"MISSION_SET_CURRENT": {"mission_seq": 0}})

    answer = aircraft.carry_out(StartMission())

    assert answer.outcome is Outcome.ACCEPTED
    assert aircraft.commands == ["MISSION_SET_CURRENT", 176]


def test_a_mission_that_does_not_go_to_the_item_is_not_started(heard):
    silent = PlayedAircraft(heard, replace(FLYING, mission_seq=3))
    loud = PlayedAircraft(heard, replace(FLYING, mission_seq=3), texts=("WPM: WP CURR CMD: Not in list",))

    answers = silent.carry_out(StartMission()), loud.carry_out(StartMission(99))

    assert silent.commands == ["MISSION_SET_CURRENT"] * 3
    assert [answer.outcome for answer in answers] == [Outcome.FAILED, Outcome.DENIED]
    assert "no item 100" in answers[1].reasons[0]


@pytest.mark.parametrize(
    ("order", "mode"), [(Pause(), "hold"), (Return(), "return"), (Land(), "land"), (Resume(), "mission")]
)
def test_orders_that_are_modes_are_believed_by_the_mode(heard, order, mode):
    aircraft = PlayedAircraft(heard, replace(FLYING, mode="position"))

    answer = aircraft.carry_out(order)

    assert answer.outcome is Outcome.ACCEPTED
    assert aircraft.now.state.mode == mode


def test_the_second_answer_to_a_mode_counts(heard):
    text = "Switching to mode 'Mission' is currently not possible"
    aircraft = PlayedAircraft(heard, FLYING, results={176: 1}, texts=(text,))

    answer = aircraft.carry_out(Resume())

    assert answer.outcome is Outcome.TEMPORARILY_REJECTED
    assert answer.reasons == (text,)


def test_orders_that_bring_it_down_are_repeated_and_those_that_start_it_are_not(heard):
    returning = PlayedAircraft(heard, FLYING, results={176: None}, effects={176: {}})
    resuming = PlayedAircraft(heard, FLYING, results={176: None}, effects={176: {}})

    outcomes = returning.carry_out(Return()).outcome, resuming.carry_out(Resume()).outcome

    going = PlayedAircraft(heard, FLYING, results={192: None}, effects={192: {}})
    going.carry_out(GoTo(60.4, 5.3, 20.0))

    assert (returning.commands, resuming.commands, going.commands) == ([176] * 3, [176], [192] * 2)
    assert outcomes == (Outcome.UNANSWERED, Outcome.UNANSWERED)


def test_a_goto_is_believed_when_the_aircraft_shows_the_place_as_its_target(heard):
    target = Target(latitude_deg=60.4, longitude_deg=5.3, altitude_m=60.0, heard_s=1.0)
    aircraft = PlayedAircraft(heard, FLYING, effects={192: {"target": target}})

    answer = aircraft.carry_out(GoTo(60.4, 5.3, 20.0))

    [request] = aircraft.sent
    assert answer.outcome is Outcome.ACCEPTED
    assert (request.kind, request.frame, request.z, request.param2) == ("COMMAND_INT", 5, 60.0, 1.0)
    assert (request.x, request.y) == (604000000, 53000000)


def test_a_goto_that_is_acknowledged_and_then_ignored_is_found_out(heard):
    fenced = PlayedAircraft(heard, FLYING, texts=("Reposition is outside geofence",))
    silent = PlayedAircraft(heard, FLYING)

    answers = fenced.carry_out(GoTo(60.4, 5.3, 20.0)), silent.carry_out(GoTo(60.4, 5.3, 20.0))

    assert [answer.outcome for answer in answers] == [Outcome.DENIED, Outcome.FAILED]
    assert "outside the fence" in answers[0].reasons[0]


def test_a_goto_whose_acknowledgement_is_lost_is_judged_by_what_the_aircraft_shows_and_says(heard):
    target = Target(latitude_deg=60.4, longitude_deg=5.3, altitude_m=60.0, heard_s=1.0)
    mute = PlayedAircraft(heard, FLYING, results={192: None}, effects={192: {"target": target}})
    fenced = PlayedAircraft(heard, FLYING, results={192: None}, texts=("Reposition is outside geofence",))
    deaf = PlayedAircraft(heard, FLYING, results={192: None})
    gone = PlayedAircraft(heard, FLYING, is_heard=False)

    answers = [aircraft.carry_out(GoTo(60.4, 5.3, 20.0)) for aircraft in (mute, fenced, deaf, gone)]

    assert [answer.outcome for answer in answers] == [
        Outcome.ACCEPTED, Outcome.DENIED, Outcome.UNANSWERED, Outcome.UNANSWERED,
    ]  # fmt: skip
    assert "not heard since" in answers[3].reasons[0]
    assert deaf.now_s <= 4.0  # two tries and a look: whoever clears the air asks again


def test_disarming_in_the_air_gives_the_aircrafts_own_words(heard):
    aircraft = PlayedAircraft(heard, FLYING, results={400: 1}, texts=("Disarming denied: not landed",))

    answer = aircraft.carry_out(Disarm())

    assert answer.outcome is Outcome.TEMPORARILY_REJECTED
    assert answer.reasons == ("Disarming denied: not landed",)


@pytest.mark.parametrize("autopilot", ["ardupilot", "unknown"])
@pytest.mark.parametrize("order", [Arm(), Return(), Land(), Pause(), TakeOff(5.0)])
def test_aircraft_this_station_cannot_fly_are_only_watched(heard, autopilot, order):
    aircraft = PlayedAircraft(heard, replace(FLYING, autopilot=autopilot))

    answer = aircraft.carry_out(order)

    assert answer.outcome is Outcome.UNSUPPORTED
    assert aircraft.sent == []
