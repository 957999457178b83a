import type { Finding } from "../../protocol";
import { ageS } from "../../picture/live_state";
import { temperature } from "../../parts/words";
import { fadeStep, feature, type MapLayer, type View } from "../layer";

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

/** Shape by kind, number, temperature; rings for the new and the selected. */
export const findingsLayer: MapLayer = {
  id: "findings",
  layers: (palette) => [
    {
      id: "finding-new",
      type: "circle",
      source: "findings",
      filter: ["get", "isNew"],
      paint: {
        "circle-radius": 27,
        "circle-color": palette.fresh,
        "circle-opacity": 0.28,
        "circle-stroke-color": palette.fresh,
        "circle-stroke-width": 3.5,
      },
    },
    {
      id: "finding-selected",
      type: "circle",
      source: "findings",
      filter: ["get", "isSelected"],
      paint: {
        "circle-radius": 31,
        "circle-opacity": 0,
        "circle-stroke-color": palette.selected,
        "circle-stroke-width": 3.5,
      },
    },
    {
      id: "finding-label",
      type: "symbol",
      source: "findings",
      filter: ["!=", ["get", "label"], ""],
      layout: {
        "icon-image": ["get", "label"],
        "icon-offset": [0, 34],
        "icon-padding": 1,
        "symbol-sort-key": ["-", 0, ["get", "rank"]],
      },
      paint: { "icon-opacity": ["get", "freshness"] },
    },
    {
      id: "finding-symbol",
      type: "symbol",
      source: "findings",
      layout: {
        "icon-image": ["get", "icon"],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "storey"],
      },
      paint: { "icon-opacity": ["get", "freshness"] },
    },
  ],
  depends: (view) => [
    view.picture.findings,
    view.selected,
    view.waiting,
    view.showsDismissed,
    fadeStep(view),
    view.theme,
    view.language,
  ],
  features: (view, icons) =>
    [...view.picture.findings.values()]
      .filter((finding) => isShown(finding, view))
      .map((finding) => {
        const isNew = view.waiting.has(finding.id);
        const isSelected = view.selected?.kind === "finding" && view.selected.id === finding.id;
        const label = labelOf(finding);
        return feature(
          { type: "Point", coordinates: [finding.longitude_deg, finding.latitude_deg] },
          {
            id: finding.id,
            number: finding.number,
            icon: icons.finding(finding),
            label: label ? icons.label(label) : "",
            isNew,
            isSelected,
            // MapLibre draws each sort key by itself: a key for each finding would be a thousand drawings for one frame.
            storey: isSelected ? 2 : isNew ? 1 : 0,
            rank: (isSelected ? 1e6 : 0) + (isNew ? 1e5 : 0) + finding.number,
            freshness: isNew || isSelected ? 1 : freshness(finding, view.slowNowMs),
          },
        );
      }),
};
