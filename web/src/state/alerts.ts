import { computed, effect, signal } from "@preact/signals";
import { station } from "../connection/http";
import { afterTone, NOTHING_SOUNDED, type Sounding, toneFor, unacknowledged } from "../picture/alerts";
import { activeAlerts, unacknowledgedAlerts, type VehicleAlert } from "../picture/vehicle_alerts";
import type { Finding, VehicleState } from "../protocol";
import { present as picture, presentLive as live } from "./incident";
import { read, write } from "./preferences";
import { may, me } from "./session";
import { nowMs } from "./time";
import { playTone, shake } from "./tone";

const incidentId = computed(() => picture.value?.incident.id ?? null);
const remembered = computed(() => stored(incidentId.value));
const added = signal<ReadonlyArray<string>>([]);
const acknowledged = computed(() => new Set([...remembered.value, ...added.value]));

/** Findings that nobody has judged and this screen has not acknowledged. */
export const waiting = computed<ReadonlyArray<Finding>>(() =>
  unacknowledged(picture.value?.findings.values() ?? [], acknowledged.value),
);

const NO_ALERTS = new Map();

/** Every safety rule that an aircraft breaks now, the worst first. */
export const alerts = computed<ReadonlyArray<VehicleAlert>>(() =>
  activeAlerts(live.value.vehicles.values(), picture.value?.alerts ?? NO_ALERTS),
);

/** Those that this screen has not acknowledged. */
export const waitingAlerts = computed<ReadonlyArray<VehicleAlert>>(() =>
  unacknowledgedAlerts(alerts.value, acknowledged.value),
);

/** Aircraft of which I am in command and that somebody else has asked for, or will take. */
export const askedOfMe = computed<ReadonlyArray<VehicleState>>(() =>
  [...live.value.vehicles.values()].filter(
    ({ pilot, next_pilot }) => pilot !== null && pilot === me.value?.name && next_pilot !== null,
  ),
);

/** For everybody where the station will have it, else on this screen alone. */
export function acknowledgeAlerts(alerts: ReadonlyArray<VehicleAlert>): void {
  acknowledge(alerts.map(({ id }) => id));
  if (!may("direct")) return;
  for (const { vehicleId, rule } of alerts) void station.acknowledge(vehicleId, rule);
}

/** On this screen, over reloads. */
export function acknowledge(ids: ReadonlyArray<string>): void {
  added.value = [...added.peek(), ...ids];
  const incident = incidentId.peek();
  if (incident) write(storageKey(incident), JSON.stringify([...remembered.peek(), ...added.peek()]));
}

const storageKey = (incident: string) => `varde.acknowledged.${incident}`;

const soundings = computed<ReadonlyArray<Sounding>>(() => [
  // The station says when a critical one is due again; what it has not said so of sounds once a minute at most.
  ...waitingAlerts.value.map(({ id, vehicleId, rule, severity, announced }) => ({
    id: `${id}/${announced}`,
    tone: severity,
    about: `${vehicleId}/${rule}/${severity}/${announced}`,
  })),
  ...waiting.value.map(({ id, kind }) => ({ id, tone: kind })),
  ...askedOfMe.value.map(({ id, next_pilot }) => ({ id: `asked/${id}/${next_pilot}`, tone: "asked" as const })),
]);

/** Sounds one tone for what is new. */
export function startAlerts(): void {
  let sounded = NOTHING_SOUNDED;
  effect(() => {
    const all = soundings.value;
    const now = nowMs.value;
    const tone = toneFor(all, sounded, now);
    if (!tone) return;
    playTone(tone);
    shake(tone);
    sounded = afterTone(all, sounded, now);
  });
}

function stored(incident: string | null): string[] {
  if (incident === null) return [];
  try {
    const ids: unknown = JSON.parse(read(storageKey(incident)) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}
