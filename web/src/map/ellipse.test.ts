import { expect, test } from "vitest";
import { ellipsePolygon, zoomShowing } from "./ellipse";

/** From pyproj 3's Geod (WGS 84): 10 m at azimuth 30 and 4 m at azimuth 120 from 60.4 N 5.3 E. */
const ALONG = [5.3000907031, 60.4000777268] as const;
const ACROSS = [5.3000628408, 60.3999820497] as const;

test("the ellipse's ends are where the geodesics end", () => {
  const [ring] = ellipsePolygon(5.3, 60.4, { semi_major_m: 10, semi_minor_m: 4, orientation_deg: 30 }).coordinates;

  expect(ring![0]![0]).toBeCloseTo(ALONG[0], 9);
  expect(ring![0]![1]).toBeCloseTo(ALONG[1], 9);
  expect(ring![16]![0]).toBeCloseTo(ACROSS[0], 9);
  expect(ring![16]![1]).toBeCloseTo(ACROSS[1], 9);
  expect(ring!.at(-1)).toEqual(ring![0]);
});

test("a pixel at the equator is 78,271.5 m at zoom 0 and half as much at each next one", () => {
  expect(zoomShowing(78_271.517, 1, 0)).toBeCloseTo(0, 6);
  expect(zoomShowing(78_271.517 / 8, 1, 0)).toBeCloseTo(3, 6);
  expect(zoomShowing(78_271.517 * 0.5, 1, 60)).toBeCloseTo(0, 6);
});
