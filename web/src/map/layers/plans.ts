import type { PlanSummary } from "../../protocol";
import type { Icons } from "../icons";
import { feature, type MapLayer, type View } from "../layer";
import { aircraftColour } from "../palette";

/** The area that shall be searched, the routes over it, and fence and rally points; the newest plan only. */
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
    {
      // Must not be flown: broken up, as nothing else on the map is.
      id: "refused-line",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "refused"],
      paint: { "line-color": palette.danger, "line-width": 1.8, "line-dasharray": [1, 1.6] },
    },
    {
      id: "fence-casing",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "fence"],
      paint: { "line-color": palette.paper, "line-width": 7, "line-opacity": 0.75 },
    },
    {
      id: "fence-line",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "fence"],
      paint: { "line-color": palette.danger, "line-width": 3.2, "line-dasharray": [5, 1.5, 0.6, 1.5] },
    },
    {
      id: "plan-rally",
      type: "symbol",
      source: "plans",
      filter: ["==", ["get", "part"], "rally"],
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
    {
      id: "problem-casing",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "problem"],
      layout: { "line-cap": "round" },
      paint: { "line-color": palette.paper, "line-width": 11 },
    },
    {
      id: "problem-line",
      type: "line",
      source: "plans",
      filter: ["==", ["get", "part"], "problem"],
      layout: { "line-cap": "round" },
      paint: { "line-color": palette.danger, "line-width": 6 },
    },
    {
      id: "problem-place",
      type: "symbol",
      source: "plans",
      filter: ["==", ["get", "part"], "problem-place"],
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ],
  depends: (view) => [view.picture.plans, view.planning, view.theme],
  features: (view, icons) => {
    const plan = [...view.picture.plans.values()].at(-1);
    return [...(plan ? ofPlan(plan, view, icons) : []), ...inTheMaking(view, icons)];
  },
};

function ofPlan(plan: PlanSummary, view: View, icons: Icons) {
  const routes = plan.routes.map((route, index) =>
    feature(route, { part: "route", colour: aircraftColour(plan.vehicles[index] ?? index + 1, view.theme) }),
  );
  // Journals of earlier versions say nothing of fences.
  const fence = plan.fence ? [feature(plan.fence, { part: "fence" })] : [];
  const isBeingSet = view.planning.rally.length > 0;
  const rally = isBeingSet ? [] : (plan.rally ?? []);
  return [
    feature(plan.area, { part: "area" }),
    ...routes,
    ...fence,
    ...rally.map((place, index) =>
      feature({ type: "Point", coordinates: place }, { part: "rally", icon: icons.mark("rally", `R${index + 1}`) }),
    ),
  ];
}

function inTheMaking({ planning: { refused, trouble } }: View, icons: Icons) {
  const routes = (refused?.routes ?? []).map((route) => feature(route, { part: "refused" }));
  const places = (trouble?.places ?? []).map((where) =>
    feature(where, where["type"] === "Point" ? { part: "problem-place", icon: icons.mark("danger", "!") } : { part: "problem" }),
  );
  return [...routes, ...places];
}
