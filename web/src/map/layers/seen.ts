import { seenClass, seenStrength, type SeenLook } from "../../picture/seen";
import { fadeStep, feature, type MapLayer } from "../layer";

const STRONGEST = 0.34;

/** Ground that a camera has really imaged: strong where it was fresh and fine, faint where old or coarse. */
export const seenLayer: MapLayer = {
  id: "seen",
  layers: (palette) => [
    {
      id: "seen-fill",
      type: "fill",
      source: "seen",
      paint: {
        "fill-color": palette.seen,
        "fill-opacity": ["*", STRONGEST, ["get", "strength"]],
        "fill-antialias": false,
      },
    },
  ],
  depends: (view) => [view.seen, view.showsSeen, fadeStep(view)],
  features: (view) =>
    view.showsSeen
      ? (view.seen?.features.map(({ geometry, properties }) => {
          const look = (properties ?? {}) as SeenLook;
          return feature(geometry, {
            strength: seenStrength(look, view.slowNowMs),
            class: seenClass(look, view.slowNowMs),
          });
        }) ?? [])
      : [],
};
