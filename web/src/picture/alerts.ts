import type { Finding } from "../protocol";

/** Least time between two tones: one tone per important new finding, no chatter. */
export const TONE_PAUSE_MS = 3_000;

/** Findings that nobody has judged and this screen has not acknowledged, newest first. */
export function unacknowledged(findings: Iterable<Finding>, acknowledged: ReadonlySet<string>): Finding[] {
  return [...findings]
    .filter((finding) => finding.status === "found" && !acknowledged.has(finding.id))
    .sort((a, b) => b.number - a.number);
}

/** What has been sounded for, and when. */
export interface Sounded {
  readonly ids: ReadonlySet<string>;
  readonly lastMs: number;
}

export const NOTHING_SOUNDED: Sounded = { ids: new Set(), lastMs: -Infinity };

/** Which of the waiting findings the next tone is for, or null when all are sounded for or it is too early. */
export function toneFor(waiting: ReadonlyArray<Finding>, sounded: Sounded, nowMs: number): Finding | null {
  if (nowMs - sounded.lastMs < TONE_PAUSE_MS) return null;
  const fresh = waiting.filter((finding) => !sounded.ids.has(finding.id));
  return fresh.find((finding) => finding.kind === "person") ?? fresh[0] ?? null;
}

/** After a tone: it stood for everything that was waiting. */
export function afterTone(waiting: ReadonlyArray<Finding>, sounded: Sounded, nowMs: number): Sounded {
  return { ids: new Set([...sounded.ids, ...waiting.map((finding) => finding.id)]), lastMs: nowMs };
}
