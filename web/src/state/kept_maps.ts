import { computed, signal } from "@preact/signals";
import type { PMTiles } from "pmtiles";
import { API } from "../connection/http";
import { type Area, BLOCK_BYTES, blocksOver, bytesFrom, bytesIn, missingRuns, type Run, runOf, wholePackage } from "../offline/blocks";
import { type KeptPart, PackageSource } from "../offline/package_source";
import { deletePackage, keepBlocks, type KeptPackage, keptPackages, readBlocks } from "../offline/package_store";
import type { MapSource } from "../protocol";

const RUN_WAIT_MS = 60_000;
const TRIES = 4;
const PAUSE_MS = 1_500;

/** Packages, and parts of packages, on this device; by the package's id. */
export const keptMaps = signal<ReadonlyMap<string, KeptPackage>>(new Map());
/** What is being fetched: how much of how much. */
export const keeping = signal<{ readonly id: string; readonly doneBytes: number; readonly ofBytes: number } | null>(null);

export type Trouble = "full" | "forbidden" | "unreachable" | "refused" | "changed" | "nothing-here";
/** Why the last attempt came to nothing. */
export const trouble = signal<{ readonly id: string; readonly why: Trouble } | null>(null);

// As text, so that a download that goes on is no new list.
const listed = computed(() => JSON.stringify([...keptMaps.value.values()].map(({ id, title, url }) => ({ id, title, url }))));

/** As the station would list them, for when it is out of reach. */
export const keptSources = computed<ReadonlyArray<MapSource>>(() =>
  (JSON.parse(listed.value) as Pick<MapSource, "id" | "title" | "url">[]).map((each) => ({
    ...each,
    kind: "package",
    attribution: "",
    minzoom: 0,
    maxzoom: 22,
    tile_size: 256,
  })),
);

let stop: AbortController | null = null;

export const keptReady = keptPackages().then(
  (all) => void (keptMaps.value = new Map(all.map((each) => [each.id, each]))),
  // This browser keeps nothing: maps come from the station, as ever.
  () => undefined,
);

export const addressOf = ({ url }: { readonly url: string }): string => new URL(url, API).href;

function note(kept: KeptPackage): void {
  keptMaps.value = new Map(keptMaps.peek()).set(kept.id, kept);
}

/** A reader of a package that looks on this device first. */
export async function openPackage(source: MapSource): Promise<PMTiles> {
  const { EtagMismatch, FetchSource, PMTiles, ResolvedValueCache } = await import("pmtiles");
  await keptReady;
  const part = (): KeptPart | null => {
    const kept = keptMaps.peek().get(source.id);
    return kept ? { etag: kept.etag, read: (offset, length) => read(kept, offset, length) } : null;
  };
  const superseded = () => {
    const kept = keptMaps.peek().get(source.id);
    if (!kept || kept.isSuperseded) return;
    note({ ...kept, isSuperseded: true });
    void keepBlocks({ ...kept, isSuperseded: true }, new Map()).catch(() => undefined);
  };
  const station = new FetchSource(addressOf(source), new Headers(), "same-origin");
  // The library's other cache would go on answering with what failed while the station was out of reach.
  return new PMTiles(new PackageSource(station, part, EtagMismatch, superseded), new ResolvedValueCache());
}

async function read({ id, blocks, sizeBytes }: KeptPackage, offset: number, length: number): Promise<ArrayBuffer | null> {
  const within = Math.min(length, sizeBytes - offset);
  if (within <= 0) return null;
  const { first, last } = runOf(offset, within);
  for (let block = first; block <= last; block++) if (!blocks.has(block)) return null;
  return bytesFrom(await readBlocks(id, first, last), offset, within);
}

/** What it would take on this device, bytes: the area, and the whole. */
export interface Sizes {
  /** Null when the package has nothing there, or it is too much to look up. */
  readonly area: number | null;
  readonly whole: number;
}

/** Null when the package cannot be read now. */
export async function sizesOf(source: MapSource, area: Area | null): Promise<Sizes | null> {
  try {
    const [archive, reader] = [await openPackage(source), await import("pmtiles")];
    const { tileDataOffset, tileDataLength } = await archive.getHeader();
    const blocks = area && (await blocksOver(archive, reader, area));
    const whole = tileDataOffset + (tileDataLength ?? 0);
    return { area: blocks && Math.min(whole, blocks.size * BLOCK_BYTES), whole };
  } catch {
    return null;
  }
}

/** Keeps a whole package, what the map shows of it (`area`), or goes on with what broke off (`"rest"`). */
export async function keepMap(source: MapSource, what: Area | "whole" | "rest"): Promise<void> {
  if (keeping.peek()) return;
  const { id } = source;
  const { signal: stopped } = (stop = new AbortController());
  keeping.value = { id, doneBytes: 0, ofBytes: 0 };
  trouble.value = null;
  try {
    // Asked of the browser, which may say no: without it a full device may throw the maps out.
    void navigator.storage?.persist?.();
    await fetchAll(await begun(source, what, stopped), source, stopped);
  } catch (problem) {
    if (!stopped.aborted) trouble.value = { id, why: problem instanceof Refusal ? problem.why : whyNotKept(problem) };
  } finally {
    keeping.value = null;
  }
}

export function stopKeeping(): void {
  stop?.abort();
}

