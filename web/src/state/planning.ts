import { computed, signal } from "@preact/signals";
import { type Answer, type Problem, station } from "../connection/http";
import type { DrawingView, PlanRequest, PlanSummary, PlanView, ProblemView, TemplateView, WindRequest } from "../protocol";
import { type Corner, corners, type DrawingKind, drawnAs, isDrawingPlan, rally, tool, weightedCorners } from "./tool";

// All of this outlives the panel: whoever looks at a finding in between comes back to what was there.

export const templateId = signal<string | null>(null);
/** As which of the template's ways it shall be drawn; null: the most natural. */
export const wantedKind = signal<DrawingKind | null>(null);
/** A drawing from a file; it is planned on instead of what was touched. */
export const imported = signal<DrawingView | null>(null);

export type WindChoice = "none" | "hand" | "forecast";
/** Null: as the template suggests. */
export const windChoice = signal<WindChoice | null>(null);
export const windFromDeg = signal<number | null>(null);
export const windSpeedMs = signal<number | null>(null);

export const FENCE_MARGIN_M = { least: 5, most: 1000, usual: 50 } as const;
export const hasOwnFence = signal(false);
export const fenceMarginM = signal<number>(FENCE_MARGIN_M.usual);

/** Airspace that somebody has a permission for. */
export const permitted = signal<ReadonlyArray<string>>([]);

export type Made =
  | { readonly kind: "busy" }
  | { readonly kind: "view"; readonly view: PlanView }
  | { readonly kind: "problem"; readonly problem: Problem };
export const made = signal<Made | null>(null);

/** What is wrong with a plan, once for all places where it is. */
export interface PlanTrouble {
  readonly problem: ProblemView;
  readonly places: ReadonlyArray<NonNullable<ProblemView["where"]>>;
}

/** The trouble whose places somebody wants to see. */
export const shownTrouble = signal<PlanTrouble | null>(null);

/** The same sentence again is the same trouble in another place. */
export function troublesOf(problems: ReadonlyArray<ProblemView>): ReadonlyArray<PlanTrouble> {
  const found = new Map<string, PlanTrouble>();
  for (const problem of problems) {
    const key = `${problem.severity} ${problem.message}`;
    const before = found.get(key)?.places ?? [];
    found.set(key, { problem: found.get(key)?.problem ?? problem, places: problem.where ? [...before, problem.where] : before });
  }
  return [...found.values()];
}

/** Whether the panel with the drawing's own buttons is on the screen. */
export const isPlanShown = signal(false);

/** What of a plan in the making is on the map. */
export interface PlanOnMap {
  readonly kind: DrawingKind;
  readonly corners: ReadonlyArray<Corner>;
  /** What has handles on the map, to be moved and taken away; null: nothing is being drawn. */
  readonly handles: "corners" | "rally" | null;
  readonly imported: DrawingView | null;
  readonly rally: ReadonlyArray<Corner>;
  readonly trouble: PlanTrouble | null;
  /** A plan that must not be flown: its routes, so that its problems have a place. */
  readonly refused: PlanSummary | null;
}

export const drawingKind = signal<DrawingKind>("polygon");

const refusedPlan = computed(() => {
  const answer = made.value;
  return answer?.kind === "view" && answer.view.id === null ? answer.view.summary : null;
});

export const planOnMap = computed<PlanOnMap>(() => ({
  // What a plan is made on steps back while somebody draws where to search.
  kind: tool.value === "weighted" ? "polygon" : drawingKind.value,
  corners: tool.value === "weighted" ? weightedCorners.value : imported.value ? [] : corners.value,
  handles: !isDrawingPlan.value ? null : tool.value === "rally" ? "rally" : "corners",
  imported: tool.value === "weighted" ? null : imported.value,
  rally: rally.value,
  trouble: shownTrouble.value,
  refused: refusedPlan.value,
}));

/** How a template is drawn now. */
export function kindFor(template: TemplateView | undefined, wanted: DrawingKind | null): DrawingKind {
  const draws = template?.draws ?? ["polygon"];
  return draws.find((kind) => kind === wanted) ?? draws[0] ?? "polygon";
}

/** Points may be one or several: what a file holds counts as either. */
export function fits(file: DrawingView, template: TemplateView | undefined): boolean {
  return (template?.draws ?? ["polygon"]).includes(file.kind);
}

/** Templates that ask for the wind themselves cannot be planned in calm air by leaving it out. */
export function asksForWind(template: TemplateView | undefined): boolean {
  return (template?.parameters ?? []).some(({ name }) => name === "wind_from_deg");
}

/** What the plan is asked for in; null while a wind by hand is not whole. */
export function windRequest(choice: WindChoice): WindRequest | null | "incomplete" {
  if (choice === "none") return null;
  if (choice === "forecast") return { source: "forecast" };
  const [from_deg, speed_ms] = [windFromDeg.value, windSpeedMs.value];
  return from_deg === null || speed_ms === null ? "incomplete" : { source: "hand", from_deg, speed_ms };
}

/** What is planned on: the file, or what was touched. */
export function areaFor(kind: DrawingKind): Record<string, unknown> | null {
  return imported.value ? (imported.value.geojson as Record<string, unknown>) : drawnAs(kind, corners.value);
}

export async function makePlan(request: PlanRequest): Promise<void> {
  made.value = { kind: "busy" };
  shownTrouble.value = null;
  const answer = await station.plan({
    ...request,
    fence_margin_m: hasOwnFence.value ? fenceMarginM.value : null,
    rally: rally.value,
    permitted: permitted.value,
  });
  made.value = answer.ok ? { kind: "view", view: answer.value } : { kind: "problem", problem: answer.problem };
  if (answer.ok && answer.value.id !== null && isDrawingPlan.peek()) tool.value = null;
}

/** Read by the station, which plans on it. */
export async function readFile(file: File): Promise<Answer<DrawingView>> {
  const answer = await station.readDrawing(file);
  if (answer.ok) {
    imported.value = answer.value;
    tool.value = null;
  }
  return answer;
}
