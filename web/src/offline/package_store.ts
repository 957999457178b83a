/** Pieces of map packages in IndexedDB: unlike the browser's caches it is there over plain HTTP too. */

import type { Area } from "./blocks";

const NAME = "varde-maps";
const PACKAGES = "packages";
const BLOCKS = "blocks";

/** A package, or a part of one, on this device. */
export interface KeptPackage {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** The pieces that are here. */
  readonly blocks: ReadonlySet<number>;
  /** Those that somebody asked for; more than are here when the download broke off. */
  readonly wanted: ReadonlySet<number>;
  /** What was asked for, to ask for it again of a newer version. */
  readonly areas: ReadonlyArray<Area | "whole">;
  readonly keptAt: string;
  /** The station has another version by now. */
  readonly isSuperseded: boolean;
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(PACKAGES, { keyPath: "id" });
      request.result.createObjectStore(BLOCKS);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }).catch((problem: unknown) => {
    opened = null;
    throw problem;
  });
  return opened;
}

function change(act: (packages: IDBObjectStore, blocks: IDBObjectStore) => void): Promise<void> {
  return open().then(
    (database) =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction([PACKAGES, BLOCKS], "readwrite");
        act(transaction.objectStore(PACKAGES), transaction.objectStore(BLOCKS));
        transaction.oncomplete = () => resolve();
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      }),
  );
}

function asked<T>(store: string, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return open().then(
    (database) =>
      new Promise((resolve, reject) => {
        const request = ask(database.transaction(store).objectStore(store));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      }),
  );
}

export const keptPackages = (): Promise<ReadonlyArray<KeptPackage>> => asked(PACKAGES, (store) => store.getAll());

/** Pieces of one package from `first` to `last`; undefined where one is not kept. */
export const readBlocks = (id: string, first: number, last: number): Promise<ReadonlyArray<ArrayBuffer | undefined>> =>
  Promise.all(Array.from({ length: last - first + 1 }, (_, index) => asked<ArrayBuffer | undefined>(BLOCKS, (store) => store.get([id, first + index]))));

/** Pieces and the word that they are here go in together, or not at all. */
export const keepBlocks = (kept: KeptPackage, added: ReadonlyMap<number, ArrayBuffer>): Promise<void> =>
  change((packages, blocks) => {
    packages.put(kept);
    for (const [index, bytes] of added) blocks.put(bytes, [kept.id, index]);
  });

export const deletePackage = (id: string): Promise<void> =>
  change((packages, blocks) => {
    packages.delete(id);
    blocks.delete(IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]));
  });
