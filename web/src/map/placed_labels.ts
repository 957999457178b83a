/** A rectangle on the screen, pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const CELL_PX = 96;

/** The labels that have their room: who asks first gets it, who would lie over another gets none. */
export class PlacedLabels {
  private readonly cells = new Map<string, Box[]>();

  /** Takes the room of `box` unless another label has some of it. */
  take(box: Box): boolean {
    const cells = [...this.around(box)];
    if (cells.some((cell) => this.cells.get(cell)?.some((other) => meet(box, other)))) return false;
    for (const cell of cells) {
      const known = this.cells.get(cell);
      if (known) known.push(box);
      else this.cells.set(cell, [box]);
    }
    return true;
  }

  private *around({ left, top, right, bottom }: Box): Iterable<string> {
    for (let column = Math.floor(left / CELL_PX); column <= Math.floor(right / CELL_PX); column += 1) {
      for (let row = Math.floor(top / CELL_PX); row <= Math.floor(bottom / CELL_PX); row += 1) yield `${column}/${row}`;
    }
  }
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
