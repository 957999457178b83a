import { expect, test } from "vitest";
import type { TrafficState, VehicleState } from "../protocol";
import { ageS, applyState, distanceM, linkAt, NO_STATE, withHistory } from "./live_state";

const AT = "2026-06-01T12:00:00Z";
const NOW_MS = Date.parse(AT);

function vehicle(change: Partial<VehicleState> = {}): VehicleState {
  return {
    key: "vehicle/1",
    at: AT,
    kind: "vehicle",
    id: 1,
    letter: "A",
    link: "live",
    mode: "mission",
    is_armed: true,
    is_in_air: true,
    is_failsafe: false,
    is_ready_to_arm: true,
    latitude_deg: 60.4,
    longitude_deg: 5.4,
    altitude_amsl_m: 180,
    height_above_home_m: 60,
    height_agl_m: 55,
    heading_deg: 90,
    ground_speed_ms: 8,
    climb_ms: 0,
    battery_fraction: 0.78,
    battery_v: 15.2,
    satellites: 17,
    gnss_fix: 3,
    home: null,
    mission_seq: 3,
    mission_total: 20,
    mission_checksum: null,
    plan_id: null,
    autopilot: "px4",
    warnings: [],
    alerts: [],
    pilot: null,
    next_pilot: null,
    control_passes_at: null,
    is_take_over: false,
    fence: "unknown",
    ...change,
  } as VehicleState;
}

test("newest wins per key", () => {
  const live = applyState(NO_STATE, [vehicle({ battery_fraction: 0.5 }), vehicle({ battery_fraction: 0.4 })]);

  expect(live.vehicles.get(1)?.battery_fraction).toBe(0.4);
});

test("a trail grows only when the aircraft has moved two metres in the air", () => {
  const still = applyState(applyState(NO_STATE, [vehicle()]), [vehicle({ latitude_deg: 60.400005 })]);
  const moved = applyState(still, [vehicle({ latitude_deg: 60.4001 })]);
  const landed = applyState(moved, [vehicle({ latitude_deg: 60.5, is_in_air: false })]);

  expect(still.trails.get(1)?.length).toBe(1);
  expect(moved.trails.get(1)?.length).toBe(2);
  expect(landed.trails.get(1)?.length).toBe(2);
});

test("an aircraft that the station calls live is stale here when nothing newer has come", () => {
  expect(linkAt(vehicle(), NOW_MS + 3_000)).toBe("live");
  expect(linkAt(vehicle(), NOW_MS + 4_000)).toBe("stale");
  expect(linkAt(vehicle(), NOW_MS + 11_000)).toBe("lost");
  expect(linkAt(vehicle({ link: "lost" }), NOW_MS)).toBe("lost");
});

test("an age is never negative", () => {
  expect(ageS(AT, NOW_MS - 500)).toBe(0);
});

test("a hundredth of a degree north is 1.1 km, and east half of that at 60 degrees", () => {
  expect(distanceM([5, 60], [5, 60.01])).toBeCloseTo(1113, 0);
  expect(distanceM([5, 60], [5.01, 60])).toBeCloseTo(556.6, 0);
});

test("manned traffic and the clearing of the air come with the state, newest wins", () => {
  const traffic = { key: "traffic/478a1b", at: AT, kind: "traffic", address: "478a1b", callsign: "LNOAB", latitude_deg: 60, longitude_deg: 5, altitude_amsl_m: 300, ground_speed_ms: 50, heading_deg: 0, climb_ms: 0, is_near: false } as TrafficState;
  const air = { key: "air", at: AT, kind: "air", is_clearing: true, by: "kari", why: "", since: AT, vehicles: [] } as const;

  const live = applyState(NO_STATE, [traffic, air, { ...traffic, is_near: true }]);

  expect(live.traffic.get("478a1b")?.is_near).toBe(true);
  expect(live.air?.is_clearing).toBe(true);
});

test("what nothing was heard of stays the very same, so that nobody draws it again", () => {
  const before = applyState(NO_STATE, [vehicle()]);

  const after = applyState(before, [vehicle({ battery_fraction: 0.7 })]);

  expect(after.vehicles).not.toBe(before.vehicles);
  for (const key of ["trails", "cameras", "traffic"] as const) expect(after[key]).toBe(before[key]);
});

test("what the station kept comes before what this screen saw, and no moment comes twice", () => {
  const seen = applyState(NO_STATE, [vehicle(), vehicle({ at: "2026-06-01T12:00:02Z", latitude_deg: 60.401 })]);
  const points: [number, number, number][] = [
    [5.4, 60.39, NOW_MS - 60_000],
    [5.4, 60.4, NOW_MS],
    [5.4, 60.401, NOW_MS + 2_000],
  ];

  const whole = withHistory(seen, { trails: [{ vehicle_id: 1, points }, { vehicle_id: 2, points: points.slice(0, 1) }] });

  expect(whole.trails.get(1)?.map(([, , atMs]) => atMs - NOW_MS)).toEqual([-60_000, 0, 2_000]);
  expect(whole.trails.get(2)).toHaveLength(1);
  expect(withHistory(whole, { trails: [{ vehicle_id: 1, points }] })).toBe(whole);
});
