import type { Feature } from "geojson";
import { t } from "../../messages/messages";
import type { VehicleFence } from "../../protocol";
import type { Icons } from "../icons";
import { feature, type MapLayer, type View } from "../layer";
import { aircraftColour } from "../palette";
import { type Ring, ringsIn } from "../rings";

/** What each aircraft was told not to leave; the newest plan's own fence is drawn with the plan. */
export const fencesLayer: MapLayer = {
  id: "fences",
  layers: (palette) => [
    {
      id: "own-fence-casing",
      type: "line",
      source: "fences",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "line-color": palette.paper, "line-width": 5, "line-opacity": 0.6 },
    },
    {
      id: "own-fence-line",
      type: "line",
      source: "fences",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "line-color": ["get", "colour"], "line-width": 2.2, "line-dasharray": [5, 1.5, 0.6, 1.5] },
    },
    {
      id: "own-fence-label",
      type: "symbol",
      source: "fences",
      filter: ["==", ["geometry-type"], "Point"],
      layout: { "icon-image": ["get", "icon"], "icon-padding": 1 },
    },
  ],
  depends: (view) => [view.picture.fences, view.picture.plans, wordsOf(view), view.theme, view.language],
  features: (view, icons) => [...(view.picture.fences?.values() ?? [])].filter((fence) => !isOfNewestPlan(fence, view)).flatMap((fence) => drawn(fence, view, icons)),
};

function isOfNewestPlan({ is_stations, plan_id }: VehicleFence, { picture }: View): boolean {
  return !is_stations && [...picture.plans.keys()].at(-1) === plan_id;
}

/** The letters, and who does not keep its fence: the rest of the live state changes nothing here. */
function wordsOf({ live }: View): string {
  return [...live.vehicles.values()].map(({ id, letter, fence }) => `${id}${letter}${fence === "refused"}`).join();
}

function drawn({ vehicle_id, area }: VehicleFence, view: View, icons: Icons): Feature[] {
  const vehicle = view.live.vehicles.get(vehicle_id);
  const letter = vehicle?.letter ?? String(vehicle_id);
  const icon = icons.label(t(vehicle?.fence === "refused" ? "fence-of-not-kept" : "fence-of", { letter }));
  return ringsIn(area).flatMap((ring) => [
    feature({ type: "Polygon", coordinates: [ring] }, { colour: aircraftColour(vehicle_id, view.theme) }),
    feature({ type: "Point", coordinates: northernmost(ring) }, { icon }),
  ]);
}

function northernmost(ring: Ring): readonly [number, number] {
  return ring.reduce((highest, corner) => (corner[1] > highest[1] ? corner : highest));
}
