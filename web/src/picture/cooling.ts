import type { Temperature } from "../protocol";

export const WIDTH = 300;
export const HEIGHT = 64;
const EDGE = 3;
/** Less than so many degrees between lowest and highest is drawn flat: noise must not look like a mountain. */
const LEAST_SPAN_K = 20;

/** The points of a line through the temperatures, oldest left, in a box of WIDTH by HEIGHT. */
export function coolingLine(temperatures: ReadonlyArray<Pick<Temperature, "at" | "celsius">>): string {
  const times = temperatures.map(({ at }) => Date.parse(at));
  const degrees = temperatures.map(({ celsius }) => celsius);
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const [low, high] = [Math.min(...degrees), Math.max(...degrees)];
  const span = Math.max(LEAST_SPAN_K, high - low);
  const top = (high + low + span) / 2;
  const across = (ms: number) => (end === begin ? WIDTH / 2 : EDGE + ((ms - begin) / (end - begin)) * (WIDTH - 2 * EDGE));
  const down = (celsius: number) => EDGE + ((top - celsius) / span) * (HEIGHT - 2 * EDGE);
  return temperatures.map((_, index) => `${across(times[index]!).toFixed(1)},${down(degrees[index]!).toFixed(1)}`).join(" ");
}
