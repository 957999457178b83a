"""The order in which things are drawn, which both cameras share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from firmware_sim.camera.lens import Lens
from firmware_sim.scenario import Scenario
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.drawing import Look, draw_things
from firmware_sim.world.fire_front import FireFront
from firmware_sim.world.framing import Framing
from firmware_sim.world.objects import Solid
from firmware_sim.world.sight import Eye, Seer
from firmware_sim.world.sources import Patch
from firmware_sim.world.window import Window
from firmware_sim.world.world import World


class Noting:
    """Draws nothing and notes what it was told to draw."""

    def draw_front(self, canvas: list[str], look: Look, front: FireFront) -> None:
        canvas.append(front.name)

    def draw_patch(self, canvas: list[str], look: Look, window: Window, patch: Patch) -> None:
        canvas.append(patch.name)

    def draw_solid(self, canvas: list[str], look: Look, window: Window, solid: Solid) -> np.ndarray:
        canvas.append(solid.name)
        return np.ones((1, 1), np.float32)


def test_what_is_nearer_is_drawn_over_what_is_further_and_roofs_are_told(
    hillside: Scenario, hillside_world: World, make_pose: Callable[..., TrueCameraPose]
) -> None:
    lens = Lens(hillside.camera)
    pose = make_pose(-140.0, 0.0, hillside_world.height_m(-140.0, 0.0) + 70.0, pitch_deg=-20.0)
    eye = Eye(pose.position, pose.neu_from_camera)
    look = Look(eye, Seer(hillside_world.terrain, lens, 2500.0).look(eye), 0.0)
    drawn: list[str] = []

    roofs = draw_things(Noting(), drawn, look, hillside_world.fronts, Framing(hillside_world, lens))

    things = {thing.name: thing for thing in hillside_world.placed}
    places = [(things[name].north_m, things[name].east_m) for name in drawn]
    points = np.array([(*place, hillside_world.height_m(*place)) for place in places])
    depth_m = (points - pose.position) @ pose.neu_from_camera[:, 2]
    assert len(drawn) >= 6
    # Taken on the ground here, and in the middle of a cabin there.
    assert np.diff(depth_m).max() < 3.0
    assert depth_m[0] > depth_m[-1] + 60.0
    cabins = [cabin for cabin in hillside.cabins if cabin.name in drawn]
    assert sorted(top_m for _, _, top_m in roofs) == sorted(cabin.ridge_m for cabin in cabins)
