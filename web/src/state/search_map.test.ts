import { beforeEach, expect, test, vi } from "vitest";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {} }));

const { corners, drawnAs, tool } = await import("./tool");
const { areaFor, imported, templateId } = await import("./planning");
const { asInstant, isPicking, kind, lastSeen, planTask, requested, searchOnMap, tasks, useAsLastSeen } = await import("./search_map");
const { areas } = await import("./weighted_areas");

const RING = [[5.3, 60.3], [5.31, 60.3], [5.31, 60.31], [5.3, 60.31], [5.3, 60.3]] as const;
const TASK = { area: { type: "Polygon", coordinates: [RING] }, chance: 0.2, gained: 0.15, gained_per_minute: 0.01, minutes: 15 };

beforeEach(() => {
  lastSeen.value = null;
  kind.value = "distance";
  corners.value = [];
  imported.value = null;
  areas.value = [];
});

test("one click makes a proposed area what is planned on, with the template that it was reckoned for", () => {
  tool.value = "line";
  tasks.value = { template: "no.bergen.brann/night-search", detection: 0.8, at: "2026-06-01T12:00:00Z", tasks: [TASK], refused: [] };

  planTask(TASK);

  expect(areaFor("polygon")).toEqual(drawnAs("polygon", RING.slice(0, -1)));
  expect(areaFor("polygon")).toEqual({ type: "Polygon", coordinates: [RING] });
  expect(templateId.value).toBe("no.bergen.brann/night-search");
  expect(tool.value).toBeNull();
});

test("what is asked for on land says nothing of the sea", () => {
  useAsLastSeen({ longitude_deg: 5.3, latitude_deg: 60.3 });

  expect(requested()).toEqual({ kind: "distance", last_seen: [5.3, 60.3], lost_at: null, category: "hiker", ground: "mountain" });

  kind.value = "drift";
  expect(requested()).toMatchObject({ category: "unknown", current_ms: 0, wind_ms: 0 });
});

test("what is drawn by hand is asked for without a last known point, and shown with what each area holds", () => {
  useAsLastSeen({ longitude_deg: 5.3, latitude_deg: 60.3 });
  kind.value = "drawn";
  areas.value = [{ corners: RING.slice(0, -1), weight: 4 }, { corners: RING.slice(0, -1), weight: 1 }];

  expect(requested()).toMatchObject({ kind: "drawn", elsewhere: 0.1, areas: { features: [{ properties: { weight: 4 } }, {}] } });
  expect(requested().last_seen).toBeUndefined();
  expect(searchOnMap.value.areas.map(({ percent }) => percent)).toEqual([72, 18]);
  expect(searchOnMap.value.lastSeen).toBeNull();
});

test("the next place that is touched is the last known point, and only the next", () => {
  isPicking.value = true;

  useAsLastSeen({ longitude_deg: 5.3, latitude_deg: 60.3 });

  expect(lastSeen.value).toEqual({ longitude_deg: 5.3, latitude_deg: 60.3 });
  expect(isPicking.value).toBe(false);
});

test("a time that is not whole is no time", () => {
  expect(asInstant("")).toBeNull();
  expect(asInstant("2026-13-01T99:00")).toBeNull();
  expect(new Date(asInstant("2026-06-01T12:00") ?? "").getTime()).toBe(new Date(2026, 5, 1, 12).getTime());
});
