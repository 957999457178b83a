"""The thermal camera: what of the world's heat reaches each pixel, and what the detector makes of it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware_sim.camera.detector import Detector, Reading
from firmware_sim.camera.lens import Lens
from firmware_sim.camera.smear import Smear, smear_of
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.scene import Scene
from firmware_sim.world.sight import Eye
from firmware_sim.world.world import World

Array = NDArray[np.float64]
Image = NDArray[np.float32]


class ThermalCamera:
    """One aircraft's camera in one world; `expose` gives centikelvin."""

    def __init__(self, world: World, system_id: int) -> None:
        self.spec = world.scenario.camera
        self.lens = Lens(self.spec)
        self._world = world
        self._air = world.scenario.air
        self._scene = Scene(world, self.lens)
        self.detector = Detector(
            self.spec,
            self._air.temperature_celsius,
            world.rng(f"noise {system_id}"),
            world.rng(f"fixed pattern {system_id}"),
        )

    def expose(self, pose: TrueCameraPose) -> NDArray[np.uint16]:
        """The picture (height, width) in hundredths of a kelvin, saturated at the camera's range."""
        return self.read(pose).centikelvin()

    def read(self, pose: TrueCameraPose) -> Reading:
        """The picture as the detector gives it."""
        return self.detector.read(lambda: self.arriving(pose), pose.boot_s)

    def arriving(self, pose: TrueCameraPose) -> Image:
        """Radiance (height, width) at the detector, smeared by motion and blurred by the lens."""
        scene = self.scene(pose)
        smear = self._smear(pose)
        if smear is not None:
            scene = np.asarray(cv2.filter2D(scene, -1, smear.kernel, anchor=smear.anchor), np.float32)
        blurred = cv2.GaussianBlur(scene, (0, 0), self.spec.blur_px, borderType=cv2.BORDER_REPLICATE)
        return np.asarray(blurred, np.float32)

    def scene(self, pose: TrueCameraPose) -> Image:
        """Radiance (height, width) that reaches the lens, before blur and noise."""
        return self._scene.radiance(Eye(pose.position, pose.neu_from_camera), pose.time_s)

    def _smear(self, pose: TrueCameraPose) -> Smear | None:
        """What the detector's slowness makes of a point in the middle of the picture; None when it does not move."""
        ground_m = self._world.height_m(pose.north_m, pose.east_m)
        axis_down = max(float(pose.ned_from_camera[2, 2]), 0.1)
        depth_m = max((pose.up_m - ground_m) / axis_down, 1.0)
        velocity = pose.ned_from_camera.T @ np.array(pose.velocity_ned_ms)
        turn = pose.angular_rate_rads
        across = np.array([-(velocity[0] / depth_m + turn[1]), -(velocity[1] / depth_m - turn[0])])
        return smear_of(across * self.lens.focal_px, self.spec.integration_s, self.spec.time_constant_s)
