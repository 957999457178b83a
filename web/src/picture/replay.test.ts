import { expect, test } from "vitest";
import type { Event, VehicleState } from "../protocol";
import { linkAt, NO_STATE } from "./live_state";
import { historyOf, liveAt, pictureAt, STEP } from "./replay";

const START = Date.parse("2026-06-01T12:00:00Z");
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const opened = { seq: 1, at: at(0), actor: "kari", type: "incident_opened", incident: { id: "i", title: "Lyngbrann", status: "open", opened_at: at(0), closed_at: null } };
const note = (seq: number) => ({ seq, at: at(seq - 1), actor: "kari", type: "log_entered", text: `linje ${seq}`, key: null });
const journal = (length: number) => [opened, ...Array.from({ length: length - 1 }, (_, index) => note(index + 2))] as unknown as Event[];

test("any moment is the fold of the events until then, wherever the checkpoints lie", () => {
  for (const length of [1, STEP - 1, STEP, STEP + 1, 2 * STEP + 7]) {
    const history = historyOf("e", journal(length));
    for (const seconds of [0, 1, STEP - 2, STEP - 1, STEP, length - 1, length + 50]) {
      expect(pictureAt(history, START + seconds * 1000)?.seq).toBe(Math.min(length, seconds + 1));
    }
  }
});

test("before the first event there was nothing, and without a journal there is no picture", () => {
  expect(pictureAt(historyOf("e", journal(3)), START - 1)?.seq).toBe(0);
  expect(pictureAt(historyOf("e", []), START)?.seq ?? 0).toBe(0);
});

const A = { id: 1, letter: "A", battery_fraction: 0.5, mode: "return", longitude_deg: 5.5, latitude_deg: 60.5, is_in_air: false } as unknown as VehicleState;
const said = (seq: number, more: object) => ({ seq, at: at(seq - 1), actor: "vehicle/1", vehicle_id: 1, ...more }) as unknown as Event;
const armed = (seq: number, mode: string, is_armed: boolean) => said(seq, { type: "vehicle_mode_changed", mode, is_armed });

test("an aircraft that stands or hovers is not lost, however long ago it moved; one that the journal calls lost is", () => {
  const events = [...journal(1), said(2, { type: "vehicle_connected" }), armed(3, "takeoff", true), armed(30, "land", false), said(400, { type: "vehicle_lost" })];
  const trail = [2, 4, 6].map((seconds) => [5 + seconds / 1000, 60, START + seconds * 1000] as const);
  const now = { ...NO_STATE, trails: new Map([[1, trail]]), vehicles: new Map([[1, A]]) };
  const history = historyOf("e", events);
  const then = (seconds: number) => {
    const ms = START + seconds * 1000;
    const vehicle = liveAt(now, pictureAt(history, ms)!, ms).vehicles.get(1)!;
    return { link: linkAt(vehicle, ms), place: vehicle.longitude_deg, mode: vehicle.mode, is_in_air: vehicle.is_in_air };
  };

  expect(then(1)).toEqual({ link: "live", place: 5.002, mode: "unknown", is_in_air: false });
  expect(then(20)).toEqual({ link: "live", place: 5.006, mode: "takeoff", is_in_air: true });
  expect(then(300)).toEqual({ link: "live", place: 5.006, mode: "land", is_in_air: false });
  expect(then(450).link).toBe("lost");
});

test("an aircraft that never flew stands where it stands now, and not before it was heard", () => {
  const events = [...journal(5), said(6, { type: "vehicle_connected" })];
  const now = { ...NO_STATE, vehicles: new Map([[1, A]]) };
  const history = historyOf("e", events);
  const then = (seconds: number) => liveAt(now, pictureAt(history, START + seconds * 1000)!, START + seconds * 1000).vehicles.get(1);

  expect(then(3)).toBeUndefined();
  expect(then(9)).toMatchObject({ longitude_deg: 5.5, latitude_deg: 60.5, is_in_air: false, battery_fraction: null });
});

test("an aircraft stands where this screen saw it last before that moment, and nothing is made up", () => {
  const trail = [0, 10, 20].map((seconds) => [5 + seconds / 1000, 60, START + seconds * 1000] as const);
  const now = { ...NO_STATE, trails: new Map([[1, trail]]), vehicles: new Map([[1, { id: 1, letter: "A", battery_fraction: 0.5, mode: "return" } as never]]) };
  const picture = pictureAt(historyOf("e", journal(2)), START)!;

  const live = liveAt(now, picture, START + 15_000);

  expect(live.vehicles.get(1)).toMatchObject({ longitude_deg: 5.01, at: at(15), battery_fraction: null, mode: "unknown" });
  expect(live.trails.get(1)?.length).toBe(2);
  expect(liveAt(now, picture, START - 1).vehicles.size).toBe(0);
});
