import { computed, effect, signal } from "@preact/signals";
import { type Problem, station } from "../connection/http";
import type { SearchChoices, SearchRequest, SearchTasksView, SearchTaskView, SearchView } from "../protocol";
import { shows } from "./guest";
import { present, presentLive } from "./incident";
import { drawingKind, imported, templateId, wantedKind } from "./planning";
import { pointed, type Place, showTogether } from "./selection";
import { nowMs, replayMs } from "./time";
import { corners, middleOfMap, tool } from "./tool";
import { areas, asCollection, editing, elsewherePercent, shares } from "./weighted_areas";

export type SearchChoice = "distance" | "drift" | "drawn";
export type Ground = SearchRequest["ground"] & string;

/** What is filled in; it outlives the panel. */
export const kind = signal<SearchChoice>("distance");
export const lastSeen = signal<Place | null>(null);
/** Whether the next place that is touched on the map is the last known point. */
export const isPicking = signal(false);
export const who = signal("hiker");
export const floats = signal("unknown");
export const ground = signal<Ground>("mountain");
/** As the field of a form has it: local time, to the minute. */
export const lostAt = signal("");
export interface Flow {
  readonly towardsDeg: number;
  readonly speedMs: number;
}
export const current = signal<Flow>({ towardsDeg: 0, speedMs: 0 });
/** `towardsDeg` of a wind is where it comes from, as everybody says it. */
export const wind = signal<Flow>({ towardsDeg: 0, speedMs: 0 });
export const minutes = signal(20);

export const choices = signal<SearchChoices | null>(null);
export const searchMap = signal<SearchView | null>(null);
export const tasks = signal<SearchTasksView | null>(null);
export const searchProblem = signal<Problem | null>(null);
export const isBusy = signal<"map" | "tasks" | null>(null);
export const showsSearch = signal(true);

/** What of it is on the map. */
export interface SearchOnMap {
  readonly map: SearchView | null;
  readonly tasks: ReadonlyArray<SearchTaskView>;
  readonly lastSeen: readonly [number, number] | null;
  /** What somebody draws by hand here: corners, and what each area holds in per cent. */
  readonly areas: ReadonlyArray<{ readonly corners: ReadonlyArray<readonly [number, number]>; readonly percent: number }>;
}

export const searchOnMap = computed<SearchOnMap>(() => {
  const [map, place] = [searchMap.value, lastSeen.value];
  const known = place ? ([place.longitude_deg, place.latitude_deg] as const) : (map?.basis.last_seen ?? null);
  // Who looks back sees the day as it was, not what is believed now.
  if (!showsSearch.value || replayMs.value !== null) return { map: null, tasks: [], lastSeen: null, areas: [] };
  const held = kind.value === "drawn" ? shares(areas.value, elsewherePercent.value) : [];
  const shown = held.map((percent, index) => ({ corners: areas.value[index]?.corners ?? [], percent }));
  return {
    map,
    tasks: tasks.value?.tasks ?? [],
    lastSeen: kind.value === "drawn" ? (map?.basis.last_seen ?? null) : known,
    // The one whose corners are being moved is drawn with its handles.
    areas: shown.filter((_, index) => index !== editing.value),
  };
});

/** Someone in the water drifts on, and cameras see more ground: looked at again so often, while it is on the screen. */
const AGAIN_MS = 30_000;
let askedFor = "";
let askedMs = -Infinity;

