"""What breaks, when, for how long, and what the aircraft makes of it. All in simulated time."""

import math

import pytest

from firmware_sim.faults import EFFECTS, Fault, FaultError, Kind, faults_in, faults_of
from firmware_sim.mavlink.codec import dialect as d
from firmware_sim.simulation import Simulation


def _break(station, kind: str, **fields) -> None:
    """Now."""
    station.simulation.timetable.add(Fault(kind=kind, **fields))


def test_every_kind_has_an_effect():
    assert set(EFFECTS) == set(Kind.__args__)


def test_rows_are_read_from_a_file_and_wrong_ones_are_named(tmp_path):
    path = tmp_path / "faults.toml"
    path.write_text('[[faults]]\nat_s = 3\nfor_s = 2\nkind = "gnss_loss"\nvehicle = 1\n')

    [fault] = faults_in(path)

    assert (fault.kind, fault.at_s, fault.for_s, fault.vehicle) == ("gnss_loss", 3.0, 2.0, 1)
    with pytest.raises(FaultError, match=r"faults\[0\]\.fraction"):
        faults_of([{"kind": "motor", "fraction": 2.0}])
    with pytest.raises(FaultError, match=r"faults\[0\]\.kind"):
        faults_of([{"kind": "rust"}])
    with pytest.raises(FaultError, match="missing"):
        faults_in(tmp_path / "missing.toml")


def test_a_fault_of_an_aircraft_that_is_not_there_is_refused(simulation):
    with pytest.raises(FaultError, match="no aircraft 7"):
        simulation.timetable.add(Fault(kind="compass", vehicle=7))


def test_a_timetable_begins_and_ends_faults_to_the_step():
    rows = (Fault(kind="gimbal_stuck", at_s=1.0, for_s=0.5, vehicle=2),)
    simulation = Simulation(origin=(60.0, 5.0), ground_height_m=lambda n, e: 0.0, vehicles=2, seed=1, faults=rows)
    first, second = (vehicle.condition for vehicle in simulation.vehicles)

    simulation.advance(0.98)
    before = second.gimbal_stuck
    simulation.advance(0.04)
    during = second.gimbal_stuck
    simulation.advance(0.5)

    assert (before, during, second.gimbal_stuck) == (False, True, False)
    assert not first.gimbal_stuck


def test_a_lost_link_carries_nothing_and_the_other_goes_on(simulation):
    simulation.timetable.add(Fault(kind="link_loss", link="gcs", for_s=1.0))
    vehicle = simulation.vehicles[0]
    vehicle.step(0.01)
    simulation.advance(1.0)

    gcs, onboard = vehicle.take_outgoing("gcs"), vehicle.take_outgoing("onboard")
    simulation.advance(0.5)

    assert (gcs, bool(onboard)) == ([], True)
    assert vehicle.take_outgoing("gcs") != []


def test_a_late_link_is_late_both_ways(station):
    _break(station, "link_delay", link="gcs", delay_s=1.0)
    station.run(0.1)

    at_once = station.command(d.MAV_CMD_DO_CHANGE_SPEED, 1.0, 4.0)
    station.run(1.5)
    too_soon = [m for m in station.all("COMMAND_ACK") if m.command == d.MAV_CMD_DO_CHANGE_SPEED]
    station.run(1.0)
    acks = [m for m in station.all("COMMAND_ACK") if m.command == d.MAV_CMD_DO_CHANGE_SPEED]

    assert (at_once, too_soon, len(acks)) == ([], [], 1)


def test_a_bad_link_drops_its_share(simulation):
    simulation.timetable.add(Fault(kind="link_drop", link="gcs", fraction=0.7))
    vehicle, came = simulation.vehicles[0], {"gcs": 0, "onboard": 0}
    for _ in range(400):
        simulation.advance(0.01)
        for name in came:
            came[name] += sum(map(bool, vehicle.take_outgoing(name)))

    assert 0.2 < came["gcs"] / came["onboard"] < 0.42


def test_without_gnss_it_comes_down_after_five_seconds_as_px4_does(flying):
    _break(flying, "gnss_loss")
    flying.run(5.0)
    before = flying.pilot.mode.name
    waited_s = 5.0 + flying.run_until(lambda: flying.pilot.mode.name == "LAND", 3.0)
    flying.run(1.1)
    beat, fix = flying.last("HEARTBEAT"), flying.last("GPS_RAW_INT")
    flying.run_until(lambda: not flying.pilot.armed, 60.0)

    assert before == "HOLD"
    assert waited_s == pytest.approx(5.3, abs=0.3)
    assert (beat.custom_mode, beat.system_status) == (0x06040000, 5)
    assert (fix.fix_type, fix.satellites_visible) == (1, 0)
    assert "Failsafe activated\t" in flying.texts()
    assert math.hypot(flying.vehicle.body.north_m, flying.vehicle.body.east_m) < 40.0


def test_gnss_that_comes_back_gives_the_flight_back(flying):
    _break(flying, "gnss_loss", for_s=7.0)
    flying.run_until(lambda: flying.pilot.mode.name == "LAND", 8.0)
    flying.run_until(lambda: flying.pilot.mode.name == "HOLD", 8.0)
    flying.run(1.1)

    assert flying.last("HEARTBEAT").system_status == 4


def test_drifting_gnss_takes_the_aircraft_along_unnoticed(flying):
    before_m = flying.vehicle.body.east_m
    _break(flying, "gnss_drift", speed_ms=0.5, towards_deg=90.0)
    flying.run(40.0)

    # It believes to stand: the fixes walk east, so it walks west.
    assert flying.vehicle.body.east_m - before_m == pytest.approx(-20.0, abs=4.0)
    assert flying.pilot.mode.name == "HOLD"


