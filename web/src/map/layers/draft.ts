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
      paint: { "line-color": palette.paper, "line-width": 5, "line-opacity": 0.7 },
    },
    {
      id: "draft-line",
      type: "line",
      source: "draft",
      paint: { "line-color": palette.selected, "line-width": 2.4 },
    },
  ],
  depends: (view) => [view.planning, view.theme],
  features: ({ planning: { kind, corners, imported } }) => {
    if (imported) return shapesIn(imported.geojson).map((shape) => feature(shape));
    if (kind === "polygon" && corners.length > 2) return [feature({ type: "Polygon", coordinates: [[...corners, corners[0]]] })];
    return (kind === "polygon" || kind === "line") && corners.length > 1 ? [feature({ type: "LineString", coordinates: corners })] : [];
  },
};

/** Its places, over everything else: nothing may hide where something will be. What can be moved has handles instead. */
export const draftPlacesLayer: MapLayer = {
  id: "draft-places",
  layers: (palette) => [
    {
      id: "draft-corner",
      type: "circle",
      source: "draft-places",
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
      source: "draft-places",
      filter: ["==", ["get", "part"], "rally"],
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ],
  depends: (view) => [view.draft, view.planning, view.theme],
  features: (view, icons) => [
    ...view.draft.map((place) => corner(place)),
    ...places(view),
    ...(view.planning.handles === "rally" ? [] : view.planning.rally).map((place, index) =>
      feature({ type: "Point", coordinates: place }, { part: "rally", icon: icons.mark("rally", `R${index + 1}`) }),
    ),
  ],
};

function places({ planning: { kind, corners, imported, handles } }: View) {
  if (imported) {
    const shapes = shapesIn(imported.geojson) as ReadonlyArray<{ readonly type: string }>;
    return shapes.filter(({ type }) => type.endsWith("Point")).map((shape) => feature(shape, { part: "corner" }));
  }
  if (handles === "corners") return [];
  const arePlaces = kind === "point" || kind === "points" || corners.length < 2;
  return (kind === "point" ? corners.slice(-1) : arePlaces ? corners : []).map(corner);
}

const corner = (place: readonly [number, number]) => feature({ type: "Point", coordinates: place }, { part: "corner" });

/** The geometries of a drawing, bare or as features. */
function shapesIn(geojson: Readonly<Record<string, unknown>>): ReadonlyArray<unknown> {
  if (geojson["type"] === "FeatureCollection") {
    return (geojson["features"] as ReadonlyArray<Record<string, unknown>>).flatMap(shapesIn);
  }
  return geojson["type"] === "Feature" ? [geojson["geometry"]] : [geojson];
}
