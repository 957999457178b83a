import { computed, signal } from "@preact/signals";
import { heard, offsetMs, roundTrip, type StationClock, UNKNOWN_CLOCK } from "../connection/station_clock";

const TICK_MS = 500;
const SLOW_TICK_MS = 5_000;

/** This machine's clock, twice a second. */
export const nowMs = signal(Date.now());
/** For what fades slowly. */
export const slowNowMs = signal(Date.now());

const clock = signal<StationClock>(UNKNOWN_CLOCK);
/** What was known of the station's clock when the page was last open. */
const before = signal(0);
/** This machine's clock minus the station's. */
export const stationOffsetMs = computed(() => (clock.value.samples.length > 0 ? offsetMs(clock.value) : before.value));
/** While somebody looks back: that moment, by the station's clock. */
export const replayMs = signal<number | null>(null);

/** The station's clock, as well as it is known here. */
export const stationNowMs = computed(() => nowMs.value - stationOffsetMs.value);
/** The moment that is on the screen: now, or what somebody looks back at. */
export const shownNowMs = computed(() => replayMs.value ?? stationNowMs.value);
export const slowShownNowMs = computed(() => replayMs.value ?? slowNowMs.value - stationOffsetMs.value);

export function useOffset(ms: number): void {
  before.value = ms;
}

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
