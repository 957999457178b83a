import type { AlertRaised, VehicleState } from "../protocol";
import { alertKey } from "./picture";

/** A safety rule that one of our aircraft breaks now. */
export interface VehicleAlert {
  /** Another one each time that the rule is broken anew. */
  readonly id: string;
  readonly vehicleId: number;
  readonly letter: string;
  readonly rule: string;
  readonly severity: AlertRaised["severity"];
  /** Null when it was raised before what this screen has of the log. */
  readonly since: string | null;
  /** Grows while it is critical and nobody has taken note: each step is a new tone. */
  readonly announced: number;
  readonly acknowledgedBy: string | null;
}

/** What about manned traffic: the button that clears the air belongs to these. */
export const TRAFFIC_RULES: ReadonlySet<string> = new Set(["manned-traffic", "manned-near"]);
const RANK = { critical: 0, warning: 1 } as const;

/**
 * What is broken now, by the aircraft's own state (newest wins), with severity and time from the journal: the critical
 * first, manned traffic before all, then the newest.
 */
export function activeAlerts(
  vehicles: Iterable<VehicleState>,
  raised: ReadonlyMap<string, AlertRaised>,
): VehicleAlert[] {
  return [...vehicles]
    .flatMap(({ id, letter, warnings, alerts = [] }) =>
      warnings.map((rule) => {
        const event = raised.get(alertKey(id, rule));
        const now = alerts.find((alert) => alert.rule === rule);
        return {
          id: `alert/${id}/${rule}/${event?.seq ?? 0}`,
          vehicleId: id,
          letter,
          rule,
          // Of unknown weight: better too loud than missed.
          severity: now?.severity ?? event?.severity ?? "critical",
          since: now?.since ?? event?.at ?? null,
          announced: now?.announced ?? 1,
          acknowledgedBy: now?.acknowledged_by ?? null,
        };
      }),
    )
    .sort(
      (a, b) =>
        RANK[a.severity] - RANK[b.severity] ||
        Number(b.rule === "manned-traffic") - Number(a.rule === "manned-traffic") ||
        (b.since ?? "").localeCompare(a.since ?? "") ||
        a.vehicleId - b.vehicleId,
    );
}

/** What neither this screen nor anybody else has acknowledged. */
export function unacknowledgedAlerts(
  alerts: ReadonlyArray<VehicleAlert>,
  acknowledged: ReadonlySet<string>,
): VehicleAlert[] {
  return alerts.filter(({ id, acknowledgedBy }) => acknowledgedBy === null && !acknowledged.has(id));
}
