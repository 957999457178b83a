import { computed, effect, signal } from "@preact/signals";
import { afterTone, NOTHING_SOUNDED, toneFor, unacknowledged } from "../picture/alerts";
import type { Finding } from "../protocol";
import { picture } from "./incident";
import { read, write } from "./preferences";
import { nowMs } from "./time";
import { playTone } from "./tone";

const incidentId = computed(() => picture.value?.incident.id ?? null);
const remembered = computed(() => stored(incidentId.value));
const added = signal<ReadonlyArray<string>>([]);

/** Findings that nobody has judged and this screen has not acknowledged. */
export const waiting = computed<ReadonlyArray<Finding>>(() =>
  unacknowledged(picture.value?.findings.values() ?? [], new Set([...remembered.value, ...added.value])),
);

/** On this screen, over reloads. */
export function acknowledge(ids: ReadonlyArray<string>): void {
  added.value = [...added.peek(), ...ids];
  const incident = incidentId.peek();
  if (incident) write(storageKey(incident), JSON.stringify([...remembered.peek(), ...added.peek()]));
}

const storageKey = (incident: string) => `varde.acknowledged.${incident}`;

/** Sounds one tone for what is new. */
export function startAlerts(): void {
  let sounded = NOTHING_SOUNDED;
  effect(() => {
    const findings = waiting.value;
    const now = nowMs.value;
    const finding = toneFor(findings, sounded, now);
    if (!finding) return;
    playTone(finding.kind);
    sounded = afterTone(findings, sounded, now);
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
