import { computed, effect, signal } from "@preact/signals";
import type { FeatureCollection } from "geojson";
import { type Problem, station } from "../connection/http";
import { keep, kept } from "../offline/store";
import { connection, picture, present } from "./incident";
import { read, write } from "./preferences";

const KEY = "varde.layers-off";

/** What the layers show, by their id. */
export const layerContents = signal<ReadonlyMap<string, FeatureCollection>>(new Map());
/** Those that this screen does not show. */
export const layersOff = signal<ReadonlySet<string>>(new Set((read(KEY) ?? "").split(" ").filter(Boolean)));

let shownBefore: ReadonlyArray<FeatureCollection> = [];

/** What lies over the map now: the same list as long as it holds the same layers, whatever else happens: for another one the whole map is painted anew. */
export const layersShown = computed<ReadonlyArray<FeatureCollection>>(() => {
  const shown = [...(picture.value?.layers?.keys() ?? [])].flatMap((id) => {
    const content = layersOff.value.has(id) ? undefined : layerContents.value.get(id);
    return content ? [content] : [];
  });
  const isSame = shown.length === shownBefore.length && shown.every((content, index) => content === shownBefore[index]);
  return isSame ? shownBefore : (shownBefore = shown);
});

export function switchLayer(id: string, isOn: boolean): void {
  const off = new Set(layersOff.peek());
  if (isOn) off.delete(id);
  else off.add(id);
  layersOff.value = off;
  write(KEY, [...off].join(" "));
}

export async function addLayer(file: File): Promise<Problem | null> {
  const incident = present.peek()?.incident.id;
  if (!incident) return null;
  const answer = await station.addLayer(incident, file);
  return answer.ok ? null : answer.problem;
}

export async function removeLayer(id: string): Promise<Problem | null> {
  const incident = present.peek()?.incident.id;
  if (!incident) return null;
  const answer = await station.removeLayer(incident, id);
  return answer.ok ? null : answer.problem;
}

/** Fetches what is not here yet, and keeps it: an id is the hash of what it shows, so it never changes. */
export function startOwnLayers(): void {
  const asked = new Set<string>();
  effect(() => {
    const isHeard = connection.value.kind === "live";
    const incident = picture.value?.incident.id;
    for (const id of picture.value?.layers?.keys() ?? []) {
      if (!incident || layerContents.peek().has(id) || asked.has(id)) continue;
      asked.add(id);
      void contentOf(incident, id, isHeard).then((content) => {
        if (content) layerContents.value = new Map(layerContents.peek()).set(id, content);
        else asked.delete(id);
      });
    }
  });
}

async function contentOf(incident: string, id: string, isHeard: boolean): Promise<FeatureCollection | null> {
  const key = `layer/${id}`;
  const here = await kept<FeatureCollection>(key);
  if (here || !isHeard) return here;
  const answer = await station.layer(incident, id);
  if (!answer.ok) return null;
  void keep(key, answer.value);
  return answer.value;
}
