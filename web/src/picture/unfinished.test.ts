import { expect, test } from "vitest";
import type { Event, FlightProgressed, VehicleState } from "../protocol";
import { partKey } from "./picture";
import { unfinished } from "./unfinished";

const base = { seq: 1, at: "2026-06-01T12:00:00Z", actor: "kari" };

function sent(vehicleId: number, planId: string, outcome = "accepted"): Event {
  return {
    ...base, type: "mission_uploaded", vehicle_id: vehicleId, plan_id: planId, outcome, reasons: [], checksum: null,
    part: 0, first_item: 0, along: 0, fence: null, fence_area: null, is_fence_stations: false, why: null, lead: 0, sent: null,
  };
}

const mode = (vehicleId: number, name: string): Event => ({
  ...base, type: "vehicle_mode_changed", vehicle_id: vehicleId, mode: name, is_armed: true,
});

function progress(vehicleId: number, is_done: boolean): ReadonlyMap<string, FlightProgressed> {
  const event = { ...base, type: "flight_progressed", vehicle_id: vehicleId, plan_id: "p", part: 0, item: 11, along: 0.4, is_done } as const;
  return new Map([[partKey("p", 0), event]]);
}

const vehicles = (change: Partial<VehicleState>) =>
  new Map([[1, { id: 1, is_armed: false, mode: "hold", plan_id: "p", ...change } as VehicleState]]);

test("a plan that was sent but never flown is no reason to go on", () => {
  expect(unfinished([sent(1, "p")], new Map(), vehicles({}))).toEqual([]);
  expect(unfinished([sent(1, "p", "failed"), mode(1, "mission")], new Map(), vehicles({}))).toEqual([]);
});

test("a plan that was flown and broken off is offered, with the metre where this screen heard of it", () => {
  const log = [sent(1, "p"), mode(1, "mission"), mode(1, "return")];

  expect(unfinished(log, new Map(), vehicles({}))).toMatchObject([{ planId: "p", vehicleId: 1, item: null }]);
  expect(unfinished(log, progress(1, false), vehicles({}))).toMatchObject([{ item: 11, along: 0.4 }]);
});

test("what is done or being flown is not offered", () => {
  const log = [sent(1, "p"), mode(1, "mission")];

  expect(unfinished(log, progress(1, true), vehicles({}))).toEqual([]);
  expect(unfinished(log, progress(1, false), vehicles({ is_armed: true, mode: "mission" }))).toEqual([]);
});

test("who flew last is named when another has gone on with it", () => {
  const log = [sent(1, "p"), mode(1, "mission"), sent(2, "p"), mode(2, "mission"), mode(2, "land")];

  expect(unfinished(log, new Map(), vehicles({}))).toMatchObject([{ vehicleId: 2 }]);
});
