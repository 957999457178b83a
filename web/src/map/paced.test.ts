import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { paced } from "./paced";

let frames: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => frames.push(call));
  vi.stubGlobal("cancelAnimationFrame", () => {
    frames = [];
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const screenDraws = () => frames.splice(0).forEach((call) => call());

test("what is asked for many times before a frame is done once", () => {
  let done = 0;
  const draw = paced(() => done++);

  draw(0);
  draw(0);
  draw(0);
  screenDraws();
  screenDraws();

  expect(done).toBe(1);
});

test("what moves waits for its time, what somebody did does not", () => {
  let done = 0;
  const draw = paced(() => done++);

  draw(performance.now() + 200);
  screenDraws();
  expect(done).toBe(0);
  draw(0);
  screenDraws();
  expect(done).toBe(1);
  vi.advanceTimersByTime(500);
  screenDraws();

  expect(done).toBe(1);
});

test("what waited is done at its time without being asked again", () => {
  let done = 0;
  const draw = paced(() => done++);

  draw(performance.now() + 200);
  vi.advanceTimersByTime(199);
  screenDraws();
  expect(done).toBe(0);
  vi.advanceTimersByTime(2);
  screenDraws();

  expect(done).toBe(1);
});

test("after it was stopped nothing is done", () => {
  let done = 0;
  const draw = paced(() => done++);
  draw(performance.now() + 200);

  draw.stop();
  vi.advanceTimersByTime(500);
  screenDraws();

  expect(done).toBe(0);
});
