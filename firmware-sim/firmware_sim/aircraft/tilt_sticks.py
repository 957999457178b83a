"""Modes in which sticks tilt the aircraft: altitude, stabilized, manual and acro.

Held against a flown PX4: the tilt follows the stick in a straight line up to MPC_MAN_TILT_MAX, in altitude mode as an
acceleration; centred throttle carries it. A rate mode without an attitude to hold is only sketched (acro).
"""

from __future__ import annotations

import math

from firmware_sim.aircraft.dynamics import GRAVITY_MS2, AttitudeCommand
from firmware_sim.aircraft.setpoint import Setpoint
from firmware_sim.aircraft.sticks import LIFTING_STICK, Sticks

LEAST_THROTTLE = 0.08
"""MPC_MANTHR_MIN."""
ACRO_RADS = math.radians(100.0)
"""MC_ACRO_R_MAX and MC_ACRO_P_MAX."""


class AltitudeSticks(Sticks):
    """Height is held; nothing holds the place: it drifts with the wind."""

    def setpoint(self, dt_s: float) -> Setpoint:
        """Acceleration by the tilt that is asked for, height by the throttle."""
        sticks = self.input
        self._move_up(sticks, dt_s)
        self._turn(sticks, dt_s)
        real, yaw_rad = self.pilot.parameters.real, self.pilot.estimate.yaw_rad
        most_ms2 = GRAVITY_MS2 * math.tan(math.radians(real("MPC_MAN_TILT_MAX")))
        size = max(math.hypot(sticks.forward, sticks.right), 1.0)
        ahead, right = most_ms2 * sticks.forward / size, most_ms2 * sticks.right / size
        cos_y, sin_y = math.cos(yaw_rad), math.sin(yaw_rad)
        height = self._height
        return Setpoint(
            place=(math.nan, math.nan, height.x if self._height_held else math.nan),
            velocity=(math.nan, math.nan, height.v),
            acceleration=(ahead * cos_y - right * sin_y, ahead * sin_y + right * cos_y, height.a),
            yaw_rad=self._yaw_rad,
            yaw_rads=self._yaw_rads,
            wants_to_lift=sticks.up > LIFTING_STICK,
        )


class AttitudeSticks(Sticks):
    """Sticks are tilt and thrust, and nothing is held but the attitude."""

    steers_itself = True

    def enter(self) -> None:
        """Begin level."""
        super().enter()
        self._command = AttitudeCommand()

    def setpoint(self, dt_s: float) -> Setpoint:
        """Nothing to steer for; whether the throttle would lift it."""
        return Setpoint(velocity=(math.nan,) * 3, wants_to_lift=self.input.up > LIFTING_STICK)

    def attitude(self, dt_s: float) -> AttitudeCommand:
        """Tilt, turn and thrust as the sticks say."""
        sticks, command = self.input, self._command
        self._turn(sticks, dt_s)
        self._tilt(command, dt_s)
        command.yaw_rads = self._yaw_rads
        command.thrust_ms2 = self._share(sticks.up) * GRAVITY_MS2 / self.pilot.parameters.real("MPC_THR_HOVER")
        return command

    def _tilt(self, command: AttitudeCommand, dt_s: float) -> None:
        most_rad = math.radians(self.pilot.parameters.real("MPC_MAN_TILT_MAX"))
        size = max(math.hypot(self.input.forward, self.input.right), 1.0)
        command.pitch_rad = -most_rad * self.input.forward / size
        command.roll_rad = most_rad * self.input.right / size

    def _share(self, up: float) -> float:
        """Of full thrust: hovering in the middle."""
        hover, most = self.pilot.parameters.real("MPC_THR_HOVER"), self.pilot.parameters.real("MPC_THR_MAX")
        return hover + up * (most - hover) if up > 0.0 else hover + up * (hover - LEAST_THROTTLE)


class RateSticks(AttitudeSticks):
    """Acro: the tilt stays when the stick is let go; not past the vertical, where this airframe model ends."""

    def _tilt(self, command: AttitudeCommand, dt_s: float) -> None:
        most_rad = math.radians(80.0)
        pitch_rad = command.pitch_rad - ACRO_RADS * self.input.forward * dt_s
        command.pitch_rad = min(max(pitch_rad, -most_rad), most_rad)
        roll_rad = command.roll_rad + ACRO_RADS * self.input.right * dt_s
        command.roll_rad = min(max(roll_rad, -most_rad), most_rad)
