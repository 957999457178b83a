/** A list this long or shorter is made whole. */
export const WHOLE = 80;
/** So many rows before and after those that are seen are made too: for the next flick of a thumb, and for who tabs on. */
const ROOM = 24;
/** The window moves in steps, not with each row. */
const STEP = 8;

/** From row `first` to before row `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** The rows to make when the screen shows the list from `top` to `bottom`, in pixels from where the list begins. */
export function windowOf(heights: ReadonlyArray<number>, top: number, bottom: number): Range {
  if (heights.length <= WHOLE) return { first: 0, end: heights.length };
  let [first, last, below] = [heights.length - 1, heights.length - 1, 0];
  for (const [row, height] of heights.entries()) {
    below += height;
    if (below > top && row < first) first = row;
    if (below >= bottom) {
      last = row;
      break;
    }
  }
  return {
    first: Math.max(0, Math.floor((first - ROOM) / STEP) * STEP),
    end: Math.min(heights.length, Math.ceil((last + 1 + ROOM) / STEP) * STEP),
  };
}

/** A row that is made, and the height of those left out before it. */
export interface MadeRow {
  readonly row: number;
  readonly gap: number;
}

/** The rows of `range` and of `kept`, in their order, and the height of what is left out after the last. */
export function madeRows(heights: ReadonlyArray<number>, range: Range, kept: ReadonlyArray<number>): { readonly rows: ReadonlyArray<MadeRow>; readonly after: number } {
  const also = new Set(kept);
  const rows: MadeRow[] = [];
  let gap = 0;
  for (const [row, height] of heights.entries()) {
    if ((row >= range.first && row < range.end) || also.has(row)) {
      rows.push({ row, gap });
      gap = 0;
    } else gap += height;
  }
  return { rows, after: gap };
}
