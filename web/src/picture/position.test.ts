import { expect, test } from "vitest";
import { spokenPosition, utm } from "./position";

// From pyproj 3 (PROJ), rounded to a millimetre.
const BY_PROJ = [
  [60.3913, 5.3221, 32, "V", 297353.933, 6700648.345],
  [59.9139, 10.7522, 32, "V", 597979.903, 6643118.991],
  [69.6492, 18.9553, 34, "W", 420653.594, 7728081.222],
  [78.2232, 15.6267, 33, "X", 514278.715, 8683355.469],
  [63.43, 3.01, 32, "V", 201389.72, 7047478.502],
  [-33.8688, 151.2093, 56, "H", 334368.634, 6250948.345],
] as const;

test.each(BY_PROJ)("UTM of %f, %f is PROJ's", (latitude, longitude, zone, band, easting, northing) => {
  const position = utm(latitude, longitude);

  expect(position.zone).toBe(zone);
  expect(position.band).toBe(band);
  expect(position.easting_m).toBeCloseTo(easting, 2);
  expect(position.northing_m).toBeCloseTo(northing, 2);
});

test("the spoken form is zone, easting and northing in whole metres", () => {
  expect(spokenPosition(60.3913, 5.3221)).toBe("32V 297354 6700648");
});
