import type { ExpressionSpecification } from "maplibre-gl";
import { ellipsePolygon, zoomShowing } from "../ellipse";
import { fadeStep, feature, type MapLayer } from "../layer";
import { freshness, isShown } from "./findings";

/** A finding's symbol covers what is this near to its place, whichever way it lies. */
const UNDER_SYMBOL_PX = 10;
/** Three layers of what nobody can see, a thousand times, are most of what a tablet without a graphics chip would paint. */
const IS_SEEN: ExpressionSpecification = [">=", ["zoom"], ["get", "fromZoom"]];

/** How sure each place is: the 95 % ellipse, to scale, from where it is larger than its symbol. */
export const ellipsesLayer: MapLayer = {
  id: "ellipses",
  layers: (palette) => {
    const colour = ["match", ["get", "kind"], "person", palette.person, palette.heat] as never;
    return [
      {
        id: "ellipse-fill",
        type: "fill",
        source: "ellipses",
        filter: IS_SEEN,
        paint: { "fill-color": colour, "fill-opacity": ["*", 0.18, ["get", "freshness"]] },
      },
      {
        id: "ellipse-casing",
        type: "line",
        source: "ellipses",
        filter: IS_SEEN,
        paint: { "line-color": palette.paper, "line-width": 3.6, "line-opacity": 0.6 },
      },
      {
        id: "ellipse-line",
        type: "line",
        source: "ellipses",
        filter: IS_SEEN,
        paint: { "line-color": colour, "line-width": 1.8, "line-opacity": ["get", "freshness"] },
      },
    ];
  },
  depends: (view) => [view.picture.findings, view.showsDismissed, fadeStep(view)],
  features: (view) =>
    [...view.picture.findings.values()]
      .filter((finding) => isShown(finding, view) && finding.status !== "dismissed")
      .map((finding) =>
        feature(ellipsePolygon(finding.longitude_deg, finding.latitude_deg, finding.ellipse), {
          kind: finding.kind,
          freshness: freshness(finding, view.slowNowMs),
          // Filters are asked with the whole zoom at or below the map's.
          fromZoom: Math.floor(zoomShowing(finding.ellipse.semi_major_m, UNDER_SYMBOL_PX, finding.latitude_deg)),
        }),
      ),
};
