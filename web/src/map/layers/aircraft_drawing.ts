import type { Link } from "../../picture/live_state";
import type { CanvasLayer, Pen } from "../drawing";
import { FONT } from "../icons";
import type { Palette } from "../palette";
import { pixelOf } from "../strokes";

/** Where its words may stand, best first. */
export const SIDES = ["below", "above", "right", "left"] as const;
export type Side = (typeof SIDES)[number];

/** One aircraft, ready to be drawn. */
export interface DrawnAircraft {
  /** Web Mercator, 0 to 1. */
  readonly x: number;
  readonly y: number;
  /** How far its symbol stands from its place, pixels. */
  readonly asideX: number;
  readonly asideY: number;
  readonly heading_deg: number | null;
  readonly letter: string;
  readonly colour: string;
  readonly link: Link;
  readonly words: string;
  readonly side: Side;
}

/** An arrow head over a disc, round (0, 0), nose up. */
const ARROW = "M0 -27.5L9 -12L0 -16L-9 -12Z";
const DISC_PX = 12.5;
const HALO_PX = 5;
const LINE_PX = 2;
const LEADER_PX = 3;
/** Of an aircraft of which nothing new is heard. */
const DASH = [3.5, 2.5];
const LETTER_BASE_PX = 5.4;

const WORDS_HEIGHT_PX = 19;
const WORDS_PAD_PX = 6;
const WORDS_BASE_PX = 14;
/** From the symbol's middle to the upper edge of the words. */
const WORDS_TOP_PX: Readonly<Record<Side, number>> = { below: 18, above: -44, right: -10, left: -10 };
const WORDS_BESIDE_PX = 22;

/** What is seen of the aircraft, as `drawn` has them now. */
export function aircraftLayer(drawn: () => ReadonlyArray<DrawnAircraft>): CanvasLayer {
  return {
    id: "aircraft",
    depends: () => [drawn()],
    drawing: (_view, _sprites, palette) => {
      const [all, arrow] = [drawn(), new Path2D(ARROW)];
      return {
        paint: (pen) => {
          for (const each of all) draw(pen, each, arrow, palette);
        },
      };
    },
  };
}

function draw(pen: Pen, aircraft: DrawnAircraft, arrow: Path2D, palette: Palette): void {
  const { context, ratio } = pen;
  const place = pixelOf(pen, aircraft.x, aircraft.y);
  // On whole pixels of the screen its letters are sharp.
  const snapped = (px: number) => Math.round(px * ratio) / ratio;
  context.save();
  context.translate(snapped(place.x + aircraft.asideX), snapped(place.y + aircraft.asideY));
  drawSymbol(context, aircraft, arrow, palette);
  if (aircraft.words) drawWords(context, aircraft, palette);
  context.restore();
}

function drawSymbol(context: CanvasRenderingContext2D, { asideX, asideY, heading_deg, letter, colour, link }: DrawnAircraft, arrow: Path2D, palette: Palette): void {
  const isLive = link === "live";
  context.strokeStyle = colour;
  if (asideX !== 0 || asideY !== 0) {
    context.lineWidth = LEADER_PX;
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(-asideX, -asideY);
    context.stroke();
  }
  const disc = new Path2D();
  disc.arc(0, 0, DISC_PX, 0, 2 * Math.PI);
  if (heading_deg !== null) {
    const turn = (Math.round(heading_deg) * Math.PI) / 180;
    context.rotate(turn);
    drawBody(context, arrow, colour, isLive, palette);
    context.rotate(-turn);
  }
  drawBody(context, disc, colour, isLive, palette);
  context.fillStyle = isLive ? palette.paper : palette.ink;
  context.font = `800 15px ${FONT}`;
  context.textAlign = "center";
  context.fillText(letter, 0, LETTER_BASE_PX);
}

function drawBody(context: CanvasRenderingContext2D, shape: Path2D, colour: string, isLive: boolean, palette: Palette): void {
  context.lineJoin = "round";
  context.strokeStyle = palette.paper;
  context.lineWidth = HALO_PX;
  context.stroke(shape);
  context.fillStyle = isLive ? colour : palette.paper;
  context.fill(shape);
  context.lineJoin = "miter";
  context.strokeStyle = colour;
  context.lineWidth = LINE_PX;
  context.setLineDash(isLive ? [] : DASH);
  context.stroke(shape);
  context.setLineDash([]);
}

function drawWords(context: CanvasRenderingContext2D, { words, side, link }: DrawnAircraft, palette: Palette): void {
  context.font = `600 12.5px ${FONT}`;
  context.textAlign = "left";
  const width = context.measureText(words).width + 2 * WORDS_PAD_PX;
  const left = side === "right" ? WORDS_BESIDE_PX : side === "left" ? -WORDS_BESIDE_PX - width : -width / 2;
  const top = WORDS_TOP_PX[side];
  const [paper, ink] = {
    live: [palette.paper, palette.ink],
    stale: [palette.stale, palette.staleInk],
    lost: [palette.lost, palette.lostInk],
  }[link] as [string, string];
  context.beginPath();
  context.roundRect(left, top, width, WORDS_HEIGHT_PX, 5);
  context.globalAlpha = link === "live" ? 0.88 : 1;
  context.fillStyle = paper;
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = ink;
  context.fillText(words, left + WORDS_PAD_PX, top + WORDS_BASE_PX);
}
