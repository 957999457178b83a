"""The autopilot of one aircraft: joins arming, modes, failsafes, ways of flying and the controller, stepped in time."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from firmware_sim.aircraft.arming import Arming
from firmware_sim.aircraft.arming_report import ArmingReport
from firmware_sim.aircraft.auto_flight import AutoFlight
from firmware_sim.aircraft.battery import Battery
from firmware_sim.aircraft.control import Controller, Lift, gains_of
from firmware_sim.aircraft.course import Course, Kind, Place
from firmware_sim.aircraft.dynamics import AttitudeCommand
from firmware_sim.aircraft.estimator import Estimate
from firmware_sim.aircraft.events import EventLog
from firmware_sim.aircraft.failsafes import Failsafes
from firmware_sim.aircraft.ground_watch import GroundWatch, Landed
from firmware_sim.aircraft.hold import Descend, Hold, Land, Reposition
from firmware_sim.aircraft.mission_result import MissionResult, MissionState
from firmware_sim.aircraft.mission_run import MissionRun
from firmware_sim.aircraft.mode_switch import ModeSwitch
from firmware_sim.aircraft.modes import Mode
from firmware_sim.aircraft.offboard import Offboard
from firmware_sim.aircraft.orbit import Orbit
from firmware_sim.aircraft.parameters import Parameters
from firmware_sim.aircraft.plan_check import PlanCheck
from firmware_sim.aircraft.plans import PlanType
from firmware_sim.aircraft.return_home import ReturnHome
from firmware_sim.aircraft.setpoint import Setpoint
from firmware_sim.aircraft.sticks import Sticks
from firmware_sim.aircraft.take_off import TakeOff
from firmware_sim.aircraft.tilt_sticks import AltitudeSticks, AttitudeSticks, RateSticks
from firmware_sim.aircraft.voice import CRITICAL, Voice
from firmware_sim.aircraft.way import Way
from firmware_sim.mavlink.gimbal import Gimbal
from firmware_sim.mavlink.link import Text
from firmware_sim.mavlink.mission_transfer import Plans

READY_AFTER_S = 4.5
CONTROL_EVERY_S = 0.02
FARTHEST_HOME_M = 1e6
NO_ACTION = (0, 1)
"""GF_ACTION: none, or a warning."""
DECIDE_EVERY = 3
"""The navigator looks once in so many controls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where it returns to, in the world's local frame as the autopilot believes it."""

    north_m: float
    east_m: float
    up_m: float
    yaw_rad: float
    set_s: float


