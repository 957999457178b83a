import { expect, test } from "vitest";
import { seenClass, seenStrength } from "./seen";

const AT = "2026-06-01T12:00:00Z";
const after = (minutes: number) => Date.parse(AT) + minutes * 60_000;
const look = { seen_at: AT, sample_m: 0.1, incidence_deg: 70 };

test("fresher is stronger, until it is as faint as seen ground can be", () => {
  const strengths = [0, 4, 10, 30, 90, 600].map((minutes) => seenStrength(look, after(minutes)));

  expect(strengths[0]).toBe(1);
  expect([...strengths].sort((a, b) => b - a)).toEqual(strengths);
  expect(strengths.at(-1)).toBeGreaterThanOrEqual(0.25);
});

test("finer and steeper is stronger", () => {
  const at = after(1);

  expect(seenStrength({ ...look, sample_m: 0.3 }, at)).toBeLessThan(seenStrength(look, at));
  expect(seenStrength({ ...look, sample_m: 0.6 }, at)).toBeLessThan(seenStrength({ ...look, sample_m: 0.3 }, at));
  expect(seenStrength({ ...look, incidence_deg: 15 }, at)).toBe(seenStrength(look, at) / 2);
});

test("the words are of how well before how long ago", () => {
  expect(seenClass(look, after(1))).toBe("fresh");
  expect(seenClass(look, after(10))).toBe("older");
  expect(seenClass(look, after(45))).toBe("old");
  expect(seenClass({ ...look, sample_m: 0.8 }, after(1))).toBe("coarse");
  expect(seenClass({ ...look, incidence_deg: 10 }, after(1))).toBe("coarse");
});

test("a station that says nothing of how it was seen shows it as seen", () => {
  expect(seenStrength({}, after(1))).toBe(1);
});
