"""The autopilot's mind: armed or not, which mode, where home is, and where to fly next.

The modes' own ways of flying are in `mission_run` and `return_home`; what takes over by itself is in `failsafes`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import IntEnum

from firmware_sim.aircraft.arming_report import ArmingReport
from firmware_sim.aircraft.battery import Battery
from firmware_sim.aircraft.control import Controller, ControlLimits
from firmware_sim.aircraft.dynamics import AttitudeCommand
from firmware_sim.aircraft.estimator import Estimate
from firmware_sim.aircraft.events import EventLog, event_of_text
from firmware_sim.aircraft.failsafes import Failsafes
from firmware_sim.aircraft.guidance import Hold, Limits, Place, brake_point, velocity_towards
from firmware_sim.aircraft.mission_run import MissionRun
from firmware_sim.aircraft.modes import ROWS, Mode
from firmware_sim.aircraft.parameters import Parameters
from firmware_sim.aircraft.plan_check import PlanCheck
from firmware_sim.aircraft.return_home import ReturnHome
from firmware_sim.mavlink.gimbal import Gimbal
from firmware_sim.mavlink.link import Text
from firmware_sim.mavlink.mission_transfer import Plans

EMERGENCY, CRITICAL, WARNING, NOTICE = 0, 2, 4, 6
READY_AFTER_S = 4.5
SPOOL_UP_S = 1.3
RAMP_S = 2.2
LANDED_AFTER_S = 2.0
PREFLIGHT_DISARM_MARGIN_S = 1.0


class Landed(IntEnum):
    """MAV_LANDED_STATE."""

    ON_GROUND = 1
    IN_AIR = 2
    TAKEOFF = 3
    LANDING = 4


class MissionState(IntEnum):
    """MISSION_STATE."""

    NO_MISSION = 1
    NOT_STARTED = 2
    ACTIVE = 3
    PAUSED = 4
    COMPLETE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where it returns to, in the world's local frame as the autopilot believes it."""

    north_m: float
    east_m: float
    up_m: float
    yaw_rad: float
    set_s: float


