import { feature, type MapLayer } from "../layer";

/** Ground that a camera has really imaged. */
export const seenLayer: MapLayer = {
  id: "seen",
  layers: (palette) => [
    {
      id: "seen-fill",
      type: "fill",
      source: "seen",
      paint: { "fill-color": palette.seen, "fill-opacity": 0.16, "fill-antialias": false },
    },
  ],
  depends: (view) => [view.seen, view.showsSeen],
  features: (view) =>
    view.showsSeen ? (view.seen?.features.map(({ geometry }) => feature(geometry)) ?? []) : [],
};
