import { expect, test } from "vitest";
import type { Finding } from "../protocol";
import { afterTone, NOTHING_SOUNDED, REPEAT_PAUSE_MS, type Sounding, TONE_PAUSE_MS, toneFor, unacknowledged } from "./alerts";

function finding(number: number, kind: Finding["kind"] = "hotspot", status: Finding["status"] = "found"): Finding {
  return { id: `f${number}`, number, kind, status } as Finding;
}

test("what is judged or acknowledged no longer waits, and the newest is first", () => {
  const findings = [finding(1), finding(2, "person"), finding(3, "hotspot", "confirmed"), finding(4)];

  const waiting = unacknowledged(findings, new Set(["f1"]));

  expect(waiting.map(({ number }) => number)).toEqual([4, 2]);
});

const heat = (id: string): Sounding => ({ id, tone: "hotspot" });
const person = (id: string): Sounding => ({ id, tone: "person" });

test("one tone per new finding and a pause between tones", () => {
  const first = [heat("f1")];
  const sounded = afterTone(first, NOTHING_SOUNDED, 1_000);
  const both = [heat("f2"), heat("f1")];

  expect(toneFor(first, NOTHING_SOUNDED, 1_000)).toBe("hotspot");
  expect(toneFor(first, sounded, 60_000)).toBeNull();
  expect(toneFor(both, sounded, 1_000 + TONE_PAUSE_MS - 1)).toBeNull();
  expect(toneFor(both, sounded, 1_000 + TONE_PAUSE_MS)).toBe("hotspot");
});

test("a burst gives one tone: danger before a person, a person before heat, heat before a warning", () => {
  const burst: Sounding[] = [{ id: "w", tone: "warning" }, heat("f3"), person("f2"), { id: "c", tone: "critical" }];
  const after = afterTone(burst, NOTHING_SOUNDED, 0);

  const tones = burst.map((_, cut) => toneFor(burst.slice(0, cut + 1), NOTHING_SOUNDED, 0));

  expect(tones).toEqual(["warning", "hotspot", "person", "critical"]);
  expect(toneFor(burst, after, 60_000)).toBeNull();
});

test("a rule that is broken again and again does not sound again within a minute", () => {
  const broken = (id: string, about = "1/too-high/warning"): Sounding => ({ id, tone: "warning", about });
  const sounded = afterTone([broken("a")], NOTHING_SOUNDED, 0);

  expect(toneFor([broken("b")], sounded, REPEAT_PAUSE_MS - 1)).toBeNull();
  expect(toneFor([broken("b", "2/too-high/warning")], sounded, REPEAT_PAUSE_MS - 1)).toBe("warning");
  expect(toneFor([broken("b", "1/too-high/critical")], sounded, REPEAT_PAUSE_MS - 1)).toBe("warning");
  expect(toneFor([broken("b")], sounded, REPEAT_PAUSE_MS)).toBe("warning");
});
