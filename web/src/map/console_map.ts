import "maplibre-gl/dist/maplibre-gl.css";
import workerAddress from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import {
  type GeoJSONSource,
  LngLatBounds,
  Map as MapLibre,
  type MapMouseEvent,
  type RasterTileSource,
  ScaleControl,
  setWorkerUrl,
  type StyleSpecification,
} from "maplibre-gl";
import type { MapSource, TerrainTiles } from "../protocol";
import type { Theme } from "../state/preferences";
import { layBase } from "./base";
import type { CanvasLayer, Spot } from "./drawing";
import { Icons } from "./icons";
import { collection, type MapLayer, type View } from "./layer";
import { AircraftMarkers } from "./layers/aircraft";
import { aircraftLayer } from "./layers/aircraft_drawing";
import { CornerHandles } from "./layers/corner_handles";
import { draftLayer, draftPlacesLayer } from "./layers/draft";
import { ellipsesLayer } from "./layers/ellipses";
import { fencesLayer } from "./layers/fences";
import { findingsLayer } from "./layers/findings";
import { footprintsLayer } from "./layers/footprints";
import { marksLayer } from "./layers/marks";
import { ownLayersLayer } from "./layers/own_layers";
import { placeLayer } from "./layers/place";
import { plansLayer } from "./layers/plans";
import { RELIEF, reliefLayer, reliefSource, reliefTiles, servePaintedTiles } from "./layers/relief";
import { searchLayer } from "./layers/search";
import { seenLayer } from "./layers/seen";
import { TrafficMarkers, trafficLayer } from "./layers/traffic";
import { trailsLayer } from "./layers/trails";
import { Overlay } from "./overlay";
import { PALETTES } from "./palette";

setWorkerUrl(workerAddress);

/** What seldom changes is part of the map; from the ground up. */
const LAYERS: ReadonlyArray<MapLayer> = [seenLayer, searchLayer, ownLayersLayer, plansLayer, fencesLayer];

/** What moves, over it what is found and drawn, over that the aircraft: each on a canvas of its own, drawn when it changes. */
const UNDER: ReadonlyArray<CanvasLayer> = [footprintsLayer, trailsLayer, trafficLayer];
const FOUND: ReadonlyArray<CanvasLayer> = [ellipsesLayer, marksLayer, draftLayer, placeLayer, findingsLayer, draftPlacesLayer];

const BERGEN = { longitude_deg: 5.3221, latitude_deg: 60.3913 };
/** Half of a symbol and half of a fingertip. */
const TOUCH_PX = 44;
const CLOSE_ZOOM = 16;
/** A finding's symbol with its ring and something to spare, from its middle. */
const SYMBOL_ROOM_PX = 44;
/** Kept free for a banner of one line, so that the map does not jump when it comes. */
const TOP_PX = 128;
/** A map that is lower than this shares the screen with a sheet. */
const LOW_PX = 340;

/** What a person did on the map. */
export interface Touches {
  readonly finding: (id: string) => void;
  readonly ground: (longitude_deg: number, latitude_deg: number) => void;
  /** While somebody draws, every touch is the ground, also on a finding. */
  readonly isDrawing: () => boolean;
}

/** The map: gives each layer its features when they change, and says what was touched. */
export class ConsoleMap {
  readonly map: MapLibre;
  private readonly icons: Icons;
  private readonly aircraft: AircraftMarkers;
  private readonly traffic: TrafficMarkers;
  private readonly handles: CornerHandles;
  private readonly drawnFrom = new Map<string, ReadonlyArray<unknown>>();
  private readonly overlay: Overlay;
  private theme: Theme;
  private terrain: TerrainTiles | null = null;
  private isReady = false;
  private waitingView: View | null = null;
  /** Until somebody moves the map it goes on showing everything, also when its size changes. */
  showsAll = false;
  private lacksTiles = false;
  private bannerHeightPx = 0;

