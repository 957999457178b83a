import { computed } from "@preact/signals";
import { type Problem, station } from "../connection/http";
import type { Layer } from "../protocol";
import { me } from "./session";

const MARK = "#guest=";

/** By which link a guest is in; null for users of the station. */
export const guest = computed(() => me.value?.guest ?? null);

/** Whether to offer what belongs to `layer`: to guests only what their link shows. The station sends no more anyway. */
export function shows(layer: Layer): boolean {
  return guest.value === null || guest.value.layers.includes(layer);
}

/** The address that is handed to a guest: browsers send what stands after `#` to nobody. */
export function guestAddress(token: string): string {
  return new URL(`./${MARK}${token}`, document.baseURI).href;
}

/** Comes in by the link in the address, if there is one; why not, when the station refuses it. */
export async function enterByLink(): Promise<Problem | null> {
  if (!location.hash.startsWith(MARK)) return null;
  const token = location.hash.slice(MARK.length);
  // Out of the address before anything else: it must not stay in the history or be copied along.
  history.replaceState(null, "", location.pathname);
  const who = await station.me();
  // Who has an account sees more as themselves.
  if (who.ok && !who.value.guest) return null;
  const answer = await station.openGuestLink(token);
  return answer.ok ? null : answer.problem;
}
