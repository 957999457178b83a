import { addProtocol, type LayerSpecification, type RasterSourceSpecification } from "maplibre-gl";
import type { TerrainTiles } from "../../protocol";
import type { Theme } from "../../state/preferences";
import { PALETTES } from "../palette";
import { contourInterval_m, paintRelief, pixelSize_m, reliefColours, terrariumHeights, TILE_PX } from "../relief";

export const RELIEF = "relief";

/**
 * The station's own elevation model, painted once per tile. MapLibre's hillshade would shade every pixel of every frame,
 * which a tablet without a strong graphics chip pays for; and it draws no contour lines.
 */
export function reliefSource(terrain: TerrainTiles, theme: Theme): RasterSourceSpecification {
  return {
    type: "raster",
    tiles: reliefTiles(theme),
    tileSize: TILE_PX,
    minzoom: terrain.minzoom,
    maxzoom: terrain.maxzoom,
    bounds: [...terrain.bounds],
  };
}

export const reliefTiles = (theme: Theme) => [`${RELIEF}://${theme}/{z}/{x}/{y}`];

export const reliefLayer: LayerSpecification = {
  id: "relief",
  type: "raster",
  source: RELIEF,
  paint: { "raster-fade-duration": 0 },
};

/** Answers `relief://theme/z/x/y` from the elevation tiles at `address`. */
export function servePaintedTiles(address: string): void {
  addProtocol(RELIEF, async ({ url }, { signal }) => {
    const [theme, zoom, x, y] = url.slice(`${RELIEF}://`.length).split("/");
    const tile = address.replace("{z}", zoom!).replace("{x}", x!).replace("{y}", y!);
    const response = await fetch(new URL(tile, document.baseURI), { signal, credentials: "same-origin" });
    // Outside the elevation model: nothing is known there, and the plain ground shows.
    if (response.status === 404) return { data: await createImageBitmap(new ImageData(1, 1)) };
    if (!response.ok) throw new Error(`elevation tile ${zoom}/${x}/${y}: ${response.status}`);
    const heights = terrariumHeights(await pixels(await response.blob()));
    const painted = paintRelief(
      heights,
      TILE_PX,
      pixelSize_m(Number(zoom), Number(y)),
      contourInterval_m(Number(zoom)),
      reliefColours(PALETTES[theme as Theme]),
    );
    return { data: await createImageBitmap(new ImageData(painted, TILE_PX, TILE_PX)) };
  });
}

async function pixels(png: Blob): Promise<Uint8ClampedArray> {
  const image = await createImageBitmap(png, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const context = new OffscreenCanvas(TILE_PX, TILE_PX).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("the browser gives no canvas to read elevation tiles with");
  context.drawImage(image, 0, 0, TILE_PX, TILE_PX);
  image.close();
  return context.getImageData(0, 0, TILE_PX, TILE_PX).data;
}
