/** So much of the time may go to drawing what only moves: the rest is for the person's own panning and tapping. */
const SHARE = 1 / 3;
/** Two frames pass before a cost shows; on a quick machine they take this long and cost nothing. */
const FREE_MS = 40;
const NEWEST_WEIGHT = 0.4;
/** A page that nobody saw for a while gets its next frame late; that says nothing about drawing. */
const BELIEVED_MS = 2_000;

/** How long the screen is held up each time one kind of thing is drawn, and how long it should rest after that. */
export class ScreenCost {
  private costMs = 0;

  /** What was drawn just now reached the screen after `tookMs`. */
  took(tookMs: number): void {
    this.costMs += NEWEST_WEIGHT * (Math.max(0, Math.min(tookMs, BELIEVED_MS) - FREE_MS) - this.costMs);
  }

  /** From one drawing to the next: `leastMs` where drawing is cheap, as long as it takes where it is dear, `mostMs` at most. */
  restMs(leastMs: number, mostMs: number): number {
    return Math.min(mostMs, Math.max(leastMs, this.costMs / SHARE));
  }

  /** Call in the frame that draws: without a graphics chip the browser is late with the next frames while it paints. */
  measure(): void {
    const began = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => this.took(performance.now() - began)));
  }
}
