import { t } from "../../messages/messages";
import { feature, type MapLayer } from "../layer";

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
  depends: (view) => [view.picture.marks, view.theme, view.language],
  features: (view, icons) =>
    [...view.picture.marks.values()].map((mark) =>
      feature(mark.geometry, {
        icon: icons.mark(mark.kind, t(`mark-short-${mark.kind}`) || "?"),
        label: mark.text ? icons.label(mark.text.slice(0, 40)) : "",
      }),
    ),
};
