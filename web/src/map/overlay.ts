import type { Map as MapLibre } from "maplibre-gl";
import type { CanvasLayer, Drawing, Pen, Spot } from "./drawing";
import { Sprites } from "./icons";
import type { View } from "./layer";
import { PALETTES } from "./palette";
import { PlacedLabels } from "./placed_labels";
import { Projection } from "./projection";

/**
 * Canvases over the map for what moves and what is found: where the map is drawn without a graphics chip, painting all
 * of it for one new finding takes longer than drawing a thousand findings here.
 */
export class Overlay {
  private readonly planes: ReadonlyArray<Plane>;
  private readonly sprites: Sprites;
  private view: View | null = null;

  /** `planes` from the ground up; each is drawn anew only when something of it has changed or the map looks elsewhere. */
  constructor(
    private readonly map: MapLibre,
    planes: ReadonlyArray<ReadonlyArray<CanvasLayer>>,
  ) {
    const isSoftware = isDrawnBySoftware(map);
    this.sprites = new Sprites();
    this.planes = planes.map((layers) => new Plane(layers, isSoftware));
    // Over the map's own canvas and under the aircraft, which are page elements beside it.
    map.getCanvas().after(...this.planes.map(({ canvas }) => canvas));
    // The map has just painted itself: what lies over it goes with it in the same frame.
    map.on("render", () => this.paint());
  }

  show(view: View): void {
    const ratio = window.devicePixelRatio;
    if (view.theme !== this.view?.theme || ratio !== this.sprites.ratio) {
      this.sprites.clear(PALETTES[view.theme], ratio);
      for (const plane of this.planes) plane.forget();
    }
    this.view = view;
    for (const plane of this.planes) plane.prepare(view, this.sprites);
    this.paint();
  }

  /** The symbols that were drawn last and lie in the window. */
  spots(): ReadonlyArray<Spot> {
    return this.planes.flatMap(({ spots }) => spots);
  }

  private paint(): void {
    if (!this.view) return;
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const projection = Projection.of(this.map);
    for (const plane of this.planes) plane.paint(projection, width, height, this.sprites.ratio);
  }
}

/** One canvas and what is drawn on it. */
class Plane {
  readonly canvas = document.createElement("canvas");
  spots: ReadonlyArray<Spot> = [];
  private readonly context: CanvasRenderingContext2D;
  private readonly drawnFrom = new Map<string, ReadonlyArray<unknown>>();
  private readonly drawings = new Map<string, Drawing>();
  private projection: Projection | null = null;
  private isChanged = true;

  constructor(
    private readonly layers: ReadonlyArray<CanvasLayer>,
    isSoftware: boolean,
  ) {
    this.canvas.className = "map-overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    // Without a graphics chip the processor draws a canvas several times faster than the chip's stand-in does.
    this.context = this.canvas.getContext("2d", { willReadFrequently: isSoftware })!;
  }

  forget(): void {
    this.drawnFrom.clear();
  }

  prepare(view: View, sprites: Sprites): void {
    for (const layer of this.layers) {
      const depends = layer.depends(view);
      const before = this.drawnFrom.get(layer.id);
      if (before && depends.every((value, index) => value === before[index])) continue;
      this.drawnFrom.set(layer.id, depends);
      this.drawings.set(layer.id, layer.drawing(view, sprites, PALETTES[view.theme]));
      this.isChanged = true;
    }
  }

  paint(projection: Projection, width: number, height: number, ratio: number): void {
    const isSized = this.size(Math.round(width * ratio), Math.round(height * ratio));
    if (!isSized && !this.isChanged && projection.isSame(this.projection)) return;
    this.isChanged = false;
    this.projection = projection;
    const { context } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const pen: Pen = { context, projection, width, height, ratio, labels: new PlacedLabels(), spots: [] };
    const drawings = this.layers.map(({ id }) => this.drawings.get(id));
    for (const drawing of drawings.toReversed()) drawing?.place?.(pen);
    for (const drawing of drawings) drawing?.paint(pen);
    this.spots = pen.spots;
  }

  /** Says whether the canvas was of another size: then it is empty now. */
  private size(width: number, height: number): boolean {
    if (this.canvas.width === width && this.canvas.height === height) return false;
    this.canvas.width = width;
    this.canvas.height = height;
    return true;
  }
}

const STAND_INS = /swiftshader|llvmpipe|softpipe|basic render|software/i;

/** Whether the processor stands in for a graphics chip. */
function isDrawnBySoftware(map: MapLibre): boolean {
  const context = map.getCanvas().getContext("webgl2");
  const names = context?.getExtension("WEBGL_debug_renderer_info");
  if (!context || !names) return false;
  return STAND_INS.test(String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)));
}
