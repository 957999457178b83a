import { feature, type MapLayer } from "../layer";

/** The point that somebody asked about. */
export const placeLayer: MapLayer = {
  id: "place",
  layers: (palette) => [
    {
      id: "place-ring",
      type: "circle",
      source: "place",
      paint: {
        "circle-radius": 11,
        "circle-opacity": 0,
        "circle-stroke-color": palette.ink,
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "place-dot",
      type: "circle",
      source: "place",
      paint: {
        "circle-radius": 3.5,
        "circle-color": palette.ink,
        "circle-stroke-color": palette.paper,
        "circle-stroke-width": 1.5,
      },
    },
  ],
  depends: (view) => [view.pointed],
  features: ({ pointed }) =>
    pointed ? [feature({ type: "Point", coordinates: [pointed.longitude_deg, pointed.latitude_deg] })] : [],
};
