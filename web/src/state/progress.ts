import { computed, signal } from "@preact/signals";
import { station } from "../connection/http";
import { partKey } from "../picture/picture";
import { type Unfinished, unfinished } from "../picture/unfinished";
import type { FlightProgressed } from "../protocol";
import { present as picture, presentLive as live } from "./incident";

/** The flights' progress comes every ten seconds of a flight: so far back it is looked for, in pages for a slow line. */
const PAGE = 200;
const MOST_PAGES = 5;

const earlier = signal<ReadonlyMap<string, FlightProgressed>>(new Map());

/** Parts of plans that were begun, are not done, and that nobody flies now. */
export const unfinishedParts = computed<ReadonlyArray<Unfinished>>(() => {
  if (!picture.value) return [];
  const progress = new Map([...earlier.value, ...picture.value.progress]);
  return unfinished(picture.value.log, progress, live.value.vehicles);
});

let askedFor: string | null = null;

/** What was flown before this screen was opened: no snapshot tells it, the journal does. Asked once, by who may fly. */
export async function fetchProgress(): Promise<void> {
  const incident = picture.peek()?.incident.id;
  if (!incident || askedFor === incident) return;
  if (unfinishedParts.peek().every(({ item }) => item !== null)) return;
  askedFor = incident;
  earlier.value = new Map();
  let end = picture.peek()?.seq ?? 0;
  for (let page = 0; page < MOST_PAGES && end > 0; page++) {
    const after = Math.max(0, end - PAGE);
    const answer = await station.journal(incident, after, end - after);
    if (!answer.ok || picture.peek()?.incident.id !== incident) return;
    const older = answer.value.events.flatMap((event) =>
      event.type === "flight_progressed" ? [[partKey(event.plan_id, event.part), event] as const] : [],
    );
    earlier.value = new Map([...older, ...earlier.peek()]);
    if (unfinishedParts.peek().every(({ item }) => item !== null)) return;
    end = after;
  }
}