def test_jamming_shows_in_the_receiver_and_then_costs_the_fix(flying):
    _break(flying, "gnss_jamming", noise_m=6.0, for_s=3.0)
    flying.run(2.0)
    jammed = flying.last("GPS_RAW_INT")
    flying.run(2.0)
    _break(flying, "gnss_jamming", noise_m=100.0)
    flying.run(1.0)

    assert (jammed.fix_type, jammed.satellites_visible) == (3, 6)
    assert jammed.h_acc > 5000
    assert flying.last("GPS_RAW_INT").fix_type == 1


def test_a_compass_error_turns_the_nose_not_the_belief(flying):
    believed, really = flying.pilot.estimate.yaw_rad, flying.vehicle.body.yaw_rad
    _break(flying, "compass", degrees=20.0)
    flying.run(12.0)

    assert math.degrees(flying.vehicle.body.yaw_rad - really) == pytest.approx(-20.0, abs=3.0)
    assert math.degrees(flying.pilot.estimate.yaw_rad - believed) == pytest.approx(0.0, abs=3.0)


@pytest.mark.parametrize(("share", "falls"), [(0.75, False), (0.0, True)])
def test_three_motors_carry_a_weak_fourth_but_not_a_dead_one(flying, share, falls):
    _break(flying, "motor", fraction=share)
    flying.run(8.0)

    assert flying.vehicle.body.on_ground == flying.vehicle.condition.wrecked == falls


def test_a_stuck_gimbal_stays_where_it_is(flying):
    gimbal = flying.vehicle.gimbal
    _break(flying, "gimbal_stuck", for_s=2.0)
    flying.run(0.1)
    stuck_at = gimbal.true.pitch_rad
    gimbal.point(-20.0, 0.0, math.nan, math.nan, 0)
    flying.run(1.5)
    during = gimbal.true.pitch_rad
    flying.run(3.0)

    assert during == stuck_at
    assert math.degrees(gimbal.true.pitch_rad) == pytest.approx(-20.0, abs=2.0)


def test_a_frozen_camera_keeps_its_picture_and_a_dropping_one_leaves_some_out(flying):
    vehicle = flying.vehicle
    first = vehicle.exposure()
    _break(flying, "camera_frozen", for_s=1.0)
    flying.run(0.5)
    frozen = vehicle.exposure()
    flying.run(1.0)
    fresh = vehicle.exposure()
    _break(flying, "camera_drop", fraction=0.5)
    flying.run(0.1)
    taken = [vehicle.exposure() for _ in range(400)]

    assert frozen is first and fresh is not first
    assert 140 < sum(pose is None for pose in taken) < 260


def test_a_sagging_battery_shows_a_lower_voltage_and_a_drained_one_brings_it_home(flying):
    battery = flying.vehicle.battery
    before_ohm = (battery.rest_v - battery.voltage_v) / battery.current_a
    _break(flying, "battery_sag", ohm=0.1)
    flying.run(1.2)
    sagged_ohm = (battery.rest_v - battery.voltage_v) / battery.current_a
    _break(flying, "battery_drained", fraction=0.06)
    flying.run(6.0)

    assert sagged_ohm - before_ohm == pytest.approx(0.1)
    assert flying.pilot.mode.name == "RETURN"


def test_a_restart_of_the_telemetry_is_a_silence_and_the_flight_goes_on(flying):
    _break(flying, "restart", unit="telemetry", for_s=4.0)
    flying.run(0.1)
    flying.heard.clear()
    flying.run(3.5)
    silent = not flying.heard
    flying.run(1.5)

    assert silent and flying.pilot.in_air
    assert flying.last("HEARTBEAT").base_mode & 128


def test_a_restart_of_the_autopilot_in_the_air_is_a_fall_with_a_new_clock(flying):
    flying.vehicle.parameters.reals["MPC_XY_CRUISE"] = 4.0
    _break(flying, "restart", for_s=3.0)
    flying.run(5.0)
    body = flying.vehicle.body
    flying.run(3.0)

    # PX4 starts disarmed, wherever it is.
    assert body.on_ground and body.touchdown_ms > 5.0
    assert flying.pilot.now_s < 6.0 and not flying.pilot.armed
    assert flying.vehicle.parameters.real("MPC_XY_CRUISE") == 4.0
    assert flying.last("ATTITUDE").time_boot_ms < 6000


def test_faults_that_overlap_each_end_by_themselves(simulation):
    condition = simulation.vehicles[0].condition
    simulation.timetable.add(Fault(kind="link_delay", delay_s=1.0, for_s=4.0))
    simulation.timetable.add(Fault(kind="link_delay", delay_s=0.3, at_s=1.0, for_s=1.0))
    simulation.timetable.add(Fault(kind="link_loss", link="gcs", for_s=6.0))
    simulation.timetable.add(Fault(kind="restart", unit="telemetry", at_s=1.0, for_s=2.0))
    delays_s, lost = [], []
    for _ in range(7):
        simulation.advance(0.5)
        delays_s.append(condition.path("gcs").delay_s)
        lost.append((condition.path("gcs").lost, condition.path("onboard").lost))
        simulation.advance(0.5)

    assert delays_s == [1.0, 0.3, 1.0, 1.0, 0.0, 0.0, 0.0]
    assert lost == [(True, False), (True, True), (True, True), *[(True, False)] * 3, (False, False)]
