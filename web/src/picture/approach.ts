import type { TrafficState, VehicleState } from "../protocol";

/** How near a manned aircraft comes to one of ours when both fly on as they do. */
export interface Approach {
  readonly traffic: TrafficState;
  readonly vehicleId: number;
  /** From now; 0 when they already move apart. */
  readonly inS: number;
  readonly distanceM: number;
  /** The manned one's height over ours then, negative below; null when it does not tell its height. */
  readonly aboveM: number | null;
}

/** A track that was not heard for so long says nothing about where the aircraft is. */
export const TRAFFIC_FORGOTTEN_S = 60;
/** From here on its symbol is hollow. */
export const TRAFFIC_OLD_S = 8;
const LOOK_AHEAD_S = 300;
const METRES_PER_DEGREE = 111_320;

/** Nothing older than a minute: the station sends no word when it no longer hears somebody. */
export function heardTraffic(traffic: Iterable<TrafficState>, nowMs: number): TrafficState[] {
  return [...traffic].filter((each) => nowMs - Date.parse(each.at) < TRAFFIC_FORGOTTEN_S * 1000);
}

/**
 * The smallest distance over ground in the next five minutes, both flying straight on from where they were last heard.
 * Null where the place of one is unknown.
 */
export function approach(traffic: TrafficState, vehicle: VehicleState, nowMs: number): Approach | null {
  if (vehicle.longitude_deg === null || vehicle.latitude_deg === null) return null;
  const scale = METRES_PER_DEGREE * Math.cos((vehicle.latitude_deg * Math.PI) / 180);
  const theirs = velocity(traffic);
  const ours = velocity(vehicle);
  const east = (traffic.longitude_deg - vehicle.longitude_deg) * scale + moved(theirs.east, traffic, nowMs) - moved(ours.east, vehicle, nowMs);
  const north =
    (traffic.latitude_deg - vehicle.latitude_deg) * METRES_PER_DEGREE + moved(theirs.north, traffic, nowMs) - moved(ours.north, vehicle, nowMs);
  const closing = { east: theirs.east - ours.east, north: theirs.north - ours.north };
  const speed2 = closing.east ** 2 + closing.north ** 2;
  const meets = speed2 < 0.01 ? 0 : -(east * closing.east + north * closing.north) / speed2;
  const inS = Math.min(LOOK_AHEAD_S, Math.max(0, meets));
  const above =
    traffic.altitude_amsl_m === null || vehicle.altitude_amsl_m === null
      ? null
      : traffic.altitude_amsl_m - vehicle.altitude_amsl_m + ((traffic.climb_ms ?? 0) - (vehicle.climb_ms ?? 0)) * inS;
  return {
    traffic,
    vehicleId: vehicle.id,
    inS,
    distanceM: Math.hypot(east + closing.east * inS, north + closing.north * inS),
    aboveM: above,
  };
}

/**
 * The one that matters most for a manned aircraft: what the station says, which knows where ours are going; without its
 * word, or when that is old, the nearest approach to any of ours that fly or may fly, all of them straight on.
 */
export function nearestApproach(traffic: TrafficState, vehicles: Iterable<VehicleState>, nowMs: number): Approach | null {
  const known = [...vehicles];
  return saidApproach(traffic, known, nowMs) ?? straightApproach(traffic, known, nowMs);
}

function saidApproach(traffic: TrafficState, vehicles: ReadonlyArray<VehicleState>, nowMs: number): Approach | null {
  const { closest } = traffic;
  const seconds = Math.max(0, (nowMs - Date.parse(traffic.at)) / 1000);
  const vehicle = vehicles.find(({ id }) => id === closest?.vehicle_id);
  if (!closest || !vehicle || seconds > TRAFFIC_OLD_S) return null;
  // The station says how far apart in height they are; which is the higher one shows the same from here.
  const above = approach(traffic, vehicle, nowMs)?.aboveM ?? null;
  const sign = above !== null && above < 0 ? -1 : 1;
  return {
    traffic,
    vehicleId: vehicle.id,
    inS: Math.max(0, closest.in_s - seconds),
    distanceM: closest.horizontal_m,
    aboveM: closest.vertical_m === null ? above : sign * Math.abs(closest.vertical_m),
  };
}

function straightApproach(traffic: TrafficState, vehicles: ReadonlyArray<VehicleState>, nowMs: number): Approach | null {
  const all = vehicles.filter(({ is_armed }) => is_armed).flatMap((vehicle) => approach(traffic, vehicle, nowMs) ?? []);
  return all.sort((a, b) => a.distanceM - b.distanceM)[0] ?? null;
}

/** Where it is in `ahead_s` seconds from when it was heard: longitude, latitude. */
export function ahead(traffic: TrafficState, ahead_s: number): readonly [number, number] {
  const { east, north } = velocity(traffic);
  const scale = METRES_PER_DEGREE * Math.cos((traffic.latitude_deg * Math.PI) / 180);
  return [traffic.longitude_deg + (east * ahead_s) / scale, traffic.latitude_deg + (north * ahead_s) / METRES_PER_DEGREE];
}

type Moving = Pick<VehicleState, "ground_speed_ms" | "heading_deg">;

/** By the heading: an aircraft of ours that flies sideways is slow beside a helicopter. */
function velocity({ ground_speed_ms, heading_deg }: Moving): { readonly east: number; readonly north: number } {
  const heading = ((heading_deg ?? 0) * Math.PI) / 180;
  const speed = heading_deg === null ? 0 : (ground_speed_ms ?? 0);
  return { east: speed * Math.sin(heading), north: speed * Math.cos(heading) };
}

function moved(metresPerSecond: number, { at }: { readonly at: string }, nowMs: number): number {
  return metresPerSecond * Math.min(TRAFFIC_FORGOTTEN_S, Math.max(0, (nowMs - Date.parse(at)) / 1000));
}
