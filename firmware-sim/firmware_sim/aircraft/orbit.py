"""DO_ORBIT: straight to the circle, then around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Course, Kind, Place
from firmware_sim.aircraft.setpoint import Setpoint
from firmware_sim.aircraft.smoothing import AxisSmoothing
from firmware_sim.aircraft.voice import CRITICAL
from firmware_sim.aircraft.way import Way

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

LEAST_RADIUS_M = 1.0
MOST_ACCELERATION_MS2 = 2.0
ON_CIRCLE_M = 2.0


class OrbitYaw(IntEnum):
    """ORBIT_YAW_BEHAVIOUR."""

    FACES_CENTRE = 0
    KEEPS_HEADING = 1
    FREE = 2
    FACES_ALONG = 3
    STICKS = 4
    UNCHANGED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OrbitCommand:
    """What DO_ORBIT asks for; NaN leaves a thing as it is."""

    radius_m: float = math.nan
    """Negative flies anticlockwise."""
    speed_ms: float = math.nan
    yaw: float = math.nan
    centre: tuple[float, float] | None = None
    amsl_m: float = math.nan


class Orbit(Way):
    """PX4's orbit task."""

    follows_course = False

    def __init__(self, pilot: Autopilot) -> None:
        super().__init__(pilot)
        self._command = OrbitCommand()
        self._centre: Place = (0.0, 0.0, 0.0)
        self._radius_m = LEAST_RADIUS_M
        self._speed_ms = 1.0
        """Negative is anticlockwise."""
        self._yaw = OrbitYaw.FACES_CENTRE
        self._initial_yaw_rad = 0.0
        self._approaches = True
        self._going_ms = 0.0
        self._height = AxisSmoothing()
        self._setpoint = Setpoint()

    @property
    def status(self) -> tuple[float, Place] | None:
        """Radius (negative: anticlockwise) and centre, with the height that is flown; None while it does not orbit."""
        if self.pilot.flown is not self or not self.pilot.armed:
            return None
        north_m, east_m, _ = self._centre
        up_m = self._setpoint.place[2] if math.isfinite(self._setpoint.place[2]) else self.pilot.here[2]
        return math.copysign(self._radius_m, self._speed_ms), (north_m, east_m, up_m)

    def command(self, command: OrbitCommand) -> bool:
        """Take DO_ORBIT's parameters; False when the radius is out of range."""
        radius_m = abs(command.radius_m) if math.isfinite(command.radius_m) else self._radius_m
        if not LEAST_RADIUS_M <= radius_m <= self.pilot.parameters.real("MC_ORBIT_RAD_MAX"):
            self.pilot.say(CRITICAL, "Orbit radius limit exceeded\t")
            return False
        self._command = command
        if self.pilot.flown is self:
            self._take(command)
        return True

    def enter(self) -> None:
        """Begin where it is, or as it was commanded."""
        pilot = self.pilot
        self._centre, self._radius_m, self._speed_ms = pilot.here, LEAST_RADIUS_M, 1.0
        command, self._command = self._command, OrbitCommand()
        pilot.auto.take_over(pilot.estimate, pilot.setpoint)
        self._take(command)
        self._approaches = True

    def _take(self, command: OrbitCommand) -> None:
        clockwise = command.radius_m > 0.0 if math.isfinite(command.radius_m) else self._speed_ms > 0.0
        if math.isfinite(command.radius_m):
            self._radius_m = abs(command.radius_m)
        speed_ms = command.speed_ms if math.isfinite(command.speed_ms) else abs(self._speed_ms)
        fastest_ms = self.pilot.parameters.real("MPC_XY_VEL_MAX")
        speed_ms = min(max(speed_ms, -fastest_ms), fastest_ms)
        limit_ms = math.sqrt(MOST_ACCELERATION_MS2 * self._radius_m)
        speed_ms = math.copysign(min(abs(speed_ms), limit_ms), speed_ms)
        self._speed_ms = speed_ms if clockwise else -speed_ms
        if math.isfinite(command.yaw) and round(command.yaw) != OrbitYaw.UNCHANGED:
            known = round(command.yaw) in list(OrbitYaw)
            self._yaw = OrbitYaw(round(command.yaw)) if known else OrbitYaw.FACES_CENTRE
        self._initial_yaw_rad = self.pilot.estimate.yaw_rad
        north_m, east_m = command.centre if command.centre is not None else self._centre[:2]
        up_m = command.amsl_m if math.isfinite(command.amsl_m) else self._centre[2]
        self._centre = (north_m, east_m, up_m)
        if not self._is_on_circle() and not self._approaches:
            self._approaches = True
            self.pilot.auto.take_over(self.pilot.estimate, self._setpoint)

    def _is_on_circle(self) -> bool:
        here, centre = self.pilot.here, self._centre
        off_m = abs(math.hypot(here[0] - centre[0], here[1] - centre[1]) - self._radius_m)
        return off_m < ON_CIRCLE_M and abs(here[2] - centre[2]) < self.pilot.parameters.real("NAV_MC_ALT_RAD")

    def setpoint(self, dt_s: float) -> Setpoint:
        """Straight to the nearest point of the circle, then along it."""
        pilot = self.pilot
        if self._approaches and self._is_on_circle():
            self._approaches, self._going_ms = False, 0.0
            up = pilot.auto.trajectory.up
            self._height.reset(up.x, up.v, up.a)
        if not self._approaches:
            return self._around(dt_s)
        here, centre = pilot.here, self._centre
        to_n, to_e = centre[0] - here[0], centre[1] - here[1]
        distance_m = math.hypot(to_n, to_e)
        share = (distance_m - self._radius_m) / distance_m if distance_m > 1e-6 else 0.0
        target = (here[0] + to_n * share, here[1] + to_e * share, centre[2])
        course = Course(kind=Kind.POSITION, target=target, yaw_rad=math.atan2(to_e, to_n), acceptance_m=ON_CIRCLE_M)
        self._setpoint = pilot.auto.step(course, pilot.estimate, pilot.height_above_ground_m, dt_s)
        return self._setpoint

    def _around(self, dt_s: float) -> Setpoint:
        pilot, real = self.pilot, self.pilot.parameters.real
        here, centre = pilot.here, self._centre
        out_n, out_e = here[0] - centre[0], here[1] - centre[1]
        radius_m = max(math.hypot(out_n, out_e), 1e-6)
        out_n, out_e = out_n / radius_m, out_e / radius_m
        most_ms = real("MPC_ACC_HOR") * dt_s
        self._going_ms += min(max(self._speed_ms - self._going_ms, -most_ms), most_ms)
        back_ms = self._radius_m - radius_m
        height = self._height
        height.most_v, height.most_a, height.jerk = real("MPC_Z_V_AUTO_UP"), real("MPC_ACC_DOWN_MAX"), 4.0
        height.aim(0.0)
        height.advance(dt_s)
        centripetal_ms2 = self._going_ms**2 / self._radius_m
        yaw_rad, yaw_rads = self._heading(out_n, out_e)
        self._setpoint = Setpoint(
            place=(math.nan, math.nan, height.x),
            velocity=(
                -out_e * self._going_ms + out_n * back_ms,
                out_n * self._going_ms + out_e * back_ms,
                height.v,
            ),
            acceleration=(-out_n * centripetal_ms2, -out_e * centripetal_ms2, height.a),
            yaw_rad=pilot.auto.turned(yaw_rad, dt_s),
            yaw_rads=yaw_rads,
        )
        return self._setpoint

    def _heading(self, out_n: float, out_e: float) -> tuple[float, float]:
        around_rads = self._speed_ms / self._radius_m
        if self._yaw is OrbitYaw.KEEPS_HEADING:
            return self._initial_yaw_rad, 0.0
        if self._yaw in (OrbitYaw.FREE, OrbitYaw.STICKS):
            return self.pilot.estimate.yaw_rad, 0.0
        if self._yaw is OrbitYaw.FACES_ALONG:
            way = math.copysign(1.0, self._speed_ms)
            return math.atan2(way * out_n, -way * out_e), around_rads
        return math.atan2(-out_e, -out_n), around_rads