/** Keeps the map in step with the incident: at once when somebody makes it anew, then now and then. */
export function followSearchMap(): () => void {
  const stops = [
    effect(() => {
      const incident = present.value?.incident.id;
      const basis = present.value?.search?.id;
      const version = presentLive.value.seen?.version ?? 0;
      const now = nowMs.value;
      if (!incident || !basis || !shows("search")) {
        if (searchMap.peek()) searchMap.value = null;
        askedFor = "";
        return;
      }
      const isNew = askedFor !== `${incident}/${basis}`;
      const isMoving = present.value?.search?.kind === "drift" || version !== seenVersion;
      if (!isNew && (!isMoving || !showsSearch.value || now - askedMs < AGAIN_MS)) return;
      if (isNew) tasks.value = null;
      askedFor = `${incident}/${basis}`;
      askedMs = now;
      seenVersion = version;
      void fetchMap(incident);
    }),
    effect(() => {
      const place = pointed.value;
      if (!place || !isPicking.peek()) return;
      useAsLastSeen(place);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

let seenVersion = -1;

async function fetchMap(incident: string): Promise<void> {
  const answer = await station.searchMap(incident);
  if (answer.ok && present.peek()?.incident.id === incident) searchMap.value = answer.value;
  // Out of reach: asked again as soon as it is looked at anew.
  else if (!answer.ok && answer.problem.status === 0) askedFor = "";
}

export function useAsLastSeen(place: Place): void {
  lastSeen.value = place;
  isPicking.value = false;
}

export function useMiddle(): void {
  const middle = middleOfMap.peek()?.();
  if (middle) useAsLastSeen(middle);
}

export async function fetchChoices(): Promise<void> {
  if (choices.peek()) return;
  const answer = await station.searchChoices();
  if (answer.ok) choices.value = answer.value;
}

/** What the station is asked to make; what is missing in it the station names. */
export function requested(): SearchRequest {
  if (kind.peek() === "drawn") {
    return { kind: "drawn", lost_at: asInstant(lostAt.peek()), areas: asCollection(areas.peek()), elsewhere: elsewherePercent.peek() / 100 };
  }
  const place = lastSeen.peek();
  const isDrift = kind.peek() === "drift";
  return {
    kind: kind.peek(),
    last_seen: place ? [place.longitude_deg, place.latitude_deg] : null,
    lost_at: asInstant(lostAt.peek()),
    category: isDrift ? floats.peek() : who.peek(),
    ground: ground.peek(),
    ...(isDrift
      ? {
          current_towards_deg: current.peek().towardsDeg,
          current_ms: current.peek().speedMs,
          wind_from_deg: wind.peek().towardsDeg,
          wind_ms: wind.peek().speedMs,
        }
      : {}),
  };
}

/** `2026-06-01T12:00` of this machine's clock as a moment of everybody's. */
export function asInstant(local: string): string | null {
  const ms = local === "" ? NaN : new Date(local).getTime();
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

export async function makeSearchMap(): Promise<void> {
  const incident = present.peek()?.incident.id;
  if (!incident) return;
  isBusy.value = "map";
  const answer = await station.makeSearchMap(incident, requested());
  isBusy.value = null;
  searchProblem.value = answer.ok ? null : answer.problem;
  if (!answer.ok) return;
  searchMap.value = answer.value;
  tasks.value = null;
  showsSearch.value = true;
  showTogether.value = boxOf(answer.value);
}

export async function askForTasks(vehicles: ReadonlyArray<number>): Promise<void> {
  const incident = present.peek()?.incident.id;
  if (!incident) return;
  isBusy.value = "tasks";
  const answer = await station.searchTasks(incident, { vehicles: [...vehicles], minutes: minutes.peek() });
  isBusy.value = null;
  searchProblem.value = answer.ok ? null : answer.problem;
  tasks.value = answer.ok ? answer.value : null;
}

/** Makes a proposed area the one that is planned on, with the template that it was reckoned for. */
export function planTask(task: SearchTaskView): void {
  const ring = ((task.area as { coordinates?: [number, number][][] }).coordinates ?? [])[0] ?? [];
  tool.value = null;
  imported.value = null;
  corners.value = ring.slice(0, -1);
  wantedKind.value = "polygon";
  drawingKind.value = "polygon";
  templateId.value = tasks.peek()?.template ?? null;
  showTogether.value = ring;
}

/** The corners of what is shaded, so that all of it can be shown. */
function boxOf(map: SearchView): ReadonlyArray<readonly [number, number]> {
  const outer = map.regions.at(-1)?.geometry as { coordinates?: [number, number][][][] } | undefined;
  return (outer?.coordinates ?? []).flat(2);
}

