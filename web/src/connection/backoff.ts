const FIRST_S = 0.5;
const LONGEST_S = 15;

/** How long to wait before attempt number `attempt` (from 0); `random` in 0 to 1 spreads a crowd of consoles. */
export function waitS(attempt: number, random: number): number {
  const full = Math.min(LONGEST_S, FIRST_S * 2 ** attempt);
  return full * (0.5 + random / 2);
}
