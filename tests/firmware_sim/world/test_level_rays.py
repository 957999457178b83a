import numpy as np
import pytest

from firmware_sim import scenario
from firmware_sim.world.terrain import RayCaster
from firmware_sim.world.world import World


@pytest.mark.parametrize("sinking", [0.0, 1e-320, 1e-300, 1e-12])
def test_rays_that_all_but_never_come_down_are_cast_without_a_warning(sinking):
    terrain = World(scenario.load("hillside"), seed=1).terrain
    top_m = float(terrain.heights_m.max())
    level = [[0.0, 1.0, -sinking], [1.0, 0.0, -sinking], [-1.0, 0.0, -sinking], [0.0, 0.6, -0.8]]

    hits = RayCaster(terrain, 2500.0).hits(np.array([0.0, 0.0, top_m + 60.0]), np.array(level))

    assert np.isfinite(hits).tolist() == [False, False, False, True]
