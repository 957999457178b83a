import { expect, test } from "vitest";
import { madeRows, WHOLE, windowOf } from "./row_window";

const THOUSAND = Array.from({ length: 1000 }, (_, row) => (row % 10 === 0 ? 96 : 76));
const HEIGHT = THOUSAND.reduce((sum, height) => sum + height, 0);
const SCREEN = 900;

test("a short list is made whole", () => {
  const heights = THOUSAND.slice(0, WHOLE);

  expect(windowOf(heights, 0, SCREEN)).toEqual({ first: 0, end: WHOLE });
  expect(madeRows(heights, windowOf(heights, 3000, 3900), []).rows).toHaveLength(WHOLE);
});

test("of a long list what the screen shows is made wherever it is scrolled to, and some eighty rows at most", () => {
  for (let top = 0; top <= HEIGHT - SCREEN; top += 331) {
    const { first, end } = windowOf(THOUSAND, top, top + SCREEN);
    const above = THOUSAND.slice(0, first).reduce((sum, height) => sum + height, 0);
    const made = THOUSAND.slice(first, end).reduce((sum, height) => sum + height, 0);

    expect(above).toBeLessThanOrEqual(top);
    expect(above + made).toBeGreaterThanOrEqual(top + SCREEN);
    expect(end - first).toBeLessThanOrEqual(80);
  }
});

test("scrolled past its end the last rows are made, and before its beginning the first", () => {
  expect(windowOf(THOUSAND, HEIGHT + 500, HEIGHT + 500 + SCREEN).end).toBe(1000);
  expect(windowOf(THOUSAND, -5000, -4100).first).toBe(0);
});

test("the list is as high with rows left out as with all of them", () => {
  const { rows, after } = madeRows(THOUSAND, { first: 400, end: 470 }, [3, 4, 5, 990]);

  expect(rows.slice(0, 3).map(({ row }) => row)).toEqual([3, 4, 5]);
  expect(rows).toHaveLength(70 + 4);
  const made = rows.reduce((sum, { row, gap }) => sum + gap + THOUSAND[row]!, 0);
  expect(made + after).toBe(HEIGHT);
});

test("a row that is kept twice is made once", () => {
  expect(madeRows(THOUSAND, { first: 0, end: 2 }, [1, 1]).rows.map(({ row }) => row)).toEqual([0, 1]);
});