@dataclass(slots=True)
class Autopilot:
    """PX4's commander and navigator of one aircraft, in one pure object stepped in time."""

    system_id: int
    parameters: Parameters
    plans: Plans
    estimate: Estimate
    battery: Battery
    gimbal: Gimbal
    local_from_degrees: Callable[[float, float], tuple[float, float]]
    rng: random.Random
    now_s: float = 0.0
    mode: Mode = Mode.HOLD
    wished_mode: Mode = Mode.HOLD
    armed: bool = False
    terminated: bool = False
    armed_s: float = 0.0
    landed: Landed = Landed.ON_GROUND
    lifted: bool = False
    """Whether it has left the ground since arming."""
    home: Home | None = None
    hold: Hold | None = None
    takeoff_amsl_m: float | None = None
    height_above_ground_m: float = 0.0
    on_ground: bool = True
    texts: list[Text] = field(default_factory=list)
    events: EventLog = field(default_factory=EventLog)
    flights: int = 0
    cruise_ms: float | None = None
    broadcast: Callable[[int, int, tuple[float, ...]], None] = lambda component, command, params: None
    """Sends a COMMAND_LONG of the autopilot's own to a component of this aircraft."""
    controller: Controller = field(default_factory=Controller)
    limits: ControlLimits = field(default_factory=ControlLimits)
    mission: MissionRun = field(init=False)
    return_home: ReturnHome = field(init=False)
    failsafes: Failsafes = field(init=False)
    plan_check: PlanCheck = field(init=False)
    arming_report: ArmingReport = field(init=False)
    _text_count: int = 0
    _grounded_s: float = 0.0
    _landed_s: float | None = None
    _takeoff_s: float | None = None
    _told_heading: bool = False
    _idle: AttitudeCommand = field(default_factory=AttitudeCommand)

    def __post_init__(self) -> None:
        self.mission = MissionRun(self)
        self.return_home = ReturnHome(self)
        self.failsafes = Failsafes(self)
        self.plan_check = PlanCheck(self)
        self.arming_report = ArmingReport(self)

    # --- what others ask of it ---

    @property
    def here(self) -> Place:
        """Where it believes to be."""
        return self.estimate.north_m, self.estimate.east_m, self.estimate.up_m

    @property
    def in_air(self) -> bool:
        """Whether it is armed and off the ground."""
        return self.armed and self.landed is not Landed.ON_GROUND

    @property
    def healthy(self) -> bool:
        """Whether the sensors have settled after start."""
        return self.now_s >= READY_AFTER_S

    @property
    def may_arm(self) -> bool:
        """Whether arming in the present mode would be granted."""
        if not self.healthy or not ROWS[self.mode].arms or self.failsafes.blocks_arming:
            return False
        needs_mission = self.mode is Mode.MISSION or self.parameters.integer("COM_ARM_MIS_REQ") == 1
        return self.mission_valid or not needs_mission

    @property
    def home_amsl_m(self) -> float:
        """Height of home, or of here before home is known."""
        return self.home.up_m if self.home is not None else self.estimate.up_m

    @property
    def lands(self) -> bool:
        """Whether it is on its way down to the ground."""
        return self.mode is Mode.LAND or (self.mode is Mode.RETURN and self.return_home.lands) or self.mission.lands

    def say(self, severity: int, text: str) -> None:
        """Speak to the people at the ground stations."""
        self.texts.append(Text(number=self._text_count, at_s=self.now_s, severity=severity, text=text))
        self._text_count += 1
        del self.texts[:-40]
        event = event_of_text(text)
        if event is not None:
            number, levels, arguments = event
            self.events.add(number, levels, self.now_s, arguments)

    @property
    def target(self) -> Place | None:
        """Where it is flying to, for those who watch."""
        if self.mode is Mode.MISSION:
            return self.mission.target
        if self.mode is Mode.RETURN:
            return self.return_home.destination
        return self.hold.target if self.hold is not None else None

    def flight_limits(self) -> Limits:
        """How fast it may fly now."""
        real = self.parameters.real
        cruise_ms = self.cruise_ms if self.cruise_ms is not None else real("MPC_XY_CRUISE")
        return Limits(
            cruise_ms=min(cruise_ms, real("MPC_XY_VEL_MAX")),
            up_ms=min(real("MPC_Z_V_AUTO_UP"), real("MPC_Z_VEL_MAX_UP")),
            down_ms=min(real("MPC_Z_V_AUTO_DN"), real("MPC_Z_VEL_MAX_DN")),
            acceleration_ms2=real("MPC_ACC_HOR"),
            jerk_ms3=real("MPC_JERK_AUTO"),
            acceptance_m=real("NAV_ACC_RAD"),
            altitude_acceptance_m=real("NAV_MC_ALT_RAD"),
            turn_gain=real("MPC_XY_TRAJ_P"),
        )

    # --- arming ---

    def arm(self) -> bool:
        """Arm by an outside command; False when refused."""
        if self.armed:
            return True
        if not self.may_arm:
            self.arming_report.is_due = True
            self.say(CRITICAL, "Arming denied: Resolve system health failures first\t")
            return False
        self.armed, self.armed_s = True, self.now_s
        self.lifted, self._landed_s, self._takeoff_s = False, None, None
        self.flights += 1
        self.cruise_ms = None
        self.set_home()
        self.say(NOTICE, "Armed by external command\t")
        self.say(NOTICE, f"[logger] ./log/sess{self.flights:03d}/log{self.system_id:03d}.ulg\t")
        self._enter(self.mode)
        return True

    def disarm(self, *, forced: bool = False) -> bool:
        """Disarm by an outside command; False when refused because it flies."""
        if not self.armed:
            return True
        if self.in_air and not forced:
            self.say(CRITICAL, "Disarming denied: not landed\t")
            return False
        self._disarm("Disarmed by external command\t")
        return True

    def _disarm(self, text: str) -> None:
        self.armed = False
        self.failsafes.clear()
        self.mission.stop()
        self.hold = None
        self.say(NOTICE, text)
        if self.mode in (Mode.RETURN, Mode.LAND):
            # PX4 goes back to what the user had flown before.
            self.wished_mode = self.wished_mode if self.wished_mode is not self.mode else Mode.HOLD
            self._change(self.wished_mode)
        elif self.mode is Mode.TAKEOFF:
            self._change(Mode.HOLD)

    def set_home(self) -> None:
        """Make the present place home."""
        estimate = self.estimate
        self.home = Home(
            north_m=estimate.north_m,
            east_m=estimate.east_m,
            up_m=estimate.up_m,
            yaw_rad=estimate.yaw_rad,
            set_s=self.now_s,
        )

    def set_home_at(self, north_m: float, east_m: float, up_m: float) -> None:
        """Make another place home."""
        self.home = Home(north_m=north_m, east_m=east_m, up_m=up_m, yaw_rad=self.estimate.yaw_rad, set_s=self.now_s)

    # --- modes ---

    def request_mode(self, mode: Mode | None, *, from_station: bool = True) -> bool:
        """Change the mode as a person asks; False when PX4 refuses."""
        if self.terminated or mode is None:
            return False
        if self.in_air and not self._available(mode):
            if from_station:
                self.say(CRITICAL, f"Switching to {ROWS[mode].name} is currently not available\t")
            return False
        self.failsafes.clear()
        if mode not in (Mode.RETURN, Mode.LAND):
            self.wished_mode = mode
        self._change(mode)
        return True

    def fly_failsafe(self, mode: Mode) -> None:
        """Change the mode by itself; what the person wished is kept."""
        self._change(mode)

    def finish_in(self, mode: Mode) -> None:
        """Change the mode because the present one has done its work."""
        self.wished_mode = mode
        self._change(mode)

    def _available(self, mode: Mode) -> bool:
        if not ROWS[mode].flies_itself:
            return False
        return mode is not Mode.MISSION or (self.mission_valid and not self.plan_check.mission_waits)

    def _change(self, mode: Mode) -> None:
        if mode is self.mode:
            if self.armed and mode is Mode.RETURN:
                return
        elif self.mode is Mode.MISSION:
            self.mission.leave()
        self.mode = mode
        if self.armed:
            self._enter(mode)

    def _enter(self, mode: Mode) -> None:
        self.hold = None
        if mode is Mode.MISSION:
            self.mission.enter()
        elif mode is Mode.RETURN:
            self.cruise_ms = None
            self.return_home.enter()
        elif mode is Mode.TAKEOFF and self.takeoff_amsl_m is None:
            self._default_takeoff()
        elif mode in (Mode.LAND, Mode.PRECISION_LAND) and self.in_air:
            self.say(NOTICE, "Landing at current position\t")

    def _default_takeoff(self) -> None:
        height_m = self.parameters.real("MIS_TAKEOFF_ALT")
        self.takeoff_amsl_m = self.estimate.up_m + height_m
        self.say(NOTICE, f"Using default takeoff altitude: {height_m:.1f} m\t")

    def take_off_to(self, amsl_m: float) -> bool:
        """NAV_TAKEOFF: TAKEOFF mode with a height above sea level; NaN for the default."""
        self.takeoff_amsl_m = amsl_m if math.isfinite(amsl_m) else None
        if self.takeoff_amsl_m is None:
            self._default_takeoff()
        return self.request_mode(Mode.TAKEOFF)

    def reposition(self, target: Place, yaw_rad: float | None, cruise_ms: float | None) -> None:
        """DO_REPOSITION: fly there and hold; outside the fence nothing moves."""
        if not self.in_air:
            return
        if self.mode is not Mode.HOLD and not self.request_mode(Mode.HOLD):
            return
        if not self.is_allowed((target[0], target[1])):
            self.say(CRITICAL, "Reposition is outside geofence\t")
            return
        self.failsafes.clear()
        self.hold = Hold(
            target=target, before=self.here, yaw_rad=yaw_rad, faces_leg=yaw_rad is None, cruise_ms=cruise_ms
        )

    def is_allowed(self, place: tuple[float, float]) -> bool:
        """Whether fence and greatest distance let it fly there."""
        farthest_m = self.parameters.real("GF_MAX_HOR_DIST")
        if farthest_m > 0.0 and self.home is not None:
            distance_m = math.hypot(place[0] - self.home.north_m, place[1] - self.home.east_m)
            if distance_m > farthest_m:
                return False
        return not self.plan_check.fence_enforced or self.plan_check.fence.contains(place)

    def terminate(self) -> None:
        """Flight termination: motors off, no way back."""
        self.terminated = True

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
        if not self.mission_valid:
            return MissionState.NO_MISSION
        if self.mission.finished:
            return MissionState.COMPLETE
        if self.mode in (Mode.MISSION, Mode.TAKEOFF, Mode.LAND):
            return MissionState.ACTIVE
        return MissionState.PAUSED if self.mission.begun else MissionState.NOT_STARTED

    # --- time ---

    def step(self, dt_s: float) -> AttitudeCommand:
        """Think for `dt_s`; what the airframe shall do."""
        self.now_s += dt_s
        if not self._told_heading and self.now_s > 2.0:
            self._told_heading = True
            self.say(CRITICAL, "Preflight Fail: heading estimate not stable")
        if self.home is None and self.now_s > 1.6:
            self.set_home()
        self.plan_check.step()
        self.failsafes.step()
        self.arming_report.step()
        self._watch_ground(dt_s)
        if not self.armed or self.terminated:
            self.controller.reset(self.estimate)
            return self._idle
        wished, yaw_rad = self._wished_motion()
        if wished is None:
            self.controller.reset(self.estimate)
            return self._idle
        self.limits.jerk_ms3 = self.parameters.real("MPC_JERK_AUTO")
        return self.controller.step(wished, yaw_rad, self.estimate, self.limits, dt_s)

    def _wished_motion(self) -> tuple[tuple[float, float, float] | None, float | None]:
        if not self.lifted:
            return self._leave_ground()
        if self.mode is Mode.TAKEOFF:
            return self._take_off()
        if self.mode is Mode.MISSION:
            return self.mission.motion()
        if self.mode is Mode.RETURN:
            return self.return_home.motion()
        if self.mode in (Mode.LAND, Mode.PRECISION_LAND):
            return self.descend(None)
        return self._hold()

    def _leave_ground(self) -> tuple[tuple[float, float, float] | None, float | None]:
        """On the ground and armed: spool up, then lift, if the mode flies."""
        starts = self.mode is Mode.TAKEOFF or (self.mode is Mode.MISSION and self.mission.can_start)
        if not starts:
            self._takeoff_s = None
            return None, None
        if self._takeoff_s is None:
            self._takeoff_s = max(self.now_s, self.armed_s) + SPOOL_UP_S
        if self.now_s < self._takeoff_s:
            return None, None
        if self.landed is Landed.ON_GROUND:
            self.landed = Landed.TAKEOFF
            self.say(NOTICE, "Takeoff detected\t")
            self.set_home()
            self.hold = Hold(target=self.here)
        ramp = (self.now_s - self._takeoff_s) / RAMP_S
        if ramp < 1.0:
            return None, None
        if not self.on_ground and self.height_above_ground_m > 0.1:
            self.lifted = True
            if self.mode is Mode.MISSION:
                self.mission.lifted_off()
        return (0.0, 0.0, min(ramp - 1.0 + 0.3, 1.0) * self.parameters.real("MPC_TKO_SPEED")), None

    def _take_off(self) -> tuple[tuple[float, float, float], float | None]:
        assert self.takeoff_amsl_m is not None
        if self.hold is None:
            self.hold = Hold(target=self.here)
        target = (self.hold.target[0], self.hold.target[1], max(self.takeoff_amsl_m, self.hold.target[2]))
        if self.estimate.up_m > target[2] - self.parameters.real("NAV_MC_ALT_RAD"):
            self.hold = Hold(target=target)
            self.mission.finished = True
            self.takeoff_amsl_m = None
            self.landed = Landed.IN_AIR
            self.finish_in(Mode.HOLD)
            self.hold = Hold(target=target)
            return velocity_towards(self.here, None, target, None, self.flight_limits()), None
        return self.climb_towards(target), None

    def climb_towards(self, target: Place) -> tuple[float, float, float]:
        """Straight up, slowly near the ground."""
        wished = velocity_towards(self.here, None, target, None, self.flight_limits())
        if self.height_above_ground_m < self.parameters.real("MPC_LAND_ALT1"):
            return wished[0], wished[1], min(wished[2], self.parameters.real("MPC_TKO_SPEED"))
        return wished

    def _hold(self) -> tuple[tuple[float, float, float], float | None]:
        limits = self.flight_limits()
        if self.hold is None:
            velocity = (self.estimate.north_ms, self.estimate.east_ms, self.estimate.up_ms)
            self.hold = Hold(target=brake_point(self.here, velocity, limits))
        hold = self.hold
        if hold.cruise_ms is not None:
            limits = replace(limits, cruise_ms=min(hold.cruise_ms, self.parameters.real("MPC_XY_VEL_MAX")))
        yaw_rad = hold.yaw_rad
        if hold.faces_leg:
            yaw_rad = self.heading_to(hold.target)
            if yaw_rad is None:
                hold.faces_leg = False
        return velocity_towards(self.here, hold.before, hold.target, None, limits), yaw_rad

    def heading_to(self, target: Place) -> float | None:
        """The heading towards a place, or None when it is too near to face."""
        north_m, east_m = target[0] - self.estimate.north_m, target[1] - self.estimate.east_m
        if math.hypot(north_m, east_m) < 3.0:
            return None
        return math.atan2(east_m, north_m)

    def descend(self, spot: Place | None) -> tuple[tuple[float, float, float], float | None]:
        """Down to the ground, over `spot` or over where it stopped; slower near the ground (MPC_LAND_ALT1, 2)."""
        limits = self.flight_limits()
        if self.hold is None:
            velocity = (self.estimate.north_ms, self.estimate.east_ms, self.estimate.up_ms)
            self.hold = Hold(target=spot if spot is not None else brake_point(self.here, velocity, limits))
        real = self.parameters.real
        high_m, low_m, slow_ms = real("MPC_LAND_ALT1"), real("MPC_LAND_ALT2"), real("MPC_LAND_SPEED")
        share = min(max((self.height_above_ground_m - low_m) / (high_m - low_m), 0.0), 1.0)
        down_ms = slow_ms + share * (limits.down_ms - slow_ms)
        level = velocity_towards(
            self.here, None, (self.hold.target[0], self.hold.target[1], self.here[2]), None, limits
        )
        if self.landed is not Landed.ON_GROUND:
            self.landed = Landed.LANDING
        return (level[0], level[1], -down_ms), None

    # --- ground ---

    def _watch_ground(self, dt_s: float) -> None:
        if not self.armed:
            if self.on_ground:
                self.landed = Landed.ON_GROUND
                self.takeoff_amsl_m = self.takeoff_amsl_m if self.mode is Mode.TAKEOFF else None
            return
        if not self.lifted:
            self._watch_preflight()
            return
        self._grounded_s = self._grounded_s + dt_s if self.on_ground else 0.0
        if self._grounded_s > LANDED_AFTER_S and self._landed_s is None:
            self._landed_s = self.now_s
            self.landed = Landed.ON_GROUND
            self.say(NOTICE, "Landing detected\t")
        if self._landed_s is not None and self.now_s - self._landed_s > self.parameters.real("COM_DISARM_LAND"):
            self._landed_s = None
            self._disarm("Disarmed by landing\t")
        elif self._landed_s is None and self.mode in (Mode.HOLD, Mode.MISSION, Mode.RETURN) and not self.lands:
            self.landed = Landed.IN_AIR

    def _watch_preflight(self) -> None:
        limit_s = self.parameters.real("COM_DISARM_PRFLT")
        waits = self.landed is Landed.ON_GROUND and self._takeoff_s is None
        if waits and limit_s > 0.0 and self.now_s - self.armed_s > limit_s + PREFLIGHT_DISARM_MARGIN_S:
            self._disarm("Disarmed by auto preflight disarming\t")
        elif waits and self.mode in (Mode.RETURN, Mode.LAND) and self.now_s - self.armed_s > 1.0:
            self._disarm("Disarmed by landing\t")
