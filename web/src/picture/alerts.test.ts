import { expect, test } from "vitest";
import type { Finding } from "../protocol";
import { afterTone, NOTHING_SOUNDED, TONE_PAUSE_MS, toneFor, unacknowledged } from "./alerts";

function finding(number: number, kind: Finding["kind"] = "hotspot", status: Finding["status"] = "found"): Finding {
  return { id: `f${number}`, number, kind, status } as Finding;
}

test("what is judged or acknowledged no longer waits, and the newest is first", () => {
  const findings = [finding(1), finding(2, "person"), finding(3, "hotspot", "confirmed"), finding(4)];

  const waiting = unacknowledged(findings, new Set(["f1"]));

  expect(waiting.map(({ number }) => number)).toEqual([4, 2]);
});

test("one tone per new finding and a pause between tones", () => {
  const first = [finding(1)];
  const sounded = afterTone(first, NOTHING_SOUNDED, 1_000);
  const both = [finding(2), finding(1)];

  expect(toneFor(first, NOTHING_SOUNDED, 1_000)?.number).toBe(1);
  expect(toneFor(first, sounded, 60_000)).toBeNull();
  expect(toneFor(both, sounded, 1_000 + TONE_PAUSE_MS - 1)).toBeNull();
  expect(toneFor(both, sounded, 1_000 + TONE_PAUSE_MS)?.number).toBe(2);
});

test("a burst of findings gives one tone, and a person goes before heat", () => {
  const burst = [finding(3), finding(2, "person"), finding(1)];

  const tone = toneFor(burst, NOTHING_SOUNDED, 0);
  const after = afterTone(burst, NOTHING_SOUNDED, 0);

  expect(tone?.kind).toBe("person");
  expect(toneFor(burst, after, 60_000)).toBeNull();
});
