"""How each order is carried out on PX4, step by step, without sockets or clocks.

A procedure is a generator: it yields an exchange to run or a condition to wait for, reads the aircraft's state between
the steps, and returns the answer. No acknowledgement is believed where the state can be read: PX4 accepts a goto
outside its fence and then does not move.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Final, assert_never

from ground_station.fleet.orders import (
    Arm,
    ChangeSpeed,
    Disarm,
    GoTo,
    Land,
    Look,
    LookAhead,
    Orbit,
    Order,
    Pause,
    Resume,
    Return,
    StartMission,
    TakeOff,
)
from ground_station.fleet.state import VehicleState
from ground_station.link.autopilots.registry import autopilot_named
from ground_station.link.commands import (
    NOT_HEARD_SINCE_WORDS,
    CommandExchange,
    ModeExchange,
    command_int,
    command_long,
)
from ground_station.link.exchange import Exchange
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.mission_items import FRAME_GLOBAL_INT
from ground_station.link.outcomes import Answer, Outcome
from ground_station.link.statustext import Text

COMPONENT_ARM_DISARM: Final = 400
NAV_TAKEOFF: Final = 22
DO_ORBIT: Final = 34
DO_CHANGE_SPEED: Final = 178
DO_REPOSITION: Final = 192
DO_SET_ROI_LOCATION: Final = 195
DO_SET_ROI_NONE: Final = 197
GROUND_SPEED: Final = 1.0
MODE_OF: Final[dict[type[Order], str]] = {Pause: "hold", Return: "return", Land: "land"}
NOT_FLYING: Final = "The aircraft is not flying. Take off first."
CHANGE_MODE: Final = 1.0
"""DO_REPOSITION's param2: PX4 refuses anything else."""
HEARTBEAT_WAIT_S: Final = 3.5
"""A state shows in the next heartbeat, a second later; three may be lost."""
TELLING_BEATS: Final = 2
"""Heartbeats after the acknowledgement that show the state; the first may have been on its way."""
LIFT_OFF_WAIT_S: Final = 15.0
TEXT_WAIT_S: Final = 0.5
"""Reasons come as texts within milliseconds of a refusal, over a radio somewhat later."""
TARGET_WAIT_S: Final = 5.0
TARGET_TOLERANCE_DEG: Final = 2e-5
TARGET_TOLERANCE_M: Final = 1.5
WORST_TOLD: Final = 4
"""MAV_SEVERITY_WARNING: quieter texts are no reasons."""
SAFE_TO_ARM: Final = ("hold", "takeoff")
FLYABLE: Final = 2
"""Lowest MISSION_STATE in which a plan can be flown."""
OUTSIDE_FENCE: Final = "outside geofence"


@dataclass(slots=True)
class Situation:
    """What a procedure sees: the newest state, and what the aircraft has said since the order was given."""

    state: VehicleState
    texts: list[Text] = field(default_factory=list)
    beats: int = 0
    """Heartbeats heard since the order was given."""

    def reasons(self) -> tuple[str, ...]:
        """What the aircraft said that may be a reason, each once."""
        return tuple(dict.fromkeys(text.text for text in self.texts if text.severity <= WORST_TOLD))

    def has_said(self, words: str) -> bool:
        """Whether a text holds `words`."""
        return any(words in text.text.lower() for text in self.texts)


