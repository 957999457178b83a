import { computed, effect, signal } from "@preact/signals";
import { station } from "../connection/http";
import type { Area } from "../offline/blocks";
import type { MapSource } from "../protocol";
import { connection } from "./incident";
import { keptSources } from "./kept_maps";
import { read, write } from "./preferences";
import { me } from "./session";

/** What the station said last; null until it has said anything. */
const listed = signal<ReadonlyArray<MapSource> | null>(null);

/** What can lie under everything else beside the station's own relief: what the station lists, and what is on this device. */
export const maps = computed<ReadonlyArray<MapSource>>(() => {
  const known = listed.value ?? [];
  return [...known, ...keptSources.value.filter(({ id }) => !known.some((each) => each.id === id))];
});
/** Of the chosen one; null: the relief. */
export const mapId = signal<string | null>(read("varde.map"));
/** Whose map it is; it stands on the map. */
export const attribution = signal("");
/** What the map shows now. */
export const shownArea = signal<Area | null>(null);

const chosen = computed(() => JSON.stringify(maps.value.find(({ id }) => id === mapId.value) ?? null));
/** The same as long as it says the same: the map is not laid anew because a list came again. */
export const chosenMap = computed(() => JSON.parse(chosen.value) as MapSource | null);

export function chooseMap(id: string | null): void {
  mapId.value = id;
  write("varde.map", id ?? "");
}

/** Asks the station when somebody has signed in, and again when it is heard after it was not. */
export function startMaps(): void {
  const name = computed(() => me.value?.name ?? null);
  const isHeard = computed(() => connection.value.kind === "live");
  effect(() => {
    if (name.value === null) return;
    if (!isHeard.value && listed.peek()) return;
    void station.maps().then((answer) => {
      if (answer.ok) listed.value = answer.value;
    });
  });
}
