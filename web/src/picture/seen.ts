/** What the station says of a piece of seen ground: when last, metres across a pixel, angle to the ground. */
export interface SeenLook {
  readonly seen_at?: string | undefined;
  readonly sample_m?: number | undefined;
  readonly incidence_deg?: number | undefined;
}

export const FRESH_MIN = 5;
export const OLD_MIN = 30;
/** Across one pixel: at half of this a person lying down is four pixels long. */
export const COARSE_M = 0.5;
/** Flatter than this towards the ground, what stands on it hides what lies behind. */
export const FLAT_DEG = 25;

const FINE_M = 0.12;
const GONE_MIN = 120;
const FAINTEST = 0.25;

export type SeenClass = "fresh" | "older" | "old" | "coarse";

/** In words, as the legend has it: coarse or flat looks first, else by age. */
export function seenClass(look: SeenLook, nowMs: number): SeenClass {
  if ((look.sample_m ?? 0) > COARSE_M || (look.incidence_deg ?? 90) < FLAT_DEG) return "coarse";
  const minutes = ageMin(look, nowMs);
  return minutes < FRESH_MIN ? "fresh" : minutes < OLD_MIN ? "older" : "old";
}

/** 1 for what was seen just now and finely, never under a quarter: seen stays told apart from never seen. */
export function seenStrength(look: SeenLook, nowMs: number): number {
  const fresh = 1 - between(FRESH_MIN, GONE_MIN, ageMin(look, nowMs)) * 0.7;
  const fine = 1 - between(FINE_M, COARSE_M, look.sample_m ?? FINE_M) * 0.6;
  const steep = (look.incidence_deg ?? 90) < FLAT_DEG ? 0.5 : 1;
  return Math.max(FAINTEST, fresh * fine * steep);
}

function ageMin({ seen_at }: SeenLook, nowMs: number): number {
  return seen_at === undefined ? 0 : Math.max(0, (nowMs - Date.parse(seen_at)) / 60_000);
}

/** How far `value` is from `low` to `high`, on a scale of ratios: 0 to 1. */
function between(low: number, high: number, value: number): number {
  return Math.min(1, Math.max(0, Math.log(Math.max(value, low) / low) / Math.log(high / low)));
}
