"""What a mission does on its way: speed, camera, gimbal, the place to look at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from firmware_sim.aircraft.course import Place
from firmware_sim.aircraft.plans import INT32_MAX, Do, Item
from firmware_sim.mavlink.codec import AUTOPILOT, CAMERA

if TYPE_CHECKING:
    from firmware_sim.aircraft.autopilot import Autopilot

CAMERA_ITEMS = (Do.IMAGE_START, Do.IMAGE_STOP, Do.TRIGGER_CONTROL, Do.DIGICAM_CONTROL)


class MissionActions:
    """Does the items that move nothing."""

    def __init__(self, pilot: Autopilot) -> None:
        self._pilot = pilot
        self.roi: Place | None = None
        """Where the nose is to point."""

    def act(self, item: Item) -> None:
        """Do one of them."""
        pilot, gimbal = self._pilot, self._pilot.gimbal
        p1, p2, p3, p4 = item.params
        if item.command == Do.CHANGE_SPEED and p2 > 0.0:
            pilot.change_speed(p2)
            pilot.broadcast(AUTOPILOT, item.command, item.params)
        elif item.command == Do.GIMBAL_PITCHYAW:
            gimbal.point(p1, p2, p3, p4, item.x if item.x != INT32_MAX else 0)
        elif item.command == Do.MOUNT_CONTROL:
            gimbal.point(p1, p3, math.nan, math.nan, 0)
        elif item.command in (Do.SET_ROI_LOCATION, Do.SET_ROI) and item.has_place:
            north_m, east_m = pilot.local_from_degrees(item.latitude_deg, item.longitude_deg)
            self.roi = (north_m, east_m, item.altitude_amsl_m(pilot.home_amsl_m))
        elif item.command == Do.SET_ROI_NONE:
            self.roi = None
        elif item.command in CAMERA_ITEMS:
            pilot.broadcast(CAMERA, Do.DIGICAM_CONTROL, (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0))
