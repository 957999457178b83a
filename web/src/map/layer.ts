import type { Feature, FeatureCollection, Geometry } from "geojson";
import type { LayerSpecification } from "maplibre-gl";
import type { LiveState } from "../picture/live_state";
import type { IncidentPicture } from "../picture/picture";
import type { MarkRequest } from "../protocol";
import type { PlanOnMap } from "../state/planning";
import type { Theme } from "../state/preferences";
import type { SearchOnMap } from "../state/search_map";
import type { Place, Selected } from "../state/selection";
import type { Icons } from "./icons";
import type { Palette } from "./palette";

/** All that the map shows, at one moment. */
export interface View {
  readonly picture: IncidentPicture;
  readonly live: LiveState;
  readonly seen: FeatureCollection | null;
  /** Where a missing person may be. */
  readonly search: SearchOnMap;
  readonly selected: Selected | null;
  readonly waiting: ReadonlySet<string>;
  readonly showsDismissed: boolean;
  readonly showsSeen: boolean;
  /** The station's clock, in steps of some seconds. */
  readonly slowNowMs: number;
  readonly theme: Theme;
  readonly language: string;
  /** A plan in the making. */
  readonly planning: PlanOnMap;
  /** Corners of what a tool is drawing. */
  readonly draft: ReadonlyArray<readonly [number, number]>;
  /** Marks that have not reached the station. */
  readonly unsentMarks: ReadonlyArray<MarkRequest>;
  /** What the crew has laid over the map and this screen shows. */
  readonly ownLayers: ReadonlyArray<FeatureCollection>;
  /** Where somebody pointed. */
  readonly pointed: Place | null;
}

/** One kind of thing on the map: its own source, how it is drawn, and what is in it. */
export interface MapLayer {
  readonly id: string;
  readonly layers: (palette: Palette, theme: Theme) => LayerSpecification[];
  /** What `features` reads; it is called again only when one of these has changed. */
  readonly depends: (view: View) => ReadonlyArray<unknown>;
  readonly features: (view: View, icons: Icons) => Feature[];
}

const FADE_STEP_MS = 30_000;

/** What fades with age is drawn anew twice a minute at most: nobody sees a smaller step, and each costs a whole repaint. */
export function fadeStep({ slowNowMs }: View): number {
  return Math.floor(slowNowMs / FADE_STEP_MS);
}

export function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

export function feature(geometry: unknown, properties: Record<string, unknown> = {}): Feature {
  return { type: "Feature", geometry: geometry as Geometry, properties };
}
