import { computed, effect, signal } from "@preact/signals";
import { station } from "../connection/http";
import type { MapSource } from "../protocol";
import { read, write } from "./preferences";
import { me } from "./session";

/** What can lie under everything else beside the station's own relief. */
export const maps = signal<ReadonlyArray<MapSource>>([]);
/** Of the chosen one; null: the relief. */
export const mapId = signal<string | null>(read("varde.map"));
/** Whose map it is; it stands on the map. */
export const attribution = signal("");

export const chosenMap = computed(() => maps.value.find(({ id }) => id === mapId.value) ?? null);

export function chooseMap(id: string | null): void {
  mapId.value = id;
  write("varde.map", id ?? "");
}

export function startMaps(): void {
  const name = computed(() => me.value?.name ?? null);
  effect(() => {
    if (name.value === null) return;
    void station.maps().then((answer) => {
      if (answer.ok) maps.value = answer.value;
    });
  });
}
