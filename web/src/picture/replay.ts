import type { Event, VehicleState } from "../protocol";
import { type LiveState, NO_STATE, type Trail } from "./live_state";
import { apply, type IncidentPicture } from "./picture";

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

/** The aircraft at `ms`, as far as this screen saw them; their modes as the journal has them. The rest is not known. */
export function liveAt(now: LiveState, picture: IncidentPicture, ms: number): LiveState {
  const trails = new Map<number, Trail>();
  const vehicles = new Map<number, VehicleState>();
  for (const [id, trail] of now.trails) {
    const until = trail.filter(([, , atMs]) => atMs <= ms);
    const last = until.at(-1);
    const vehicle = now.vehicles.get(id);
    if (!last || !vehicle) continue;
    trails.set(id, until);
    vehicles.set(id, { ...unknown(vehicle), longitude_deg: last[0], latitude_deg: last[1], at: new Date(last[2]).toISOString(), mode: modeIn(picture, id) });
  }
  return { ...NO_STATE, vehicles, trails };
}

function unknown(vehicle: VehicleState): VehicleState {
  return {
    ...vehicle,
    link: "live",
    battery_fraction: null,
    height_agl_m: null,
    height_above_home_m: null,
    heading_deg: null,
    ground_speed_ms: null,
    is_in_air: true,
    is_armed: true,
    warnings: [],
    alerts: [],
    pilot: null,
    next_pilot: null,
    control_passes_at: null,
  };
}

function modeIn(picture: IncidentPicture, id: number): string {
  const last = picture.log.findLast((event) => event.type === "vehicle_mode_changed" && event.vehicle_id === id);
  return last?.type === "vehicle_mode_changed" ? last.mode : "unknown";
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
    progress: new Map(),
    log: [],
  };
}
