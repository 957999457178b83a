import type { Map as MapLibre } from "maplibre-gl";
import type { Finding } from "../protocol";
import { type Palette, PALETTES } from "./palette";
import { NUMBER_Y, SENT, SENT_BACK, SHAPES, SLASH, SYMBOL_SIZE, TICK, TICK_CENTRE } from "./symbols";

/** Text is drawn into the icons, so that the map needs no glyph files. */
export const FONT = '"Inter Variable", system-ui, sans-serif';
const PIXELS = 2;

type Draw = (context: CanvasRenderingContext2D) => void;

/** Pictures by what they show: each is drawn once. */
abstract class DrawnOnce<Kept> {
  protected readonly kept = new Map<string, Kept>();

  constructor(public palette: Palette) {}

  label(text: string): Kept {
    return this.once(`label/${text}`, (name) => {
      const width = Math.ceil(measure(text, `600 12.5px ${FONT}`)) + 12;
      return this.make(name, width, 20, (context) => drawLabel(context, text, width, this.palette));
    });
  }

  mark(kind: string, letters: string): Kept {
    return this.once(`mark/${kind}/${letters}`, (name) => {
      const width = Math.max(34, Math.ceil(measure(letters, `700 14px ${FONT}`)) + 16);
      return this.make(name, width, 34, (context) => drawMark(context, kind, letters, width, this.palette));
    });
  }

  protected once(name: string, make: (name: string) => Kept): Kept {
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const made = make(name);
    this.kept.set(name, made);
    return made;
  }

  protected abstract make(name: string, width: number, height: number, draw: Draw): Kept;
}

/** The pictures that MapLibre draws, by the names it knows them by. */
export class Icons extends DrawnOnce<string> {
  constructor(
    private readonly map: MapLibre,
    palette: Palette,
  ) {
    super(palette);
  }

  /** They are drawn anew in another theme. */
  clear(palette: Palette): void {
    this.palette = palette;
    for (const name of this.kept.keys()) this.map.removeImage(name);
    this.kept.clear();
  }

  protected make(name: string, width: number, height: number, draw: Draw): string {
    const { canvas, context } = drawn(width, height, PIXELS, draw);
    this.map.addImage(name, context.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: PIXELS });
    return name;
  }
}

/** A picture for a canvas; width and height in the page's pixels. */
export interface Sprite {
  readonly image: ImageBitmap;
  readonly width: number;
  readonly height: number;
}

/** The pictures that are drawn over the map, in the screen's own pixels. */
export class Sprites extends DrawnOnce<Sprite> {
  ratio = 0;

  constructor() {
    super(PALETTES.day);
  }

  clear(palette: Palette, ratio: number): void {
    this.palette = palette;
    this.ratio = ratio;
    for (const { image } of this.kept.values()) image.close();
    this.kept.clear();
  }

  finding({ kind, status, number }: Pick<Finding, "kind" | "status" | "number">): Sprite {
    return this.once(`finding/${kind}/${status}/${number}`, (name) =>
      this.make(name, SYMBOL_SIZE, SYMBOL_SIZE, (context) => drawFinding(context, kind, status, number, this.palette)),
    );
  }

  /** Round a finding that nobody has judged, or that is selected. */
  ring(of: "new" | "selected"): Sprite {
    const { radius, inside } = RINGS[of];
    const size = 2 * (radius + RING_WIDTH + 1);
    return this.once(`ring/${of}`, (name) =>
      this.make(name, size, size, (context) => drawRing(context, size / 2, radius, inside, of === "new" ? this.palette.fresh : this.palette.selected)),
    );
  }

  protected make(_name: string, width: number, height: number, draw: Draw): Sprite {
    return { image: drawn(width, height, this.ratio, draw).canvas.transferToImageBitmap(), width, height };
  }
}

function drawn(width: number, height: number, ratio: number, draw: Draw): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
  const canvas = new OffscreenCanvas(Math.ceil(width * ratio), Math.ceil(height * ratio));
  // Read back at once: a canvas on the graphics chip would wait there behind everything that is being painted.
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.scale(ratio, ratio);
  draw(context as unknown as CanvasRenderingContext2D);
  return { canvas, context };
}

