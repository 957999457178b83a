import type { Event, FlightProgressed, VehicleState } from "../protocol";
import { partKey } from "./picture";

/** A part of a plan that was begun, is not done, and that nobody flies now. */
export interface Unfinished {
  readonly planId: string;
  readonly part: number;
  /** Who flew it last. */
  readonly vehicleId: number;
  /** Where the seeing stopped; null when this screen was opened after it (the station knows). */
  readonly item: number | null;
  readonly along: number | null;
}

/**
 * From the log: what was sent and then flown. From the progress: how far, and whether it is done. A plan that is sent
 * again before anybody has flown it is no reason to go on with anything.
 */
export function unfinished(
  log: ReadonlyArray<Event>,
  progress: ReadonlyMap<string, FlightProgressed>,
  vehicles: ReadonlyMap<number, VehicleState>,
): Unfinished[] {
  const begun = new Map<string, Unfinished>();
  const onBoard = new Map<number, { planId: string; part: number }>();
  for (const event of log) {
    if (event.type === "mission_uploaded" && event.outcome === "accepted") {
      onBoard.set(event.vehicle_id, { planId: event.plan_id, part: event.part });
    } else if (event.type === "vehicle_mode_changed" && event.mode === "mission" && event.is_armed) {
      const flown = onBoard.get(event.vehicle_id);
      if (flown) begun.set(partKey(flown.planId, flown.part), { ...flown, vehicleId: event.vehicle_id, item: null, along: null });
    }
  }
  for (const [key, { plan_id, part, vehicle_id, item, along }] of progress) {
    begun.set(key, { planId: plan_id, part, vehicleId: vehicle_id, item, along });
  }
  return [...begun].flatMap(([key, each]) => (progress.get(key)?.is_done || isFlown(each, vehicles) ? [] : [each]));
}

function isFlown({ planId, vehicleId }: Unfinished, vehicles: ReadonlyMap<number, VehicleState>): boolean {
  const vehicle = vehicles.get(vehicleId);
  return vehicle !== undefined && vehicle.is_armed && vehicle.mode === "mission" && vehicle.plan_id === planId;
}
