import type { Pen } from "./drawing";
import type { Sprite } from "./icons";
import { mercatorX, mercatorY } from "./projection";

/** Corners one after another, x and y of each, Web Mercator 0 to 1. */
export type Way = ReadonlyArray<number>;

type Corner = readonly [number, number, ...number[]];

export function wayOf(corners: ReadonlyArray<Corner>): Way {
  const way = new Array<number>(corners.length * 2);
  corners.forEach(([longitude, latitude], index) => {
    way[2 * index] = mercatorX(longitude);
    way[2 * index + 1] = mercatorY(latitude);
  });
  return way;
}

/** What a geometry is drawn with. */
export interface Shape {
  readonly ways: ReadonlyArray<Way>;
  readonly points: ReadonlyArray<Corner>;
  readonly isArea: boolean;
}

interface Geometry {
  readonly type: string;
  readonly coordinates?: unknown;
  readonly geometries?: ReadonlyArray<Geometry>;
}

/** The shapes of any GeoJSON geometry. */
export function shapesOf(geometry: unknown): ReadonlyArray<Shape> {
  const { type, coordinates, geometries } = (geometry ?? { type: "" }) as Geometry;
  switch (type) {
    case "Point":
      return [{ ways: [], points: [coordinates as Corner], isArea: false }];
    case "MultiPoint":
      return [{ ways: [], points: coordinates as Corner[], isArea: false }];
    case "LineString":
      return [{ ways: [wayOf(coordinates as Corner[])], points: [], isArea: false }];
    case "MultiLineString":
      return [{ ways: (coordinates as Corner[][]).map(wayOf), points: [], isArea: false }];
    case "Polygon":
      return [{ ways: (coordinates as Corner[][]).map(wayOf), points: [], isArea: true }];
    case "MultiPolygon":
      return (coordinates as Corner[][][]).map((rings) => ({ ways: rings.map(wayOf), points: [], isArea: true }));
    case "GeometryCollection":
      return (geometries ?? []).flatMap(shapesOf);
    default:
      return [];
  }
}

/** Less of a step cannot be seen: the corners between are left out. */
const STEP_PX = 0.75;

/** The outline of all `ways` as the context's path; false when nothing of it is in the window, widened by `room` pixels. */
export function trace({ context, projection, width, height }: Pen, ways: ReadonlyArray<Way>, room: number): boolean {
  context.beginPath();
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const way of ways) {
    const turns = projection.turns(way[0] ?? 0);
    let [lastX, lastY] = [NaN, NaN];
    for (let index = 0; index < way.length; index += 2) {
      const [x, y] = [projection.x(way[index]! + turns), projection.y(way[index + 1]!)];
      const isEnd = index + 2 >= way.length;
      if (!isEnd && Math.abs(x - lastX) < STEP_PX && Math.abs(y - lastY) < STEP_PX) continue;
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
      [lastX, lastY] = [x, y];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right > -room && left < width + room && bottom > -room && top < height + room;
}

/** How a line is drawn; pixels. */
export interface Line {
  readonly colour: string;
  readonly width: number;
  readonly opacity?: number;
  /** In widths of the line, as MapLibre counts them. */
  readonly dash?: ReadonlyArray<number>;
  readonly isRound?: boolean;
}

export function stroke(pen: Pen, ways: ReadonlyArray<Way>, { colour, width, opacity = 1, dash = [], isRound = false }: Line): void {
  if (!trace(pen, ways, width)) return;
  const { context } = pen;
  context.globalAlpha = opacity;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = isRound ? "round" : "miter";
  context.lineCap = isRound ? "round" : "butt";
  context.setLineDash(dash.map((part) => part * width));
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

export function fill(pen: Pen, ways: ReadonlyArray<Way>, colour: string, opacity: number): void {
  if (!trace(pen, ways, 0)) return;
  pen.context.globalAlpha = opacity;
  pen.context.fillStyle = colour;
  pen.context.fill("evenodd");
  pen.context.globalAlpha = 1;
}

/** A circle round a place of the ground; its line lies outside of its radius. */
export interface Circle {
  readonly radius: number;
  readonly fill?: string;
  readonly line: string;
  readonly lineWidth: number;
}

export function circle(pen: Pen, [longitude, latitude]: Corner, { radius, fill: inside, line, lineWidth }: Circle): void {
  const { context } = pen;
  const { x, y } = pixelOf(pen, mercatorX(longitude), mercatorY(latitude));
  context.beginPath();
  context.arc(x, y, radius + lineWidth / 2, 0, 2 * Math.PI);
  if (inside) {
    context.fillStyle = inside;
    context.fill();
  }
  context.strokeStyle = line;
  context.lineWidth = lineWidth;
  context.stroke();
}

export function pixelOf({ projection }: Pen, mercator_x: number, mercator_y: number): { x: number; y: number } {
  return { x: projection.x(mercator_x + projection.turns(mercator_x)), y: projection.y(mercator_y) };
}

/** A sprite with its middle at (x, y), moved to whole device pixels: so it stays as sharp as it was drawn. */
export function stamp({ context, ratio }: Pen, { image, width, height }: Sprite, x: number, y: number): void {
  const left = Math.round((x - width / 2) * ratio) / ratio;
  const top = Math.round((y - height / 2) * ratio) / ratio;
  context.drawImage(image, left, top, image.width / ratio, image.height / ratio);
}
