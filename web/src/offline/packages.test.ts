import * as pmtiles from "pmtiles";
import { EtagMismatch, PMTiles, ResolvedValueCache, type Source, zxyToTileId } from "pmtiles";
import { expect, test } from "vitest";
import { type Area, BLOCK_BYTES, blocksOver, bytesFrom, bytesIn, missingRuns, runOf, tilesOver, wholePackage } from "./blocks";
import { type KeptPart, PackageSource } from "./package_source";

const MAXZOOM = 6;
const TILE_BYTES = 3_000;
const HEADER_BYTES = 127;
const FJORD: Area = { west: 5.0, south: 60.0, east: 6.0, north: 60.6 };
const WORLD: Area = { west: -179.9, south: -85, east: 179.9, north: 85 };

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
}

/** One directory of PMTiles version 3; `offset + 1` is written for each entry. */
function directory(entries: ReadonlyArray<{ id: number; offset: number; length: number; run: number }>): number[] {
  const ids = entries.flatMap(({ id }, index) => varint(id - (entries[index - 1]?.id ?? 0)));
  const column = (of: (entry: (typeof entries)[number]) => number) => entries.flatMap((entry) => varint(of(entry)));
  return [...varint(entries.length), ...ids, ...column(({ run }) => run), ...column(({ length }) => length), ...column(({ offset }) => offset + 1)];
}

