// The service worker: keeps the console itself, so that it starts without network, and the ground that was looked at.
// `web/vite.config.ts` writes this file to `sw.js` with the build's own files and their hash.
const SHELL = "varde-shell-__HASH__";
const FILES = __FILES__;
const GROUND = "varde-ground";
const SHELL_NAMES = "varde-shell-";

const NETWORK_WAIT_MS = 1_500;
const MOST_TILES = 800;
/** Of the API only relief is kept: no picture, no session, no ticket. */
const GROUND_PATH = /\/api\/v1\/terrain(\.json$|\/)/;
/** Addresses of the station that are no page of the console. */
const NOT_A_PAGE = /^\/(api|signin|healthz|metrics)(\/|$)/;

const here = (path) => new URL(path, self.registration.scope).href;
const shellAddresses = new Set(FILES.map(here));

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((shell) => shell.addAll(FILES.map((path) => new Request(here(path), { cache: "reload", credentials: "omit" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith(SHELL_NAMES) && name !== SHELL))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!NOT_A_PAGE.test(address.pathname)) event.respondWith(page(request));
  } else if (GROUND_PATH.test(address.pathname)) event.respondWith(ground(request));
  else if (shellAddresses.has(address.href)) event.respondWith(shellFile(request));
});

/** The station's own page while it answers, so that a newer console is used at once; else the one that is kept. */
async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(NETWORK_WAIT_MS) });
    if (answer.status < 500) return answer;
  } catch {
    // Not reached.
  }
  const kept = await (await caches.open(SHELL)).match(here("index.html"));
  return kept ?? Response.error();
}

async function shellFile(request) {
  const kept = await (await caches.open(SHELL)).match(request.url);
  return kept ?? fetch(request);
}

async function ground(request) {
  const cache = await caches.open(GROUND);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(4 * NETWORK_WAIT_MS) });
    if (answer.ok) await keepGround(cache, request, answer.clone());
    if (answer.status < 500) return answer;
  } catch {
    // Not reached.
  }
  return (await cache.match(request.url)) ?? Response.error();
}

/** The oldest make room. */
async function keepGround(cache, request, answer) {
  try {
    await cache.put(request.url, answer);
    const all = await cache.keys();
    for (const old of all.slice(0, Math.max(0, all.length - MOST_TILES))) await cache.delete(old);
  } catch {
    // No room: what is kept is a comfort, never a condition.
  }
}
