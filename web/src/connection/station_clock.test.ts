import { expect, test } from "vitest";
import { heard, offsetMs, roundTrip, UNKNOWN_CLOCK } from "./station_clock";

test("the fastest message tells the offset, less half a round trip", () => {
  let clock = roundTrip(UNKNOWN_CLOCK, 40);
  for (const [stamped, received] of [[1_000, 4_120], [2_000, 5_020], [3_000, 6_500]] as const) {
    clock = heard(clock, stamped, received);
  }

  expect(offsetMs(clock)).toBe(3_020 - 20);
});

test("a clock that is set while the console is open is followed within a minute", () => {
  let clock = heard(UNKNOWN_CLOCK, 0, 0);
  for (let second = 1; second <= 61; second++) clock = heard(clock, second * 1000 - 5_000, second * 1000);

  expect(offsetMs(clock)).toBeCloseTo(5_000 - 1);
  expect(clock.samples.length).toBeLessThan(3);
});

test("nothing heard means no correction", () => {
  expect(offsetMs(UNKNOWN_CLOCK)).toBe(0);
});
