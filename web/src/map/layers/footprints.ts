import { feature, type MapLayer } from "../layer";
import { aircraftColour } from "../palette";

/** What each camera sees on the ground now. */
export const footprintsLayer: MapLayer = {
  id: "footprints",
  layers: () => [
    {
      id: "footprint-fill",
      type: "fill",
      source: "footprints",
      paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.1 },
    },
    {
      id: "footprint-line",
      type: "line",
      source: "footprints",
      paint: { "line-color": ["get", "colour"], "line-width": 1.6, "line-opacity": 0.9 },
    },
  ],
  depends: (view) => [view.live.cameras, view.theme],
  features: (view) =>
    [...view.live.cameras.values()]
      .filter((camera) => camera.footprint !== null)
      .map((camera) => feature(camera.footprint, { colour: aircraftColour(camera.vehicle_id, view.theme) })),
};
