import { batch, computed, signal } from "@preact/signals";
import type { FeatureCollection } from "geojson";
import { API, station } from "../connection/http";
import { type ConnectionStatus, LiveConnection } from "../connection/live";
import type { LiveFrame } from "../protocol";
import { applyState, ageS, type LiveState, NO_STATE, withHistory } from "../picture/live_state";
import { apply, fromSnapshot, type IncidentPicture } from "../picture/picture";
import { shows } from "./guest";
import { session } from "./session";
import { heardStation, stationNowMs, tookRoundTrip } from "./time";

/** The incident as it is now: alerts, orders and what is kept go by this one. */
export const present = signal<IncidentPicture | null>(null);
export const presentLive = signal<LiveState>(NO_STATE);
/** What somebody looks back at; null: the page shows the present. */
export const past = signal<{ readonly picture: IncidentPicture; readonly live: LiveState } | null>(null);

/** What is on the screen. */
export const picture = computed(() => past.value?.picture ?? present.value);
export const live = computed(() => past.value?.live ?? presentLive.value);
export const connection = signal<ConnectionStatus>({ kind: "connecting" });
export const seen = signal<FeatureCollection | null>(null);

/** When the newest drawn frame was built, by the station's clock. */
const shownAt = signal<string | null>(null);

/** How old what is on the screen is; null before the first picture. */
export const pictureAgeS = computed(() => (shownAt.value === null ? null : ageS(shownAt.value, stationNowMs.value)));
export const lastShownAt = computed(() => shownAt.value);

/** The station says something at least every two seconds, also when nothing happens. */
export const WARNING_AGE_S = 2;
export const CRITICAL_AGE_S = 5;

/** Whether everything that happened while this screen was away has come. */
export const isCaughtUp = signal(false);

/** All that is needed to draw the page again without the station. */
export interface Shown {
  readonly at: string;
  readonly picture: IncidentPicture;
  readonly live: LiveState;
  readonly seen: FeatureCollection | null;
}

export function shownNow(): Shown | null {
  const at = shownAt.peek();
  const now = present.peek();
  return at === null || now === null ? null : { at, picture: now, live: presentLive.peek(), seen: seen.peek() };
}

const SEEN_PAUSE_MS = 4_000;
/** A hidden page draws nothing; its findings must still come and sound. */
const HIDDEN_DRAW_MS = 250;

let current: LiveConnection | null = null;
let followed: string | null = null;

/** Follows the incident until the next call, from nothing or from what was last shown. */
export function follow(incidentId: string, from: Shown | null = null): void {
  if (followed === incidentId && current) return;
  current?.stop();
  followed = incidentId;
  batch(() => {
    present.value = from?.picture ?? null;
    presentLive.value = from?.live ?? NO_STATE;
    past.value = null;
    seen.value = from?.seen ?? null;
    shownAt.value = from?.at ?? null;
    isCaughtUp.value = false;
  });
  current = new LiveConnection(
    {
      ticket: () => timedTicket(incidentId),
      open: (protocols) => new WebSocket(socketAddress(incidentId), protocols) as never,
      nowMs: () => performance.now(),
      random: Math.random,
      after: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      drawn: afterDrawing,
    },
    {
      position: () => present.peek(),
      snapshot: (snapshot) => {
        present.value = fromSnapshot(snapshot);
      },
      frame: receive,
      shown: (frame) => {
        shownAt.value = frame.at;
      },
      status: (status) => {
        if (status.kind !== "live") isCaughtUp.value = false;
        else void fetchTrails(incidentId);
        connection.value = status;
        if (status.kind === "refused" && status.problem.status === 401) {
          session.value = { kind: "signed_out", wasSignedIn: true };
        }
      },
    },
  );
  current.start();
}

export function stopFollowing(): void {
  current?.stop();
  current = null;
  followed = null;
}

export function retryNow(): void {
  current?.retryNow();
}

async function timedTicket(incidentId: string) {
  const began = performance.now();
  const answer = await station.liveTicket(incidentId);
  if (answer.ok) tookRoundTrip(performance.now() - began);
  return answer;
}

function socketAddress(incidentId: string): URL {
  const address = new URL(`incidents/${encodeURIComponent(incidentId)}/live`, API);
  address.protocol = address.protocol.replace("http", "ws");
  return address;
}

function receive(frame: LiveFrame): void {
  heardStation(frame.at);
  batch(() => {
    const before = present.peek();
    if (before) present.value = frame.events.reduce(apply, before);
    presentLive.value = applyState(presentLive.peek(), frame.state);
    if (frame.pending.events === 0) isCaughtUp.value = true;
  });
  void fetchSeen();
}

/** Where aircraft were before this screen looked, and while it was away. */
async function fetchTrails(incidentId: string): Promise<void> {
  if (!shows("aircraft")) return;
  const answer = await station.trails(incidentId);
  if (answer.ok && followed === incidentId) presentLive.value = withHistory(presentLive.peek(), answer.value);
}

let seenVersion = -1;
let seenFetchedMs = -Infinity;

async function fetchSeen(): Promise<void> {
  const wanted = presentLive.peek().seen;
  const incident = present.peek()?.incident;
  if (!wanted || !incident || wanted.version === seenVersion) return;
  if (performance.now() - seenFetchedMs < SEEN_PAUSE_MS) return;
  seenFetchedMs = performance.now();
  seenVersion = wanted.version;
  const answer = await station.seen(incident.id);
  if (answer.ok) seen.value = answer.value;
}

function afterDrawing(call: () => void): void {
  if (document.hidden) {
    setTimeout(call);
    return;
  }
  let isDone = false;
  const once = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(late);
    call();
  };
  const late = setTimeout(once, HIDDEN_DRAW_MS);
  requestAnimationFrame(() => setTimeout(once));
}

/** A tablet that wakes or finds its network again tries at once. */
export function watchForWaking(): void {
  const wake = () => {
    if (connection.peek().kind === "waiting") retryNow();
  };
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wake();
  });
}
