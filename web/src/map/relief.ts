import type { Palette } from "./palette";

/** Side of an elevation tile. */
export const TILE_PX = 256;

/** What the relief is painted with: the colours of a palette as numbers. */
export interface ReliefColours {
  readonly water: Colour;
  readonly low: Colour;
  readonly high: Colour;
  readonly shade: Colour;
  readonly light: Colour;
  readonly contour: Colour;
  readonly strength: number;
}

type Colour = readonly [number, number, number];

const HIGH_M = 700;
const WATER_M = 0.3;
// The light of Norwegian maps since they were engraved: from the north-west, not too high.
const LIGHT = normalised([-1, 1, 1.25]);
/** Slopes are drawn this much steeper than they are. */
const EXAGGERATION = 1.6;
const FLAT = 0.02;

export function reliefColours(palette: Palette): ReliefColours {
  return {
    water: colour(palette.water),
    low: colour(palette.low),
    high: colour(palette.high),
    shade: colour(palette.shade),
    light: colour(palette.light),
    contour: colour(palette.contour),
    strength: palette.shadeStrength,
  };
}

/** Metres between contour lines at a tile zoom. */
export function contourInterval_m(zoom: number): number {
  if (zoom >= 16) return 5;
  if (zoom >= 15) return 10;
  if (zoom >= 13) return 20;
  return zoom >= 12 ? 50 : 100;
}

/** Heights above sea level from a tile in Terrarium's encoding. */
export function terrariumHeights(rgba: Uint8ClampedArray): Float32Array {
  const heights = new Float32Array(rgba.length / 4);
  for (let i = 0; i < heights.length; i++) {
    heights[i] = rgba[4 * i]! * 256 + rgba[4 * i + 1]! + rgba[4 * i + 2]! / 256 - 32768;
  }
  return heights;
}

/** Metres of one pixel of a 256-pixel Web Mercator tile. */
export function pixelSize_m(zoom: number, y: number): number {
  const northing = Math.PI * (1 - (2 * (y + 0.5)) / 2 ** zoom);
  return (40_075_016.7 / TILE_PX / 2 ** zoom) * (1 / Math.cosh(northing));
}

/** A square of heights as coloured, shaded relief with contour lines: opaque RGBA. */
export function paintRelief(
  heights: Float32Array,
  side: number,
  pixel_m: number,
  interval_m: number,
  colours: ReliefColours,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * side * side);
  for (let row = 0; row < side; row++) {
    const above = Math.max(0, row - 1) * side;
    const below = Math.min(side - 1, row + 1) * side;
    const rows = (below - above) / side;
    for (let column = 0; column < side; column++) {
      const left = Math.max(0, column - 1);
      const right = Math.min(side - 1, column + 1);
      const height = heights[row * side + column]!;
      const east = (heights[row * side + right]! - heights[row * side + left]!) / ((right - left) * pixel_m);
      const north = (heights[above + column]! - heights[below + column]!) / (rows * pixel_m);
      const line = height > WATER_M ? contour(height, Math.hypot(east, north) * pixel_m, interval_m) : 0;
      paintPixel(rgba, 4 * (row * side + column), height, light(east, north), line, colours);
    }
  }
  return rgba;
}

/** -1 in full shade, 0 on level ground, 1 in full light. */
function light(east: number, north: number): number {
  const x = -east * EXAGGERATION;
  const y = -north * EXAGGERATION;
  const facing = (x * LIGHT[0] + y * LIGHT[1] + LIGHT[2]) / Math.sqrt(x * x + y * y + 1);
  return facing < LIGHT[2] ? facing / LIGHT[2] - 1 : (facing - LIGHT[2]) / (1 - LIGHT[2]);
}

/** How much of a contour line covers a pixel, 0 to 1; every fifth is stronger. `rise_m` is the rise over one pixel. */
function contour(height_m: number, rise_m: number, interval_m: number): number {
  if (rise_m < FLAT) return 0;
  const level = Math.round(height_m / interval_m);
  const away_px = Math.abs(height_m - level * interval_m) / rise_m;
  const isIndex = level % 5 === 0;
  return Math.min(1, Math.max(0, (isIndex ? 1.25 : 0.95) - away_px)) * (isIndex ? 0.52 : 0.28);
}

function paintPixel(
  rgba: Uint8ClampedArray,
  at: number,
  height: number,
  lit: number,
  line: number,
  { water, low, high, shade, light: bright, contour: ink, strength }: ReliefColours,
): void {
  const share = Math.min(1, Math.max(0, height / HIGH_M));
  const toward = lit < 0 ? shade : bright;
  const weight = height > WATER_M ? Math.abs(lit) * strength : 0;
  for (let channel = 0; channel < 3; channel++) {
    const ground = height > WATER_M ? low[channel]! + (high[channel]! - low[channel]!) * share : water[channel]!;
    const shaded = ground + (toward[channel]! - ground) * weight;
    rgba[at + channel] = shaded + (ink[channel]! - shaded) * line;
  }
  rgba[at + 3] = 255;
}

function colour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function normalised([x, y, z]: readonly [number, number, number]): readonly [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
