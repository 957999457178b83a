import { afterEach, expect, test } from "vitest";
import { choose, corners, cornersDrawn, draftPolygon, held, moveCorner, rally, removeCorner, touchGround, undoCorner } from "./tool";

afterEach(() => {
  choose(null);
  corners.value = [];
  rally.value = [];
});

test("an area is closed and counter-clockwise however it was drawn", () => {
  const clockwise = [[0, 0], [0, 1], [1, 1]] as const;

  const drawn = draftPolygon(clockwise);

  expect(drawn?.coordinates[0]).toEqual([[1, 1], [0, 1], [0, 0], [1, 1]]);
  expect(draftPolygon([...clockwise].reverse())?.coordinates[0]).toEqual([[1, 1], [0, 1], [0, 0], [1, 1]]);
});

test("two corners are not an area", () => {
  expect(draftPolygon([[0, 0], [1, 1]])).toBeNull();
});

test("a corner is moved in its place, and the one that is held is taken away", () => {
  choose("area");
  for (const [x, y] of [[0, 0], [1, 0], [1, 1]] as const) touchGround(x, y);

  held.value = 1;
  moveCorner(1, [2, 0]);
  expect(corners.value).toEqual([[0, 0], [2, 0], [1, 1]]);

  removeCorner(1);
  expect(corners.value).toEqual([[0, 0], [1, 1]]);
  expect(held.value).toBeNull();

  moveCorner(7, [9, 9]);
  removeCorner(-1);
  expect(corners.value).toEqual([[0, 0], [1, 1]]);
});

test("the last corner is taken back, and a touch on the ground lets go of what was held", () => {
  choose("line");
  touchGround(0, 0);
  touchGround(1, 1);
  held.value = 0;

  touchGround(2, 2);
  expect(held.value).toBeNull();

  undoCorner();
  expect(corners.value).toEqual([[0, 0], [1, 1]]);
});

test("handles belong to the tool: places to return to while these are set, and nothing when nobody draws", () => {
  choose("area");
  touchGround(0, 0);
  choose("rally");
  touchGround(5, 5);

  moveCorner(0, [6, 6]);

  expect(cornersDrawn.value).toEqual([[6, 6]]);
  expect(corners.value).toEqual([[0, 0]]);
  choose(null);
  expect(cornersDrawn.value).toEqual([]);
});

test("of a place that was pointed out again, only the last is there to be moved", () => {
  corners.value = [[0, 0], [1, 1]];
  choose("point");

  expect(cornersDrawn.value).toEqual([[1, 1]]);
  moveCorner(0, [3, 3]);
  expect(corners.value).toEqual([[3, 3]]);
});
