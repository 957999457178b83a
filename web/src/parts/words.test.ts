import { expect, test, vi } from "vitest";
import type { Finding, SeenInFrame } from "../protocol";

vi.mock("../messages/messages", () => ({ t: (id: string) => id, tOr: (id: string) => id, number: String, age: String }));

const { findingTitle, atLeast } = await import("./words");

function named(change: Partial<Finding>): string {
  return findingTitle({ kind: "person", status: "found", peak_celsius: null, peak_sigma_kelvin: null, is_saturated: false, ...change } as Finding);
}

test("who is known by warmth and size alone is a person or an animal until somebody has confirmed it", () => {
  const told = [named({ peak_celsius: 23 }), named({ peak_celsius: 23, status: "confirmed" }), named({})];

  expect(told).toEqual(["finding-kind-person-or-animal", "finding-kind-person", "finding-kind-person"]);
});

test("what is at least so hot says so in its title", () => {
  const told = named({ kind: "hotspot", peak_celsius: 500, is_saturated: true });

  expect(told).toBe("finding-kind-hotspot ≥ 500 °C");
});

test("a title says how far the temperature may be off, but not where the camera's range ended", () => {
  const hot = { kind: "hotspot", peak_celsius: 312, peak_sigma_kelvin: 19 } as const;

  const told = [named(hot), named({ ...hot, is_saturated: true }), named({ ...hot, peak_sigma_kelvin: null })];

  expect(told).toEqual(["finding-kind-hotspot 312 ± 19 °C", "finding-kind-hotspot ≥ 312 °C", "finding-kind-hotspot 312 °C"]);
});

test("a picture with something at the end of the camera's range is at least so hot", () => {
  const seen = [[382, true], [60, false]].map(([peak_celsius, is_saturated]) => ({ peak_celsius, is_saturated }) as SeenInFrame);

  const told = [atLeast({ detections: seen }), atLeast({ detections: seen.slice(1) })];

  expect(told).toEqual(["≥ 382 °C", null]);
});
