import { linkAt } from "../../picture/live_state";
import { feature, type MapLayer, type View } from "../layer";
import { aircraftColour } from "../palette";

/** Where each aircraft has been; dashed when what we know of it is old. */
export const trailsLayer: MapLayer = {
  id: "trails",
  layers: (palette) => [
    {
      id: "trail-casing",
      type: "line",
      source: "trails",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": palette.paper, "line-width": 5, "line-opacity": 0.55 },
    },
    {
      id: "trail-live",
      type: "line",
      source: "trails",
      filter: ["get", "isLive"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": ["get", "colour"], "line-width": 2.6 },
    },
    {
      id: "trail-stale",
      type: "line",
      source: "trails",
      filter: ["!", ["get", "isLive"]],
      paint: { "line-color": ["get", "colour"], "line-width": 2.6, "line-dasharray": [1.5, 1.8] },
    },
  ],
  restMs: 900,
  depends: (view) => [view.live.trails, view.theme, staleOnes(view)],
  features: (view) =>
    [...view.live.trails].flatMap(([id, trail]) => {
      const vehicle = view.live.vehicles.get(id);
      if (!vehicle || trail.length < 2) return [];
      const isLive = linkAt(vehicle, view.slowNowMs) === "live";
      return [
        feature({ type: "LineString", coordinates: trail.map(([longitude, latitude]) => [longitude, latitude]) }, { isLive, colour: aircraftColour(id, view.theme) }),
      ];
    }),
};

/** Which aircraft's trails are dashed: the rest of their state changes nothing here. */
function staleOnes({ live, slowNowMs }: View): string {
  return [...live.vehicles.values()].map((vehicle) => linkAt(vehicle, slowNowMs) === "live").join();
}
