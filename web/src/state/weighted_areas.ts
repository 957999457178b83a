import { signal } from "@preact/signals";
import { choose, type Corner, draftPolygon, tool, weightedCorners } from "./tool";

/** Ground where somebody may be, and how much of the chance it holds beside the others. */
export interface WeightedArea {
  readonly corners: ReadonlyArray<Corner>;
  readonly weight: number;
}

/** Each step is twice as likely as the next: what people mean by the words, not a measurement. */
export const WORDS = { likely: 4, possible: 2, unlikely: 1 } as const;
export type WeightWord = keyof typeof WORDS;

export const areas = signal<ReadonlyArray<WeightedArea>>([]);
/** The chance that they are in none of the areas, in per cent. */
export const elsewherePercent = signal(10);
/** Which area's corners are being moved; null: a new one is drawn. */
export const editing = signal<number | null>(null);
/** Ended before there was an area. */
export const isTooSmall = signal(false);

const MOST_STEPS = 30;
const before = signal<ReadonlyArray<ReadonlyArray<WeightedArea>>>([]);
export const canUndo = before;

function change(to: ReadonlyArray<WeightedArea>): void {
  before.value = [...before.peek(), areas.peek()].slice(-MOST_STEPS);
  areas.value = to;
}

/** Takes back the last area, weight or removal. */
export function undoArea(): void {
  const last = before.peek().at(-1);
  if (!last) return;
  leave();
  areas.value = last;
  before.value = before.peek().slice(0, -1);
}

/** Begin a new area, or move the corners of one. */
export function drawArea(index: number | null = null): void {
  isTooSmall.value = false;
  editing.value = index;
  if (index !== null) weightedCorners.value = areas.peek()[index]?.corners ?? [];
  choose("weighted");
}

/** Keep what was drawn; false and the corners stay while it is no area yet. */
export function finishArea(): boolean {
  const drawn = weightedCorners.peek();
  isTooSmall.value = drawn.length > 0 && drawn.length < 3;
  if (drawn.length < 3) {
    if (drawn.length === 0) leave();
    return drawn.length === 0;
  }
  const index = editing.peek();
  const kept = areas.peek();
  change(
    index === null || !kept[index]
      ? [...kept, { corners: drawn, weight: WORDS.possible }]
      : kept.map((area, each) => (each === index ? { ...area, corners: drawn } : area)),
  );
  leave();
  return true;
}

/** Give up what is being drawn; an area whose corners were moved stays as it was. */
export function leave(): void {
  weightedCorners.value = [];
  editing.value = null;
  isTooSmall.value = false;
  if (tool.peek() === "weighted") choose(null);
}

export function weigh(index: number, weight: number): void {
  if (!(weight > 0) || areas.peek()[index]?.weight === weight) return;
  change(areas.peek().map((area, each) => (each === index ? { ...area, weight } : area)));
}

export function removeArea(index: number): void {
  leave();
  change(areas.peek().filter((_, each) => each !== index));
}

/** What each area holds, in per cent; with what is elsewhere they make 100. */
export function shares(of: ReadonlyArray<WeightedArea>, elsewhere: number): ReadonlyArray<number> {
  const total = of.reduce((sum, { weight }) => sum + weight, 0);
  return of.map(({ weight }) => ((100 - elsewhere) * weight) / total);
}

/** The weight with which one area holds so many per cent while the others keep their proportions; null: it cannot. */
export function weightFor(percent: number, index: number, of: ReadonlyArray<WeightedArea>, elsewhere: number): number | null {
  const others = of.reduce((sum, { weight }, each) => (each === index ? sum : sum + weight), 0);
  const left = 100 - elsewhere - percent;
  return !(percent > 0) || left <= 0 || others === 0 ? null : (others * percent) / left;
}

/** As the station takes it. */
export function asCollection(of: ReadonlyArray<WeightedArea>): Record<string, unknown> {
  const features = of.map(({ corners, weight }) => ({ type: "Feature", properties: { weight }, geometry: draftPolygon(corners) }));
  return { type: "FeatureCollection", features };
}