  constructor(container: HTMLElement, theme: Theme, touches: Touches) {
    this.theme = theme;
    this.map = new MapLibre({
      container,
      style: emptyStyle(theme),
      center: [BERGEN.longitude_deg, BERGEN.latitude_deg],
      zoom: 11,
      maxZoom: 20,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: false,
      fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new ScaleControl({ unit: "metric", maxWidth: 120 }), "bottom-right");
    this.icons = new Icons(this.map, PALETTES[theme]);
    this.aircraft = new AircraftMarkers(this.map);
    this.overlay = new Overlay(this.map, [UNDER, FOUND, [aircraftLayer(() => this.aircraft.drawn)]]);
    this.traffic = new TrafficMarkers(this.map);
    this.handles = new CornerHandles(this.map);
    for (const gesture of ["dragstart", "zoomstart"] as const) {
      this.map.on(gesture, (event) => {
        if (event.originalEvent) this.showsAll = false;
      });
    }
    this.map.on("resize", () => {
      if (this.showsAll) this.fit(this.waitingView, false);
    });
    // The one thing that is fetched is relief; what a cut line lost is asked for again later.
    this.map.on("error", () => {
      this.lacksTiles = true;
    });
    this.map.on("click", (event) => this.touched(event, touches));
    this.map.on("load", () => {
      this.isReady = true;
      if (this.waitingView) this.show(this.waitingView);
    });
  }

  remove(): void {
    this.map.remove();
  }

  /** Relief from the station's elevation tiles; without it the map is plain but true. */
  setTerrain(terrain: TerrainTiles): void {
    this.terrain = terrain;
    const add = () => this.addRelief();
    if (this.isReady) add();
    else this.map.once("load", add);
  }

  /** A map over the relief, under everything else; says whose it is. */
  async setBase(source: MapSource | null, theme: Theme): Promise<string> {
    if (!this.isReady) await this.map.once("load");
    return layBase(this.map, source, theme);
  }

  /** The station is heard again. */
  refetchTiles(): void {
    if (!this.lacksTiles || !this.map.getSource(RELIEF)) return;
    this.lacksTiles = false;
    this.map.refreshTiles(RELIEF);
  }

  show(view: View): void {
    this.waitingView = view;
    this.overlay.show(view);
    if (!this.isReady) return;
    if (view.theme !== this.theme) this.repaint(view.theme);
    for (const layer of LAYERS) this.draw(layer, view);
  }

  showAircraft(live: View["live"], nowMs: number, theme: Theme, selected: View["selected"]): void {
    const findings = this.waitingView?.picture.findings.values() ?? [];
    const obstacles = [...findings].map(({ longitude_deg, latitude_deg }) => [longitude_deg, latitude_deg] as const);
    this.aircraft.show(live, nowMs, theme, selected, obstacles);
    this.traffic.show(live, nowMs);
  }

  /** The findings whose symbols are in the window as it was drawn last; for tests and measurements too. */
  drawnFindings(): ReadonlyArray<Spot> {
    return this.overlay.spots();
  }

  /** What of a drawing can be moved. */
  showHandles(corners: Parameters<CornerHandles["show"]>[0]): void {
    this.handles.show(corners);
  }

  /** All of `places` (longitude, latitude) at once, as near as that goes. */
  showTogether(places: ReadonlyArray<readonly [number, number]>): void {
    this.showsAll = false;
    const bounds = new LngLatBounds();
    for (const [longitude, latitude] of places) bounds.extend([longitude, latitude]);
    if (bounds.isEmpty()) return;
    this.map.fitBounds(bounds, { padding: this.padding(), maxZoom: CLOSE_ZOOM });
  }

  goTo(longitude_deg: number, latitude_deg: number): void {
    this.showsAll = false;
    this.map.easeTo({ center: [longitude_deg, latitude_deg], zoom: Math.max(this.map.getZoom(), CLOSE_ZOOM) });
  }

  /** Shows the search area, the findings and the aircraft; says whether there was anything to show. */
  fit(view: View | null, animate: boolean): boolean {
    const bounds = view ? boundsOf(view) : new LngLatBounds();
    if (bounds.isEmpty() && this.terrain) {
      const [west, south, east, north] = this.terrain.bounds;
      bounds.extend([west, south]).extend([east, north]);
    }
    if (bounds.isEmpty()) return false;
    this.showsAll = true;
    this.map.fitBounds(bounds, { padding: this.padding(), maxZoom: 17, animate });
    return true;
  }

  private padding(): { top: number; bottom: number; left: number; right: number } {
    // Above a phone's sheet the banner is not on the map, and there is little to spare.
    if (this.map.getContainer().clientHeight < LOW_PX) return { top: 32, bottom: 32, left: 24, right: 110 };
    return { top: Math.max(TOP_PX, this.bannerHeightPx + SYMBOL_ROOM_PX), bottom: 84, left: 56, right: 84 };
  }

  /** How much of the map's top the alert banner covers; what is fitted stays clear of it. */
  coverTop(px: number): void {
    const grows = px > this.bannerHeightPx;
    this.bannerHeightPx = px;
    if (grows && this.showsAll) this.fit(this.waitingView, false);
  }

  /** What the middle of the map shows: how a place is pointed out with the keyboard. */
  middle(): { longitude_deg: number; latitude_deg: number } {
    const { lng, lat } = this.map.getCenter();
    return { longitude_deg: lng, latitude_deg: lat };
  }

  zoom(by: 1 | -1): void {
    this.showsAll = false;
    if (by > 0) this.map.zoomIn();
    else this.map.zoomOut();
  }

  private draw(layer: MapLayer, view: View): void {
    const source = this.map.getSource<GeoJSONSource>(layer.id);
    const depends = layer.depends(view);
    const before = this.drawnFrom.get(layer.id);
    if (!source || (before && depends.every((value, index) => value === before[index]))) return;
    this.drawnFrom.set(layer.id, depends);
    source.setData(collection(layer.features(view, this.icons)));
  }

  private repaint(theme: Theme): void {
    this.theme = theme;
    const palette = PALETTES[theme];
    this.icons.clear(palette);
    this.drawnFrom.clear();
    this.map.getSource<RasterTileSource>(RELIEF)?.setTiles(reliefTiles(theme));
    for (const { id, paint } of emptyStyle(theme).layers) {
      for (const [name, value] of Object.entries(paint ?? {})) this.map.setPaintProperty(id, name as never, value as never);
    }
  }

  private addRelief(): void {
    if (!this.terrain || this.map.getSource(RELIEF)) return;
    servePaintedTiles(this.terrain.tiles[0] ?? "");
    this.map.addSource(RELIEF, reliefSource(this.terrain, this.theme));
    const lowest = this.map.getStyle().layers.find(({ id }) => id.startsWith("base-"))?.id ?? "seen-fill";
    this.map.addLayer(reliefLayer, lowest);
  }

  private touched(event: MapMouseEvent, touches: Touches): void {
    const { x, y } = event.point;
    if (touches.isDrawing()) return touches.ground(event.lngLat.lng, event.lngLat.lat);
    const nearest = this.overlay
      .spots()
      .filter((spot) => Math.abs(spot.x - x) <= TOUCH_PX && Math.abs(spot.y - y) <= TOUCH_PX)
      .sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0];
    if (nearest) touches.finding(nearest.id);
    else touches.ground(event.lngLat.lng, event.lngLat.lat);
  }
}

function emptyStyle(theme: Theme): StyleSpecification {
  const palette = PALETTES[theme];
  return {
    version: 8,
    sources: Object.fromEntries(LAYERS.map(({ id }) => [id, { type: "geojson" as const, data: collection([]) }])),
    layers: [
      { id: "land", type: "background", paint: { "background-color": palette.land } },
      ...LAYERS.flatMap((layer) => layer.layers(palette, theme)),
    ],
    transition: { duration: 0 },
  };
}

function boundsOf(view: View): LngLatBounds {
  const bounds = new LngLatBounds();
  const plan = [...view.picture.plans.values()].at(-1);
  const rings = (plan?.area as { coordinates?: [number, number][][] } | undefined)?.coordinates ?? [];
  for (const corner of rings.flat()) bounds.extend(corner);
  for (const finding of view.picture.findings.values()) {
    if (finding.status !== "dismissed") bounds.extend([finding.longitude_deg, finding.latitude_deg]);
  }
  for (const { longitude_deg, latitude_deg } of view.live.vehicles.values()) {
    if (longitude_deg !== null && latitude_deg !== null) bounds.extend([longitude_deg, latitude_deg]);
  }
  return bounds;
}
