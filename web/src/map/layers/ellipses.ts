import { ellipsePolygon } from "../ellipse";
import { fadeStep, feature, type MapLayer } from "../layer";
import { freshness, isShown } from "./findings";

/** How sure each place is: the 95 % ellipse, to scale. */
export const ellipsesLayer: MapLayer = {
  id: "ellipses",
  layers: (palette) => {
    const colour = ["match", ["get", "kind"], "person", palette.person, palette.heat] as never;
    return [
      {
        id: "ellipse-fill",
        type: "fill",
        source: "ellipses",
        paint: { "fill-color": colour, "fill-opacity": ["*", 0.18, ["get", "freshness"]] },
      },
      {
        id: "ellipse-casing",
        type: "line",
        source: "ellipses",
        paint: { "line-color": palette.paper, "line-width": 3.6, "line-opacity": 0.6 },
      },
      {
        id: "ellipse-line",
        type: "line",
        source: "ellipses",
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
        }),
      ),
};
