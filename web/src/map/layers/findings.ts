import type { Finding } from "../../protocol";
import { ageS } from "../../picture/live_state";
import { temperature } from "../../parts/words";
import type { CanvasLayer, Pen } from "../drawing";
import type { Sprite, Sprites } from "../icons";
import { fadeStep, type View } from "../layer";
import { mercatorX, mercatorY } from "../projection";
import { pixelOf, stamp } from "../strokes";

const FADES_FROM_S = 30;
const FADES_UNTIL_S = 900;
const FAINTEST = 0.6;

/** 1 when just seen, fading to 0.6 when it was a quarter of an hour ago: old, still there. */
export function freshness(finding: Finding, nowMs: number): number {
  const age = ageS(finding.last_seen_at, nowMs);
  const share = Math.min(1, Math.max(0, (age - FADES_FROM_S) / (FADES_UNTIL_S - FADES_FROM_S)));
  return 1 - (1 - FAINTEST) * share;
}

/** Whether it is on the map; the selected one always is. */
export function isShown(finding: Finding, view: Pick<View, "showsDismissed" | "selected">): boolean {
  const isSelected = view.selected?.kind === "finding" && view.selected.id === finding.id;
  return finding.status !== "dismissed" || view.showsDismissed || isSelected;
}

const LONGEST_NAME = 14;

/** How hot, and who has been sent there. */
function labelOf(finding: Finding): string | null {
  if (finding.status === "dismissed") return null;
  const to = finding.status === "assigned" && finding.assigned_to;
  const name = to && (to.length > LONGEST_NAME ? `${to.slice(0, LONGEST_NAME - 1)}…` : to);
  return [finding.kind === "hotspot" && temperature(finding), name].filter(Boolean).join(" · ") || null;
}

/** So far below a symbol's middle is the middle of its label. */
const LABEL_BELOW_PX = 34;
const LABEL_APART_PX = 1;
/** What is this far outside of the window may still be seen in it: a ring, a label. */
const ROOM_PX = 100;

/** One finding, ready to be drawn. */
export interface DrawnFinding {
  readonly id: string;
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly symbol: Sprite;
  readonly label: Sprite | null;
  readonly isNew: boolean;
  readonly isSelected: boolean;
  readonly freshness: number;
}

/** All that are shown, from the ground up: the selected one lies over the new ones, and those over the rest. */
export function drawnFindings(view: View, sprites: Sprites): ReadonlyArray<DrawnFinding> {
  const storey = ({ isNew, isSelected }: DrawnFinding) => (isSelected ? 2 : isNew ? 1 : 0);
  return [...view.picture.findings.values()]
    .filter((finding) => isShown(finding, view))
    .map((finding) => {
      const isNew = view.waiting.has(finding.id);
      const isSelected = view.selected?.kind === "finding" && view.selected.id === finding.id;
      const label = labelOf(finding);
      return {
        id: finding.id,
        number: finding.number,
        x: mercatorX(finding.longitude_deg),
        y: mercatorY(finding.latitude_deg),
        symbol: sprites.finding(finding),
        label: label ? sprites.label(label) : null,
        isNew,
        isSelected,
        freshness: isNew || isSelected ? 1 : freshness(finding, view.slowNowMs),
      };
    })
    .sort((a, b) => storey(a) - storey(b));
}

interface OnScreen extends DrawnFinding {
  readonly at: { readonly x: number; readonly y: number };
}

/** Shape by kind, number, temperature; rings for the new and the selected. */
export const findingsLayer: CanvasLayer = {
  id: "findings",
  depends: (view) => [view.picture.findings, view.selected, view.waiting, view.showsDismissed, fadeStep(view), view.language],
  drawing: (view, sprites) => {
    const all = drawnFindings(view, sprites);
    const rings = { new: sprites.ring("new"), selected: sprites.ring("selected") };
    let near: ReadonlyArray<OnScreen> = [];
    let labelled: ReadonlyArray<OnScreen> = [];
    return {
      place: (pen) => {
        near = all.map((each) => ({ ...each, at: pixelOf(pen, each.x, each.y) })).filter(({ at }) => isNear(pen, at));
        labelled = [...near].sort(byWorth).filter((each) => hasRoom(pen, each));
      },
      paint: (pen) => {
        const { context } = pen;
        for (const { isNew, at } of near) if (isNew) stamp(pen, rings.new, at.x, at.y);
        for (const { isSelected, at } of near) if (isSelected) stamp(pen, rings.selected, at.x, at.y);
        for (const { label, freshness: opacity, at } of labelled) {
          context.globalAlpha = opacity;
          if (label) stamp(pen, label, at.x, at.y + LABEL_BELOW_PX);
        }
        for (const { id, number, symbol, freshness: opacity, at } of near) {
          context.globalAlpha = opacity;
          stamp(pen, symbol, at.x, at.y);
          if (at.x >= 0 && at.y >= 0 && at.x <= pen.width && at.y <= pen.height) pen.spots.push({ id, number, ...at });
        }
        context.globalAlpha = 1;
      },
    };
  },
};

function isNear({ width, height }: Pen, { x, y }: { x: number; y: number }): boolean {
  return x > -ROOM_PX && y > -ROOM_PX && x < width + ROOM_PX && y < height + ROOM_PX;
}

/** Whose label is read where there is room for one only: the selected one's, then a new one's, then the youngest's. */
function byWorth(a: DrawnFinding, b: DrawnFinding): number {
  return Number(b.isSelected) - Number(a.isSelected) || Number(b.isNew) - Number(a.isNew) || b.number - a.number;
}

function hasRoom({ labels }: Pen, { label, at }: OnScreen): boolean {
  if (!label) return false;
  const [half, halfHeight] = [label.width / 2 + LABEL_APART_PX, label.height / 2 + LABEL_APART_PX];
  const middle = at.y + LABEL_BELOW_PX;
  return labels.take({ left: at.x - half, right: at.x + half, top: middle - halfHeight, bottom: middle + halfHeight });
}
