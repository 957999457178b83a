/** A few values that outlive the page, in IndexedDB: structured clones, so maps stay maps. */

const NAME = "varde";
const STORE = "kept";

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = ask(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** What was kept under `key`; null when there is nothing, or when this browser keeps nothing. */
export async function kept<T>(key: string): Promise<T | null> {
  try {
    return ((await run("readonly", (store) => store.get(key))) as T | undefined) ?? null;
  } catch {
    return null;
  }
}

/** Whether it is kept: a browser may forbid it or be full. */
export async function keep(key: string, value: unknown): Promise<boolean> {
  try {
    await run("readwrite", (store) => store.put(value, key));
    return true;
  } catch {
    return false;
  }
}

export async function forget(key: string): Promise<void> {
  try {
    await run("readwrite", (store) => store.delete(key));
  } catch {
    // Nothing was kept, then.
  }
}
