import { computed, effect, signal } from "@preact/signals";
import { type Problem, station } from "../connection/http";
import { t } from "../messages/messages";
import { trafficName } from "../parts/traffic_words";
import { heardTraffic, nearestApproach } from "../picture/approach";
import { presentLive as live } from "./incident";
import { stationNowMs } from "./time";

/** Why the last press of the button did not reach the station; null when it did. */
export const airProblem = signal<Problem | null>(null);
export const isAskingAir = signal(false);

/** What the live state says about the air is newer than a request that was not answered. */
const isClearing = computed(() => live.value.air?.is_clearing);
effect(() => {
  void isClearing.value;
  airProblem.value = null;
});

/** Manned aircraft that are heard, the nearest approach first. */
export const traffic = computed(() =>
  heardTraffic(live.value.traffic.values(), stationNowMs.value)
    .map((each) => ({ each, meets: nearestApproach(each, live.value.vehicles.values(), stationNowMs.value) }))
    .sort((a, b) => (a.meets?.distanceM ?? Infinity) - (b.meets?.distanceM ?? Infinity)),
);

/** Nobody is asked for a reason while a helicopter comes; the journal gets what the station heard. */
export async function clearTheAir(): Promise<void> {
  const nearest = traffic.peek().find(({ each }) => each.is_near)?.each;
  await ask(() => station.clearTheAir(nearest ? t("air-why-traffic", { name: trafficName(nearest) }) : t("air-why-button")));
}

export async function freeTheAir(): Promise<void> {
  await ask(() => station.freeTheAir(t("air-why-free")));
}

async function ask(request: () => ReturnType<typeof station.clearTheAir>): Promise<void> {
  isAskingAir.value = true;
  const answer = await request();
  isAskingAir.value = false;
  airProblem.value = answer.ok ? null : answer.problem;
  // The answer is the first to say how each aircraft gets out of the way; the live socket goes on from there.
  if (answer.ok) live.value = { ...live.peek(), air: answer.value };
}
