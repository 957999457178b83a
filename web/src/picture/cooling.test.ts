import { expect, test } from "vitest";
import { coolingLine, HEIGHT, WIDTH } from "./cooling";

const at = (minutes: number, celsius: number) => ({ at: new Date(Date.UTC(2026, 5, 1, 12, minutes)).toISOString(), celsius });
const points = (line: string) => line.split(" ").map((pair) => pair.split(",").map(Number) as [number, number]);

test("time goes right and heat goes up, to the edges of the box", () => {
  const [first, middle, last] = points(coolingLine([at(0, 400), at(30, 250), at(60, 100)])) as [[number, number], [number, number], [number, number]];

  expect(first[1]).toBeLessThan(middle[1]);
  expect(middle).toEqual([WIDTH / 2, HEIGHT / 2]);
  expect(last[0]).toBeGreaterThan(first[0]);
  expect([first[0] + last[0], first[1] + last[1]]).toEqual([WIDTH, HEIGHT]);
});

test("two degrees of noise are drawn as next to nothing", () => {
  const heights = points(coolingLine([at(0, 300), at(1, 302), at(2, 301)])).map(([, y]) => y);

  expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(HEIGHT / 8);
});

test("one moment is a point in the middle", () => {
  expect(coolingLine([at(0, 50)])).toBe(`${WIDTH / 2}.0,${HEIGHT / 2}.0`);
});
