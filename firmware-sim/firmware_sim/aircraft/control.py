"""From a setpoint to tilt and thrust: PX4's multicopter position controller and its ramp at take-off.

https://docs.px4.io/main/en/flight_stack/controller_diagrams.html#multicopter-position-controller
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.dynamics import GRAVITY_MS2, AttitudeCommand
from firmware_sim.aircraft.estimator import Estimate
from firmware_sim.aircraft.parameters import Parameters
from firmware_sim.aircraft.setpoint import Setpoint

VELOCITY_D_XY = 0.2
"""MPC_XY_VEL_D_ACC."""
DERIVATIVE_HZ = 5.0
HOVER_SHARE = 0.5
"""MPC_THR_HOVER: the share of full thrust that carries it."""
LEVEL_MARGIN = 0.3
"""MPC_THR_XY_MARG: thrust kept for level control when climbing takes all."""
YAW_GAIN = 2.8


@dataclass(slots=True, kw_only=True)
class ControlGains:
    """PX4's parameters of the controller."""

    place_xy: float
    place_z: float
    velocity_xy: float
    velocity_z: float
    integral_xy: float
    integral_z: float
    most_xy_ms: float
    most_up_ms: float
    most_down_ms: float
    tilt_rad: float
    tilt_ground_rad: float
    least_share: float
    most_share: float
    ramp_s: float
    spool_up_s: float


def gains_of(parameters: Parameters) -> ControlGains:
    """The gains that the parameters say now."""
    real = parameters.real
    return ControlGains(
        place_xy=real("MPC_XY_P"),
        place_z=real("MPC_Z_P"),
        velocity_xy=real("MPC_XY_VEL_P_ACC"),
        velocity_z=real("MPC_Z_VEL_P_ACC"),
        integral_xy=real("MPC_XY_VEL_I_ACC"),
        integral_z=real("MPC_Z_VEL_I_ACC"),
        most_xy_ms=real("MPC_XY_VEL_MAX"),
        most_up_ms=real("MPC_Z_VEL_MAX_UP"),
        most_down_ms=real("MPC_Z_VEL_MAX_DN"),
        tilt_rad=math.radians(real("MPC_TILTMAX_AIR")),
        tilt_ground_rad=math.radians(real("MPC_TILTMAX_LND")),
        least_share=real("MPC_THR_MIN"),
        most_share=real("MPC_THR_MAX"),
        ramp_s=real("MPC_TKO_RAMP_T"),
        spool_up_s=real("COM_SPOOLUP_TIME"),
    )


class Lift(IntEnum):
    """How far it is on its way off the ground."""

    OFF = 0
    SPOOL_UP = 1
    READY = 2
    RAMP = 3
    FLIGHT = 4


@dataclass(slots=True)
class LiftOff:
    """Rotors spin up, then the greatest climb is let grow from far below zero, so that thrust comes softly."""

    state: Lift = Lift.OFF
    _armed_s: float = 0.0
    _progress: float = 0.0

    def step(self, armed: bool, landed: bool, wants: bool, gains: ControlGains, now_s: float, dt_s: float) -> None:
        """Go on by `dt_s`."""
        if not armed:
            self.state = Lift.OFF
            return
        if self.state is Lift.OFF:
            self.state, self._armed_s = Lift.SPOOL_UP, now_s
        if self.state is Lift.SPOOL_UP and now_s - self._armed_s >= gains.spool_up_s:
            self.state = Lift.READY
        if self.state is Lift.READY and wants:
            self.state, self._progress = Lift.RAMP, 0.0
        if self.state is Lift.RAMP:
            self._progress += dt_s / gains.ramp_s if gains.ramp_s > dt_s else 1.0
            if self._progress >= 1.0:
                self.state = Lift.FLIGHT
        elif self.state is Lift.FLIGHT and landed:
            self.state = Lift.READY

    def most_up_ms(self, gains: ControlGains) -> float:
        """The greatest climb that is let through now."""
        if self.state is not Lift.RAMP:
            return gains.most_up_ms
        lowest_ms = -GRAVITY_MS2 / max(gains.velocity_z, 0.01)
        return lowest_ms + min(self._progress, 1.0) * (gains.most_up_ms - lowest_ms)


