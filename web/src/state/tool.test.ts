import { expect, test } from "vitest";
import { draftPolygon } from "./tool";

test("an area is closed and counter-clockwise however it was drawn", () => {
  const clockwise = [[0, 0], [0, 1], [1, 1]] as const;

  const drawn = draftPolygon(clockwise);

  expect(drawn?.coordinates[0]).toEqual([[1, 1], [0, 1], [0, 0], [1, 1]]);
  expect(draftPolygon([...clockwise].reverse())?.coordinates[0]).toEqual([[1, 1], [0, 1], [0, 0], [1, 1]]);
});

test("two corners are not an area", () => {
  expect(draftPolygon([[0, 0], [1, 1]])).toBeNull();
});
