import { expect, test, vi } from "vitest";
import type { Finding } from "../../protocol";
import type { Pen } from "../drawing";
import type { Sprite, Sprites } from "../icons";
import type { View } from "../layer";
import { PlacedLabels } from "../placed_labels";
import { Projection } from "../projection";

vi.mock("../../messages/messages", () => ({ t: (id: string) => id, tOr: (id: string) => id, number: String, age: String }));

const { fromZoom } = await import("./ellipses");
const { drawnFindings, findingsLayer } = await import("./findings");

const SPRITE = { width: 44, height: 44, image: { width: 44 } } as unknown as Sprite;
const LABEL = { width: 60, height: 20, image: { width: 60 } } as unknown as Sprite;
const SPRITES = { finding: () => SPRITE, label: () => LABEL, ring: () => SPRITE } as unknown as Sprites;

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

/** A pen over a window of 800 by 600 with one finding's place in the middle, that writes down what is stamped where. */
function pen(stamped: [number, number][]): Pen {
  const map = { getCenter: () => ({ lng: 5.32, lat: 60.39 }), getZoom: () => 15, project: () => ({ x: 400, y: 300 }) };
  const context = { globalAlpha: 1, drawImage: (_: unknown, x: number, y: number) => stamped.push([x, y]) };
  return {
    context: context as unknown as CanvasRenderingContext2D,
    projection: Projection.of(map),
    width: 800,
    height: 600,
    ratio: 1,
    labels: new PlacedLabels(),
    spots: [],
  };
}

test("the selected finding lies over the new ones, and those over the rest", () => {
  const drawn = drawnFindings(view([finding(1), finding(2), finding(3)], ["f2"], "f1"), SPRITES);

  expect(drawn.map(({ number }) => number)).toEqual([3, 2, 1]);
});

test("where there is room for one label the youngest finding has it, unless another is new or selected", () => {
  const labelled = (waiting: string[], selected: string | null) => {
    const stamped: [number, number][] = [];
    const apart = [finding(1), { ...finding(2), longitude_deg: 5.3201 }, { ...finding(3), longitude_deg: 5.3202 }];
    const [drawing, on] = [findingsLayer.drawing(view(apart, waiting, selected), SPRITES, {} as never), pen(stamped)];
    drawing.place?.(on);
    drawing.paint(on);
    // A label's middle is 34 px below its symbol's, its edge 10 px higher.
    const [label, ...others] = stamped.filter(([, top]) => top === 300 + 34 - 10);
    expect(others).toEqual([]);
    return on.spots.find(({ x }) => Math.abs(x - (label![0] + 30)) <= 0.5)?.number;
  };

  expect(labelled([], null)).toBe(3);
  expect(labelled(["f2"], null)).toBe(2);
  expect(labelled(["f2"], "f1")).toBe(1);
});

test("what can be touched is what was drawn inside the window", () => {
  const [beside, on] = [{ ...finding(2), longitude_deg: 5.4 }, pen([])];
  const drawing = findingsLayer.drawing(view([finding(1), beside], [], null), SPRITES, {} as never);

  drawing.place?.(on);
  drawing.paint(on);

  expect(on.spots).toEqual([{ id: "f1", number: 1, x: expect.closeTo(400, 6), y: expect.closeTo(300, 6) }]);
});

test("an ellipse is drawn from the zoom at which it is larger than its symbol", () => {
  // At 60.39 N a pixel of zoom 14 is 2.36 m: 10 of them are 4 m at zoom 16.56, 64 m at zoom 12.56.
  expect(fromZoom(finding(1, 4))).toBeCloseTo(16.56, 2);
  expect(fromZoom(finding(2, 64))).toBeCloseTo(12.56, 2);
});