export async function deleteMap(id: string): Promise<void> {
  if (keeping.peek()?.id === id) return;
  await deletePackage(id).catch(() => undefined);
  keptMaps.value = new Map([...keptMaps.peek()].filter(([each]) => each !== id));
  if (trouble.peek()?.id === id) trouble.value = null;
}

class Refusal extends Error {
  constructor(readonly why: Trouble) {
    super(why);
  }
}

/** What IndexedDB says when it is full or not allowed. */
function whyNotKept(problem: unknown): Trouble {
  const name = problem instanceof DOMException ? problem.name : "";
  if (name === "QuotaExceededError") return "full";
  return name === "TimeoutError" || problem instanceof TypeError ? "unreachable" : "forbidden";
}

/** What is to be there in the end. Pieces of an older version are thrown away: two versions are never mixed. */
async function begun(source: MapSource, what: Area | "whole" | "rest", stopped: AbortSignal): Promise<KeptPackage> {
  const { etag, sizeBytes } = await ranged(source, { first: 0, last: 0 }, stopped);
  const before = keptMaps.peek().get(source.id);
  const areas = [...(before?.areas ?? []), ...(what === "rest" ? [] : [what])];
  const isSame = before?.etag === etag;
  if (before && !isSame) await deletePackage(source.id);
  const wanted = await wantedOf(source, isSame && what !== "rest" ? [what] : areas, sizeBytes);
  const kept: KeptPackage = {
    id: source.id,
    title: source.title,
    url: source.url,
    etag,
    sizeBytes,
    blocks: isSame && before ? before.blocks : new Set(),
    wanted: isSame && before ? new Set([...before.wanted, ...wanted]) : wanted,
    areas,
    keptAt: new Date().toISOString(),
    isSuperseded: false,
  };
  await roomFor(bytesIn(kept.wanted, sizeBytes) - bytesIn(kept.blocks, sizeBytes));
  return kept;
}

async function wantedOf(source: MapSource, areas: ReadonlyArray<Area | "whole">, sizeBytes: number): Promise<ReadonlySet<number>> {
  const wanted = new Set<number>();
  for (const area of areas) {
    const blocks = area === "whole" ? wholePackage(sizeBytes) : await blocksOver(await openPackage(source), await import("pmtiles"), area);
    if (!blocks) throw new Refusal("nothing-here");
    for (const block of blocks) wanted.add(block);
  }
  return wanted;
}

/** Said before the first byte, where the browser tells how much room it gives. */
async function roomFor(bytes: number): Promise<void> {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => ({}) as StorageEstimate)) ?? {};
  if (quota !== undefined && usage !== undefined && quota - usage < bytes) throw new Refusal("full");
}

async function fetchAll(begin: KeptPackage, source: MapSource, stopped: AbortSignal): Promise<void> {
  let kept = begin;
  await keepBlocks(kept, new Map());
  for (const run of missingRuns(kept.wanted, kept.blocks)) {
    keeping.value = { id: kept.id, doneBytes: bytesIn(kept.blocks, kept.sizeBytes), ofBytes: bytesIn(kept.wanted, kept.sizeBytes) };
    note(kept);
    const { etag, bytes } = await patiently(source, run, stopped);
    if (etag !== kept.etag) throw new Refusal("changed");
    const added = new Map<number, ArrayBuffer>();
    for (let block = run.first; block <= run.last; block++) {
      added.set(block, bytes.slice((block - run.first) * BLOCK_BYTES, (block - run.first + 1) * BLOCK_BYTES));
    }
    kept = { ...kept, blocks: new Set([...kept.blocks, ...added.keys()]) };
    await keepBlocks(kept, added);
  }
  note(kept);
}

/** A poor link fails now and then. */
async function patiently(source: MapSource, run: Run, stopped: AbortSignal): Promise<Ranged> {
  for (let tried = 1; ; tried++) {
    try {
      return await ranged(source, run, stopped);
    } catch (problem) {
      stopped.throwIfAborted();
      if (problem instanceof Refusal || tried === TRIES) throw problem;
      await new Promise((resolve) => setTimeout(resolve, tried * PAUSE_MS));
    }
  }
}

interface Ranged {
  readonly etag: string;
  readonly sizeBytes: number;
  readonly bytes: ArrayBuffer;
}

async function ranged(source: MapSource, { first, last }: Run, stopped: AbortSignal): Promise<Ranged> {
  const [begin, end] = [first * BLOCK_BYTES, (last + 1) * BLOCK_BYTES - 1];
  const response = await fetch(addressOf(source), {
    headers: { Range: `bytes=${begin}-${end}` },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.any([stopped, AbortSignal.timeout(RUN_WAIT_MS)]),
  });
  const sizeBytes = Number(response.headers.get("Content-Range")?.split("/")[1]);
  const etag = response.headers.get("ETag");
  if (response.status >= 502) throw new TypeError("not reached");
  if (response.status !== 206 || !etag || !(sizeBytes > 0)) throw new Refusal("refused");
  const bytes = await response.arrayBuffer();
  // A connection that ended early is no end of the file.
  if (bytes.byteLength !== Math.min(end + 1, sizeBytes) - begin) throw new TypeError("cut off");
  return { etag, sizeBytes, bytes };
}
