"""The first seconds of a take-off: noticed while the thrust grows, as PX4's land detector does, and begun only once."""

import math

import pytest

from firmware_sim.mavlink.codec import dialect as d

NAN = math.nan


@pytest.mark.parametrize("waited_s", [0.3, 1.0, 2.5], ids=["at-once", "spun-up", "later"])
def test_a_take_off_is_noticed_early_and_leaves_the_ground_after_one_ramp(station, waited_s):
    pilot = station.pilot
    station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
    station.run(waited_s)
    station.command(d.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, NAN, NAN, NAN, pilot.estimate.up_m + 15.0)

    noticed_s = station.run_until(lambda: "Takeoff detected\t" in station.texts(), 4.0)
    on_ground = station.vehicle.body.on_ground
    lifted_s = noticed_s + station.run_until(lambda: not station.vehicle.body.on_ground, 4.0)

    spun_up_s = max(1.0 - waited_s, 0.0)
    assert on_ground
    # The recorded PX4: 0.7 to 1.0 s and 3.0 s after its rotors had spun up.
    assert noticed_s - spun_up_s == pytest.approx(0.85, abs=0.3)
    assert lifted_s - spun_up_s == pytest.approx(3.0, abs=0.4)


def test_an_aircraft_told_to_land_in_the_ramp_stops_its_rotors(station):
    pilot = station.pilot
    station.command(d.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)
    station.command(d.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, NAN, NAN, NAN, pilot.estimate.up_m + 15.0)
    station.run_until(lambda: "Takeoff detected\t" in station.texts(), 4.0)

    station.command(d.MAV_CMD_NAV_LAND, 0, 0, 0, NAN, NAN, NAN, NAN)
    station.run_until(lambda: not pilot.armed, 20.0)

    assert station.vehicle.body.on_ground
    assert not pilot.in_air