@dataclass(frozen=True, slots=True)
class Until:
    """Wait for a condition; the procedure is told whether it came true in time."""

    condition: Callable[[], bool]
    within_s: float


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message that has no answer."""

    message: Message


Step = Exchange | Until | Say
Procedure = Generator[Step, bool, Answer]


def carry_out(order: Order, now: Situation) -> Procedure:
    """The steps of `order` on the aircraft that `now` shows."""
    if not autopilot_named(now.state.autopilot).can_be_flown:
        return _refused("This station only watches aircraft of this kind. Fly it by its own ground station.")
    match order:
        case Arm():
            return _arm(now)
        case Disarm():
            return _disarm(now)
        case TakeOff(height_m):
            return _take_off(now, height_m)
        case StartMission(from_item):
            return _start_mission(now, from_item)
        case Pause() | Return() | Land():
            return _change_mode(now, MODE_OF[type(order)])
        case Resume():
            return _resume(now)
        case GoTo():
            return _go_to(now, order)
        case Orbit():
            return _orbit(now, order)
        case Look() | LookAhead():
            return _look(now, order)
        case ChangeSpeed(speed_ms):
            return _change_speed(now, speed_ms)
        case _:
            assert_never(order)


def _arm(now: Situation) -> Procedure:
    if now.state.is_armed:
        return Answer(Outcome.ACCEPTED, ("It was armed already.",))
    if now.state.mode not in SAFE_TO_ARM:
        # After a flight PX4 falls back to the mode before it, which may start a mission or refuse to arm.
        answer = yield from _change_mode(now, "hold")
        if answer.outcome is not Outcome.ACCEPTED:
            return answer
    exchange = CommandExchange(command_long(now.state.system_id, COMPONENT_ARM_DISARM, 1.0))
    yield exchange
    answer = yield from _confirmed(now, exchange, lambda: now.state.is_armed, "its heartbeat does not show it armed")
    if answer.outcome is Outcome.ACCEPTED:
        return answer
    # The report with the reasons comes after the refusal and its text, which says nothing.
    yield Until(lambda: bool(now.state.arming_blockers), TEXT_WAIT_S)
    return Answer(answer.outcome, tuple(dict.fromkeys((*now.state.arming_blockers, *answer.reasons))))


def _disarm(now: Situation) -> Procedure:
    exchange = CommandExchange(command_long(now.state.system_id, COMPONENT_ARM_DISARM, 0.0))
    yield exchange
    return (yield from _confirmed(now, exchange, lambda: not now.state.is_armed, "its heartbeat shows it armed"))


def _take_off(now: Situation, height_above_home_m: float) -> Procedure:
    if not math.isfinite(height_above_home_m) or height_above_home_m <= 0.0:
        return _denied("The height to climb to must be above zero.")
    if not now.state.is_armed:
        return _denied("The aircraft is not armed. Arm it first.")
    if now.state.home is None:
        return _denied("The aircraft has not told its home yet, so its height above sea level is not known.")
    altitude_m = now.state.home.altitude_amsl_m + height_above_home_m
    here = (math.nan, math.nan, math.nan)  # yaw, latitude and longitude as they are
    exchange = CommandExchange(command_long(now.state.system_id, NAV_TAKEOFF, 0.0, 0.0, 0.0, *here, altitude_m))
    yield exchange
    answer = yield from _confirmed(now, exchange, lambda: now.state.mode == "takeoff", "it is not in take-off mode")
    if answer.outcome is not Outcome.ACCEPTED:
        return answer
    return (yield from _lifted_off(now))


def _start_mission(now: Situation, from_item: int) -> Procedure:
    problem = _mission_problem(now.state)
    if problem is None and not now.state.is_armed:
        problem = "The aircraft is not armed. Arm it first."
    if problem is not None:
        return _denied(problem)
    if now.state.mission_seq != from_item:
        answer = yield from _set_current(now, from_item)
        if answer.outcome is not Outcome.ACCEPTED:
            return answer
    answer = yield from _change_mode(now, "mission", attempts=1)
    if answer.outcome is not Outcome.ACCEPTED:
        return answer
    return (yield from _lifted_off(now))


def _resume(now: Situation) -> Procedure:
    problem = _mission_problem(now.state)
    if problem is not None:
        return _denied(problem)
    return (yield from _change_mode(now, "mission", attempts=1))


def _go_to(now: Situation, order: GoTo) -> Procedure:
    if not (now.state.is_armed and now.state.is_in_air):
        return _denied(NOT_FLYING)
    if now.state.home is None:
        return _denied("The aircraft has not told its home yet, so its height above sea level is not known.")
    altitude_m = now.state.home.altitude_amsl_m + order.height_above_home_m
    request = command_int(
        now.state.system_id,
        DO_REPOSITION,
        -1.0,
        CHANGE_MODE,
        0.0,
        math.nan,
        frame=FRAME_GLOBAL_INT,
        latitude_deg=order.latitude_deg,
        longitude_deg=order.longitude_deg,
        z_m=altitude_m,
    )
    exchange = CommandExchange(request, attempts=2)
    yield exchange
    if exchange.outcome not in (Outcome.ACCEPTED, Outcome.UNANSWERED):
        return (yield from _refusal(now, exchange))

    def is_settled() -> bool:
        return now.has_said(OUTSIDE_FENCE) or _is_heading_for(now.state, order, altitude_m)

    is_heard = yield from _waited_for(now, exchange, is_settled, TARGET_WAIT_S, unanswered_s=TEXT_WAIT_S)
    if _is_heading_for(now.state, order, altitude_m):
        return Answer(Outcome.ACCEPTED)
    if now.has_said(OUTSIDE_FENCE):
        return Answer(Outcome.DENIED, ("The place is outside the fence on the aircraft.", *now.reasons()))
    return _without_effect(
        now, exchange, "It acknowledged the place but does not show that it flies there.", is_heard=is_heard
    )


def _orbit(now: Situation, order: Orbit) -> Procedure:
    if not (now.state.is_armed and now.state.is_in_air):
        return _denied(NOT_FLYING)
    if now.state.home is None:
        return _denied("The aircraft has not told its home yet, so its height above sea level is not known.")
    request = command_int(
        now.state.system_id,
        DO_ORBIT,
        order.radius_m,
        math.nan,  # the speed as it is
        0.0,  # the nose to the centre
        math.nan,
        frame=FRAME_GLOBAL_INT,
        latitude_deg=order.latitude_deg,
        longitude_deg=order.longitude_deg,
        z_m=now.state.home.altitude_amsl_m + order.height_above_home_m,
    )
    exchange = CommandExchange(request, attempts=2)
    yield exchange
    return (yield from _confirmed(now, exchange, lambda: now.state.mode == "orbit", "it is not in orbit mode"))


def _look(now: Situation, order: Look | LookAhead) -> Procedure:
    if isinstance(order, LookAhead):
        request = command_long(now.state.system_id, DO_SET_ROI_NONE)
    else:
        request = command_int(
            now.state.system_id,
            DO_SET_ROI_LOCATION,
            frame=FRAME_GLOBAL_INT,
            latitude_deg=order.latitude_deg,
            longitude_deg=order.longitude_deg,
            z_m=order.altitude_amsl_m,
        )
    exchange = CommandExchange(request, attempts=3)
    yield exchange
    return (yield from _as_answered(now, exchange))


def _change_speed(now: Situation, speed_ms: float) -> Procedure:
    if not (now.state.is_armed and now.state.is_in_air):
        return _denied(NOT_FLYING)
    request = command_long(now.state.system_id, DO_CHANGE_SPEED, GROUND_SPEED, speed_ms, -1.0)
    exchange = CommandExchange(request, attempts=3)
    yield exchange
    return (yield from _as_answered(now, exchange))


def _as_answered(now: Situation, exchange: Exchange) -> Procedure:
    """The acknowledgement as the answer, where no telemetry shows the effect."""
    if exchange.outcome is Outcome.ACCEPTED:
        return Answer(Outcome.ACCEPTED)
    return (yield from _refusal(now, exchange))


def _is_heading_for(state: VehicleState, order: GoTo, altitude_m: float) -> bool:
    target = state.target
    return (
        target is not None
        and abs(target.latitude_deg - order.latitude_deg) < TARGET_TOLERANCE_DEG
        and abs(target.longitude_deg - order.longitude_deg) < 2 * TARGET_TOLERANCE_DEG
        and abs(target.altitude_m - altitude_m) < TARGET_TOLERANCE_M
    )


def _set_current(now: Situation, item: int) -> Procedure:
    message = Message(
        "MISSION_SET_CURRENT", target_system=now.state.system_id, target_component=AUTOPILOT_COMPONENT, seq=item
    )
    for _ in range(3):
        yield Say(message)
        if (yield Until(lambda: now.state.mission_seq == item, 1.3)):
            return Answer(Outcome.ACCEPTED)
        if now.has_said("not in list"):
            return _denied(f"The plan on the aircraft has no item {item + 1}.")
    return Answer(Outcome.FAILED, (f"The aircraft did not go to item {item + 1} of its plan.", *now.reasons()))


def _change_mode(now: Situation, mode: str, *, attempts: int = 3) -> Procedure:
    autopilot = autopilot_named(now.state.autopilot)
    exchange = ModeExchange(
        now.state.system_id, autopilot.mode_params(mode), autopilot.custom_mode(mode), attempts=attempts
    )
    yield exchange
    return (yield from _confirmed(now, exchange, lambda: now.state.mode == mode, f"it is not in mode {mode}"))


def _lifted_off(now: Situation) -> Procedure:
    yield Until(lambda: now.state.is_in_air or not now.state.is_armed, LIFT_OFF_WAIT_S)
    if now.state.is_in_air:
        return Answer(Outcome.ACCEPTED)
    words = (
        "It was disarmed." if not now.state.is_armed else f"It is still on the ground after {LIFT_OFF_WAIT_S:.0f} s."
    )
    return Answer(Outcome.FAILED, (words, *now.reasons()))


def _confirmed(now: Situation, exchange: Exchange, effect: Callable[[], bool], failing: str) -> Procedure:
    """The answer to `exchange`, believed once the state shows the effect.

    An unanswered command may have been carried out: the state says so.
    """
    if exchange.outcome not in (Outcome.ACCEPTED, Outcome.UNANSWERED):
        return (yield from _refusal(now, exchange))
    is_heard = yield from _waited_for(now, exchange, effect, HEARTBEAT_WAIT_S, unanswered_s=HEARTBEAT_WAIT_S)
    if effect():
        return Answer(Outcome.ACCEPTED)
    return _without_effect(now, exchange, f"The aircraft acknowledged this, but {failing}.", is_heard=is_heard)


def _waited_for(
    now: Situation, exchange: Exchange, effect: Callable[[], bool], within_s: float, *, unanswered_s: float
) -> Generator[Step, bool, bool]:
    """Wait for an effect; whether the aircraft was heard meanwhile, without which the wait goes on for a while.

    An order that was not answered is not waited for longer: whoever clears the air gives it again.
    """
    began, is_answered = now.beats, exchange.outcome is Outcome.ACCEPTED
    yield Until(effect, within_s if is_answered else unanswered_s)
    if is_answered and not effect() and now.beats - began < TELLING_BEATS:
        # Its silence says nothing of its state: it may be busy, or the link poor.
        yield Until(lambda: effect() or now.beats - began >= TELLING_BEATS, HEARTBEAT_WAIT_S)
    return now.beats > began


def _without_effect(now: Situation, exchange: Exchange, failing: str, *, is_heard: bool) -> Answer:
    if exchange.outcome is Outcome.UNANSWERED:
        return Answer(Outcome.UNANSWERED, (*exchange.reasons, *now.reasons()))
    if not is_heard:
        return Answer(Outcome.UNANSWERED, (NOT_HEARD_SINCE_WORDS, *now.reasons()))
    return Answer(Outcome.FAILED, (failing, *now.reasons()))


def _refusal(now: Situation, exchange: Exchange) -> Procedure:
    """The refusal with what the aircraft says about it."""
    yield Until(lambda: bool(now.reasons()), TEXT_WAIT_S)
    return Answer(exchange.outcome or Outcome.FAILED, now.reasons() or exchange.reasons)


def _mission_problem(state: VehicleState) -> str | None:
    if not state.mission_total:
        return "There is no plan on the aircraft. Upload one first."
    if state.mission_state is not None and 0 < state.mission_state < FLYABLE:
        return "The aircraft judges that the plan on board cannot be flown. Upload another."
    return None


def _denied(words: str) -> Answer:
    return Answer(Outcome.DENIED, (words,))


def _refused(words: str) -> Procedure:
    return Answer(Outcome.UNSUPPORTED, (words,))
    yield
