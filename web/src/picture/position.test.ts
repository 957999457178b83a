import { expect, test } from "vitest";
import { mgrs, spokenPosition, utm } from "./position";

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

// From the Python package mgrs 1.6 (NGA's GEOTRANS), to the metre.
const BY_GEOTRANS = [
  [60.3913, 5.3221, "32VKN9735300648"],
  [59.9139, 10.7522, "32VNM9797943118"],
  [69.6492, 18.9553, "34WDC2065328081"],
  [78.2232, 15.6267, "33XWG1427883355"],
  [63.43, 3.01, "32VKR0138947478"],
  [70.6634, 23.6821, "34WED9908942045"],
  [62.4722, 6.1495, "32VLQ5304930028"],
  [60.0, 11.9999, "32VPM6728955205"],
  [-33.8688, 151.2093, "56HLH3436850948"],
] as const;

test.each(BY_GEOTRANS)("MGRS of %f, %f is GEOTRANS's", (latitude, longitude, wanted) => {
  expect(mgrs(latitude, longitude).replaceAll(" ", "")).toBe(wanted);
});

test("MGRS is read out in groups", () => {
  expect(spokenPosition(60.3913, 5.3221, "mgrs")).toBe("32V KN 97353 00648");
});

test("degrees carry minutes to three places, and never sixty of them", () => {
  expect(spokenPosition(60.3913, 5.3221, "degrees")).toBe("60° 23.478' N 5° 19.326' E");
  expect(spokenPosition(-0.99999999, -179.5, "degrees")).toBe("1° 00.000' S 179° 30.000' W");
});
