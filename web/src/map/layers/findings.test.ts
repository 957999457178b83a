import { expect, test, vi } from "vitest";
import type { Finding } from "../../protocol";
import type { Icons } from "../icons";
import type { View } from "../layer";

vi.mock("../../messages/messages", () => ({ t: (id: string) => id, tOr: (id: string) => id, number: String, age: String }));

const { ellipsesLayer } = await import("./ellipses");
const { findingsLayer } = await import("./findings");

const ICONS = { finding: () => "icon", label: () => "label" } as unknown as Icons;

function finding(number: number, semi_major_m = 4): Finding {
  return {
    id: `f${number}`,
    number,
    kind: "hotspot",
    status: "found",
    latitude_deg: 60.39,
    longitude_deg: 5.32,
    ellipse: { semi_major_m, semi_minor_m: 3, orientation_deg: 30 },
    peak_celsius: 310,
    last_celsius: 300,
    is_saturated: false,
    last_seen_at: "2026-11-24T00:00:00Z",
  } as unknown as Finding;
}

function view(findings: ReadonlyArray<Finding>, waiting: ReadonlyArray<string>, selected: string | null): View {
  return {
    picture: { findings: new Map(findings.map((each) => [each.id, each])) },
    waiting: new Set(waiting),
    selected: selected ? { kind: "finding", id: selected } : null,
    showsDismissed: false,
    slowNowMs: Date.parse("2026-11-24T00:00:00Z"),
  } as unknown as View;
}

test("the selected finding lies over the new ones, and those over the rest", () => {
  const features = findingsLayer.features(view([finding(1), finding(2), finding(3)], ["f2"], "f1"), ICONS);

  const storeys = new Map(features.map(({ properties }) => [properties!["number"], properties!["storey"]]));
  expect(storeys.get(1)).toBeGreaterThan(storeys.get(2));
  expect(storeys.get(2)).toBeGreaterThan(storeys.get(3));
});

test("a thousand findings are few drawings of the map: one for each sort key", () => {
  const many = Array.from({ length: 1000 }, (_, index) => finding(index + 1));
  const symbols = findingsLayer.layers({} as never, "day").find(({ id }) => id === "finding-symbol");
  const [, key] = (symbols!.layout as Record<string, [string, string]>)["symbol-sort-key"]!;

  const features = findingsLayer.features(view(many, many.slice(0, 500).map(({ id }) => id), "f7"), ICONS);

  expect(new Set(features.map(({ properties }) => properties![key])).size).toBe(3);
});

test("an ellipse is drawn from the zoom at which it is larger than its symbol", () => {
  const [small, large] = ellipsesLayer.features(view([finding(1, 4), finding(2, 64)], [], null), ICONS);

  // At 60.39 N a pixel of zoom 14 is 2.36 m: 10 of them are between 16 and 32 m, those of zoom 16 between 4 and 8 m.
  expect(small!.properties!["fromZoom"]).toBe(16);
  expect(large!.properties!["fromZoom"]).toBe(12);
});
