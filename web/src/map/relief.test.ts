import { expect, test } from "vitest";
import { contourInterval_m, paintRelief, pixelSize_m, type ReliefColours, terrariumHeights } from "./relief";

const COLOURS: ReliefColours = {
  water: [0, 0, 200],
  low: [100, 100, 100],
  high: [100, 100, 100],
  shade: [0, 0, 0],
  light: [255, 255, 255],
  contour: [255, 0, 0],
  strength: 1,
};
const SIDE = 16;

/** A plane of 10 m pixels that rises to the east and north by so many metres a pixel, without contour lines. */
function grey(east: number, north: number, base = 500): number {
  const heights = Float32Array.from({ length: SIDE * SIDE }, (_, i) => base + (i % SIDE) * east - Math.floor(i / SIDE) * north);
  return paintRelief(heights, SIDE, 10, 1e6, COLOURS)[4 * (8 * SIDE + 8)]!;
}

test("a slope that faces north-west is light, one that faces south-east dark, and level ground is neither", () => {
  expect(grey(0, 0)).toBe(100);
  expect(grey(3, -3)).toBeGreaterThan(130);
  expect(grey(-3, 3)).toBeLessThan(70);
});

test("the sea is flat water without lines", () => {
  const rgba = paintRelief(new Float32Array(SIDE * SIDE), SIDE, 10, 5, COLOURS);

  expect([...rgba.slice(0, 4)]).toEqual([0, 0, 200, 255]);
  expect(new Set(rgba).size).toBe(3);
});

test("contour lines stand where the height is a multiple of the interval, and only there", () => {
  const heights = Float32Array.from({ length: SIDE * SIDE }, (_, i) => 101 + (i % SIDE) * 1);

  const rgba = paintRelief(heights, SIDE, 10, 5, { ...COLOURS, strength: 0 });
  const red = Array.from({ length: SIDE }, (_, column) => rgba[4 * (8 * SIDE + column)]! - rgba[4 * (8 * SIDE + column) + 1]!);

  const lines = red.flatMap((value, column) => (value > 40 ? [101 + column] : []));
  expect(lines).toEqual([105, 110, 115]);
});

test("Terrarium's encoding is read as it is documented", () => {
  expect([...terrariumHeights(Uint8ClampedArray.from([128, 0, 0, 255, 128, 100, 128, 255, 127, 255, 0, 255]))]).toEqual([
    0, 100.5, -1,
  ]);
});

test("a pixel of the one tile of zoom 0 is 156.5 km at the equator and half of that at 60 degrees", () => {
  expect(pixelSize_m(0, 0)).toBeCloseTo(156_543, 0);
  // Tile 14/8433/4721 has its middle at 60.396 degrees north.
  expect(pixelSize_m(14, 4721)).toBeCloseTo((156_543.034 / 2 ** 14) * Math.cos((60.396 * Math.PI) / 180), 3);
});

test("contour lines come closer as one zooms in", () => {
  const intervals = [10, 12, 13, 15, 16, 17].map(contourInterval_m);

  expect(intervals).toEqual([...intervals].sort((a, b) => b - a));
});
