import { feature, type MapLayer } from "../layer";
import { aircraftColour } from "../palette";

/** The area that shall be searched and the routes over it; the newest plan only, older ones are history. */
export const plansLayer: MapLayer = {
  id: "plans",
  layers: (palette) => [
    {
      // Planned ground lies under what of it has been seen: what is left shows.
      id: "area-fill",
      type: "fill",
      source: "plans",
      filter: ["==", ["get", "part"], "area"],
      paint: { "fill-color": palette.area, "fill-opacity": 0.05 },
    },
    {
      id: "area-casing",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "area"],
      paint: { "line-color": palette.paper, "line-width": 5, "line-opacity": 0.7 },
    },
    {
      id: "area-line",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "area"],
      paint: { "line-color": palette.area, "line-width": 2.4, "line-dasharray": [4, 2] },
    },
    {
      id: "route-line",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "route"],
      layout: { "line-join": "round" },
      paint: { "line-color": ["get", "colour"], "line-width": 1.8, "line-opacity": 0.85 },
    },
  ],
  depends: (view) => [view.picture.plans, view.theme],
  features: (view) => {
    const plan = [...view.picture.plans.values()].at(-1);
    if (!plan) return [];
    const routes = plan.routes.map((route, index) =>
      feature(route, { part: "route", colour: aircraftColour(plan.vehicles[index] ?? index + 1, view.theme) }),
    );
    return [feature(plan.area, { part: "area" }), ...routes];
  },
};
