import type { AirState, CameraState, SeenState, State, TrafficState, VehicleState } from "../protocol";

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

const TRAIL_LENGTH = 1200;
const TRAIL_STEP_M = 2;
const STALE_S = 3.5;
const LOST_S = 10;

/** The state after the newer values in `states`; each replaces the one of its key. */
export function applyState(live: LiveState, states: ReadonlyArray<State>): LiveState {
  if (states.length === 0) return live;
  const vehicles = new Map(live.vehicles);
  const cameras = new Map(live.cameras);
  const trails = new Map(live.trails);
  const traffic = new Map(live.traffic);
  let { seen, air, pilots } = live;
  for (const state of states) {
    if (state.kind === "vehicle") {
      vehicles.set(state.id, state);
      trails.set(state.id, longer(trails.get(state.id) ?? [], state));
    } else if (state.kind === "camera") cameras.set(state.vehicle_id, state);
    else if (state.kind === "seen") seen = state;
    else if (state.kind === "traffic") traffic.set(state.address, state);
    else if (state.kind === "air") air = state;
    else if (state.kind === "crew") pilots = state.pilots;
  }
  return { vehicles, cameras, seen, trails, traffic, air, pilots };
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
