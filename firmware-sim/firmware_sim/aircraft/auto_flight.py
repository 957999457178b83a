"""PX4's automatic flight task: makes setpoints of a course, with the heading and the speeds of take-off and landing."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from firmware_sim.aircraft.course import Course, Kind
from firmware_sim.aircraft.estimator import Estimate
from firmware_sim.aircraft.parameters import Parameters
from firmware_sim.aircraft.setpoint import Setpoint
from firmware_sim.aircraft.smoothing import AxisSmoothing
from firmware_sim.aircraft.trajectory import Trajectory

RESTING_DOWN_MS = -0.7
"""Where the vertical trajectory starts from on the ground."""
NEAR_GROUND_SHARE = 0.7
"""Measured over three landings: near the ground PX4's height estimate lags, and it sinks slower than it means to."""
LIFT_MS = 0.3
LIFTING = (Kind.TAKEOFF, Kind.POSITION)
CRAWL_BELOW_M = 1.0


@dataclass(slots=True)
class AutoFlight:
    """Follows a course; keeps its trajectory from one course to the next, so that nothing jumps."""

    parameters: Parameters
    trajectory: Trajectory = field(default_factory=Trajectory)
    setpoint: Setpoint = field(default_factory=Setpoint)
    heading: AxisSmoothing = field(default_factory=lambda: AxisSmoothing(most_v=math.tau))
    _yaw_rad: float = math.nan
    """The heading wished last."""
    _kind: Kind | None = None
    _land_yaw_rad: float = math.nan

    def rest(self, estimate: Estimate) -> None:
        """On the ground: no motion, and the vertical trajectory comes from below."""
        here = (estimate.north_m, estimate.east_m, estimate.up_m)
        self.trajectory.reset(here, (0.0, 0.0, RESTING_DOWN_MS), (0.0, 0.0, 0.0))
        self._face(estimate.yaw_rad, 0.0)

    def take_over(self, estimate: Estimate, before: Setpoint) -> None:
        """Go on from what another way of flying asked for last; from the present motion where it left that open."""
        believed = (estimate.north_m, estimate.east_m, estimate.up_m)
        moving = (estimate.north_ms, estimate.east_ms, estimate.up_ms)
        place = [_known(a, b) for a, b in zip(before.place, believed, strict=True)]
        velocity = [_known(a, b) for a, b in zip(before.velocity, moving, strict=True)]
        acceleration = [_known(a, 0.0) for a in before.acceleration]
        self.trajectory.reset(
            (place[0], place[1], place[2]),
            (velocity[0], velocity[1], velocity[2]),
            (acceleration[0], acceleration[1], acceleration[2]),
        )
        self._face(_known(before.yaw_rad, estimate.yaw_rad), _known(before.yaw_rads, 0.0))

    def _face(self, yaw_rad: float, yaw_rads: float) -> None:
        self.heading.v, self.heading.a = math.remainder(yaw_rad, math.tau), yaw_rads
        self._yaw_rad = yaw_rad

    def step(self, course: Course, estimate: Estimate, height_m: float, dt_s: float) -> Setpoint:
        """The setpoint for the next `dt_s`; `height_m` is above the ground."""
        here = (estimate.north_m, estimate.east_m, estimate.up_m)
        yaw_rad = self._wished_yaw(course, estimate)
        climb_ms = None
        if course.kind is Kind.LAND:
            if self._kind is not Kind.LAND:
                self._land_yaw_rad = yaw_rad if course.yaw_rad is not None else self._yaw_before(estimate)
            yaw_rad, climb_ms = self._land_yaw_rad, -self.landing_ms(height_m)
        self._kind, self._yaw_rad = course.kind, yaw_rad
        self._limit(course, estimate, height_m)
        trajectory, setpoint = self.trajectory, self.setpoint
        trajectory.step(here, course, climb_ms, dt_s)
        north, east, up = trajectory.north, trajectory.east, trajectory.up
        setpoint.place = (north.x, east.x, up.x)
        setpoint.velocity = (north.v, east.v, up.v)
        setpoint.acceleration = (north.a, east.a, up.a)
        setpoint.wants_to_lift = course.kind in LIFTING and trajectory.unsmoothed_up_ms > LIFT_MS
        self._turn(yaw_rad, dt_s)
        return setpoint

    def landing_ms(self, height_m: float) -> float:
        """How fast it comes down at a height above the ground."""
        real = self.parameters.real
        slowed = NEAR_GROUND_SHARE if height_m < real("MPC_LAND_ALT2") else 1.0
        if height_m <= real("MPC_LAND_ALT3"):
            return slowed * real("MPC_LAND_CRWL")
        low_m, high_m = real("MPC_LAND_ALT2"), real("MPC_LAND_ALT1")
        share = min(max((height_m - low_m) / max(high_m - low_m, 1e-6), 0.0), 1.0)
        return slowed * real("MPC_LAND_SPEED") + share * (real("MPC_Z_VEL_MAX_DN") - real("MPC_LAND_SPEED"))

    def _limit(self, course: Course, estimate: Estimate, height_m: float) -> None:
        """Take the parameters as they are now."""
        real, limits = self.parameters.real, self.trajectory.limits
        wished_ms = course.cruise_ms if course.cruise_ms is not None else real("MPC_XY_CRUISE")
        limits.cruise_ms = min(wished_ms, real("MPC_XY_VEL_MAX"))
        limits.acceleration_ms2, limits.jerk_ms3 = real("MPC_ACC_HOR"), real("MPC_JERK_AUTO")
        limits.turn_gain, limits.most_lag_m = real("MPC_XY_TRAJ_P"), real("MPC_XY_ERR_MAX")
        limits.altitude_acceptance_m = real("NAV_MC_ALT_RAD")
        if self.trajectory.unsmoothed_up_ms > 0.0:
            climb_ms, climb_ms2 = real("MPC_Z_V_AUTO_UP"), real("MPC_ACC_UP_MAX")
            if course.kind is Kind.TAKEOFF and height_m < real("MPC_LAND_ALT1"):
                climb_ms = real("MPC_TKO_SPEED")
                climb_ms2 = min(climb_ms2, climb_ms / max(real("MPC_TKO_RAMP_T"), 1e-6))
                # The trajectory must not sink into the ground while the ramp grows.
                self.trajectory.up.x = estimate.up_m
        else:
            climb_ms, climb_ms2 = real("MPC_Z_V_AUTO_DN"), real("MPC_ACC_DOWN_MAX")
        self.trajectory.set_limits(real("MPC_XY_VEL_MAX"), climb_ms, climb_ms2)

    def _yaw_before(self, estimate: Estimate) -> float:
        return self._yaw_rad if self._yaw_rad == self._yaw_rad else estimate.yaw_rad

    def _wished_yaw(self, course: Course, estimate: Estimate) -> float:
        """The given heading, or towards the target while that is farther than its radius."""
        if course.yaw_rad is not None:
            return course.yaw_rad
        to_n, to_e = course.target[0] - estimate.north_m, course.target[1] - estimate.east_m
        if math.hypot(to_n, to_e) > course.acceptance_m:
            return math.atan2(to_e, to_n)
        return self._yaw_before(estimate)

    def turned(self, yaw_rad: float, dt_s: float) -> float:
        """The heading on its way to `yaw_rad`."""
        self._turn(yaw_rad, dt_s)
        return self.setpoint.yaw_rad

    def _turn(self, yaw_rad: float, dt_s: float) -> None:
        real, heading = self.parameters.real, self.heading
        heading.most_a = math.radians(real("MPC_YAWRAUTO_MAX"))
        heading.jerk = math.radians(real("MPC_YAWRAUTO_ACC"))
        heading.aim(heading.v + math.remainder(yaw_rad - heading.v, math.tau))
        heading.advance(dt_s)
        heading.v = math.remainder(heading.v, math.tau)
        self.setpoint.yaw_rad, self.setpoint.yaw_rads = heading.v, heading.a


def _known(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value
