"""What a mission does on its way: speed, camera, gimbal, the place to look at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.plans import INT32_MAX, Do, Item
from firmware_sim.mavlink.codec import AUTOPILOT, CAMERA

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

UNISSUED = (Do.JUMP, Do.LAND_START)
"""Marks in a plan, and no commands."""
CAMERA_ITEMS = (
    Do.IMAGE_START,
    Do.IMAGE_STOP,
    Do.SET_CAMERA_MODE,
    Do.VIDEO_START,
    Do.VIDEO_STOP,
)
"""Items that PX4 addresses to the camera; the others go to every component."""
CHOOSES_CAMERA = (Do.IMAGE_START, Do.IMAGE_STOP, Do.SET_CAMERA_MODE)
"""Those whose first parameter may name another component."""
ONE_PHOTO = (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
NOW = (-1.0, -1.0)
"""DO_GIMBAL_MANAGER_CONFIGURE: secondary control stays as it is."""


class MissionActions:
    """Does the items that move nothing: issues them as commands, as PX4's navigator does."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot
        self.roi: Place | None = None
        """Where the nose is to point."""
        self.capturing = False
        """Whether the mission lets the camera take photo after photo."""

    def act(self, item: Item) -> None:
        """Do one of them."""
        pilot, command = self._pilot, item.command
        if command in UNISSUED:
            return
        if command == Do.CHANGE_SPEED:
            pilot.change_speed(item.params[1] if item.params[1] > 0.0 else None)
        elif command in (Do.SET_ROI_LOCATION, Do.SET_ROI) and item.has_place:
            north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
            self.roi = (north_m, east_m, item.altitude_amsl_m(pilot.home_amsl_m))
        elif command == Do.SET_ROI_NONE:
            self.roi = None
        elif command == Do.MOUNT_CONTROL:
            # The protocol's first version knows no control; PX4 takes it for such an item.
            pilot.broadcast(AUTOPILOT, Do.GIMBAL_CONFIGURE, (float(pilot.system_id), float(AUTOPILOT), *NOW))
        self._issue(item)

    def stop_capturing(self) -> None:
        """The mission was left: no more photos than it asked for."""
        if self.capturing:
            self.capturing = False
            self._pilot.broadcast(CAMERA, Do.IMAGE_STOP, (0.0,))

    def _issue(self, item: Item) -> None:
        command, params = item.command, self._params(item)
        component = AUTOPILOT
        if command in CAMERA_ITEMS:
            chosen = int(params[0]) if command in CHOOSES_CAMERA and math.isfinite(params[0]) else 0
            component = chosen if 0 < chosen < 256 else CAMERA
        if command == Do.IMAGE_START and params[2] == 1.0:
            # PX4 asks for a single photo in the older way.
            command, params = Do.DIGICAM_CONTROL, ONE_PHOTO
        elif command in (Do.IMAGE_START, Do.IMAGE_STOP):
            self.capturing = command == Do.IMAGE_START
        self._pilot.broadcast(component, command, params)

    def _params(self, item: Item) -> tuple[float, ...]:
        """All seven, with places in degrees and heights above the sea."""
        if item.has_place and item.command in (Do.SET_ROI_LOCATION, Do.SET_ROI):
            up_m = item.altitude_amsl_m(self._pilot.home_amsl_m)
            return (*item.params, item.latitude_deg, item.longitude_deg, up_m)
        x, y = (math.nan if part == INT32_MAX else float(part) for part in (item.x, item.y))
        return (*item.params, x, y, item.z)
