import { feature, type MapLayer, type View } from "../layer";
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
  restMs: 450,
  depends: (view) => [groundSeen(view), view.theme],
  features: (view) =>
    [...view.live.cameras.values()]
      .filter((camera) => camera.footprint !== null)
      .map((camera) => feature(camera.footprint, { colour: aircraftColour(camera.vehicle_id, view.theme) })),
};

/** A metre of it is a pixel or two: the ground that a parked aircraft's camera sees does not change. */
function groundSeen({ live }: View): string {
  return [...live.cameras.values()]
    .map(({ footprint }) => corners(footprint).map(([longitude, latitude]) => `${longitude.toFixed(5)},${latitude.toFixed(5)}`))
    .join(";");
}

function corners(footprint: unknown): ReadonlyArray<readonly [number, number]> {
  return (footprint as { coordinates?: [number, number][][] } | null)?.coordinates?.[0] ?? [];
}
