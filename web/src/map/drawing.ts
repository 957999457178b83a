import type { Sprites } from "./icons";
import type { View } from "./layer";
import type { Palette } from "./palette";
import type { PlacedLabels } from "./placed_labels";
import type { Projection } from "./projection";

/** A symbol that is on the screen, by its middle in the map's pixels. */
export interface Spot {
  readonly id: string;
  readonly number: number;
  readonly x: number;
  readonly y: number;
}

/** What a drawing is drawn with: one canvas in one view of the map. */
export interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly projection: Projection;
  readonly width: number;
  readonly height: number;
  /** Device pixels in one of the page. */
  readonly ratio: number;
  readonly labels: PlacedLabels;
  /** What can be touched. */
  readonly spots: Spot[];
}

/** One kind of thing, ready to be drawn in any view of the map. */
export interface Drawing {
  /** Takes room for its labels: what lies highest asks first. */
  readonly place?: (pen: Pen) => void;
  readonly paint: (pen: Pen) => void;
}

/** One kind of thing that is drawn over the map, without the map itself being painted anew for it. */
export interface CanvasLayer {
  readonly id: string;
  /** What `drawing` reads; it is called again only when one of these has changed. */
  readonly depends: (view: View) => ReadonlyArray<unknown>;
  readonly drawing: (view: View, sprites: Sprites, palette: Palette) => Drawing;
}
