import type { Event, VehicleState } from "../protocol";
import { type LiveState, NO_STATE, type Trail } from "./live_state";
import { apply, type Heard, type IncidentPicture } from "./picture";

/** The whole journal, with the picture after every so many events: any moment is a short fold away. */
export interface History {
  readonly events: ReadonlyArray<Event>;
  /** `checkpoints[i]` is the picture after `i * STEP` events. */
  readonly checkpoints: ReadonlyArray<IncidentPicture>;
}

export const STEP = 200;

export function historyOf(epoch: string, events: ReadonlyArray<Event>): History {
  const checkpoints: IncidentPicture[] = [];
  let picture = nothing(epoch);
  events.forEach((event, index) => {
    if (index % STEP === 0) checkpoints.push(picture);
    picture = apply(picture, event);
  });
  return { events, checkpoints: [...checkpoints, ...(events.length % STEP === 0 ? [picture] : [])] };
}

/** The incident as it was at `ms`: every event up to the last one that happened before. */
export function pictureAt({ events, checkpoints }: History, ms: number): IncidentPicture | null {
  const count = countUntil(events, ms);
  const start = checkpoints[Math.min(checkpoints.length - 1, Math.floor(count / STEP))];
  if (!start) return null;
  const from = Math.min(checkpoints.length - 1, Math.floor(count / STEP)) * STEP;
  return events.slice(from, count).reduce(apply, start);
}

/** How many of the events, in their own order, happened until `ms`. The journal is in the order of time. */
function countUntil(events: ReadonlyArray<Event>, ms: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Date.parse(events[middle]!.at) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The aircraft at `ms`: where they were last in the air, their modes and whether they were heard as the journal has
 * them. A trail has points only where an aircraft moves in the air: what stands on the ground or hovers is not lost.
 * The rest is not known.
 */
export function liveAt(now: LiveState, picture: IncidentPicture, ms: number): LiveState {
  const trails = new Map<number, Trail>();
  const vehicles = new Map<number, VehicleState>();
  for (const [id, vehicle] of now.vehicles) {
    const trail = now.trails.get(id) ?? [];
    const until = trail.filter(([, , atMs]) => atMs <= ms);
    const heard = picture.heard.get(id);
    const place = until.at(-1) ?? (heard ? beforeFlight(trail, vehicle) : null);
    if (!place) continue;
    if (until.length > 0) trails.set(id, until);
    vehicles.set(id, { ...unknown(vehicle), ...asHeard(heard, until, ms), longitude_deg: place[0], latitude_deg: place[1] });
  }
  return { ...NO_STATE, vehicles, trails };
}

/** It stood where it took off later; one that never has stands there now. */
function beforeFlight(trail: Trail, { longitude_deg, latitude_deg, is_in_air }: VehicleState): readonly [number, number] | null {
  const [first] = trail;
  if (first) return [first[0], first[1]];
  return longitude_deg === null || latitude_deg === null || is_in_air ? null : [longitude_deg, latitude_deg];
}

/** Without a word in the journal it counts as heard while it moves, and as standing before it has. */
function asHeard(heard: Heard | undefined, until: Trail, ms: number): Partial<VehicleState> {
  if (heard?.lostAt) return { link: "lost", at: heard.lostAt, mode: heard.mode, is_armed: heard.isArmed, is_in_air: heard.isArmed };
  const isFlying = until.length > 0 && (heard?.isArmed ?? true);
  return { link: "live", at: new Date(ms).toISOString(), mode: heard?.mode ?? "unknown", is_armed: heard?.isArmed ?? isFlying, is_in_air: isFlying };
}

function unknown(vehicle: VehicleState): VehicleState {
  return {
    ...vehicle,
    battery_fraction: null,
    height_agl_m: null,
    height_above_home_m: null,
    heading_deg: null,
    ground_speed_ms: null,
    warnings: [],
    alerts: [],
    pilot: null,
    next_pilot: null,
    control_passes_at: null,
  };
}

function nothing(epoch: string): IncidentPicture {
  return {
    epoch,
    seq: 0,
    incident: { id: "", title: "", status: "open", opened_at: "", closed_at: null },
    findings: new Map(),
    marks: new Map(),
    plans: new Map(),
    search: null,
    alerts: new Map(),
    layers: new Map(),
    fences: new Map(),
    heard: new Map(),
    progress: new Map(),
    log: [],
  };
}
