import type { CanvasLayer } from "../drawing";
import type { View } from "../layer";
import { aircraftColour } from "../palette";
import { fill, shapesOf, stroke } from "../strokes";

/** What each camera sees on the ground now. */
export const footprintsLayer: CanvasLayer = {
  id: "footprints",
  depends: (view) => [groundSeen(view)],
  drawing: (view) => {
    const seen = [...view.live.cameras.values()].map(({ footprint, vehicle_id }) => ({
      ways: shapesOf(footprint).flatMap(({ ways }) => ways),
      colour: aircraftColour(vehicle_id, view.theme),
    }));
    return {
      paint: (pen) => {
        for (const { ways, colour } of seen) fill(pen, ways, colour, 0.1);
        for (const { ways, colour } of seen) stroke(pen, ways, { colour, width: 1.6, opacity: 0.9 });
      },
    };
  },
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
