import type { AlertRaised, Event, Finding, FindingReviewed, FlightProgressed, Incident, Mark, OwnLayer, PlanSummary, SearchBasis, Snapshot, VehicleFence } from "../protocol";

/** The incident as it is after event `seq`: the same reducer as the station's, in the browser. */
export interface IncidentPicture {
  readonly epoch: string;
  readonly seq: number;
  readonly incident: Incident;
  readonly findings: ReadonlyMap<string, Finding>;
  readonly marks: ReadonlyMap<string, Mark>;
  readonly plans: ReadonlyMap<string, PlanSummary>;
  /** Where somebody is looked for, as it was said last. */
  readonly search: SearchBasis | null;
  /** Safety alerts that were raised and not taken back, by `alertKey`. */
  readonly alerts: ReadonlyMap<string, AlertRaised>;
  /** Files of the crew's own over the map; what they show is fetched. */
  readonly layers: ReadonlyMap<string, OwnLayer>;
  /** What each aircraft was told not to leave. */
  readonly fences: ReadonlyMap<number, VehicleFence>;
  /** What the journal says of each aircraft, as far as this screen has heard. */
  readonly heard: ReadonlyMap<number, Heard>;
  /** How far each part of a plan has been flown and seen, as far as this screen has heard; by `partKey`. */
  readonly progress: ReadonlyMap<string, FlightProgressed>;
  /** Oldest first; without the finding updates and the flights' progress. */
  readonly log: ReadonlyArray<Event>;
}

/** What the journal says of an aircraft. */
export interface Heard {
  readonly mode: string;
  readonly isArmed: boolean;
  /** Since when it has been silent; null: it is heard. */
  readonly lostAt: string | null;
}

/** As many log lines as are kept in the browser; older ones are in the journal. */
export const LOG_LENGTH = 500;

export function fromSnapshot(snapshot: Snapshot): IncidentPicture {
  const { incident, findings, marks, plans, search, layers, fences, log } = snapshot.picture;
  const alerts = log.reduce<ReadonlyMap<string, AlertRaised>>(alertsAfter, new Map());
  return {
    epoch: snapshot.epoch,
    seq: snapshot.seq,
    incident,
    findings: byId(findings),
    marks: byId(marks),
    plans: byId(plans),
    search: search ?? null,
    alerts,
    layers: byId(layers ?? []),
    fences: new Map((fences ?? []).map((fence) => [fence.vehicle_id, fence])),
    heard: log.reduce<ReadonlyMap<number, Heard>>(heardAfter, new Map()),
    progress: new Map(),
    log,
  };
}

export const alertKey = (vehicleId: number, rule: string) => `${vehicleId}/${rule}`;
export const partKey = (planId: string, part: number) => `${planId}/${part}`;

/** Events that come often and that nobody reads. */
const NOT_IN_THE_LOG: ReadonlySet<Event["type"]> = new Set(["finding_updated", "flight_progressed"]);

/** The picture after `event`; an event that is already in it changes nothing. */
export function apply(picture: IncidentPicture, event: Event): IncidentPicture {
  if (event.seq <= picture.seq) return picture;
  const log = NOT_IN_THE_LOG.has(event.type) ? picture.log : [...picture.log, event].slice(-LOG_LENGTH);
  return { ...picture, ...change(picture, event), seq: event.seq, log };
}

function change(picture: IncidentPicture, event: Event): Partial<IncidentPicture> {
  switch (event.type) {
    case "incident_opened":
      return { incident: event.incident };
    case "incident_closed":
      return { incident: { ...picture.incident, status: "closed", closed_at: event.at } };
    case "finding_found":
    case "finding_updated":
      return { findings: put(picture.findings, event.finding) };
    case "finding_merged":
      return { findings: without(picture.findings, event.finding_id) };
    case "finding_reviewed": {
      const finding = picture.findings.get(event.finding_id);
      if (!finding) return {};
      const reviewed = { ...finding, status: event.verdict, reviewed_by: event.actor, note: event.note };
      return { findings: put(picture.findings, { ...reviewed, ...assignment(event) }) };
    }
    case "mark_added":
      return { marks: put(picture.marks, event.mark) };
    case "layer_added":
      return { layers: put(picture.layers ?? new Map(), event.layer) };
    case "layer_removed":
      return { layers: without(picture.layers ?? new Map<string, OwnLayer>(), event.layer_id) };
    case "plan_made":
      return { plans: put(picture.plans, event.plan) };
    case "search_map_made":
      return { search: event.search };
    case "alert_raised":
    case "alert_cleared":
      return { alerts: alertsAfter(picture.alerts, event) };
    case "mission_uploaded": {
      if (!event.fence_area) return {};
      const { vehicle_id, plan_id, is_fence_stations, fence_area } = event;
      return { fences: new Map(picture.fences).set(vehicle_id, { vehicle_id, plan_id, is_stations: is_fence_stations, area: fence_area }) };
    }
    case "command_issued":
      return event.command === "clear_fence" && event.outcome === "accepted" ? { fences: without(picture.fences, event.vehicle_id) } : {};
    case "vehicle_connected":
    case "vehicle_lost":
    case "vehicle_mode_changed":
      return { heard: heardAfter(picture.heard, event) };
    case "flight_progressed":
      return { progress: new Map(picture.progress).set(partKey(event.plan_id, event.part), event) };
    default:
      // Only for the log. An event that a newer station may send is kept there too, as it came.
      return {};
  }
}

/** Who has it now: whoever put it out goes on to be named, any other verdict takes it from them. */
function assignment(event: FindingReviewed): Partial<Finding> {
  if (event.verdict === "extinguished") return {};
  if (event.verdict !== "assigned") return { assigned_to: null, assigned_by: null, assigned_at: null };
  return { assigned_to: event.assignee, assigned_by: event.actor, assigned_at: event.at };
}

function heardAfter(heard: ReadonlyMap<number, Heard>, event: Event): ReadonlyMap<number, Heard> {
  if (event.type !== "vehicle_connected" && event.type !== "vehicle_lost" && event.type !== "vehicle_mode_changed") return heard;
  // A picture that an earlier version of this page kept has none.
  const before = heard?.get(event.vehicle_id) ?? { mode: "unknown", isArmed: false, lostAt: null };
  const now = event.type === "vehicle_mode_changed" ? { mode: event.mode, isArmed: event.is_armed, lostAt: null } : { lostAt: event.type === "vehicle_lost" ? event.at : null };
  return new Map(heard).set(event.vehicle_id, { ...before, ...now });
}

function alertsAfter(alerts: ReadonlyMap<string, AlertRaised>, event: Event): ReadonlyMap<string, AlertRaised> {
  if (event.type === "alert_raised") return new Map(alerts).set(alertKey(event.vehicle_id, event.rule), event);
  return event.type === "alert_cleared" ? without(alerts, alertKey(event.vehicle_id, event.rule)) : alerts;
}

function byId<T extends { readonly id: string }>(things: ReadonlyArray<T>): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function put<T extends { readonly id: string }>(things: ReadonlyMap<string, T>, thing: T): ReadonlyMap<string, T> {
  return new Map(things).set(thing.id, thing);
}

function without<K, T>(things: ReadonlyMap<K, T>, id: K): ReadonlyMap<K, T> {
  const rest = new Map(things);
  rest.delete(id);
  return rest;
}
