import { t } from "../../messages/messages";
import type { Feature } from "geojson";
import type { Mark } from "../../protocol";
import type { Icons } from "../icons";
import { feature, type MapLayer } from "../layer";

function drawn(mark: Pick<Mark, "kind" | "geometry">, text: string, icons: Icons): Feature {
  return feature(mark.geometry, {
    icon: icons.mark(mark.kind, t(`mark-short-${mark.kind}`) || "?"),
    label: text ? icons.label(text.slice(0, 40)) : "",
  });
}

/** What people drew: a short word for the kind in a frame, the text below. */
export const marksLayer: MapLayer = {
  id: "marks",
  layers: (palette) => [
    {
      id: "mark-line",
      type: "line",
      source: "marks",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": palette.ink, "line-width": 2.2 },
    },
    {
      id: "mark-symbol",
      type: "symbol",
      source: "marks",
      filter: ["==", ["geometry-type"], "Point"],
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
    {
      id: "mark-label",
      type: "symbol",
      source: "marks",
      filter: ["all", ["==", ["geometry-type"], "Point"], ["!=", ["get", "label"], ""]],
      layout: { "icon-image": ["get", "label"], "icon-offset": [0, 29], "icon-padding": 1 },
    },
  ],
  depends: (view) => [view.picture.marks, view.unsentMarks, view.theme, view.language],
  features: (view, icons) => [
    ...[...view.picture.marks.values()].map((mark) => drawn(mark, mark.text, icons)),
    // Drawn on this screen and not yet told to anybody: the label says so.
    ...view.unsentMarks.map((mark) => drawn(mark, `${mark.text} (${t("mark-unsent")})`.trim(), icons)),
  ],
};
