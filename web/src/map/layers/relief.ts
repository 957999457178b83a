import type { LayerSpecification, RasterDEMSourceSpecification } from "maplibre-gl";
import type { TerrainTiles } from "../../protocol";
import type { Palette } from "../palette";

export const RELIEF = "relief";

/** The station's own elevation model: nothing comes from a network beyond the station. */
export function reliefSource(terrain: TerrainTiles): RasterDEMSourceSpecification {
  return {
    type: "raster-dem",
    encoding: terrain.encoding,
    // MapLibre's worker has no page to resolve against; the braces must stay as they are.
    tiles: terrain.tiles.map((address) => new URL(address, document.baseURI).href.replaceAll("%7B", "{").replaceAll("%7D", "}")),
    // Drawn at half the tiles' sharpness: elevation models are coarser than screens, and a quarter of the tiles suffices.
    tileSize: 512,
    minzoom: terrain.minzoom,
    maxzoom: terrain.maxzoom,
    bounds: [...terrain.bounds],
  };
}

export function reliefLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: "relief-colour",
      type: "color-relief",
      source: RELIEF,
      paint: {
        "color-relief-color": [
          "interpolate",
          ["linear"],
          ["elevation"],
          0,
          palette.water,
          0.6,
          palette.low,
          600,
          palette.high,
        ],
      },
    },
    {
      id: "relief-shade",
      type: "hillshade",
      source: RELIEF,
      paint: {
        "hillshade-method": "igor",
        "hillshade-exaggeration": palette.shadeStrength,
        "hillshade-shadow-color": palette.shade,
        "hillshade-highlight-color": palette.light,
        "hillshade-illumination-anchor": "map",
      },
    },
  ];
}
