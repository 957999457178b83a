import { expect, test } from "vitest";
import type { AlertRaised, VehicleState } from "../protocol";
import { alertKey } from "./picture";
import { activeAlerts, unacknowledgedAlerts } from "./vehicle_alerts";

const vehicle = (id: number, warnings: string[]) => ({ id, letter: "ABC"[id - 1], warnings }) as unknown as VehicleState;

function raised(seq: number, vehicleId: number, rule: string, severity: AlertRaised["severity"]): [string, AlertRaised] {
  const at = new Date(Date.UTC(2026, 5, 1, 12, 0, seq)).toISOString();
  return [alertKey(vehicleId, rule), { seq, at, actor: "station", type: "alert_raised", vehicle_id: vehicleId, rule, severity }];
}

test("danger comes before warnings, manned traffic before other danger, the newest first", () => {
  const vehicles = [vehicle(1, ["too-high", "ground-ahead"]), vehicle(2, ["manned-traffic", "battery-short"])];
  const events = new Map([
    raised(1, 2, "manned-traffic", "critical"),
    raised(2, 1, "ground-ahead", "critical"),
    raised(3, 2, "battery-short", "critical"),
    raised(4, 1, "too-high", "warning"),
  ]);

  const rules = activeAlerts(vehicles, events).map(({ rule }) => rule);

  expect(rules).toEqual(["manned-traffic", "battery-short", "ground-ahead", "too-high"]);
});

test("the aircraft's own state says what is broken, the journal only since when", () => {
  const events = new Map([raised(1, 1, "too-high", "warning")]);

  expect(activeAlerts([vehicle(1, [])], events)).toEqual([]);
  expect(activeAlerts([vehicle(1, ["failsafe"])], events)).toMatchObject([{ severity: "critical", since: null }]);
});

test("what is acknowledged stays so until the rule is broken anew", () => {
  const first = activeAlerts([vehicle(1, ["failsafe"])], new Map([raised(7, 1, "failsafe", "critical")]));
  const again = activeAlerts([vehicle(1, ["failsafe"])], new Map([raised(9, 1, "failsafe", "critical")]));
  const acknowledged = new Set(first.map(({ id }) => id));

  expect(unacknowledgedAlerts(first, acknowledged)).toEqual([]);
  expect(unacknowledgedAlerts(again, acknowledged)).toHaveLength(1);
});

test("what somebody has taken note of on another screen waits no longer here", () => {
  const noted = { rule: "failsafe", severity: "critical", since: "2026-06-01T12:00:00Z", announced: 3, acknowledged_by: "ola" };
  const flying = { ...vehicle(1, ["failsafe"]), alerts: [noted] } as VehicleState;

  const [alert] = activeAlerts([flying], new Map());

  expect(alert).toMatchObject({ announced: 3, acknowledgedBy: "ola", since: noted.since });
  expect(unacknowledgedAlerts([alert!], new Set())).toEqual([]);
});
