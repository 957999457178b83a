import { computed, signal } from "@preact/signals";
import { heard, offsetMs, roundTrip, type StationClock, UNKNOWN_CLOCK } from "../connection/station_clock";

const TICK_MS = 500;
const SLOW_TICK_MS = 5_000;

/** This machine's clock, twice a second. */
export const nowMs = signal(Date.now());
/** For what fades slowly. */
export const slowNowMs = signal(Date.now());

const clock = signal<StationClock>(UNKNOWN_CLOCK);
const offset = computed(() => offsetMs(clock.value));

/** The station's clock, as well as it is known here. */
export const stationNowMs = computed(() => nowMs.value - offset.value);
export const slowStationNowMs = computed(() => slowNowMs.value - offset.value);

export function startTime(): void {
  setInterval(() => {
    nowMs.value = Date.now();
    if (nowMs.value - slowNowMs.value >= SLOW_TICK_MS) slowNowMs.value = nowMs.value;
  }, TICK_MS);
}

export function heardStation(stamp: string): void {
  clock.value = heard(clock.peek(), Date.parse(stamp), Date.now());
}

export function tookRoundTrip(ms: number): void {
  clock.value = roundTrip(clock.peek(), ms);
}
