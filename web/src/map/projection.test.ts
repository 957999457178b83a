import { expect, test } from "vitest";
import { type Looking, mercatorX, mercatorY, Projection } from "./projection";

/** EPSG:3857 of pyproj 3 for 5.3221 E 60.3913 N, over the half of the world's width in metres. */
const HALF_WORLD_M = 20_037_508.342789244;
const BERGEN_M = [592_453.462, 8_487_376.573] as const;

function looking(lng: number, lat: number, zoom: number): Looking {
  return { getCenter: () => ({ lng, lat }), getZoom: () => zoom, project: () => ({ x: 400, y: 300 }) };
}

test("a place lies where EPSG:3857 has it", () => {
  expect((mercatorX(5.3221) * 2 - 1) * HALF_WORLD_M).toBeCloseTo(BERGEN_M[0], 2);
  expect((1 - mercatorY(60.3913) * 2) * HALF_WORLD_M).toBeCloseTo(BERGEN_M[1], 2);
});

test("the middle of the map is where the map says, and a world of 512 pixels doubles with each zoom", () => {
  const projection = Projection.of(looking(5.3, 60.4, 3));

  expect(projection.x(mercatorX(5.3))).toBeCloseTo(400, 6);
  expect(projection.y(mercatorY(60.4))).toBeCloseTo(300, 6);
  expect(projection.x(mercatorX(5.3 + 360 / 4096)) - 400).toBeCloseTo(1, 6);
});

test("beyond the 180th meridian a place is drawn on the side that the window shows", () => {
  const projection = Projection.of(looking(179.9, 0, 8));
  const x = mercatorX(-179.9);

  expect(projection.turns(x)).toBe(1);
  expect(projection.x(x + projection.turns(x)) - 400).toBeCloseTo((0.2 / 360) * 512 * 256, 6);
});

test("a view is the same only from the same middle at the same zoom", () => {
  const projection = Projection.of(looking(5.3, 60.4, 14));

  expect(projection.isSame(Projection.of(looking(5.3, 60.4, 14)))).toBe(true);
  expect(projection.isSame(Projection.of(looking(5.30001, 60.4, 14)))).toBe(false);
  expect(projection.isSame(Projection.of(looking(5.3, 60.4, 14.1)))).toBe(false);
  expect(projection.isSame(null)).toBe(false);
});
