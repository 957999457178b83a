import type { CanvasLayer } from "../drawing";
import { circle } from "../strokes";

/** The point that somebody asked about. */
export const placeLayer: CanvasLayer = {
  id: "place",
  depends: (view) => [view.pointed],
  drawing: ({ pointed }, _sprites, palette) => ({
    paint: (pen) => {
      if (!pointed) return;
      const place = [pointed.longitude_deg, pointed.latitude_deg] as const;
      circle(pen, place, { radius: 11, line: palette.ink, lineWidth: 2.5 });
      circle(pen, place, { radius: 3.5, fill: palette.ink, line: palette.paper, lineWidth: 1.5 });
    },
  }),
};
