import type { CanvasLayer } from "../drawing";
import type { View } from "../layer";
import { mercatorX, mercatorY } from "../projection";
import { circle, fill, pixelOf, type Shape, shapesOf, stamp, stroke, wayOf } from "../strokes";

type Corner = readonly [number, number, ...number[]];

/** What a tool is drawing and nobody has yet agreed to: a mark, or what a plan shall be made on. */
export const draftLayer: CanvasLayer = {
  id: "draft",
  depends: (view) => [view.planning],
  drawing: (view, _sprites, palette) => {
    const shapes = drafted(view);
    return {
      paint: (pen) => {
        for (const { ways, isArea } of shapes) if (isArea) fill(pen, ways, palette.selected, 0.15);
        for (const { ways } of shapes) stroke(pen, ways, { colour: palette.paper, width: 5, opacity: 0.7 });
        for (const { ways } of shapes) stroke(pen, ways, { colour: palette.selected, width: 2.4 });
      },
    };
  },
};

function drafted({ planning: { kind, corners, imported } }: View): ReadonlyArray<Shape> {
  if (imported) return shapesIn(imported.geojson).flatMap(shapesOf);
  const isArea = kind === "polygon" && corners.length > 2;
  if (!isArea && !((kind === "polygon" || kind === "line") && corners.length > 1)) return [];
  return [{ ways: [wayOf(isArea ? [...corners, corners[0]!] : corners)], points: [], isArea }];
}

/** Its places, over everything else: nothing may hide where something will be. What can be moved has handles instead. */
export const draftPlacesLayer: CanvasLayer = {
  id: "draft-places",
  depends: (view) => [view.draft, view.planning],
  drawing: (view, sprites, palette) => {
    const corners = [...view.draft, ...places(view)];
    const rally = (view.planning.handles === "rally" ? [] : view.planning.rally).map((place, index) => ({
      place,
      icon: sprites.mark("rally", `R${index + 1}`),
    }));
    return {
      paint: (pen) => {
        for (const place of corners) circle(pen, place, { radius: 7, fill: palette.paper, line: palette.selected, lineWidth: 2.5 });
        for (const { place: [longitude, latitude], icon } of rally) {
          const { x, y } = pixelOf(pen, mercatorX(longitude), mercatorY(latitude));
          stamp(pen, icon, x, y);
        }
      },
    };
  },
};

function places({ planning: { kind, corners, imported, handles } }: View): ReadonlyArray<Corner> {
  if (imported) return shapesIn(imported.geojson).flatMap((geometry) => shapesOf(geometry).flatMap(({ points }) => points));
  if (handles === "corners") return [];
  const arePlaces = kind === "point" || kind === "points" || corners.length < 2;
  return (kind === "point" ? corners.slice(-1) : arePlaces ? corners : []);
}

/** The geometries of a drawing, bare or as features. */
function shapesIn(geojson: Readonly<Record<string, unknown>>): ReadonlyArray<unknown> {
  if (geojson["type"] === "FeatureCollection") {
    return (geojson["features"] as ReadonlyArray<Record<string, unknown>>).flatMap(shapesIn);
  }
  return geojson["type"] === "Feature" ? [geojson["geometry"]] : [geojson];
}
