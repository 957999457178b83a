import { number, t } from "../messages/messages";
import type { Approach } from "../picture/approach";
import type { LiveState } from "../picture/live_state";
import type { TrafficState } from "../protocol";

/** Farther off than this its nearest approach is no news. */
const FAR_M = 3_000;

export function trafficName({ callsign, address }: TrafficState): string {
  return callsign || address.toUpperCase();
}

/** Beside the symbol: who, how high, when nearest. */
export function trafficShort(traffic: TrafficState, meets: Approach | null): string {
  const height = traffic.altitude_amsl_m === null ? t("traffic-no-height") : t("traffic-height", { metres: number(traffic.altitude_amsl_m) });
  const when = meets && meets.inS > 0 && meets.distanceM < FAR_M ? ` · ${t("traffic-in", { seconds: number(meets.inS) })}` : "";
  return `${trafficName(traffic)} · ${height}${when}`;
}

/** `LN-OAB, 312 moh.: om 45 s 120 m fra A, 85 m over.` */
export function approachWords(traffic: TrafficState, meets: Approach | null, live: LiveState): string {
  const name = trafficName(traffic);
  if (!meets) return t("traffic-alone", { name });
  const letter = live.vehicles.get(meets.vehicleId)?.letter ?? String(meets.vehicleId);
  const metres = number(Math.round(meets.distanceM / 10) * 10);
  const height =
    meets.aboveM === null
      ? t("traffic-no-height")
      : t(meets.aboveM < 0 ? "traffic-below" : "traffic-above", { metres: number(Math.abs(meets.aboveM)) });
  const args = { name, letter, metres, height, seconds: number(meets.inS) };
  return t(meets.inS > 0 ? "traffic-approach" : "traffic-leaves", args);
}
