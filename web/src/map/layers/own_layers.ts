import type { Feature } from "geojson";
import type { Icons } from "../icons";
import { feature, type MapLayer } from "../layer";

const LONGEST_NAME = 24;

/** The crew's own files: thin double lines and squares that nothing else on the map has, with their names. */
export const ownLayersLayer: MapLayer = {
  id: "own-layers",
  layers: (palette) => [
    {
      id: "own-layers-fill",
      type: "fill",
      source: "own-layers",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": palette.ink, "fill-opacity": 0.06 },
    },
    {
      id: "own-layers-casing",
      type: "line",
      source: "own-layers",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": palette.paper, "line-width": 4, "line-opacity": 0.7 },
    },
    {
      id: "own-layers-line",
      type: "line",
      source: "own-layers",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": palette.ink, "line-width": 1, "line-gap-width": 2 },
    },
    {
      id: "own-layers-place",
      type: "circle",
      source: "own-layers",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 5, "circle-color": palette.paper, "circle-stroke-color": palette.ink, "circle-stroke-width": 2 },
    },
    {
      id: "own-layers-label",
      type: "symbol",
      source: "own-layers",
      filter: ["all", ["==", ["geometry-type"], "Point"], ["!=", ["get", "icon"], ""]],
      layout: { "icon-image": ["get", "icon"], "icon-offset": [0, 18], "icon-padding": 1 },
    },
  ],
  depends: (view) => [view.ownLayers, view.theme],
  features: (view, icons) => view.ownLayers.flatMap(({ features }) => features.map((each) => drawn(each, icons))),
};

function drawn({ geometry, properties }: Feature, icons: Icons): Feature {
  const name = String(properties?.["name"] ?? "");
  return feature(geometry, { icon: name ? icons.label(name.slice(0, LONGEST_NAME)) : "" });
}
