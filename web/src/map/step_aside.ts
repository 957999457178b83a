/** A place on the screen, pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** So far are the middles of an aircraft and a finding apart when neither hides the other. */
const APART_PX = 44;

/** How far an aircraft's symbol moves from its place, to hide no finding's number; a line leads back to the place. */
export function stepAside(at: Spot, taken: ReadonlyArray<Spot>): Spot {
  let nearest: Spot | null = null;
  let distance = APART_PX;
  for (const spot of taken) {
    const away = Math.hypot(at.x - spot.x, at.y - spot.y);
    if (away < distance) [nearest, distance] = [spot, away];
  }
  if (!nearest) return { x: 0, y: 0 };
  if (distance < 1) return { x: APART_PX, y: 0 };
  const share = APART_PX / distance - 1;
  return { x: (at.x - nearest.x) * share, y: (at.y - nearest.y) * share };
}