class Autopilot:
    """PX4's commander, navigator and controller in one pure object."""

    def __init__(
        self,
        system_id: int,
        parameters: Parameters,
        plans: Plans,
        estimate: Estimate,
        battery: Battery,
        gimbal: Gimbal,
        local_from_degrees: Callable[[float, float], tuple[float, float]],
        rng: random.Random,
    ) -> None:
        self.system_id = system_id
        self.parameters, self.plans = parameters, plans
        self.estimate, self.battery, self.gimbal = estimate, battery, gimbal
        self.local_from_degrees, self.rng = local_from_degrees, rng
        self.now_s = 0.0
        self.terminated = False
        self.knows_place = True
        """Whether the position estimate can be flown by."""
        self.wind_ms = 0.0
        """The wind that the estimator believes."""
        self.home: Home | None = None
        self.height_above_ground_m, self.on_ground = 0.0, True
        self.mission_in_progress = False
        """Whether MISSION mode had something left to fly when PX4's commander looked last.

        Then home stays, and landing does not disarm.
        """
        self.cruise_ms: float | None = None
        """Speed asked for by a person or a mission; None takes the parameter."""
        self.broadcast: Callable[[int, int, tuple[float, ...]], None] = lambda component, command, params: None
        self._controls = 0
        self._control_s = 0.0
        self._told_heading = False
        self._join_parts()

    def _join_parts(self) -> None:
        """Make what it consists of."""
        self.voice = Voice()
        self.mission_result = MissionResult()
        self.arming, self.mode_switch, self.ground_watch = Arming(self), ModeSwitch(self), GroundWatch(self)
        self.failsafes, self.plan_check = Failsafes(self), PlanCheck(self)
        self.arming_report = ArmingReport(self)
        self.controller = Controller(gains_of(self.parameters))
        self.auto = AutoFlight(self.parameters)
        self.setpoint = Setpoint()
        self.course = Course(kind=Kind.LOITER, target=self.here)
        self.mission, self.return_home = MissionRun(self), ReturnHome(self)
        self.holding, self.taking_off, self.orbiting = Hold(self), TakeOff(self), Orbit(self)
        self.sticks, self.offboard = Sticks(self), Offboard(self)
        landing = Land(self)
        self._descending = Descend(self)
        self._ways: dict[Mode, Way] = {
            Mode.HOLD: self.holding,
            Mode.TAKEOFF: self.taking_off,
            Mode.MISSION: self.mission,
            Mode.RETURN: self.return_home,
            Mode.LAND: landing,
            Mode.PRECISION_LAND: landing,
            Mode.TERMINATION: self.holding,
            Mode.ORBIT: self.orbiting,
            Mode.POSITION: self.sticks,
            Mode.POSITION_SLOW: self.sticks,
            Mode.ALTITUDE: AltitudeSticks(self),
            Mode.ALTITUDE_CRUISE: AltitudeSticks(self),
            Mode.STABILIZED: AttitudeSticks(self),
            Mode.MANUAL: AttitudeSticks(self),
            Mode.ACRO: RateSticks(self),
            Mode.OFFBOARD: self.offboard,
        }
        self.flown: Way = self.holding
        self.flown_mode: Mode | None = Mode.HOLD
        """The mode whose way is flown; None while it comes down blind."""

    # --- what others ask of it ---

    @property
    def here(self) -> Place:
        """Where it believes to be."""
        return self.estimate.north_m, self.estimate.east_m, self.estimate.up_m

    @property
    def moving(self) -> Place:
        """How it believes to move, north, east and up in m/s."""
        return self.estimate.north_ms, self.estimate.east_ms, self.estimate.up_ms

    @property
    def mode(self) -> Mode:
        """The mode flown."""
        return self.mode_switch.mode

    @property
    def wished_mode(self) -> Mode:
        """The mode that a person asked for last."""
        return self.mode_switch.wished

    @property
    def armed(self) -> bool:
        """Whether the motors may run."""
        return self.arming.armed

    @property
    def armed_s(self) -> float:
        """When it was armed last."""
        return self.arming.armed_s

    @property
    def flights(self) -> int:
        """How often it was armed."""
        return self.arming.flights

    @property
    def texts(self) -> list[Text]:
        """What it said lately."""
        return self.voice.texts

    @property
    def events(self) -> EventLog:
        """What it told by number."""
        return self.voice.events

    @property
    def landed(self) -> Landed:
        """On the ground, in the air, or between."""
        return self.ground_watch.landed

    @property
    def lifted(self) -> bool:
        """Whether it has left the ground since arming."""
        return self.ground_watch.lifted

    @property
    def in_air(self) -> bool:
        """Whether it is armed and off the ground."""
        return self.armed and not self.ground_watch.is_landed

    @property
    def starts_now(self) -> bool:
        """Whether it is about to leave the ground."""
        return self.controller.lift.state >= Lift.RAMP or (self.setpoint.wants_to_lift and self.armed)

    @property
    def healthy(self) -> bool:
        """Whether the sensors have settled after start."""
        return self.now_s >= READY_AFTER_S and self.knows_place

    @property
    def may_arm(self) -> bool:
        """Whether arming in the present mode would be granted."""
        return self.arming.may_arm

    @property
    def home_amsl_m(self) -> float:
        """Height of home, or of here before home is known."""
        return self.home.up_m if self.home is not None else self.estimate.up_m

    @property
    def acceptance_m(self) -> float:
        """How near counts as reached."""
        return self.parameters.real("NAV_ACC_RAD")

    @property
    def target(self) -> Place | None:
        """Where it is flying to, for those who watch."""
        if self.mode is Mode.MISSION:
            return self.mission.target
        if self.mode is Mode.RETURN:
            return self.return_home.destination
        return self.course.target if self.flown.follows_course else None

    def say(self, severity: int, text: str) -> None:
        """Speak to the people at the ground stations."""
        self.voice.say(severity, text, self.now_s)

    def heading_to(self, target: Place) -> float | None:
        """The heading towards a place, or None when it is too near to face."""
        north_m, east_m = target[0] - self.estimate.north_m, target[1] - self.estimate.east_m
        return math.atan2(east_m, north_m) if math.hypot(north_m, east_m) > self.acceptance_m else None

    # --- commands ---

    def arm(self, by: str = "external command") -> bool:
        """Arm by an outside command; False when refused."""
        return self.arming.arm(by)

    def disarm(self, *, forced: bool = False) -> bool:
        """Disarm by an outside command; False when refused because it flies."""
        return self.arming.disarm(forced=forced)

    def set_home(self) -> None:
        """Make the present place home."""
        self.set_home_at(*self.here, self.estimate.yaw_rad)

    def set_home_at(self, north_m: float, east_m: float, up_m: float, yaw_rad: float) -> None:
        """Make another place home; its height is kept where MAVLink can tell it."""
        up_m = max(-FARTHEST_HOME_M, min(FARTHEST_HOME_M, up_m))
        self.home = Home(north_m=north_m, east_m=east_m, up_m=up_m, yaw_rad=yaw_rad, set_s=self.now_s)

    def request_mode(self, mode: Mode, *, from_station: bool = True) -> bool:
        """Change the mode as a person asks; False when PX4 refuses."""
        return self.mode_switch.request(mode, from_station=from_station)

    def finish_in(self, mode: Mode) -> None:
        """Change the mode because the present one has done its work."""
        self.mode_switch.finish_in(mode)

    def take_off_to(self, amsl_m: float, *, is_nowhere: bool = False) -> bool:
        """NAV_TAKEOFF: TAKEOFF mode with a height above sea level, NaN for the default; nowhere is 0 deg, 0 deg."""
        self.taking_off.choose(amsl_m, is_nowhere=is_nowhere)
        return self.request_mode(Mode.TAKEOFF)

    def reposition(self, to: Reposition, *, what: str = "Reposition") -> bool:
        """Fly there and hold; outside the fence nothing moves. False when holding is refused."""
        if not self.armed:
            # PX4's navigator forgets it: nothing is to happen at some later take-off.
            return self.request_mode(Mode.HOLD)
        allowed = self.is_allowed(to.target)
        if not allowed:
            self.say(CRITICAL, f"{what} is outside geofence\t")
        if not self.request_mode(Mode.HOLD):
            return False
        if allowed:
            self.holding.send(to)
        return True

    def change_speed(self, cruise_ms: float | None) -> None:
        """DO_CHANGE_SPEED: at once, until the mode changes; None for the parameter's."""
        self.cruise_ms = cruise_ms
        self.course = replace(self.course, cruise_ms=cruise_ms)

    def is_allowed(self, place: Place) -> bool:
        """Whether it may be sent there; a fence that only warns forbids nothing."""
        return self.parameters.integer("GF_ACTION") in NO_ACTION or self.plan_check.allows(place)

    def terminate(self) -> None:
        """Flight termination: motors off, no way back."""
        self.terminated = True

    def terminate_by_command(self) -> bool:
        """The same as a person asks for it, as a mode; False when it is not armed."""
        if not self.armed or not self.mode_switch.request(Mode.TERMINATION):
            return False
        self.say(CRITICAL, "Failsafe activated\t")
        self.say(CRITICAL, "Preflight Fail: Flight termination active")
        self.terminate()
        return True

    # --- plans ---

    @property
    def mission_valid(self) -> bool:
        """Whether there is a mission that can be flown."""
        return self.plan_check.mission_valid

    def select_item(self, sequence: int) -> bool:
        """MISSION_SET_CURRENT."""
        return self.mission.select(sequence)

    @property
    def mission_state(self) -> MissionState:
        """MISSION_CURRENT.mission_state: not a good judge of whether a mission is done (PX4 is like that)."""
        can_fly = self.mission_valid and bool(self.plans.items[PlanType.MISSION])
        return self.mission_result.state(
            can_fly=can_fly, is_active=self.mode in (Mode.MISSION, Mode.TAKEOFF, Mode.LAND)
        )

    # --- ways of flying ---

    def set_course(self, course: Course) -> None:
        """Fly there."""
        self.course = course

    def set_course_end(self) -> None:
        """Stop at the target instead of flying on."""
        self.course = replace(self.course, after=None)

    def turn_course(self, yaw_rad: float | None) -> None:
        """Face another way."""
        self.course = replace(self.course, yaw_rad=yaw_rad)

    def descend_blind(self) -> None:
        """Come down without a position; people are shown LAND."""
        self.flown.leave()
        self.mode_switch.mode = Mode.LAND
        self.flown, self.flown_mode = self._descending, None
        self.flown.enter()

    def fly(self, mode: Mode) -> None:
        """Begin to fly a mode."""
        before = self.flown
        self.flown, self.flown_mode = self._ways.get(mode, self.holding), mode
        if not self.in_air:
            # What was flown to before must not lift it off.
            self.course = Course(kind=Kind.LOITER, target=self.here)
        if self.flown.follows_course and not before.follows_course:
            self.auto.take_over(self.estimate, self.setpoint)
        self.flown.enter()

    # --- time ---

    def step(self, dt_s: float) -> AttitudeCommand:
        """Think for `dt_s`; what the airframe shall do."""
        self.now_s += dt_s
        self._control_s += dt_s
        if self._control_s >= CONTROL_EVERY_S - 1e-9:
            passed_s, self._control_s = self._control_s, 0.0
            self._think(passed_s)
        return self.controller.command

    def _think(self, dt_s: float) -> None:
        self._controls += 1
        decides = self._controls % DECIDE_EVERY == 0
        self.ground_watch.step(dt_s)
        if decides:
            self._settle()
            self.plan_check.step()
            self.mission.watch()
            self.mission_in_progress = self.mode is Mode.MISSION and not self.mission_result.finished
            self.failsafes.step()
            self.arming_report.step()
            self.arming.step()
        if not self.armed or self.terminated:
            self.controller.lift.step(False, True, False, self.controller.gains, self.now_s, dt_s)
            self._rest()
            return
        if decides:
            self.controller.gains = gains_of(self.parameters)
            self.flown.decide()
        self._fly(dt_s)

    def _settle(self) -> None:
        if not self._told_heading and self.now_s > 2.0:
            self._told_heading = True
            self.say(CRITICAL, "Preflight Fail: heading estimate not stable")
        if self.home is None and self.now_s > 1.6:
            self.set_home()

    def _fly(self, dt_s: float) -> None:
        controller = self.controller
        self.setpoint = self.flown.setpoint(dt_s)
        wants = self.setpoint.wants_to_lift
        controller.lift.step(True, self.ground_watch.is_landed, wants, controller.gains, self.now_s, dt_s)
        if controller.lift.state < Lift.RAMP or self.ground_watch.has_contact:
            self._rest()
            return
        if self.flown.steers_itself:
            controller.follow(self.flown.attitude(dt_s), self.estimate)
        else:
            controller.step(self.setpoint, self.estimate, dt_s)

    def _rest(self) -> None:
        self.auto.rest(self.estimate)
        self.controller.idle(self.estimate)
