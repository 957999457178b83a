import type { Header, PMTiles } from "pmtiles";

/** A map package is kept in pieces of this size, so that a part of it can be kept and a broken download goes on. */
export const BLOCK_BYTES = 65_536;
/** So many pieces are asked for at once: a megabyte, which a poor link brings before its time is out. */
export const BLOCKS_AT_ONCE = 16;
/** More tiles than this are not looked up one by one: who wants so much keeps the whole package. */
export const MOST_TILES = 40_000;

const MOST_LEVELS = 4;
const NORTHERNMOST_DEG = 85.0511;

/** What the map shows, degrees. */
export interface Area {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** The pieces from `first` to `last`, both included. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/** The pieces that bytes lie in. */
export const runOf = (offset: number, length: number): Run => ({
  first: Math.floor(offset / BLOCK_BYTES),
  last: Math.floor((offset + Math.max(1, length) - 1) / BLOCK_BYTES),
});

export const blockCount = (sizeBytes: number): number => Math.ceil(sizeBytes / BLOCK_BYTES);

/** How many bytes pieces hold of a package; its last one is shorter. */
export function bytesIn(blocks: ReadonlySet<number>, sizeBytes: number): number {
  const last = blockCount(sizeBytes) - 1;
  const full = blocks.size * BLOCK_BYTES;
  return blocks.has(last) ? full - (blockCount(sizeBytes) * BLOCK_BYTES - sizeBytes) : full;
}

export function wholePackage(sizeBytes: number): ReadonlySet<number> {
  return new Set(Array.from({ length: blockCount(sizeBytes) }, (_, index) => index));
}

/** What is still to be fetched, in the order of the file, neighbours together. */
export function missingRuns(wanted: ReadonlySet<number>, kept: ReadonlySet<number>): Run[] {
  const runs: Run[] = [];
  for (const block of [...wanted].filter((each) => !kept.has(each)).sort((a, b) => a - b)) {
    const open = runs.at(-1);
    if (open && open.last === block - 1 && block - open.first < BLOCKS_AT_ONCE) runs[runs.length - 1] = { ...open, last: block };
    else runs.push({ first: block, last: block });
  }
  return runs;
}

/** Bytes out of kept pieces; null when one of them is not kept. `blocks` are those of `runOf(offset, length)`, in order. */
export function bytesFrom(blocks: ReadonlyArray<ArrayBuffer | undefined>, offset: number, length: number): ArrayBuffer | null {
  const joined = new Uint8Array(length);
  const start = Math.floor(offset / BLOCK_BYTES) * BLOCK_BYTES;
  let filled = 0;
  for (const [index, block] of blocks.entries()) {
    if (!block) return null;
    const from = Math.max(0, offset - start - index * BLOCK_BYTES);
    const part = new Uint8Array(block).subarray(from, Math.max(from, from + length - filled));
    joined.set(part, filled);
    filled += part.length;
  }
  // The reader asks for more than a small package has.
  return joined.buffer.slice(0, filled);
}

/** Every tile over an area between two zooms; null when they are too many. */
export function tilesOver(area: Area, minzoom: number, maxzoom: number): ReadonlyArray<readonly [number, number, number]> | null {
  const tiles: [number, number, number][] = [];
  for (let zoom = minzoom; zoom <= maxzoom; zoom++) {
    const [left, top] = tileAt(area.west, area.north, zoom);
    const [right, bottom] = tileAt(area.east, area.south, zoom);
    if (tiles.length + (right - left + 1) * (bottom - top + 1) > MOST_TILES) return null;
    for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) tiles.push([zoom, x, y]);
  }
  return tiles;
}

function tileAt(longitude_deg: number, latitude_deg: number, zoom: number): [number, number] {
  const side = 2 ** zoom;
  const latitude = (Math.min(NORTHERNMOST_DEG, Math.max(-NORTHERNMOST_DEG, latitude_deg)) * Math.PI) / 180;
  const within = (place: number) => Math.min(side - 1, Math.max(0, Math.floor(place * side)));
  return [within((longitude_deg + 180) / 360), within((1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2)];
}

/** The part of an area that a package covers; null where they do not meet. */
export function covered(area: Area, { minLon, minLat, maxLon, maxLat }: Header): Area | null {
  const part = {
    west: Math.max(area.west, minLon),
    south: Math.max(area.south, minLat),
    east: Math.min(area.east, maxLon),
    north: Math.min(area.north, maxLat),
  };
  return part.west < part.east && part.south < part.north ? part : null;
}

/** What of the `pmtiles` library is needed; it comes only to who uses a package. */
export type Reader = Pick<typeof import("pmtiles"), "findTile" | "zxyToTileId">;

/**
 * The pieces that hold an area at every zoom, with what is needed to read them (header, directories, metadata). Null when the
 * package has nothing there, or the area is too large to look up. PMTiles version 3: directories lead to the tiles' bytes.
 */
export async function blocksOver(archive: PMTiles, reader: Reader, area: Area): Promise<ReadonlySet<number> | null> {
  const header = await archive.getHeader();
  const part = covered(area, header);
  const tiles = part && tilesOver(part, header.minZoom, header.maxZoom);
  if (!tiles) return null;
  const blocks = new Set<number>();
  const take = (offset: number, length: number) => {
    const { first, last } = runOf(offset, length);
    for (let block = first; block <= last; block++) blocks.add(block);
  };
  take(0, header.rootDirectoryOffset + header.rootDirectoryLength);
  take(header.jsonMetadataOffset, header.jsonMetadataLength);
  for (const [zoom, x, y] of tiles) await takeTile(archive, header, reader, reader.zxyToTileId(zoom, x, y), take);
  return blocks;
}

async function takeTile(
  { cache, source }: PMTiles,
  header: Header,
  { findTile }: Reader,
  tile: number,
  take: (offset: number, length: number) => void,
): Promise<void> {
  let [offset, length] = [header.rootDirectoryOffset, header.rootDirectoryLength];
  for (let level = 0; level < MOST_LEVELS; level++) {
    const entry = findTile(await cache.getDirectory(source, offset, length, header), tile);
    if (!entry) return;
    const isTile = entry.runLength > 0;
    offset = (isTile ? header.tileDataOffset : header.leafDirectoryOffset) + entry.offset;
    length = entry.length;
    take(offset, length);
    if (isTile) return;
  }
}
