/** Asks for a call not before `atMs` (`performance.now()`); what was asked for sooner comes sooner. */
export interface Paced {
  (atMs: number): void;
  readonly stop: () => void;
}

/** Calls `work` with the screen's next frame at the asked time, once however often it was asked; never on a hidden page. */
export function paced(work: () => void): Paced {
  let frame = 0;
  let timer = 0;
  let dueMs = Infinity;
  const run = () => {
    frame = 0;
    dueMs = Infinity;
    work();
  };
  const ask = () => {
    timer = 0;
    // The browser gives a hidden page no frames: what was asked for waits for who comes back.
    frame ||= requestAnimationFrame(run);
  };
  const ordered = (atMs: number) => {
    if (frame || atMs >= dueMs) return;
    dueMs = atMs;
    clearTimeout(timer);
    const wait = atMs - performance.now();
    if (wait <= 0) ask();
    else timer = window.setTimeout(ask, wait);
  };
  return Object.assign(ordered, {
    stop: () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    },
  });
}