@dataclass(slots=True)
class Controller:
    """Place to velocity (P), velocity to acceleration (PID), acceleration to thrust and tilt."""

    gains: ControlGains
    lift: LiftOff = field(default_factory=LiftOff)
    command: AttitudeCommand = field(default_factory=AttitudeCommand)
    velocity: Place = (0.0, 0.0, 0.0)
    """What it steers for."""
    acceleration: Place = (0.0, 0.0, 0.0)
    integral: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    yaw_rads: float = 0.0
    _last: Place = (0.0, 0.0, 0.0)
    _slope: list[float] = field(default_factory=lambda: [0.0, 0.0])

    def idle(self, estimate: Estimate) -> AttitudeCommand:
        """No thrust, and nothing remembered."""
        self.velocity = self.acceleration = (0.0, 0.0, 0.0)
        self._last = (estimate.north_ms, estimate.east_ms, estimate.up_ms)
        self.integral[:] = (0.0, 0.0, 0.0)
        self._slope[:] = (0.0, 0.0)
        self.yaw_rads = 0.0
        command = self.command
        command.roll_rad = command.pitch_rad = command.yaw_rads = command.thrust_ms2 = 0.0
        return command

    def follow(self, attitude: AttitudeCommand, estimate: Estimate) -> AttitudeCommand:
        """Pass on tilt and thrust that somebody steers; nothing is remembered."""
        self.idle(estimate)
        command, self.yaw_rads = self.command, attitude.yaw_rads
        command.roll_rad, command.pitch_rad = attitude.roll_rad, attitude.pitch_rad
        command.yaw_rads, command.thrust_ms2 = attitude.yaw_rads, attitude.thrust_ms2
        return command

    def step(self, setpoint: Setpoint, estimate: Estimate, dt_s: float) -> AttitudeCommand:
        """Tilt, turn and thrust for the next `dt_s`."""
        wished = self._wished_velocity(setpoint, estimate)
        wanted, errors = self._wished_acceleration(wished, setpoint, estimate, dt_s)
        self.velocity, self.acceleration = wished, wanted
        produced = self._attitude(wanted, errors, estimate)
        gains = self.gains
        north, east, _ = wanted
        if north * north + east * east > produced[0] ** 2 + produced[1] ** 2:
            # What the tilt cannot give must not wind up the integral.
            ease = 2.0 / gains.velocity_xy
            errors[0] -= ease * (north - produced[0])
            errors[1] -= ease * (east - produced[1])
        self.integral[0] += gains.integral_xy * errors[0] * dt_s
        self.integral[1] += gains.integral_xy * errors[1] * dt_s
        lifted = self.integral[2] + gains.integral_z * errors[2] * dt_s
        self.integral[2] = min(max(lifted, -GRAVITY_MS2), GRAVITY_MS2)
        self._turn(setpoint, estimate)
        return self.command

    def _wished_velocity(self, setpoint: Setpoint, estimate: Estimate) -> Place:
        gains, place, feed = self.gains, setpoint.place, setpoint.velocity
        north = east = up = 0.0
        if place[0] == place[0]:
            north = (place[0] - estimate.north_m) * gains.place_xy
            east = (place[1] - estimate.east_m) * gains.place_xy
        if place[2] == place[2]:
            up = (place[2] - estimate.up_m) * gains.place_z
        north, east = _within(north, east, feed[0], feed[1], gains.most_xy_ms)
        if feed[2] == feed[2]:
            up += feed[2]
        most_up_ms = min(self.lift.most_up_ms(gains), gains.most_up_ms)
        return north, east, min(max(up, -1.2 * gains.most_down_ms), most_up_ms)

    def _wished_acceleration(
        self, wished: Place, setpoint: Setpoint, estimate: Estimate, dt_s: float
    ) -> tuple[Place, list[float]]:
        gains, integral, feed = self.gains, self.integral, setpoint.acceleration
        believed = (estimate.north_ms, estimate.east_ms, estimate.up_ms)
        slope, blend = self._slope, dt_s / (dt_s + 1.0 / (2.0 * math.pi * DERIVATIVE_HZ))
        for axis in (0, 1):
            slope[axis] += blend * ((believed[axis] - self._last[axis]) / dt_s - slope[axis])
        self._last = believed
        errors = [wished[0] - believed[0], wished[1] - believed[1], wished[2] - believed[2]]
        north = gains.velocity_xy * errors[0] + integral[0] - VELOCITY_D_XY * slope[0]
        east = gains.velocity_xy * errors[1] + integral[1] - VELOCITY_D_XY * slope[1]
        if setpoint.place[0] != setpoint.place[0] and setpoint.velocity[0] != setpoint.velocity[0]:
            # Only an acceleration is asked for: no speed is held.
            north = east = errors[0] = errors[1] = 0.0
        up = gains.velocity_z * errors[2] + integral[2]
        if feed[0] == feed[0]:
            north, east = north + feed[0], east + feed[1]
        if feed[2] == feed[2] and self.lift.state is not Lift.RAMP:
            up += feed[2]
        return (north, east, up), errors

    def _attitude(self, wanted: Place, errors: list[float], estimate: Estimate) -> tuple[float, float]:
        """Set tilt and thrust; the level acceleration that they give."""
        gains, flies = self.gains, self.lift.state is Lift.FLIGHT
        north, east, up = wanted
        full_ms2 = GRAVITY_MS2 / HOVER_SHARE
        tilt_rad = min(
            math.atan2(math.hypot(north, east), GRAVITY_MS2), gains.tilt_rad if flies else gains.tilt_ground_rad
        )
        least_ms2 = (gains.least_share if flies else 0.0) * full_ms2
        most_ms2 = gains.most_share * full_ms2
        thrust = max((up + GRAVITY_MS2) / math.cos(tilt_rad), least_ms2)
        if (thrust <= least_ms2 and errors[2] <= 0.0) or (thrust >= most_ms2 and errors[2] >= 0.0):
            errors[2] = 0.0
        level_ms2, lift_ms2 = thrust * math.sin(tilt_rad), thrust * math.cos(tilt_rad)
        lift_ms2 = min(lift_ms2, math.sqrt(most_ms2**2 - min(level_ms2, LEVEL_MARGIN * full_ms2) ** 2))
        level_ms2 = min(level_ms2, math.sqrt(max(most_ms2**2 - lift_ms2**2, 0.0)))
        wished_ms2 = math.hypot(north, east)
        scale = level_ms2 / wished_ms2 if wished_ms2 > 1e-9 else 0.0
        north, east = north * scale, east * scale
        self._lean(north, east, lift_ms2, estimate.yaw_rad)
        return north, east

    def _lean(self, north: float, east: float, lift_ms2: float, yaw_rad: float) -> None:
        cos_y, sin_y = math.cos(yaw_rad), math.sin(yaw_rad)
        ahead, right = north * cos_y + east * sin_y, -north * sin_y + east * cos_y
        thrust = math.sqrt(ahead * ahead + right * right + lift_ms2 * lift_ms2)
        command = self.command
        command.thrust_ms2 = thrust
        command.pitch_rad = -math.atan2(ahead, lift_ms2) if thrust > 1e-6 else 0.0
        command.roll_rad = math.asin(min(max(right / thrust, -1.0), 1.0)) if thrust > 1e-6 else 0.0

    def _turn(self, setpoint: Setpoint, estimate: Estimate) -> None:
        rate = setpoint.yaw_rads if setpoint.yaw_rads == setpoint.yaw_rads else 0.0
        if setpoint.yaw_rad == setpoint.yaw_rad:
            rate += YAW_GAIN * math.remainder(setpoint.yaw_rad - estimate.yaw_rad, math.tau)
        self.yaw_rads = self.command.yaw_rads = rate


def _within(north: float, east: float, feed_north: float, feed_east: float, most_ms: float) -> tuple[float, float]:
    """Both velocities together, within a greatest speed; the correction goes before the feed-forward."""
    if math.isnan(feed_north):
        feed_north = feed_east = 0.0
    sum_n, sum_e = north + feed_north, east + feed_east
    if sum_n * sum_n + sum_e * sum_e <= most_ms * most_ms:
        return sum_n, sum_e
    correction = math.hypot(north, east)
    if correction >= most_ms:
        return north / correction * most_ms, east / correction * most_ms
    feed = math.hypot(feed_north, feed_east)
    unit_n, unit_e = feed_north / feed, feed_east / feed
    along = north * unit_n + east * unit_e
    share = -along + math.sqrt(along * along - correction * correction + most_ms * most_ms)
    return north + unit_n * share, east + unit_e * share
