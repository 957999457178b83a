/** Where something is, in the form that is read over the radio. */
export interface Utm {
  readonly zone: number;
  readonly band: string;
  readonly easting_m: number;
  readonly northing_m: number;
}

const BANDS = "CDEFGHJKLMNPQRSTUVWX";

// WGS 84 (EUREF89 differs by less than a metre), third flattening and the coefficients of the Krüger series in it.
const SEMI_MAJOR_M = 6_378_137;
const N = 1 / (2 * 298.257223563 - 1);
const RADIUS_M = (SEMI_MAJOR_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
  (61 / 240) * N ** 3,
] as const;
const SCALE = 0.9996;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** UTM by the Krüger series, exact to a millimetre within the zone; with the wider zones of Norway. */
export function utm(latitude_deg: number, longitude_deg: number): Utm {
  const zone = zoneOf(latitude_deg, longitude_deg);
  const latitude = radians(latitude_deg);
  const east = radians(longitude_deg - (zone * 6 - 183));
  const e = (2 * Math.sqrt(N)) / (1 + N);
  const t = Math.sinh(Math.atanh(Math.sin(latitude)) - e * Math.atanh(e * Math.sin(latitude)));
  const xi = Math.atan2(t, Math.cos(east));
  const eta = Math.atanh(Math.sin(east) / Math.sqrt(1 + t * t));
  const sum = (term: (j: number) => number) => ALPHA.reduce((total, a, i) => total + a * term(2 * (i + 1)), 0);
  const x = eta + sum((j) => Math.cos(j * xi) * Math.sinh(j * eta));
  const y = xi + sum((j) => Math.sin(j * xi) * Math.cosh(j * eta));
  return {
    zone,
    band: BANDS[Math.min(BANDS.length - 1, Math.max(0, Math.floor((latitude_deg + 80) / 8)))] ?? "X",
    easting_m: 500_000 + SCALE * RADIUS_M * x,
    northing_m: (latitude_deg < 0 ? 10_000_000 : 0) + SCALE * RADIUS_M * y,
  };
}

function zoneOf(latitude_deg: number, longitude_deg: number): number {
  // South-west Norway is in zone 32 as a whole; Svalbard has four wide zones.
  if (latitude_deg >= 56 && latitude_deg < 64 && longitude_deg >= 3 && longitude_deg < 12) return 32;
  if (latitude_deg >= 72 && latitude_deg <= 84 && longitude_deg >= 0 && longitude_deg < 42) {
    return longitude_deg < 9 ? 31 : longitude_deg < 21 ? 33 : longitude_deg < 33 ? 35 : 37;
  }
  return Math.floor((longitude_deg + 180) / 6) + 1;
}

/** How people read a position to each other. */
export type PositionForm = "utm" | "mgrs" | "degrees";
export const POSITION_FORMS: ReadonlyArray<PositionForm> = ["utm", "mgrs", "degrees"];

// The letters of the 100 km squares (NGA.STND.0037): columns repeat every third zone, rows every 2000 km and are
// shifted by five in even zones.
const COLUMNS = ["ABCDEFGH", "JKLMNPQR", "STUVWXYZ"] as const;
const ROWS = "ABCDEFGHJKLMNPQRSTUV";
const SQUARE_M = 100_000;

/** MGRS to the metre, in the groups that are read out: `32V KN 97353 00648`. Digits are cut off, as the grid wants it. */
export function mgrs(latitude_deg: number, longitude_deg: number): string {
  const { zone, band, easting_m, northing_m } = utm(latitude_deg, longitude_deg);
  const column = COLUMNS[(zone - 1) % 3]?.[Math.floor(easting_m / SQUARE_M) - 1] ?? "?";
  const row = ROWS[(Math.floor(northing_m / SQUARE_M) + (zone % 2 === 0 ? 5 : 0)) % ROWS.length];
  const digits = (metres: number) => String(Math.floor(metres % SQUARE_M)).padStart(5, "0");
  return `${zone}${band} ${column}${row} ${digits(easting_m)} ${digits(northing_m)}`;
}

/** Whole degrees and minutes to 2 m, as ships and helicopters say them: `60° 23.478' N 5° 19.326' E`. */
function degreesAndMinutes(latitude_deg: number, longitude_deg: number): string {
  const words = (degrees: number, [plus, minus]: readonly [string, string]) => {
    const thousandths = Math.round(Math.abs(degrees) * 60_000);
    const minutes = ((thousandths % 60_000) / 1000).toFixed(3).padStart(6, "0");
    return `${Math.floor(thousandths / 60_000)}° ${minutes}' ${degrees < 0 ? minus : plus}`;
  };
  return `${words(latitude_deg, ["N", "S"])} ${words(longitude_deg, ["E", "W"])}`;
}

/** As it is read out: `32V 297508 6700123` in whole metres, or another form. */
export function spokenPosition(latitude_deg: number, longitude_deg: number, form: PositionForm = "utm"): string {
  if (form === "mgrs") return mgrs(latitude_deg, longitude_deg);
  if (form === "degrees") return degreesAndMinutes(latitude_deg, longitude_deg);
  const { zone, band, easting_m, northing_m } = utm(latitude_deg, longitude_deg);
  return `${zone}${band} ${Math.round(easting_m)} ${Math.round(northing_m)}`;
}
