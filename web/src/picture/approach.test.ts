import { expect, test } from "vitest";
import type { TrafficState, VehicleState } from "../protocol";
import { ahead, approach, heardTraffic, nearestApproach } from "./approach";
import { distanceM } from "./live_state";

const AT = "2026-06-01T12:00:00Z";
const NOW_MS = Date.parse(AT);
const NORTH = 1 / 111_320;

function heard(change: Partial<TrafficState> = {}): TrafficState {
  return {
    key: "traffic/478a1b",
    at: AT,
    kind: "traffic",
    address: "478a1b",
    callsign: "LNOAB",
    latitude_deg: 60.4 - 2_000 * NORTH,
    longitude_deg: 5.4,
    altitude_amsl_m: 300,
    ground_speed_ms: 50,
    heading_deg: 0,
    climb_ms: -1,
    is_near: true,
    closest: null,
    ...change,
  } as TrafficState;
}

function ours(change: Partial<VehicleState> = {}): VehicleState {
  return {
    at: AT,
    id: 1,
    letter: "A",
    is_armed: true,
    latitude_deg: 60.4,
    longitude_deg: 5.4,
    altitude_amsl_m: 200,
    ground_speed_ms: 0,
    heading_deg: 90,
    climb_ms: 0,
    ...change,
  } as VehicleState;
}

test("one that flies straight at a hovering aircraft meets it after distance through speed", () => {
  const meets = approach(heard(), ours(), NOW_MS);

  expect(meets?.inS).toBeCloseTo(40, 5);
  expect(meets?.distanceM).toBeCloseTo(0, 3);
  expect(meets?.aboveM).toBeCloseTo(60, 5);
});

test("old news is carried on along the course", () => {
  const meets = approach(heard(), ours(), NOW_MS + 10_000);

  expect(meets?.inS).toBeCloseTo(30, 5);
});

test("one that flies away is nearest now, however near that is", () => {
  const meets = approach(heard({ heading_deg: 180 }), ours(), NOW_MS);

  expect(meets?.inS).toBe(0);
  expect(meets?.distanceM).toBeCloseTo(2_000, 3);
});

test("no other instant of the next five minutes is nearer", () => {
  for (let course = 0; course < 360; course += 17) {
    const them = heard({ heading_deg: course, latitude_deg: 60.4 - 700 * NORTH, longitude_deg: 5.41 });
    const us = ours({ heading_deg: 360 - course, ground_speed_ms: 12 });
    const meets = approach(them, us, NOW_MS);

    const distances = Array.from({ length: 301 }, (_, second) =>
      distanceM(ahead(them, second), ahead({ ...us, ...{ address: "" } } as unknown as TrafficState, second)),
    );

    // The plane that both are drawn on differs by some metres over these kilometres.
    expect(Math.abs(Math.min(...distances) - (meets?.distanceM ?? NaN))).toBeLessThan(12);
  }
});

test("a height that is not told is not invented, and a place that is unknown meets nobody", () => {
  expect(approach(heard({ altitude_amsl_m: null }), ours(), NOW_MS)?.aboveM).toBeNull();
  expect(approach(heard(), ours({ latitude_deg: null }), NOW_MS)).toBeNull();
});

test("only aircraft with their motors on are in the way", () => {
  const parked = ours({ id: 2, is_armed: false });
  const far = ours({ id: 3, longitude_deg: 5.42 });

  expect(nearestApproach(heard(), [parked], NOW_MS)).toBeNull();
  expect(nearestApproach(heard(), [parked, far], NOW_MS)?.vehicleId).toBe(3);
});

test("what was not heard for a minute is gone", () => {
  expect(heardTraffic([heard()], NOW_MS + 59_000)).toHaveLength(1);
  expect(heardTraffic([heard()], NOW_MS + 60_000)).toHaveLength(0);
});

test("what the station says of an approach is shown, and counted down", () => {
  const closest = { vehicle_id: 2, in_s: 25, horizontal_m: 180, vertical_m: 60 };
  const fleet = [ours(), ours({ id: 2, altitude_amsl_m: 400 })];

  const meets = nearestApproach(heard({ closest }), fleet, NOW_MS + 3_000);

  expect(meets).toMatchObject({ vehicleId: 2, inS: 22, distanceM: 180, aboveM: -60 });
});

test("the station's word of an approach that is old, or of an aircraft nobody knows, is not taken", () => {
  const closest = { vehicle_id: 1, in_s: 25, horizontal_m: 180, vertical_m: 60 };
  const stranger = { ...closest, vehicle_id: 9 };

  expect(nearestApproach(heard({ closest }), [ours()], NOW_MS + 20_000)?.distanceM).not.toBe(180);
  expect(nearestApproach(heard({ closest: stranger }), [ours()], NOW_MS)?.distanceM).toBeCloseTo(0, 3);
});