const RINGS = { new: { radius: 27, inside: 0.28 }, selected: { radius: 31, inside: 0 } } as const;
const RING_WIDTH = 3.5;

function drawRing(context: CanvasRenderingContext2D, middle: number, radius: number, inside: number, colour: string): void {
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = RING_WIDTH;
  context.globalAlpha = inside;
  context.beginPath();
  context.arc(middle, middle, radius, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  context.arc(middle, middle, radius + RING_WIDTH / 2, 0, 2 * Math.PI);
  context.stroke();
}

let ruler: OffscreenCanvasRenderingContext2D | null = null;

function measure(text: string, font: string): number {
  const context = (ruler ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }));
  if (!context) return text.length * 8;
  context.font = font;
  return context.measureText(text).width;
}

function drawFinding(
  context: CanvasRenderingContext2D,
  kind: Finding["kind"],
  status: Finding["status"],
  number: number,
  palette: Palette,
): void {
  const shape = new Path2D(SHAPES[kind]);
  const isHollow = status === "dismissed" || status === "extinguished";
  const colour = status === "dismissed" ? palette.muted : status === "extinguished" ? palette.extinguished : kind === "person" ? palette.person : palette.heat;
  context.lineJoin = "round";
  stroke(context, shape, palette.ink === "#eef3f6" ? "#000000" : palette.ink, 4.5);
  stroke(context, shape, isHollow ? palette.paper : "#ffffff", 3);
  context.fillStyle = isHollow ? palette.paper : colour;
  context.fill(shape);
  if (isHollow) stroke(context, shape, colour, 2.2, status === "dismissed" ? [3, 2.5] : []);
  if (status === "dismissed") stroke(context, new Path2D(SLASH), colour, 1.8);
  context.fillStyle = isHollow ? palette.ink : "#ffffff";
  context.font = `750 ${number > 99 ? 13 : 16.5}px ${FONT}`;
  context.textAlign = "center";
  context.fillText(String(number), SYMBOL_SIZE / 2, NUMBER_Y[kind]);
  if (status === "confirmed" || status === "extinguished") drawTick(context, palette);
  if (status === "assigned") drawSent(context, palette);
}

function drawTick(context: CanvasRenderingContext2D, palette: Palette): void {
  context.beginPath();
  context.arc(...TICK_CENTRE, 7.8, 0, 2 * Math.PI);
  context.fillStyle = palette.confirmed;
  context.fill();
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.4;
  context.stroke();
  context.lineCap = "round";
  stroke(context, new Path2D(TICK), "#ffffff", 2.4);
}

function drawSent(context: CanvasRenderingContext2D, palette: Palette): void {
  const back = new Path2D(SENT_BACK);
  context.fillStyle = palette.selected;
  context.fill(back);
  stroke(context, back, palette.paper, 1.4);
  context.lineCap = "round";
  stroke(context, new Path2D(SENT), palette.paper, 2.2);
}

function drawLabel(context: CanvasRenderingContext2D, text: string, width: number, palette: Palette): void {
  context.beginPath();
  context.roundRect(0.5, 0.5, width - 1, 19, 5);
  context.fillStyle = palette.paper;
  context.fill();
  context.strokeStyle = palette.muted;
  context.lineWidth = 0.7;
  context.stroke();
  context.fillStyle = palette.ink;
  context.font = `600 12.5px ${FONT}`;
  context.textAlign = "center";
  context.fillText(text, width / 2, 14.4);
}

function drawMark(context: CanvasRenderingContext2D, kind: string, letters: string, width: number, palette: Palette): void {
  const colour = kind === "danger" ? palette.danger : kind === "water" ? palette.person : palette.ink;
  context.beginPath();
  context.roundRect(2, 2, width - 4, 30, kind === "water" ? 15 : 4);
  context.fillStyle = palette.paper;
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = 2.4;
  context.stroke();
  context.fillStyle = colour;
  context.font = `700 14px ${FONT}`;
  context.textAlign = "center";
  context.fillText(letters, width / 2, 22);
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number, dash: number[] = []): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}
