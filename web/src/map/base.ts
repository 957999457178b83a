import { addProtocol, type LayerSpecification, type Map as MapLibre, type SourceSpecification } from "maplibre-gl";
import type { MapSource } from "../protocol";
import { addressOf, openPackage } from "../state/kept_maps";
import type { Theme } from "../state/preferences";
import { type Palette, PALETTES } from "./palette";

const BASE = "base";
/** The lowest of the console's own layers: a map lies under it and over the relief, which shows where the map has nothing. */
const UNDER = "seen-fill";
const PROTOCOL = "pmtiles";
const VECTOR_TILES = 1;

let isServing = false;
let wanted = 0;

/** Lays a map under everything else, or takes it away; says whose it is. */
export async function layBase(map: MapLibre, source: MapSource | null, theme: Theme): Promise<string> {
  const mine = ++wanted;
  const base = source && (source.kind === "package" ? await packaged(source) : served(source));
  if (mine !== wanted) return "";
  takeAway(map);
  if (!base) return "";
  map.addSource(BASE, base.source);
  const layers = base.isVector ? vectorLayers(PALETTES[theme]) : [rasterLayer(theme)];
  for (const layer of layers) map.addLayer(layer, UNDER);
  return base.attribution;
}

function takeAway(map: MapLibre): void {
  for (const { id } of map.getStyle().layers.filter((layer) => "source" in layer && layer.source === BASE)) map.removeLayer(id);
  if (map.getSource(BASE)) map.removeSource(BASE);
}

interface Base {
  readonly source: SourceSpecification;
  readonly isVector: boolean;
  readonly attribution: string;
}

function served({ url, minzoom, maxzoom, tile_size, attribution }: MapSource): Base {
  return { source: { type: "raster", tiles: [url], tileSize: tile_size, minzoom, maxzoom }, isVector: false, attribution };
}

/** What a package holds stands in the package. The reader comes only to who uses one. */
async function packaged(source: MapSource): Promise<Base | null> {
  const { Protocol } = await import("pmtiles");
  if (!isServing) {
    isServing = true;
    packages = new Protocol();
    addProtocol(PROTOCOL, packages.tile);
  }
  const address = addressOf(source);
  const archive = packages?.get(address) ?? (await openPackage(source));
  packages?.add(archive);
  try {
    const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
    const isVector = header.tileType === VECTOR_TILES;
    const attribution = plainText(String((metadata as { attribution?: unknown } | null)?.attribution ?? ""));
    const { minZoom: minzoom, maxZoom: maxzoom, minLon, minLat, maxLon, maxLat } = header;
    const tiles = [`${PROTOCOL}://${address}/{z}/{x}/{y}`];
    const common = { tiles, minzoom, maxzoom, bounds: [minLon, minLat, maxLon, maxLat] as [number, number, number, number] };
    const drawn: SourceSpecification = isVector ? { type: "vector", ...common } : { type: "raster", tileSize: 256, ...common };
    return { source: drawn, isVector, attribution };
  } catch {
    // A file that is no package, or neither the station nor this device has it: the relief goes on showing.
    return null;
  }
}

let packages: import("pmtiles").Protocol | null = null;

/** Some packages write their owner as a link. */
function plainText(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
}

/** Maps are printed for daylight; by night they must not blind. */
function rasterLayer(theme: Theme): LayerSpecification {
  const paint = theme === "night" ? { "raster-brightness-max": 0.42, "raster-saturation": -0.35 } : {};
  return { id: "base-raster", type: "raster", source: BASE, paint: { "raster-fade-duration": 0, ...paint } };
}

/** Ground, water, woods, houses and roads in the names that Protomaps' packages use; words need fonts, which they have not. */
function vectorLayers(palette: Palette): LayerSpecification[] {
  const fill = (layer: string, colour: string, opacity: number): LayerSpecification => ({
    id: `base-${layer}`,
    type: "fill",
    source: BASE,
    "source-layer": layer,
    paint: { "fill-color": colour, "fill-opacity": opacity },
  });
  return [
    fill("landuse", palette.extinguished, 0.08),
    fill("water", palette.water, 0.9),
    fill("buildings", palette.muted, 0.45),
    {
      id: "base-roads",
      type: "line",
      source: BASE,
      "source-layer": "roads",
      paint: { "line-color": palette.muted, "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 10, 0.5, 18, 7] },
    },
  ];
}
