import { expect, test } from "vitest";
import type { Event, Finding, Snapshot } from "../protocol";
import { apply, fromSnapshot, LOG_LENGTH } from "./picture";

const AT = "2026-06-01T12:00:00Z";

function finding(id: string, number: number, change: Partial<Finding> = {}): Finding {
  return {
    id,
    number,
    kind: "hotspot",
    status: "found",
    latitude_deg: 60.4,
    longitude_deg: 5.4,
    altitude_amsl_m: 120,
    ellipse: { semi_major_m: 4, semi_minor_m: 2, orientation_deg: 30 },
    confidence: 0.9,
    peak_celsius: 310,
    peak_sigma_kelvin: null,
    last_celsius: 300,
    is_saturated: false,
    area_m2: 1.2,
    length_m: null,
    is_moving: false,
    looks: 3,
    passes: 1,
    vehicles: [1],
    first_seen_at: AT,
    last_seen_at: AT,
    reviewed_by: null,
    note: null,
    assigned_to: null,
    assigned_by: null,
    assigned_at: null,
    best_look: null,
    ...change,
  };
}

const SNAPSHOT: Snapshot = {
  kind: "snapshot",
  epoch: "e1",
  seq: 10,
  picture: {
    incident: { id: "i1", title: "Lyngbrann", status: "open", opened_at: AT, closed_at: null },
    findings: [finding("f1", 1)],
    marks: [],
    plans: [],
    search: null,
    layers: [],
    fences: [],
    log: [],
  },
};

const base = { at: AT, actor: "station" };

test("a new finding is added and its event is in the log", () => {
  const before = fromSnapshot(SNAPSHOT);

  const after = apply(before, { ...base, seq: 11, type: "finding_found", finding: finding("f2", 2) });

  expect([...after.findings.keys()]).toEqual(["f1", "f2"]);
  expect(after.log.map((event) => event.seq)).toEqual([11]);
  expect(before.findings.size).toBe(1);
});

test("an event that the picture already holds changes nothing", () => {
  const before = fromSnapshot(SNAPSHOT);

  const after = apply(before, { ...base, seq: 10, type: "finding_found", finding: finding("f2", 2) });

  expect(after).toBe(before);
});

test("a review changes the finding for everybody and says who judged", () => {
  const after = apply(fromSnapshot(SNAPSHOT), {
    ...base,
    seq: 11,
    actor: "kari",
    type: "finding_reviewed",
    finding_id: "f1",
    verdict: "confirmed",
    note: "sett av lag 2",
    assignee: null,
  });

  expect(after.findings.get("f1")).toMatchObject({ status: "confirmed", reviewed_by: "kari", note: "sett av lag 2" });
});

test("a finding is given to a crew, which goes on to be named when it has put it out, and no longer when it is judged anew", () => {
  const verdict = (seq: number, verdict: "assigned" | "extinguished" | "confirmed", assignee: string | null): Event => ({
    ...base, seq, actor: "kari", type: "finding_reviewed", finding_id: "f1", verdict, note: null, assignee,
  });
  const given = apply(fromSnapshot(SNAPSHOT), verdict(11, "assigned", "Lag 2"));
  const out = apply(given, verdict(12, "extinguished", null));
  const again = apply(out, verdict(13, "confirmed", null));

  expect(given.findings.get("f1")).toMatchObject({ status: "assigned", assigned_to: "Lag 2", assigned_by: "kari", assigned_at: AT });
  expect(out.findings.get("f1")).toMatchObject({ status: "extinguished", assigned_to: "Lag 2" });
  expect(again.findings.get("f1")).toMatchObject({ status: "confirmed", assigned_to: null, assigned_at: null });
});

test("a layer of the crew's own is there until it is taken off", () => {
  const layer = { id: "l1", name: "stier", by: "kari", at: AT, features: 3, bounds: [5, 60, 5.1, 60.1] as const, sha256: "0" };
  const laid = apply(fromSnapshot(SNAPSHOT), { ...base, seq: 11, type: "layer_added", layer: layer as never });

  expect([...laid.layers.keys()]).toEqual(["l1"]);
  expect(apply(laid, { ...base, seq: 12, type: "layer_removed", layer_id: "l1" }).layers.size).toBe(0);
});