/** A package of the world with `fill` in every tile, two directories below the root, and nothing compressed. */
function packageOf(fill: number): ArrayBuffer {
  const tiles = tilesOver(WORLD, 0, MAXZOOM)!.map(([zoom, x, y]) => zxyToTileId(zoom, x, y)).sort((a, b) => a - b);
  const entries = tiles.map((id, index) => ({ id, offset: index * TILE_BYTES, length: TILE_BYTES, run: 1 }));
  const half = entries.length >> 1;
  const leaves = [directory(entries.slice(0, half)), directory(entries.slice(half))];
  const root = directory([
    { id: 0, offset: 0, length: leaves[0]!.length, run: 0 },
    { id: entries[half]!.id, offset: leaves[0]!.length, length: leaves[1]!.length, run: 0 },
  ]);
  const metadata = [...new TextEncoder().encode('{"attribution":"Fjell"}')];
  const starts = [root.length, metadata.length, leaves.flat().length].reduce((at, length) => [...at, at.at(-1)! + length], [HEADER_BYTES]);
  const bytes = new Uint8Array(starts[3]! + tiles.length * TILE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([...new TextEncoder().encode("PMTiles"), 3]);
  const lengths = [root.length, metadata.length, leaves.flat().length, tiles.length * TILE_BYTES];
  for (const [index, start] of starts.entries()) {
    view.setUint32(8 + 16 * index, start, true);
    view.setUint32(16 + 16 * index, lengths[index]!, true);
  }
  bytes.set([1, 1, 1, 2, 0, MAXZOOM], 96);
  for (const [index, edge] of [-180, -85, 180, 85].entries()) view.setInt32(102 + 4 * index, edge * 1e7, true);
  bytes.set([...root, ...metadata, ...leaves.flat()], HEADER_BYTES);
  tiles.forEach((id, index) => bytes.fill((fill + id) % 251, starts[3]! + index * TILE_BYTES, starts[3]! + (index + 1) * TILE_BYTES));
  return bytes.buffer;
}

const OLD = packageOf(1);
const NEW = packageOf(2);

/** A station that can be out of reach, and says which version it has. */
class Station implements Source {
  file: ArrayBuffer | null = OLD;
  etag = "old";
  asked: string[] = [];
  getKey = () => "map";
  async getBytes(offset: number, length: number, _signal?: AbortSignal, etag?: string) {
    if (!this.file) throw new TypeError("not reached");
    this.asked.push(`${offset}-${length}`);
    if (etag && etag !== this.etag) throw new EtagMismatch();
    return { data: this.file.slice(offset, offset + length), etag: this.etag };
  }
}

const reading = (source: Source) => new PMTiles(source, new ResolvedValueCache());

function partOf(file: ArrayBuffer, etag: string, blocks: ReadonlySet<number>): KeptPart {
  return {
    etag,
    read: async (offset, length) => {
      const { first, last } = runOf(offset, Math.min(length, file.byteLength - offset));
      const pieces = Array.from({ length: last - first + 1 }, (_, index) =>
        blocks.has(first + index) ? file.slice((first + index) * BLOCK_BYTES, (first + index + 1) * BLOCK_BYTES) : undefined,
      );
      return bytesFrom(pieces, offset, Math.min(length, file.byteLength - offset));
    },
  };
}

const valueOf = async (archive: PMTiles, zoom: number, x: number, y: number) => new Uint8Array((await archive.getZxy(zoom, x, y))!.data)[0];

test("with the pieces of an area every tile of it is read without the station, and others are not there", async () => {
  const station = new Station();
  const blocks = (await blocksOver(reading(station), pmtiles, FJORD))!;
  station.file = null;
  const archive = reading(new PackageSource(station, () => partOf(OLD, "old", blocks), EtagMismatch, () => {}));

  for (const [zoom, x, y] of tilesOver(FJORD, 0, MAXZOOM)!) {
    expect(await valueOf(archive, zoom, x, y)).toBe((1 + zxyToTileId(zoom, x, y)) % 251);
  }
  expect(await archive.getMetadata()).toEqual({ attribution: "Fjell" });
  await expect(archive.getZxy(6, 10, 40)).rejects.toThrow("not reached");
  expect(bytesIn(blocks, OLD.byteLength)).toBeLessThan(OLD.byteLength / 10);
});

test("where the package is nothing, or the area needs too many tiles, nothing is looked up", async () => {
  const beyond: Area = { west: 5, south: 86, east: 6, north: 88 };

  expect(await blocksOver(reading(new Station()), pmtiles, beyond)).toBeNull();
  expect(tilesOver(WORLD, 0, 14)).toBeNull();
});

test("of what is kept nothing is asked of the station", async () => {
  const station = new Station();
  const archive = reading(new PackageSource(station, () => partOf(OLD, "old", wholePackage(OLD.byteLength)), EtagMismatch, () => {}));

  await valueOf(archive, 6, 33, 18);

  expect(station.asked).toEqual([]);
});

test("two versions are never mixed: the newer is read once it is met, and the kept one when the station is gone", async () => {
  const station = new Station();
  const blocks = (await blocksOver(reading(station), pmtiles, FJORD))!;
  [station.file, station.etag] = [NEW, "new"];
  let told = 0;
  const archive = reading(new PackageSource(station, () => partOf(OLD, "old", blocks), EtagMismatch, () => told++));
  const [zoom, x, y] = tilesOver(FJORD, MAXZOOM, MAXZOOM)![0]!;
  const id = zxyToTileId(zoom, x, y);

  expect(await valueOf(archive, zoom, x, y)).toBe((1 + id) % 251);
  expect(await valueOf(archive, 6, 10, 40)).toBe((2 + zxyToTileId(6, 10, 40)) % 251);
  expect(await valueOf(archive, zoom, x, y)).toBe((2 + id) % 251);
  station.file = null;
  expect(await valueOf(archive, zoom, x, y)).toBe((1 + id) % 251);
  expect(told).toBe(1);
});

test("the last piece is as long as the file, and what broke off goes on in runs of a megabyte at most", () => {
  const size = 40 * BLOCK_BYTES - 1_000;

  expect(bytesIn(wholePackage(size), size)).toBe(size);
  expect(missingRuns(wholePackage(size), new Set([0, 1, 20]))).toEqual([
    { first: 2, last: 17 },
    { first: 18, last: 19 },
    { first: 21, last: 36 },
    { first: 37, last: 39 },
  ]);
});
