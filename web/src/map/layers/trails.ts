import { linkAt } from "../../picture/live_state";
import type { CanvasLayer } from "../drawing";
import type { View } from "../layer";
import { aircraftColour } from "../palette";
import { stroke, wayOf } from "../strokes";

/** Where each aircraft has been; dashed when what we know of it is old. */
export const trailsLayer: CanvasLayer = {
  id: "trails",
  depends: (view) => [view.live.trails, staleOnes(view)],
  drawing: (view, _sprites, palette) => {
    const trails = [...view.live.trails].flatMap(([id, trail]) => {
      const vehicle = view.live.vehicles.get(id);
      if (!vehicle || trail.length < 2) return [];
      const isLive = linkAt(vehicle, view.slowNowMs) === "live";
      return [{ ways: [wayOf(trail)], isLive, colour: aircraftColour(id, view.theme) }];
    });
    return {
      paint: (pen) => {
        for (const { ways } of trails) stroke(pen, ways, { colour: palette.paper, width: 5, opacity: 0.55, isRound: true });
        for (const { ways, isLive, colour } of trails) {
          stroke(pen, ways, isLive ? { colour, width: 2.6, isRound: true } : { colour, width: 2.6, dash: [1.5, 1.8] });
        }
      },
    };
  },
};

/** Which aircraft's trails are dashed: the rest of their state changes nothing here. */
function staleOnes({ live, slowNowMs }: View): string {
  return [...live.vehicles.values()].map((vehicle) => linkAt(vehicle, slowNowMs) === "live").join();
}
