import { signal } from "@preact/signals";

/** A map tool: what a click on the ground means while it is chosen. */
export type ToolName = "mark" | "area";

export const tool = signal<ToolName | null>(null);

type Corner = readonly [number, number];

/** Corners that the chosen tool has so far: longitude, latitude. */
export const draft = signal<ReadonlyArray<Corner>>([]);

export function choose(name: ToolName | null): void {
  tool.value = name;
  draft.value = [];
}

export function touchGround(longitude_deg: number, latitude_deg: number): boolean {
  if (tool.peek() === "mark") draft.value = [[longitude_deg, latitude_deg]];
  else if (tool.peek() === "area") draft.value = [...draft.peek(), [longitude_deg, latitude_deg]];
  else return false;
  return true;
}

export function undoCorner(): void {
  draft.value = draft.peek().slice(0, -1);
}

/** The drawn area as GeoJSON, counter-clockwise; null with fewer than three corners. */
export function draftPolygon(corners: ReadonlyArray<Corner>): { type: "Polygon"; coordinates: Corner[][] } | null {
  if (corners.length < 3) return null;
  const turned = signedArea(corners) < 0 ? [...corners].reverse() : [...corners];
  return { type: "Polygon", coordinates: [[...turned, turned[0]!]] };
}

function signedArea(corners: ReadonlyArray<Corner>): number {
  return corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
}
