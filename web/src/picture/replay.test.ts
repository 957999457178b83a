import { expect, test } from "vitest";
import type { Event } from "../protocol";
import { NO_STATE } from "./live_state";
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

test("an aircraft stands where this screen saw it last before that moment, and nothing is made up", () => {
  const trail = [0, 10, 20].map((seconds) => [5 + seconds / 1000, 60, START + seconds * 1000] as const);
  const now = { ...NO_STATE, trails: new Map([[1, trail]]), vehicles: new Map([[1, { id: 1, letter: "A", battery_fraction: 0.5, mode: "return" } as never]]) };
  const picture = pictureAt(historyOf("e", journal(2)), START)!;

  const live = liveAt(now, picture, START + 15_000);

  expect(live.vehicles.get(1)).toMatchObject({ longitude_deg: 5.01, at: at(10), battery_fraction: null, mode: "unknown" });
  expect(live.trails.get(1)?.length).toBe(2);
  expect(liveAt(now, picture, START - 1).vehicles.size).toBe(0);
});
