import { expect, test } from "vitest";
import { stepAside } from "./step_aside";

const apart = (at: { x: number; y: number }, aside: { x: number; y: number }, finding: { x: number; y: number }) =>
  Math.hypot(at.x + aside.x - finding.x, at.y + aside.y - finding.y);

test("an aircraft steps aside from a finding that it would hide", () => {
  const finding = { x: 100, y: 100 };

  for (const at of [{ x: 103, y: 96 }, { x: 100, y: 100 }, { x: 70, y: 100 }]) {
    expect(apart(at, stepAside(at, [finding]), finding)).toBeCloseTo(44);
  }
});

test("an aircraft that hides nothing stays in its place", () => {
  expect(stepAside({ x: 200, y: 100 }, [{ x: 100, y: 100 }])).toEqual({ x: 0, y: 0 });
  expect(stepAside({ x: 200, y: 100 }, [])).toEqual({ x: 0, y: 0 });
});