test("the fence that went with a plan is on the aircraft until another takes its place or it is cleared", () => {
  const sent = (seq: number, fence_area: object | null) => ({ ...base, seq, type: "mission_uploaded", vehicle_id: 1, plan_id: `p${seq}`, outcome: "accepted", fence_area, is_fence_stations: true }) as unknown as Event;
  const cleared = (seq: number, outcome: string) => ({ ...base, seq, type: "command_issued", vehicle_id: 1, command: "clear_fence", outcome, reasons: [] }) as unknown as Event;
  const area = { type: "FeatureCollection", features: [] };

  const first = apply(fromSnapshot(SNAPSHOT), sent(11, area));
  const without = apply(first, sent(12, null));
  const refused = apply(without, cleared(13, "denied"));

  expect(without.fences.get(1)).toEqual({ vehicle_id: 1, plan_id: "p11", is_stations: true, area });
  expect(refused.fences.size).toBe(1);
  expect(apply(refused, cleared(14, "accepted")).fences.size).toBe(0);
});

test("a merged finding is gone and the other goes on", () => {
  const two = apply(fromSnapshot(SNAPSHOT), { ...base, seq: 11, type: "finding_found", finding: finding("f2", 2) });

  const after = apply(two, { ...base, seq: 12, type: "finding_merged", finding_id: "f2", into: "f1" });

  expect([...after.findings.keys()]).toEqual(["f1"]);
});

test("finding updates do not fill the log, and the log is bounded", () => {
  let picture = fromSnapshot(SNAPSHOT);
  for (let seq = 11; seq < 11 + 2 * LOG_LENGTH; seq++) {
    const event: Event =
      seq % 2 === 0
        ? { ...base, seq, type: "finding_updated", finding: finding("f1", 1, { looks: seq }) }
        : { ...base, seq, type: "log_entered", text: `linje ${seq}`, key: null };
    picture = apply(picture, event);
  }

  picture = apply(picture, { ...base, seq: 5000, type: "log_entered", text: "siste", key: null });

  expect(picture.log.length).toBe(LOG_LENGTH);
  expect(picture.log.every((event) => event.type === "log_entered")).toBe(true);
  expect(picture.findings.get("f1")?.looks).toBe(10 + 2 * LOG_LENGTH);
});

test("a snapshot and the events after it give the same picture for every cut", () => {
  const events: Event[] = [
    { ...base, seq: 11, type: "finding_found", finding: finding("f2", 2) },
    { ...base, seq: 12, type: "finding_reviewed", finding_id: "f1", verdict: "dismissed", note: null, assignee: null },
    { ...base, seq: 13, type: "finding_updated", finding: finding("f2", 2, { looks: 9 }) },
    { ...base, seq: 14, type: "finding_merged", finding_id: "f1", into: "f2" },
    { ...base, seq: 15, type: "incident_closed" },
  ];
  const whole = events.reduce(apply, fromSnapshot(SNAPSHOT));

  const withOverlaps = events.map((_, cut) =>
    [...events.slice(0, cut + 1), ...events.slice(Math.max(0, cut - 1))].reduce(apply, fromSnapshot(SNAPSHOT)),
  );

  for (const picture of withOverlaps) expect(picture).toEqual(whole);
  expect(whole.incident.status).toBe("closed");
});

test("alerts stand until they are taken back, and the flights' progress is kept without filling the log", () => {
  const raised = { ...base, seq: 11, type: "alert_raised", vehicle_id: 1, rule: "too-high", severity: "warning" } as const;
  const progressed = { ...base, seq: 12, type: "flight_progressed", vehicle_id: 1, plan_id: "p", part: 0, item: 4, along: 0.5, is_done: false } as const;

  const during = [raised, progressed].reduce<ReturnType<typeof fromSnapshot>>(apply, fromSnapshot(SNAPSHOT));
  const after = apply(during, { ...base, seq: 13, type: "alert_cleared", vehicle_id: 1, rule: "too-high" });

  expect(during.alerts.get("1/too-high")?.seq).toBe(11);
  expect(during.progress.get("p/0")?.item).toBe(4);
  expect(during.log.at(-1)?.type).toBe("alert_raised");
  expect(after.alerts.size).toBe(0);
});

test("a snapshot brings the alerts that its log has raised and not cleared", () => {
  const raised = (seq: number, rule: string): Event => ({ ...base, seq, type: "alert_raised", vehicle_id: 1, rule, severity: "critical" });
  const cleared: Event = { ...base, seq: 3, type: "alert_cleared", vehicle_id: 1, rule: "a" };

  const picture = fromSnapshot({ ...SNAPSHOT, picture: { ...SNAPSHOT.picture, log: [raised(1, "a"), raised(2, "b"), cleared] } });

  expect([...picture.alerts.keys()]).toEqual(["1/b"]);
});
