import { effect } from "@preact/signals";
import { forget, keep, kept } from "../offline/store";
import type { Me } from "../protocol";
import { enterByLink } from "./guest";
import { connection, follow, isCaughtUp, type Shown, shownNow } from "./incident";
import { loadSession, session } from "./session";
import { stationOffsetMs, useOffset } from "./time";

const KEY = "picture";
const GROUND = "varde-ground";
/** So long the station may be silent before the last picture is shown instead. */
const PATIENCE_MS = 1_200;
const KEEP_EACH_MS = 5_000;

interface Kept {
  readonly me: Me;
  readonly shown: Shown;
  /** This machine's clock minus the station's. */
  readonly offsetMs: number;
}

/** Asks the station who is signed in; when it does not answer, shows what was last on this screen, with its age. */
export async function startSession(): Promise<void> {
  const refused = await enterByLink();
  if (refused && refused.status !== 0) {
    session.value = { kind: "signed_out", wasSignedIn: false, why: refused };
    return watch();
  }
  const asked = loadSession();
  const last = await kept<Kept>(KEY);
  const soon = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([asked, soon]);
  const now = session.peek().kind;
  if (last && (now === "loading" || now === "unreachable")) showKept(last);
  watch();
}

function showKept({ me, shown, offsetMs }: Kept): void {
  useOffset(offsetMs);
  follow(shown.picture.incident.id, shown);
  session.value = { kind: "signed_in", me };
  // Who we are, and which incident is the newest, may have changed since: asked when the station is heard.
  const stop = effect(() => {
    if (connection.value.kind !== "live" || !isCaughtUp.value) return;
    queueMicrotask(() => stop());
    void loadSession();
  });
}

/** Keeps the picture every few seconds and when the page is left; forgets it when somebody signs out. */
function watch(): void {
  let last: Shown | null = null;
  const keepNow = () => {
    const shown = shownNow();
    const now = session.peek();
    if (now.kind !== "signed_in" || !shown || shown.at === last?.at) return;
    last = shown;
    void keep(KEY, { me: now.me, shown, offsetMs: stationOffsetMs.peek() } satisfies Kept);
  };
  setInterval(keepNow, KEEP_EACH_MS);
  document.addEventListener("visibilitychange", keepNow);
  window.addEventListener("pagehide", keepNow);
  effect(() => {
    if (session.value.kind === "signed_out") void forgetPicture();
  });
}

async function forgetPicture(): Promise<void> {
  await forget(KEY);
  if ("caches" in globalThis) await caches.delete(GROUND);
}
