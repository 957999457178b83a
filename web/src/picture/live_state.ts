import type { AirState, CameraState, SeenState, State, TrafficState, Trails, VehicleState } from "../protocol";

/** The newest live state of every key. */
export interface LiveState {
  readonly vehicles: ReadonlyMap<number, VehicleState>;
  readonly cameras: ReadonlyMap<number, CameraState>;
  readonly seen: SeenState | null;
  readonly trails: ReadonlyMap<number, Trail>;
  /** Manned aircraft, by their ICAO address. */
  readonly traffic: ReadonlyMap<string, TrafficState>;
  /** Whether the air is being cleared; null before the station has said. */
  readonly air: AirState | null;
  /** Who may be given an aircraft, as the station says. */
  readonly pilots: ReadonlyArray<string>;
}

/** Where an aircraft has been as far as this screen saw it: longitude, latitude, when (ms), newest last. */
export type Trail = ReadonlyArray<readonly [number, number, number]>;

export type Link = VehicleState["link"];

export const NO_STATE: LiveState = {
  vehicles: new Map(),
  cameras: new Map(),
  seen: null,
  trails: new Map(),
  traffic: new Map(),
  air: null,
  pilots: [],
};

const NO_TRAIL: Trail = [];
/** The station keeps 1,200 points of each aircraft; as many again may come while the page is open. */
const TRAIL_LENGTH = 2400;
const TRAIL_STEP_M = 2;
const STALE_S = 3.5;
const LOST_S = 10;

/** The state after the newer values in `states`; each replaces the one of its key. */
export function applyState(live: LiveState, states: ReadonlyArray<State>): LiveState {
  if (states.length === 0) return live;
  let { vehicles, cameras, trails, traffic, seen, air, pilots } = live;
  for (const state of states) {
    if (state.kind === "vehicle") {
      vehicles = put(vehicles, state.id, state);
      trails = put(trails, state.id, longer(trails.get(state.id) ?? NO_TRAIL, state));
    } else if (state.kind === "camera") cameras = put(cameras, state.vehicle_id, state);
    else if (state.kind === "seen") seen = state;
    else if (state.kind === "traffic") traffic = put(traffic, state.address, state);
    else if (state.kind === "air") air = state;
    else if (state.kind === "crew") pilots = state.pilots;
  }
  return { vehicles, cameras, seen, trails, traffic, air, pilots };
}

/** The same map when nothing changes: who draws goes by that. */
function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return map.get(key) === value ? map : new Map(map).set(key, value);
}

/** With what the station kept of the time before this screen looked; where both know a moment, this screen's is finer. */
export function withHistory(live: LiveState, history: Trails): LiveState {
  let { trails } = live;
  for (const { vehicle_id, points } of history.trails) {
    const known = trails.get(vehicle_id) ?? NO_TRAIL;
    const begins = known[0]?.[2] ?? Infinity;
    const earlier = points.filter(([, , atMs]) => atMs < begins);
    if (earlier.length > 0) trails = put(trails, vehicle_id, [...earlier, ...known].slice(-TRAIL_LENGTH));
  }
  return trails === live.trails ? live : { ...live, trails };
}

function longer(trail: Trail, { longitude_deg, latitude_deg, is_in_air, at }: VehicleState): Trail {
  if (longitude_deg === null || latitude_deg === null || !is_in_air) return trail;
  const last = trail.at(-1);
  if (last && distanceM(last, [longitude_deg, latitude_deg]) < TRAIL_STEP_M) return trail;
  return [...trail, [longitude_deg, latitude_deg, Date.parse(at)] as const].slice(-TRAIL_LENGTH);
}

/** Good to a per cent over the few kilometres of an incident. */
export function distanceM(a: readonly [number, number, ...number[]], b: readonly [number, number, ...number[]]): number {
  const north = (b[1] - a[1]) * 111_320;
  const east = (b[0] - a[0]) * 111_320 * Math.cos((a[1] * Math.PI) / 180);
  return Math.hypot(north, east);
}

/**
 * How fresh the aircraft is for who looks at this screen: the station's word, or worse when nothing newer has come
 * here, as when the console has lost the station.
 */
export function linkAt(vehicle: VehicleState, stationNowMs: number): Link {
  const age = ageS(vehicle.at, stationNowMs);
  if (vehicle.link === "lost" || age > LOST_S) return "lost";
  return vehicle.link === "stale" || age > STALE_S ? "stale" : "live";
}

/** Seconds since `at`, never negative. */
export function ageS(at: string, stationNowMs: number): number {
  return Math.max(0, (stationNowMs - Date.parse(at)) / 1000);
}
