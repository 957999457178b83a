import type { FeatureCollection } from "geojson";
import { expect, test, vi } from "vitest";
import type { IncidentPicture } from "../picture/picture";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {} }));

const { present } = await import("./incident");
const { layerContents, layersOff, layersShown } = await import("./own_layers");

const ROADS: FeatureCollection = { type: "FeatureCollection", features: [] };

function after(seq: number, ids: ReadonlyArray<string>): IncidentPicture {
  return { seq, layers: new Map(ids.map((id) => [id, {}])) } as unknown as IncidentPicture;
}

test("what lies over the map is another list only when another layer is shown", () => {
  layerContents.value = new Map([["roads", ROADS]]);
  present.value = after(1, []);
  const none = layersShown.value;

  present.value = after(2, []);
  expect(layersShown.value).toBe(none);

  present.value = after(3, ["roads"]);
  const roads = layersShown.value;
  expect(roads).toEqual([ROADS]);

  present.value = after(4, ["roads"]);
  expect(layersShown.value).toBe(roads);

  layersOff.value = new Set(["roads"]);
  expect(layersShown.value).toEqual([]);
});
