import type { Finding } from "../../protocol";
import type { CanvasLayer, Pen } from "../drawing";
import { ellipsePolygon, zoomShowing } from "../ellipse";
import { fadeStep } from "../layer";
import type { Palette } from "../palette";
import { fill, shapesOf, stroke, type Way } from "../strokes";
import { freshness, isShown } from "./findings";

/** A finding's symbol covers what is this near to its place, whichever way it lies. */
const UNDER_SYMBOL_PX = 10;

interface DrawnEllipse {
  readonly ways: ReadonlyArray<Way>;
  readonly colour: string;
  readonly freshness: number;
}

/** How sure each place is: the 95 % ellipse, to scale, from where it is larger than its symbol. */
export const ellipsesLayer: CanvasLayer = {
  id: "ellipses",
  depends: (view) => [view.picture.findings, view.selected, view.showsDismissed, fadeStep(view)],
  drawing: (view, _sprites, palette) => {
    const findings = [...view.picture.findings.values()].filter((finding) => isShown(finding, view) && finding.status !== "dismissed");
    const sized = findings.map((finding) => ({ finding, from: fromZoom(finding) }));
    // Their outlines are worked out when they are first seen: of a thousand on a wide view that is none.
    const known = new Map<string, DrawnEllipse>();
    const outline = (finding: Finding) => {
      const before = known.get(finding.id);
      const made = before ?? drawn(finding, view.slowNowMs, palette);
      if (!before) known.set(finding.id, made);
      return made;
    };
    return {
      paint: (pen: Pen) => {
        const seen = sized.filter(({ from }) => pen.projection.zoom >= from).map(({ finding }) => outline(finding));
        for (const each of seen) fill(pen, each.ways, each.colour, 0.18 * each.freshness);
        for (const { ways } of seen) stroke(pen, ways, { colour: palette.paper, width: 3.6, opacity: 0.6 });
        for (const each of seen) stroke(pen, each.ways, { colour: each.colour, width: 1.8, opacity: each.freshness });
      },
    };
  },
};

/** The zoom from which more of it is seen than its symbol covers. */
export function fromZoom({ ellipse, latitude_deg }: Pick<Finding, "ellipse" | "latitude_deg">): number {
  return zoomShowing(ellipse.semi_major_m, UNDER_SYMBOL_PX, latitude_deg);
}

function drawn(finding: Finding, nowMs: number, palette: Palette): DrawnEllipse {
  const outline = ellipsePolygon(finding.longitude_deg, finding.latitude_deg, finding.ellipse);
  return {
    ways: shapesOf(outline).flatMap(({ ways }) => ways),
    colour: finding.kind === "person" ? palette.person : palette.heat,
    freshness: freshness(finding, nowMs),
  };
}
