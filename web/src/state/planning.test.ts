import { beforeEach, expect, test } from "vitest";
import type { DrawingView, ProblemView, TemplateView } from "../protocol";
import { areaFor, fits, imported, kindFor, troublesOf, windFromDeg, windRequest, windSpeedMs } from "./planning";
import { corners, type DrawingKind, drawnAs, rally, tool, touchGround, undoCorner } from "./tool";

const template = (...draws: DrawingKind[]) => ({ draws }) as unknown as TemplateView;

beforeEach(() => {
  [corners.value, rally.value, imported.value, tool.value] = [[], [], null, null];
});

test("touches become what the chosen tool draws, and the last one can be taken back", () => {
  tool.value = "line";
  for (const [longitude, latitude] of [[5, 60], [5.1, 60], [5.2, 60.1]] as const) touchGround(longitude, latitude);
  undoCorner();

  expect(areaFor("line")).toEqual({ type: "LineString", coordinates: [[5, 60], [5.1, 60]] });
  expect(drawnAs("polygon", corners.value)).toBeNull();
});

test("a single point moves where it is touched again, several points are all kept", () => {
  tool.value = "point";
  touchGround(5, 60);
  touchGround(6, 61);
  expect(areaFor("point")).toEqual({ type: "Point", coordinates: [6, 61] });

  tool.value = "points";
  touchGround(7, 62);
  expect(areaFor("points")).toEqual({ type: "MultiPoint", coordinates: [[6, 61], [7, 62]] });
});

test("rally points leave the drawing alone, and there are ten at most", () => {
  corners.value = [[5, 60], [6, 60], [6, 61]];
  tool.value = "rally";
  for (let n = 0; n < 12; n++) touchGround(5 + n / 100, 60);

  expect(rally.value).toHaveLength(10);
  expect(corners.value).toHaveLength(3);
  undoCorner();
  expect([rally.value.length, corners.value.length]).toEqual([9, 3]);
});

test("no tool means no touch", () => {
  expect(touchGround(5, 60)).toBe(false);
  expect(corners.value).toEqual([]);
});

test("a template is drawn in its own most natural way unless another of its ways is wanted", () => {
  expect(kindFor(template("line"), "polygon")).toBe("line");
  expect(kindFor(template("polygon", "line"), "line")).toBe("line");
  expect(kindFor(undefined, null)).toBe("polygon");
});

test("a file goes before what was touched, and fits only templates that are drawn so", () => {
  const file = { kind: "line", geojson: { type: "LineString", coordinates: [[5, 60], [6, 60]] } } as unknown as DrawingView;
  corners.value = [[5, 60]];
  imported.value = file;

  expect(areaFor("line")).toBe(file.geojson);
  expect([fits(file, template("line")), fits(file, template("polygon"))]).toEqual([true, false]);
});

test("the same sentence in several places is one trouble, with all its places", () => {
  const wrong = (message: string, x?: number) =>
    ({ code: "crosses_hole", severity: "error", message, where: x === undefined ? null : { type: "Point", coordinates: [x, 60] } }) as unknown as ProblemView;

  const troubles = troublesOf([wrong("A leg crosses.", 5), wrong("Too high."), wrong("A leg crosses.", 6)]);

  expect(troubles.map(({ problem, places }) => [problem.message, places.length])).toEqual([["A leg crosses.", 2], ["Too high.", 0]]);
});

test("wind by hand needs both numbers, and a calm one is still said", () => {
  [windFromDeg.value, windSpeedMs.value] = [270, null];
  expect(windRequest("hand")).toBe("incomplete");
  windSpeedMs.value = 0;
  expect(windRequest("hand")).toEqual({ source: "hand", from_deg: 270, speed_ms: 0 });
  expect(windRequest("none")).toBeNull();
});
