import type { Event, Finding, Incident, Mark, PlanSummary, Snapshot } from "../protocol";

/** The incident as it is after event `seq`: the same reducer as the station's, in the browser. */
export interface IncidentPicture {
  readonly epoch: string;
  readonly seq: number;
  readonly incident: Incident;
  readonly findings: ReadonlyMap<string, Finding>;
  readonly marks: ReadonlyMap<string, Mark>;
  readonly plans: ReadonlyMap<string, PlanSummary>;
  /** Oldest first; without the finding updates. */
  readonly log: ReadonlyArray<Event>;
}

/** As many log lines as are kept in the browser; older ones are in the journal. */
export const LOG_LENGTH = 500;

export function fromSnapshot(snapshot: Snapshot): IncidentPicture {
  const { incident, findings, marks, plans, log } = snapshot.picture;
  return {
    epoch: snapshot.epoch,
    seq: snapshot.seq,
    incident,
    findings: byId(findings),
    marks: byId(marks),
    plans: byId(plans),
    log,
  };
}

/** The picture after `event`; an event that is already in it changes nothing. */
export function apply(picture: IncidentPicture, event: Event): IncidentPicture {
  if (event.seq <= picture.seq) return picture;
  const log = event.type === "finding_updated" ? picture.log : [...picture.log, event].slice(-LOG_LENGTH);
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
      return { findings: put(picture.findings, reviewed) };
    }
    case "mark_added":
      return { marks: put(picture.marks, event.mark) };
    case "plan_made":
      return { plans: put(picture.plans, event.plan) };
    default:
      // Only for the log. An event that a newer station may send is kept there too, as it came.
      return {};
  }
}

function byId<T extends { readonly id: string }>(things: ReadonlyArray<T>): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function put<T extends { readonly id: string }>(things: ReadonlyMap<string, T>, thing: T): ReadonlyMap<string, T> {
  return new Map(things).set(thing.id, thing);
}

function without<T>(things: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  const rest = new Map(things);
  rest.delete(id);
  return rest;
}
