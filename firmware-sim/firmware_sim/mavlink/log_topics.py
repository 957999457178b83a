"""What a flight log holds: PX4's topics and fields, as many as a reader needs to see the flight."""

from __future__ import annotations

from firmware_sim.aircraft.modes import Mode
from firmware_sim.mavlink.ulog import Topic

NAV_STATES = {
    Mode.MANUAL: 0,
    Mode.ALTITUDE: 1,
    Mode.POSITION: 2,
    Mode.MISSION: 3,
    Mode.HOLD: 4,
    Mode.RETURN: 5,
    Mode.POSITION_SLOW: 6,
    Mode.ALTITUDE_CRUISE: 8,
    Mode.ACRO: 10,
    Mode.TERMINATION: 13,
    Mode.OFFBOARD: 14,
    Mode.STABILIZED: 15,
    Mode.TAKEOFF: 17,
    Mode.LAND: 18,
    Mode.FOLLOW: 19,
    Mode.PRECISION_LAND: 20,
    Mode.ORBIT: 21,
}
"""vehicle_status.nav_state."""

LOCAL_POSITION = Topic(
    name="vehicle_local_position",
    fields=(
        ("uint64_t", "timestamp_sample"),
        ("uint64_t", "ref_timestamp"),
        ("double", "ref_lat"),
        ("double", "ref_lon"),
        ("float", "x"),
        ("float", "y"),
        ("float", "z"),
        ("float", "vx"),
        ("float", "vy"),
        ("float", "vz"),
        ("float", "heading"),
        ("float", "ref_alt"),
        ("float", "dist_bottom"),
        ("bool", "xy_valid"),
        ("bool", "z_valid"),
        ("bool", "v_xy_valid"),
        ("bool", "v_z_valid"),
        ("bool", "xy_global"),
        ("bool", "z_global"),
        ("bool", "dist_bottom_valid"),
    ),
)
GLOBAL_POSITION = Topic(
    name="vehicle_global_position",
    fields=(
        ("uint64_t", "timestamp_sample"),
        ("double", "lat"),
        ("double", "lon"),
        ("float", "alt"),
        ("float", "alt_ellipsoid"),
        ("bool", "lat_lon_valid"),
        ("bool", "alt_valid"),
    ),
)
ATTITUDE = Topic(name="vehicle_attitude", fields=(("uint64_t", "timestamp_sample"), ("float[4]", "q")))
BATTERY = Topic(
    name="battery_status",
    fields=(
        ("float", "voltage_v"),
        ("float", "current_a"),
        ("float", "discharged_mah"),
        ("float", "remaining"),
        ("float", "time_remaining_s"),
        ("bool", "connected"),
        ("uint8_t", "cell_count"),
        ("uint8_t", "id"),
        ("uint8_t", "warning"),
    ),
)
STATUS = Topic(
    name="vehicle_status",
    fields=(
        ("uint64_t", "armed_time"),
        ("uint8_t", "arming_state"),
        ("uint8_t", "nav_state_user_intention"),
        ("uint8_t", "nav_state"),
        ("uint8_t", "vehicle_type"),
        ("bool", "failsafe"),
        ("bool", "gcs_connection_lost"),
        ("uint8_t", "system_type"),
        ("uint8_t", "system_id"),
        ("uint8_t", "component_id"),
    ),
)
LAND_DETECTED = Topic(name="vehicle_land_detected", fields=(("bool", "ground_contact"), ("bool", "landed")))
