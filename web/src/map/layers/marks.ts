import { t } from "../../messages/messages";
import type { Mark } from "../../protocol";
import type { CanvasLayer, Pen } from "../drawing";
import type { Sprite, Sprites } from "../icons";
import { mercatorX, mercatorY } from "../projection";
import { pixelOf, type Shape, shapesOf, stamp, stroke } from "../strokes";

const LONGEST_LABEL = 40;
const LABEL_BELOW_PX = 29;
const LABEL_APART_PX = 1;

interface DrawnMark {
  readonly shapes: ReadonlyArray<Shape>;
  readonly icon: Sprite;
  readonly label: Sprite | null;
}

function drawn(mark: Pick<Mark, "kind" | "geometry">, text: string, sprites: Sprites): DrawnMark {
  return {
    shapes: shapesOf(mark.geometry),
    icon: sprites.mark(mark.kind, t(`mark-short-${mark.kind}`) || "?"),
    label: text ? sprites.label(text.slice(0, LONGEST_LABEL)) : null,
  };
}

/** What people drew: a short word for the kind in a frame, the text below. */
export const marksLayer: CanvasLayer = {
  id: "marks",
  depends: (view) => [view.picture.marks, view.unsentMarks, view.language],
  drawing: (view, sprites, palette) => {
    const marks = [
      ...[...view.picture.marks.values()].map((mark) => drawn(mark, mark.text, sprites)),
      // Drawn on this screen and not yet told to anybody: the label says so.
      ...view.unsentMarks.map((mark) => drawn(mark, `${mark.text} (${t("mark-unsent")})`.trim(), sprites)),
    ];
    const places = marks.flatMap(({ shapes, icon, label }) => shapes.flatMap(({ points }) => points.map((place) => ({ place, icon, label }))));
    const at = (pen: Pen, [longitude, latitude]: readonly [number, number, ...number[]]) => pixelOf(pen, mercatorX(longitude), mercatorY(latitude));
    let labelled: typeof places = [];
    return {
      place: (pen) => {
        labelled = places.filter(({ place, label }) => label !== null && hasRoom(pen, label, at(pen, place)));
      },
      paint: (pen) => {
        for (const { shapes } of marks) {
          for (const { ways } of shapes) stroke(pen, ways, { colour: palette.ink, width: 2.2 });
        }
        for (const { place, icon } of places) stamp(pen, icon, at(pen, place).x, at(pen, place).y);
        for (const { place, label } of labelled) if (label) stamp(pen, label, at(pen, place).x, at(pen, place).y + LABEL_BELOW_PX);
      },
    };
  },
};

function hasRoom({ labels }: Pen, { width, height }: Sprite, { x, y }: { x: number; y: number }): boolean {
  const [half, halfHeight] = [width / 2 + LABEL_APART_PX, height / 2 + LABEL_APART_PX];
  const middle = y + LABEL_BELOW_PX;
  return labels.take({ left: x - half, right: x + half, top: middle - halfHeight, bottom: middle + halfHeight });
}
