import { expect, test } from "vitest";
import { distanceM } from "../picture/live_state";
import { ringsIn } from "./rings";

test("a fence's polygons are as they are, and its circles have their radius all round", () => {
  const square = [[5, 60], [5.1, 60], [5.1, 60.1], [5, 60]];
  const area = {
    type: "FeatureCollection",
    features: [
      { type: "Feature", geometry: { type: "Polygon", coordinates: [square] }, properties: { kind: "fence", keeps: "in" } },
      { type: "Feature", geometry: { type: "Point", coordinates: [5.3, 60.4] }, properties: { kind: "fence", keeps: "out", radius_m: 250 } },
    ],
  };

  const [polygon, round] = ringsIn(area);

  expect(polygon).toEqual(square);
  expect(round!.at(-1)).toEqual(round![0]);
  for (const corner of round!) expect(distanceM([5.3, 60.4], corner)).toBeCloseTo(250, 0);
});
