import { feature, type MapLayer } from "../layer";

/** What a tool is drawing and nobody has yet agreed to. */
export const draftLayer: MapLayer = {
  id: "draft",
  layers: (palette) => [
    {
      id: "draft-fill",
      type: "fill",
      source: "draft",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": palette.selected, "fill-opacity": 0.15 },
    },
    {
      id: "draft-line",
      type: "line",
      source: "draft",
      paint: { "line-color": palette.selected, "line-width": 2.4 },
    },
    {
      id: "draft-corner",
      type: "circle",
      source: "draft",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 7,
        "circle-color": palette.paper,
        "circle-stroke-color": palette.selected,
        "circle-stroke-width": 2.5,
      },
    },
  ],
  depends: (view) => [view.draft],
  features: ({ draft }) => [
    ...(draft.length > 2 ? [feature({ type: "Polygon", coordinates: [[...draft, draft[0]]] })] : []),
    ...(draft.length === 2 ? [feature({ type: "LineString", coordinates: draft })] : []),
    ...draft.map((corner) => feature({ type: "Point", coordinates: corner })),
  ],
};
