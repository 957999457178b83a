"""One simulated aircraft: true motion, what it believes, its autopilot and its links. No sockets, no clock."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from firmware_sim.aircraft.air_path import AirPath
from firmware_sim.aircraft.autopilot import Autopilot
from firmware_sim.aircraft.battery import Battery
from firmware_sim.aircraft.condition import Condition
from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.dynamics import MAX_THRUST_MS2, SIH_QUADROTOR, Airframe, AttitudeCommand, Body, step
from firmware_sim.aircraft.estimator import Estimator
from firmware_sim.aircraft.parameters import Parameters
from firmware_sim.aircraft.wind import Air, Wind
from firmware_sim.belief import CameraBelief, ned_from_angles
from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_protocol import CameraComponent, CameraDescription
from firmware_sim.mavlink.card import Card
from firmware_sim.mavlink.codec import AUTOPILOT, CAMERA, Codec, Message
from firmware_sim.mavlink.commands import Commands
from firmware_sim.mavlink.gimbal import Gimbal
from firmware_sim.mavlink.gimbal_protocol import GimbalControl
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.mission_transfer import Plans
from firmware_sim.mavlink.own_commands import OwnCommands
from firmware_sim.mavlink.radio import Radio, RadioStatus
from firmware_sim.mavlink.services import Announcements, is_for, services_of, speakers_of
from firmware_sim.mavlink.streams import TWO_LINKS, default_streams
from firmware_sim.mavlink.telemetry import Telemetry
from firmware_sim.mavlink.traffic import Traffic
from firmware_sim.truth import TrueCameraPose

FIX_INTERVAL_S = 0.125
DRAIN_EVERY_S = 0.05
WIND_FILTER_S = 5.0
MOTOR_DEAD = 0.8
ROLL_OF_MISSING_MOTOR_RADS2, YAW_OF_MISSING_MOTOR_RADS2 = 150.0, 40.0
"""Chosen so that three motors balance a fourth at seven tenths with some lean, and tumble without it."""
NO_THRUST = AttitudeCommand()
WRECKED_MS = 4.0


class Vehicle:
    """A quadrotor that behaves over MAVLink as PX4 does.

    Give it what arrives with `receive`, move it with `step`, send what `take_outgoing` returns.
    """

    def __init__(
        self,
        *,
        system_id: int,
        frame: LocalFrame,
        ground_height_m: Callable[[float, float], float],
        home_ne_m: tuple[float, float],
        heading_rad: float,
        wind: Wind,
        seed: int,
        start_unix_s: float,
        camera: CameraDescription | None = None,
        gimbal_fitted: bool = True,
        airframe: Airframe = SIH_QUADROTOR,
        link_names: Sequence[str] = TWO_LINKS,
        traffic: Sequence[Traffic] = (),
        radio: Radio | None = None,
    ) -> None:
        self._airframe = airframe
        self.system_id = system_id
        self.frame = frame
        self.start_unix_s = self._began_unix_s = start_unix_s
        self.gimbal_fitted = gimbal_fitted
        self.home_ne_m = home_ne_m
        self._ground_height_m = ground_height_m
        rng = random.Random(f"{seed}/{system_id}")
        ground_m = ground_height_m(*home_ne_m)
        self.body = Body(north_m=home_ne_m[0], east_m=home_ne_m[1], up_m=ground_m, yaw_rad=heading_rad)
        self._air = Air(wind, rng)
        self.battery = Battery()
        self.gimbal = Gimbal(rng)
        self._estimator = Estimator(rng)
        self._estimator.step(self.body, 0.0)
        self.fix: Place = self._estimator.gnss_fix()
        self.fix_number = 0
        self.local_origin: Place = self.fix
        self.parameters = Parameters()
        self.card = Card()
        self.parameters.integers["MAV_SYS_ID"] = system_id
        self.plans = Plans()
        self.camera = CameraComponent(camera) if camera is not None else None
        self.condition = Condition()
        self._seed, self._link_names = seed, tuple(link_names)
        self.traffic = tuple(traffic)
        self.radio = radio
        # Faults draw from numbers of their own: without faults a flight is the same as ever.
        self._fault_rng = random.Random(f"{seed}/{system_id}/faults")
        self._outward = {name: AirPath(self.condition.path(name), self._fault_rng) for name in link_names}
        self._inward = {name: AirPath(self.condition.path(name), self._fault_rng) for name in link_names}
        self._pose: TrueCameraPose | None = None
        self._fix_s = FIX_INTERVAL_S
        self._drain_s = 0.0
        self._rng = rng
        self._now_s = 0.0
        self._start()

    def _start(self) -> None:
        """What begins anew with each start of the autopilot."""
        system_id, rng = self.system_id, self._rng
        self.autopilot = Autopilot(
            system_id,
            self.parameters,
            self.plans,
            self._estimator.estimate,
            self.battery,
            self.gimbal,
            self.frame.nearest_local,
            rng,
        )
        self.autopilot.auto.trajectory.origin = self.local_origin
        self.autopilot.broadcast = self._broadcast
        self.telemetry = Telemetry(self)
        self.commands = Commands(self)
        self._gimbal_control = GimbalControl(self)
        self.links = {
            name: Link(
                name=name,
                codec=Codec(system_id),
                streams=default_streams(name, random.Random(f"{self._seed}/{system_id}/{name}")),
            )
            for name in self._link_names
        }
        self.own_commands = OwnCommands(system_id, self._link_names)
        self.radio_status = RadioStatus(self, self.radio, f"{self._seed}/{system_id}/radio")
        self.services = services_of(self)
        self._ticks = speakers_of(self.services)
        self._announcements = Announcements(self)

    def go_down(self) -> None:
        """The autopilot stops, as at a reset: no thrust, no word."""
        self.condition.restarting = True

    def boot(self) -> None:
        """The autopilot starts: its clock at zero, disarmed; parameters and plans were kept."""
        self.condition.restarting = False
        # The time of day goes on while the clock since the start begins anew.
        self.start_unix_s = self._began_unix_s + self._now_s
        self._start()

    # --- time ---

    def step(self, dt_s: float) -> None:
        """Fly for `dt_s` and queue what falls due on the links."""
        self._now_s += dt_s
        for name, path in self._inward.items():
            for datagram in path.put([], self._now_s) if path.waits else ():
                self._receive(name, datagram)
        body, pilot = self.body, self.autopilot
        ground_m = self._ground_height_m(body.north_m, body.east_m)
        height_m = body.up_m - ground_m
        pilot.height_above_ground_m, pilot.on_ground = height_m, body.on_ground
        condition, estimator = self.condition, self._estimator
        command = NO_THRUST if condition.restarting else pilot.step(dt_s)
        if body.on_ground and body.touchdown_ms > WRECKED_MS:
            condition.wrecked = True
        if condition.wrecked:
            command = NO_THRUST
        air = self._air.step(height_m, dt_s)
        if condition.motor_share < 1.0:
            command = self._with_weak_motor(command, dt_s)
        step(body, command, air, ground_m, dt_s, self._airframe)
        if not condition.gimbal_stuck:
            self.gimbal.step(body, dt_s)
        estimator.step(body, dt_s)
        estimator.disturb(condition, dt_s)
        pilot.knows_place = estimator.knows_place
        pilot.wind_ms += (math.hypot(air[0], air[1]) - pilot.wind_ms) * min(dt_s / WIND_FILTER_S, 1.0)
        self._drain_s += dt_s
        if self._drain_s >= DRAIN_EVERY_S:
            self._drain(air, self._drain_s)
            self._drain_s = 0.0
        self._fix_s -= dt_s
        if self._fix_s <= 0.0:
            self._fix_s += FIX_INTERVAL_S
            if condition.gnss_is_usable:
                self.fix = estimator.gnss_fix(condition.gnss_noise_m)
            self.fix_number += 1
        if not condition.restarting:
            self._speak()

    def _with_weak_motor(self, command: AttitudeCommand, dt_s: float) -> AttitudeCommand:
        """One of four motors gives less: less thrust, and a moment that the others balance only while it is small."""
        missing = 1.0 - self.condition.motor_share
        self.autopilot.failsafes.motor_failed = missing > MOTOR_DEAD
        body = self.body
        if not body.on_ground and command.thrust_ms2 > 0.0:
            body.roll_rads += ROLL_OF_MISSING_MOTOR_RADS2 * missing * missing * dt_s
            body.yaw_rads += YAW_OF_MISSING_MOTOR_RADS2 * missing * missing * dt_s
        most_ms2 = MAX_THRUST_MS2 * (1.0 - 0.25 * missing)
        return replace(command, thrust_ms2=min(command.thrust_ms2, most_ms2))

    def _drain(self, air: tuple[float, float, float], dt_s: float) -> None:
        drain_s = self.parameters.real("SIM_BAT_DRAIN")
        body, armed = self.body, self.autopilot.armed
        if drain_s > 0.0:
            if armed:
                self.battery.drain_linearly(drain_s, self.parameters.real("SIM_BAT_MIN_PCT") / 100.0, dt_s)
            return
        airspeed_ms = math.hypot(body.north_ms - air[0], body.east_ms - air[1])
        thrust_ms2 = body.thrust_ms2 if armed else 0.0
        self.battery.sag_ohm = self.condition.battery_sag_ohm
        self.battery.step(thrust_ms2, airspeed_ms, body.up_ms, dt_s)

    def _speak(self) -> None:
        now_s = self.autopilot.now_s
        for link in self.links.values():
            for tick in self._ticks:
                tick(link, now_s)

    def _broadcast(self, component: int, command: int, params: tuple[float, ...]) -> None:
        """A command of the autopilot's own: heard on every link, and obeyed by what is fitted."""
        now_s = self.autopilot.now_s
        obeyed = self.camera is not None and component == CAMERA and self.camera.obey(command, params, now_s)
        if self.gimbal_fitted and component == AUTOPILOT:
            obeyed = self._gimbal_control.obey(command, params) or obeyed
        # Who is not answered asks again.
        self.own_commands.send(component, command, params, now_s, repeated=not obeyed)

    # --- links ---

    def take_outgoing(self, link_name: str) -> list[bytes]:
        """The datagrams to send on a link now."""
        return self._outward[link_name].put(self.links[link_name].take(), self._now_s)

    def receive(self, link_name: str, datagram: bytes) -> None:
        """Take what arrived on a link; answers are queued at once."""
        if not self.condition.restarting:
            for arrived in self._inward[link_name].put([datagram], self._now_s):
                self._receive(link_name, arrived)

    def _receive(self, link_name: str, datagram: bytes) -> None:
        link = self.links[link_name]
        for message in link.codec.decode(datagram):
            sender = (message.get_srcSystem(), message.get_srcComponent())
            link.heard.add(sender)
            self._forward(link_name, message)
            # A companion computer has the aircraft's own system id, and is heard.
            if sender != (self.system_id, AUTOPILOT) and is_for(message, self.system_id):
                self._take(link, message)
        self._announcements.tick(link, self.autopilot.now_s)

    def _forward(self, link_name: str, message: Message) -> None:
        """PX4 passes on between its links: to where the addressed component was heard, a gimbal of its own too."""
        target = getattr(message, "target_system", 0)
        component = getattr(message, "target_component", 0)
        if target == self.system_id and component == AUTOPILOT:
            return
        for name, link in self.links.items():
            if name != link_name and _was_heard(link, target, component):
                link.forward(bytes(message.get_msgbuf()))

    def _take(self, link: Link, message: Message) -> None:
        now_s = self.autopilot.now_s
        for service in self.services:
            if service.receive(link, message, now_s):
                return

    # --- truth ---

    def exposure(self) -> TrueCameraPose | None:
        """What the camera sees from now: the old pose while it is frozen, None when this picture is dropped."""
        condition = self.condition
        if self._pose is None or not condition.camera_frozen:
            self._pose = self.true_camera_pose()
        if condition.camera_drop_fraction > 0.0 and self._fault_rng.random() < condition.camera_drop_fraction:
            return None
        return self._pose

    def true_camera_pose(self) -> TrueCameraPose:
        """Where the camera really is and looks; only the simulator's own camera may know."""
        body = self.body
        ned_from_camera = self.gimbal.ned_from_camera(body)
        # The camera turns with the nose about the vertical and with the gimbal about its own right.
        turning_ned = np.array([0.0, 0.0, body.yaw_rads])
        angular_rate_rads = ned_from_camera.T @ turning_ned + np.array([self.gimbal.pitch_rads, 0.0, 0.0])
        return TrueCameraPose(
            system_id=self.system_id,
            boot_s=self.autopilot.now_s,
            north_m=body.north_m,
            east_m=body.east_m,
            up_m=body.up_m,
            ned_from_camera=ned_from_camera,
            velocity_ned_ms=(body.north_ms, body.east_ms, -body.up_ms),
            angular_rate_rads=angular_rate_rads,
            world_s=self._now_s,
            belief=self._camera_belief(),
        )

    def _camera_belief(self) -> CameraBelief:
        estimate, told = self._estimator.estimate, self.gimbal.reported()
        latitude_deg, longitude_deg = self.frame.wgs84_from_local(estimate.north_m, estimate.east_m)
        return CameraBelief(
            latitude_deg=latitude_deg,
            longitude_deg=longitude_deg,
            amsl_m=estimate.up_m,
            roll_rad=estimate.roll_rad,
            pitch_rad=estimate.pitch_rad,
            yaw_rad=estimate.yaw_rad,
            ground_speed_ms=math.hypot(estimate.north_ms, estimate.east_ms),
            ned_from_view=ned_from_angles(told.roll_rad, told.pitch_rad, estimate.yaw_rad + told.yaw_rad),
        )


def _was_heard(link: Link, system: int, component: int) -> bool:
    """Whether somebody of that address spoke on a link; 0 is everybody."""
    if system == 0:
        return bool(link.heard)
    return any(one == system and component in (0, other) for one, other in link.heard)
