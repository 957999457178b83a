import { batch, computed, effect, signal } from "@preact/signals";
import { type Problem, station } from "../connection/http";
import { type History, historyOf, liveAt, pictureAt } from "../picture/replay";
import type { Event } from "../protocol";
import { past, present, presentLive } from "./incident";
import { nowMs, replayMs, stationNowMs } from "./time";

const PAGE = 1000;
/** So near its right edge the slider is live. */
const LIVE_EDGE_MS = 1_500;
/** While it plays, so much of the incident passes in a second. */
const PLAY_SPEED = 20;

export const isReplaying = computed(() => replayMs.value !== null);
export const isPlaying = signal(false);
export const replayProblem = signal<Problem | null>(null);
export const isFetching = signal(false);

let events: Event[] = [];
let history: History | null = null;
let ofIncident: string | null = null;

/** From the incident's first moment; null before it is known. */
export const beginsMs = computed(() => {
  const opened = present.value?.incident.opened_at;
  return opened ? Date.parse(opened) : null;
});

/** Shows the incident as it was at `ms` by the station's clock; at the right edge it is live again. */
export async function lookBackAt(ms: number): Promise<void> {
  if (ms >= stationNowMs.peek() - LIVE_EDGE_MS) return backToLive();
  replayMs.value = ms;
  if (!(await fetchHistory(ms)) || replayMs.peek() === null) return;
  show(replayMs.peek()!);
}

export function backToLive(): void {
  batch(() => {
    replayMs.value = null;
    past.value = null;
    isPlaying.value = false;
    replayProblem.value = null;
  });
}

export function startReplay(): void {
  let before = nowMs.peek();
  effect(() => {
    const now = nowMs.value;
    const passed = now - before;
    before = now;
    const at = replayMs.peek();
    if (isPlaying.value && at !== null && passed > 0) void lookBackAt(at + passed * PLAY_SPEED);
  });
  // Another incident, or nobody signed in: what was looked back at is no more.
  effect(() => {
    if (present.value === null && replayMs.peek() !== null) backToLive();
  });
}

function show(ms: number): void {
  const picture = history && pictureAt(history, ms);
  if (picture) past.value = { picture, live: liveAt(presentLive.peek(), picture, ms) };
}

/** The journal as far as it is needed; says whether there is one. Of events that came since, none are in the past. */
async function fetchHistory(ms: number): Promise<boolean> {
  const now = present.peek();
  if (!now) return false;
  if (ofIncident !== now.incident.id) [events, history, ofIncident] = [[], null, now.incident.id];
  const last = events.at(-1);
  if (history && last && (Date.parse(last.at) >= ms || last.seq >= now.seq)) return true;
  if (isFetching.peek()) return history !== null;
  isFetching.value = true;
  try {
    for (;;) {
      const answer = await station.journal(now.incident.id, events.at(-1)?.seq ?? 0, PAGE);
      if (!answer.ok) {
        replayProblem.value = answer.problem;
        return history !== null;
      }
      events = [...events, ...answer.value.events];
      if (answer.value.events.length < PAGE) break;
    }
    replayProblem.value = null;
    history = historyOf(now.epoch, events);
    return true;
  } finally {
    isFetching.value = false;
  }
}
