import { beforeEach, expect, test } from "vitest";
import { choose, cornersDrawn, tool, touchGround, undoCorner, weightedCorners } from "./tool";
import { areas, asCollection, canUndo, drawArea, editing, finishArea, isTooSmall, leave, removeArea, shares, undoArea, weigh, weightFor, WORDS } from "./weighted_areas";

const SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1]] as const;

function draw(corners: ReadonlyArray<readonly [number, number]>): boolean {
  drawArea();
  for (const [x, y] of corners) touchGround(x, y);
  return finishArea();
}

beforeEach(() => {
  leave();
  choose(null);
  areas.value = [];
  canUndo.value = [];
});

test("an area that is drawn joins the others, and nothing else is being drawn then", () => {
  draw(SQUARE);
  draw(SQUARE.map(([x, y]) => [x + 2, y] as const));

  expect(areas.value.map(({ corners }) => corners.length)).toEqual([4, 4]);
  expect(tool.value).toBeNull();
  expect(weightedCorners.value).toEqual([]);
});

test("two corners are no area: it says so, keeps them, and goes on", () => {
  expect(draw(SQUARE.slice(0, 2))).toBe(false);

  expect(isTooSmall.value).toBe(true);
  expect(areas.value).toEqual([]);
  expect(cornersDrawn.value).toHaveLength(2);

  undoCorner();
  undoCorner();
  expect(finishArea()).toBe(true);
  expect(tool.value).toBeNull();
});

test("the words share the chance out, and with elsewhere it is all", () => {
  draw(SQUARE);
  draw(SQUARE);
  weigh(0, WORDS.likely);
  weigh(1, WORDS.unlikely);

  expect(shares(areas.value, 10)).toEqual([72, 18]);
});

test("a per cent that is typed is what the area then holds, and the others keep their proportions", () => {
  for (let each = 0; each < 3; each++) draw(SQUARE);
  weigh(1, WORDS.likely);

  weigh(0, weightFor(30, 0, areas.value, 10)!);

  const [first, second, third] = shares(areas.value, 10);
  expect(first).toBeCloseTo(30, 9);
  expect(second! / third!).toBeCloseTo(2, 9);
  expect(weightFor(90, 0, areas.value, 10)).toBeNull();
  expect(weightFor(0, 0, areas.value, 10)).toBeNull();
  expect(weightFor(NaN, 0, areas.value, 10)).toBeNull();
  expect(weightFor(50, 0, areas.value.slice(0, 1), 10)).toBeNull();
});

test("corners, weights and removals are taken back one by one", () => {
  draw(SQUARE);
  weigh(0, WORDS.likely);
  drawArea(0);
  undoCorner();
  finishArea();
  removeArea(0);

  undoArea();
  expect(areas.value[0]?.corners).toHaveLength(3);
  undoArea();
  expect(areas.value[0]?.corners).toHaveLength(4);
  undoArea();
  expect(areas.value[0]?.weight).toBe(WORDS.possible);
  undoArea();
  expect(areas.value).toEqual([]);
  undoArea();
  expect(canUndo.value).toEqual([]);
});

test("who gives up moving corners finds the area as it was", () => {
  draw(SQUARE);
  drawArea(0);
  undoCorner();

  leave();

  expect(editing.value).toBeNull();
  expect(areas.value[0]?.corners).toHaveLength(4);
});

test("the station gets closed polygons with their weights", () => {
  draw(SQUARE);

  expect(asCollection(areas.value)).toEqual({
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: { weight: WORDS.possible }, geometry: { type: "Polygon", coordinates: [[...SQUARE, SQUARE[0]]] } }],
  });
});
