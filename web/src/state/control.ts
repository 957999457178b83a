import { computed } from "@preact/signals";
import type { ControlChanged, VehicleState } from "../protocol";
import { present as picture, presentLive as live } from "./incident";
import { stationNowMs } from "./time";

/** The newest word of the journal about the command of each aircraft. */
const lastChange = computed<ReadonlyMap<number, ControlChanged>>(() => {
  const log = picture.value?.log ?? [];
  return new Map(log.flatMap((event) => (event.type === "control_changed" ? [[event.vehicle_id, event] as const] : [])));
});

/** The announcement when the incident commander takes an aircraft over; null when it was only asked for. */
export function takeOverOf({ id, next_pilot }: VehicleState): ControlChanged | null {
  const last = lastChange.value.get(id);
  return next_pilot !== null && last?.change === "announced" ? last : null;
}

/** Who may fly, as the station says, and who was in command or asked before. */
export const knownPilots = computed<ReadonlyArray<string>>(() => {
  const now = [...live.value.vehicles.values()].flatMap(({ pilot, next_pilot }) => [pilot, next_pilot]);
  const before = (picture.value?.log ?? []).flatMap((event) =>
    event.type === "control_changed"
      ? [event.pilot, event.next_pilot]
      : event.type === "command_issued" || event.type === "mission_uploaded"
        ? [event.actor]
        : [],
  );
  return [...new Set([...live.value.pilots, ...now, ...before])].filter((name): name is string => name !== null).sort();
});

/** Until it passes by itself, whole seconds. */
export function secondsLeft(passesAt: string | null): number {
  return passesAt === null ? 0 : Math.max(0, Math.ceil((Date.parse(passesAt) - stationNowMs.value) / 1000));
}
