import { expect, test } from "vitest";
import { ScreenCost } from "./screen_cost";

const drawn = (times: number, tookMs: number, cost = new ScreenCost()) => {
  for (let n = 0; n < times; n++) cost.took(tookMs);
  return cost;
};

test("where frames come in time, what moves is drawn as often as asked", () => {
  expect(drawn(20, 34).restMs(200, 1_000)).toBe(200);
});

test("where a drawing is dear, it gets a third of the time", () => {
  expect(drawn(40, 240).restMs(200, 1_000)).toBeCloseTo(600);
});

test("however dear it is, what moves is not left standing", () => {
  expect(drawn(40, 5_000).restMs(200, 1_000)).toBe(1_000);
});

test("a page that comes back into sight soon moves as before", () => {
  expect(drawn(15, 34, drawn(1, 600_000)).restMs(200, 1_000)).toBe(200);
});
