import type { Finding } from "../protocol";

/** Least time between two tones: one tone per important news, no chatter. */
export const TONE_PAUSE_MS = 3_000;
/** A rule that is broken again and again by the same aircraft sounds no more often than this. */
export const REPEAT_PAUSE_MS = 60_000;

/** From what cannot wait to what can. */
export type Tone = "critical" | "person" | "hotspot" | "asked" | "warning";
const TONES: ReadonlyArray<Tone> = ["critical", "person", "hotspot", "asked", "warning"];

/** Something that wants to be heard. */
export interface Sounding {
  readonly id: string;
  readonly tone: Tone;
  /** What is the same although it comes anew: its tone is not repeated within a minute. */
  readonly about?: string;
}

/** Findings that nobody has judged and this screen has not acknowledged, newest first. */
export function unacknowledged(findings: Iterable<Finding>, acknowledged: ReadonlySet<string>): Finding[] {
  return [...findings]
    .filter((finding) => finding.status === "found" && !acknowledged.has(finding.id))
    .sort((a, b) => b.number - a.number);
}

/** What has been sounded for, and when. */
export interface Sounded {
  readonly ids: ReadonlySet<string>;
  readonly about: ReadonlyMap<string, number>;
  readonly lastMs: number;
}

export const NOTHING_SOUNDED: Sounded = { ids: new Set(), about: new Map(), lastMs: -Infinity };

/** Which tone is next, or null when all are sounded for or it is too early. */
export function toneFor(waiting: ReadonlyArray<Sounding>, sounded: Sounded, nowMs: number): Tone | null {
  if (nowMs - sounded.lastMs < TONE_PAUSE_MS) return null;
  const fresh = waiting.filter(
    ({ id, about }) => !sounded.ids.has(id) && nowMs - (about === undefined ? -Infinity : (sounded.about.get(about) ?? -Infinity)) >= REPEAT_PAUSE_MS,
  );
  return TONES.find((tone) => fresh.some((each) => each.tone === tone)) ?? null;
}

/** After a tone: it stood for everything that was waiting. */
export function afterTone(waiting: ReadonlyArray<Sounding>, sounded: Sounded, nowMs: number): Sounded {
  const fresh = waiting.filter(({ id }) => !sounded.ids.has(id));
  return {
    ids: new Set([...sounded.ids, ...fresh.map(({ id }) => id)]),
    about: new Map([...sounded.about, ...fresh.flatMap(({ about }) => (about ? [[about, nowMs] as const] : []))]),
    lastMs: nowMs,
  };
}
