import type { FilterSpecification } from "maplibre-gl";
import { number } from "../../messages/messages";
import { feature, type MapLayer } from "../layer";

/** Solid, dashed, dotted: the lines are told apart without their colour, and each says what it holds. */
const LINES: ReadonlyArray<{ readonly level: number; readonly dash: ReadonlyArray<number>; readonly width: number }> = [
  { level: 0.5, dash: [1, 0], width: 2.6 },
  { level: 0.75, dash: [4, 2.2], width: 2.2 },
  { level: 0.95, dash: [0.8, 2], width: 2.2 },
];

/** Where a missing person may be, four tints over each other at most: the darker, the less ground for the same chance; and what is proposed to search. */
export const searchLayer: MapLayer = {
  id: "search",
  layers: (palette) => [
    {
      id: "search-fill",
      type: "fill",
      source: "search",
      filter: ["==", ["get", "part"], "region"],
      paint: { "fill-color": palette.manned, "fill-opacity": 0.05, "fill-antialias": false },
    },
    // Under the lines, so that they stand out from any ground without a tint that hides it.
    {
      id: "search-casing",
      type: "line",
      source: "search",
      filter: ["all", ["==", ["get", "part"], "region"], ["in", ["get", "level"], ["literal", LINES.map(({ level }) => level)]]] as FilterSpecification,
      paint: { "line-color": palette.paper, "line-width": 5, "line-opacity": 0.65 },
    },
    ...LINES.map(({ level, dash, width }) => ({
      id: `search-line-${Math.round(level * 100)}`,
      type: "line" as const,
      source: "search",
      filter: ["all", ["==", ["get", "part"], "region"], ["==", ["get", "level"], level]] as FilterSpecification,
      paint: { "line-color": palette.manned, "line-width": width, "line-dasharray": [...dash] },
    })),
    {
      id: "search-area",
      type: "line",
      source: "search",
      filter: ["==", ["get", "part"], "area"],
      paint: { "line-color": palette.ink, "line-width": 2, "line-dasharray": [1.5, 1.5] },
    },
    {
      id: "search-task",
      type: "line",
      source: "search",
      filter: ["==", ["get", "part"], "task"],
      paint: { "line-color": palette.ink, "line-width": 2, "line-dasharray": [6, 2] },
    },
    {
      id: "search-label",
      type: "symbol",
      source: "search",
      filter: ["==", ["get", "part"], "label"],
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ],
  depends: (view) => [view.search, view.theme, view.language],
  features: ({ search: { map, tasks, lastSeen, areas } }, icons) => [
    ...(map?.regions ?? []).toReversed().map(({ level, geometry }) => feature(geometry, { part: "region", level })),
    ...tasks.map(({ area }) => feature(area, { part: "task" })),
    ...areas.map(({ corners }) => feature({ type: "Polygon", coordinates: [[...corners, corners[0]]] }, { part: "area" })),
    ...(map?.regions ?? [])
      .filter(({ level }) => LINES.some((line) => line.level === level))
      .map(({ level, geometry }) => label(northernmost(geometry), icons.label(`${number(level * 100)} %`))),
    ...tasks.map(({ area }, index) => label(westernmost(area), icons.mark("search-task", number(index + 1)))),
    ...areas.map(({ corners, percent }, index) => label(westernmost({ coordinates: [corners] }), icons.label(`${index + 1}: ${number(percent)} %`))),
    ...(lastSeen ? [label(lastSeen, icons.mark("search-last-seen", "?"))] : []),
  ],
};

type Corner = readonly [number, number];

function label(coordinates: Corner, icon: string) {
  return feature({ type: "Point", coordinates }, { part: "label", icon });
}

/** Labels of regions that lie in each other stand above each other on the way north. */
export function northernmost(geometry: unknown): Corner {
  const corners = (geometry as { coordinates: Corner[][][] }).coordinates.flat(2);
  return corners.reduce((best, corner) => (corner[1] > best[1] ? corner : best), corners[0] ?? [0, 0]);
}

/** Out of the way of the regions' labels and of the last known point. */
function westernmost(area: unknown): Corner {
  const ring = (area as { coordinates: Corner[][] }).coordinates[0] ?? [];
  return ring.reduce((best, corner) => (corner[0] < best[0] ? corner : best), ring[0] ?? [0, 0]);
}
