/** What is known of the station's clock: how far this machine's is ahead of it, at most. */
export interface StationClock {
  /** Smallest difference seen between receiving a message and its own time, as [received, difference]. */
  readonly samples: ReadonlyArray<readonly [number, number]>;
  /** Shortest HTTP round trip seen. */
  readonly roundTripMs: number;
}

export const UNKNOWN_CLOCK: StationClock = { samples: [], roundTripMs: Infinity };

const WINDOW_MS = 60_000;
const LIKELY_ROUND_TRIP_MS = 2;

/** After a message that the station stamped `stampedMs` came at `receivedMs` of this machine's clock. */
export function heard(clock: StationClock, stampedMs: number, receivedMs: number): StationClock {
  const difference = receivedMs - stampedMs;
  // A sample that is older and not smaller can never be the smallest again: the list stays short.
  const samples = clock.samples.filter(([at, other]) => receivedMs - at < WINDOW_MS && other < difference);
  return { ...clock, samples: [...samples, [receivedMs, difference] as const] };
}

export function roundTrip(clock: StationClock, tookMs: number): StationClock {
  return { ...clock, roundTripMs: Math.min(clock.roundTripMs, tookMs) };
}

/** This machine's clock minus the station's: the fastest message travelled for half the shortest round trip. */
export function offsetMs(clock: StationClock): number {
  const fastest = clock.samples[0];
  if (!fastest) return 0;
  const trip = Number.isFinite(clock.roundTripMs) ? clock.roundTripMs : LIKELY_ROUND_TRIP_MS;
  return fastest[1] - trip / 2;
}
