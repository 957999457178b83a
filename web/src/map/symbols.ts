/** The shapes of findings in a 44 by 44 box: drawn on the map's canvas and in the lists from the same lines. */
export const SYMBOL_SIZE = 44;

export const SHAPES = {
  hotspot: "M23 2.5C24.5 11 37 16.5 37 28.2C37 36.6 30.6 41.5 22 41.5C13.4 41.5 7 36.6 7 28.2C7 22 10.6 18.6 12.2 13.2C15.4 15 17.2 17.2 17.9 20.2C21 15.4 23.2 9.6 23 2.5Z",
  person: "M22 2.5A7.3 7.3 0 1 1 22 17.1A7.3 7.3 0 1 1 22 2.5ZM15.5 19H28.5C33.6 19 37 22.6 37 27.6V38.5Q37 41.5 34 41.5H10Q7 41.5 7 38.5V27.6C7 22.6 10.4 19 15.5 19Z",
} as const;

/** Baseline of the number in each shape. */
export const NUMBER_Y = { hotspot: 34, person: 36 } as const;

export const TICK = "M31.5 8.6L35 12.2L41 5.6";
export const TICK_CENTRE = [36.2, 9] as const;
/** Somebody is on the way: an arrow in a square, where what is confirmed has a tick in a circle. */
export const SENT = "M31.6 9H40.4M36.8 5.2L40.6 9L36.8 12.8";
export const SENT_BACK = "M30.2 1.2H42.2Q44 1.2 44 3V15Q44 16.8 42.2 16.8H30.2Q28.4 16.8 28.4 15V3Q28.4 1.2 30.2 1.2Z";
export const SLASH = "M7 40L37 6";

/** A manned aircraft seen from above in a 48 by 48 box, its nose up: no shape of ours and none of a finding. */
export const TRAFFIC_SHAPE =
  "M24 3L28 12V19L44 28V33L28 28V37L34 42V45L24 42.5L14 45V42L20 37V28L4 33V28L20 19V12Z";
