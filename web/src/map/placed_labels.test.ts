import { expect, test } from "vitest";
import { PlacedLabels } from "./placed_labels";

const box = (left: number, top: number, width = 60, height = 20) => ({ left, top, right: left + width, bottom: top + height });

test("who asks first has the room, who would lie over another has none", () => {
  const labels = new PlacedLabels();

  expect(labels.take(box(10, 10))).toBe(true);
  expect(labels.take(box(40, 15))).toBe(false);
  expect(labels.take(box(70, 10))).toBe(true);
  expect(labels.take(box(10, 30))).toBe(true);
});

test("what got no room keeps none from others", () => {
  const labels = new PlacedLabels();
  labels.take(box(0, 0));

  labels.take(box(50, 0));

  expect(labels.take(box(70, 0))).toBe(true);
});

test("of any labels those that were placed never meet, and each that was not meets one that was", () => {
  const labels = new PlacedLabels();
  const asked = Array.from({ length: 400 }, (_, index) => box((index * 137) % 1500 - 200, (index * 71) % 900 - 100, 30 + (index % 7) * 40));

  const taken = asked.filter((each) => labels.take(each));

  const meets = (a: typeof asked[0], b: typeof asked[0]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  for (const each of asked) {
    const others = taken.filter((other) => other !== each && meets(each, other));
    expect(others.length > 0).toBe(!taken.includes(each));
  }
});
