import { feature, type MapLayer, type View } from "../layer";

/** What a tool is drawing and nobody has yet agreed to: a mark, or what a plan shall be made on. */
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
      id: "draft-casing",
      type: "line",
      source: "draft",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": palette.paper, "line-width": 5, "line-opacity": 0.7 },
    },
    {
      id: "draft-line",
      type: "line",
      source: "draft",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": palette.selected, "line-width": 2.4 },
    },
    {
      id: "draft-corner",
      type: "circle",
      source: "draft",
      filter: ["==", ["get", "part"], "corner"],
      paint: {
        "circle-radius": 7,
        "circle-color": palette.paper,
        "circle-stroke-color": palette.selected,
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "draft-rally",
      type: "symbol",
      source: "draft",
      filter: ["==", ["get", "part"], "rally"],
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ],
  depends: (view) => [view.draft, view.planning, view.theme],
  features: (view, icons) => [
    ...view.draft.map((corner) => feature({ type: "Point", coordinates: corner }, { part: "corner" })),
    ...drawn(view),
    ...view.planning.rally.map((place, index) =>
      feature({ type: "Point", coordinates: place }, { part: "rally", icon: icons.mark("rally", `R${index + 1}`) }),
    ),
  ],
};

function drawn({ planning: { kind, corners, imported, isDrawing } }: View) {
  if (imported) return shapesIn(imported.geojson).map((shape) => feature(shape, { part: "corner" }));
  const shape =
    kind === "polygon" && corners.length > 2
      ? [feature({ type: "Polygon", coordinates: [[...corners, corners[0]]] })]
      : (kind === "polygon" || kind === "line") && corners.length > 1
        ? [feature({ type: "LineString", coordinates: corners })]
        : [];
  const arePlaces = kind === "point" || kind === "points";
  const dots = arePlaces ? (kind === "point" ? corners.slice(-1) : corners) : isDrawing || corners.length < 2 ? corners : [];
  return [...shape, ...dots.map((corner) => feature({ type: "Point", coordinates: corner }, { part: "corner" }))];
}

/** The geometries of a drawing, bare or as features. */
function shapesIn(geojson: Readonly<Record<string, unknown>>): ReadonlyArray<unknown> {
  if (geojson["type"] === "FeatureCollection") {
    return (geojson["features"] as ReadonlyArray<Record<string, unknown>>).flatMap(shapesIn);
  }
  return geojson["type"] === "Feature" ? [geojson["geometry"]] : [geojson];
}
