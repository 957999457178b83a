import { computed, signal } from "@preact/signals";
import type { TemplateView } from "../protocol";
import type { Place } from "./selection";

/** What a template can be drawn as. */
export type DrawingKind = TemplateView["draws"][number];

/** What a plan is drawn with, or where somebody may be (`weighted`). */
export type DrawTool = "area" | "line" | "point" | "points" | "rally" | "weighted";

/** A map tool: what a click on the ground means while it is chosen. */
export type ToolName = "mark" | DrawTool;

export const tool = signal<ToolName | null>(null);

export type Corner = readonly [number, number];

/** Where the mark stands that is being set. */
export const draft = signal<ReadonlyArray<Corner>>([]);

/** Corners, points or places that were touched for a plan: longitude, latitude. They outlive the tool. */
export const corners = signal<ReadonlyArray<Corner>>([]);

/** Corners of the ground where somebody may be, while it is drawn. */
export const weightedCorners = signal<ReadonlyArray<Corner>>([]);

/** Places besides home to return to. */
export const rally = signal<ReadonlyArray<Corner>>([]);
export const MOST_RALLY = 10;

/** Whether what is touched on the map goes into a plan, or into where to search. */
export const isDrawingPlan = computed(() => tool.value !== null && tool.value !== "mark");

/** Which corner somebody has taken hold of; null: none. */
export const held = signal<number | null>(null);

/** The corners that can be moved now: of the tool that is chosen. */
export const cornersDrawn = computed<ReadonlyArray<Corner>>(() => {
  if (!isDrawingPlan.value) return [];
  if (tool.value === "rally") return rally.value;
  if (tool.value === "weighted") return weightedCorners.value;
  return tool.value === "point" ? corners.value.slice(-1) : corners.value;
});

/** What the middle of the map shows: how a place is pointed out with the keyboard, or by gloves that miss. */
export const middleOfMap = signal<(() => Place) | null>(null);

export const TOOL_OF: Readonly<Record<DrawingKind, DrawTool>> = {
  polygon: "area",
  line: "line",
  point: "point",
  points: "points",
};

export function choose(name: ToolName | null): void {
  tool.value = name;
  held.value = null;
  draft.value = [];
}

export function touchGround(longitude_deg: number, latitude_deg: number): boolean {
  const touched: Corner = [longitude_deg, latitude_deg];
  held.value = null;
  switch (tool.peek()) {
    case "mark":
      draft.value = [touched];
      return true;
    case "area":
    case "line":
    case "points":
      corners.value = [...corners.peek(), touched];
      return true;
    case "weighted":
      weightedCorners.value = [...weightedCorners.peek(), touched];
      return true;
    case "point":
      corners.value = [touched];
      return true;
    case "rally":
      if (rally.peek().length < MOST_RALLY) rally.value = [...rally.peek(), touched];
      return true;
    default:
      return false;
  }
}

/** A touch in the middle of the map. */
export function touchMiddle(): void {
  const middle = middleOfMap.peek()?.();
  if (middle) touchGround(middle.longitude_deg, middle.latitude_deg);
}

/** Takes back what was touched last, of whatever is being drawn. */
export function undoCorner(): void {
  const drawn = drawnWith();
  held.value = null;
  drawn.value = drawn.peek().slice(0, -1);
}

const drawnWith = () => (tool.peek() === "rally" ? rally : tool.peek() === "weighted" ? weightedCorners : corners);

/** Puts one of `cornersDrawn` elsewhere. */
export function moveCorner(index: number, to: Corner): void {
  const shown = cornersDrawn.peek();
  if (index < 0 || index >= shown.length) return;
  const moved = shown.map((corner, each) => (each === index ? to : corner));
  drawnWith().value = moved;
}

/** Takes one of `cornersDrawn` away. */
export function removeCorner(index: number): void {
  const shown = cornersDrawn.peek();
  if (index < 0 || index >= shown.length) return;
  drawnWith().value = shown.filter((_, each) => each !== index);
  held.value = null;
}

/** What was drawn as GeoJSON, areas counter-clockwise; null while it is not whole. */
export function drawnAs(kind: DrawingKind, drawn: ReadonlyArray<Corner>): Record<string, unknown> | null {
  switch (kind) {
    case "polygon":
      return draftPolygon(drawn);
    case "line":
      return drawn.length < 2 ? null : { type: "LineString", coordinates: [...drawn] };
    case "points":
      return drawn.length < 1 ? null : { type: "MultiPoint", coordinates: [...drawn] };
    case "point":
      return drawn.length < 1 ? null : { type: "Point", coordinates: drawn.at(-1) };
  }
}

/** The drawn area as GeoJSON, counter-clockwise; null with fewer than three corners. */
export function draftPolygon(drawn: ReadonlyArray<Corner>): { type: "Polygon"; coordinates: Corner[][] } | null {
  if (drawn.length < 3) return null;
  const turned = signedArea(drawn) < 0 ? [...drawn].reverse() : [...drawn];
  return { type: "Polygon", coordinates: [[...turned, turned[0]!]] };
}

function signedArea(drawn: ReadonlyArray<Corner>): number {
  return drawn.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = drawn[(index + 1) % drawn.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
}
