import type { Polygon } from "geojson";
import type { Ellipse } from "../protocol";
import { WORLD_PX } from "./projection";

const CORNERS = 64;
// WGS 84.
const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_2 = 0.00669437999014;

/** The outline of a 95 % ellipse around a place, true to scale within a millimetre per metre. */
export function ellipsePolygon(longitude_deg: number, latitude_deg: number, ellipse: Ellipse): Polygon {
  const { perEast, perNorth } = degreesPerMetre(latitude_deg);
  const turn = (ellipse.orientation_deg * Math.PI) / 180;
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const angle = (2 * Math.PI * (corner % CORNERS)) / CORNERS;
    const along = ellipse.semi_major_m * Math.cos(angle);
    const across = ellipse.semi_minor_m * Math.sin(angle);
    const north = along * Math.cos(turn) - across * Math.sin(turn);
    const east = along * Math.sin(turn) + across * Math.cos(turn);
    return [longitude_deg + east * perEast, latitude_deg + north * perNorth];
  });
  return { type: "Polygon", coordinates: [ring] };
}

/** The zoom of the map (fractional) at which a length on the ground is so many pixels on the screen. */
export function zoomShowing(length_m: number, length_px: number, latitude_deg: number): number {
  const parallel_m = 2 * Math.PI * SEMI_MAJOR_M * Math.cos((latitude_deg * Math.PI) / 180);
  return Math.log2((length_px * parallel_m) / (WORLD_PX * length_m));
}

function degreesPerMetre(latitude_deg: number): { perEast: number; perNorth: number } {
  const latitude = (latitude_deg * Math.PI) / 180;
  const root = Math.sqrt(1 - ECCENTRICITY_2 * Math.sin(latitude) ** 2);
  const meridian = (SEMI_MAJOR_M * (1 - ECCENTRICITY_2)) / root ** 3;
  const parallel = (SEMI_MAJOR_M / root) * Math.cos(latitude);
  return { perEast: 180 / (Math.PI * parallel), perNorth: 180 / (Math.PI * meridian) };
}
