export type Ring = ReadonlyArray<readonly [number, number]>;

interface Part {
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
  readonly properties: { readonly radius_m?: number };
}

/** The outlines of a fence's parts, circles as many-cornered ones. */
export function ringsIn(area: Readonly<Record<string, unknown>>): ReadonlyArray<Ring> {
  return (area["features"] as ReadonlyArray<Part>).flatMap(({ geometry, properties }) => {
    if (geometry.type === "Polygon") return (geometry.coordinates as ReadonlyArray<Ring>).slice(0, 1);
    return properties.radius_m ? [circle(geometry.coordinates as readonly [number, number], properties.radius_m)] : [];
  });
}

const CORNERS = 48;
const M_PER_DEG = 111_320;

function circle([longitude, latitude]: readonly [number, number], radiusM: number): Ring {
  const north = radiusM / M_PER_DEG;
  const east = north / Math.cos((latitude * Math.PI) / 180);
  return Array.from({ length: CORNERS + 1 }, (_, index) => {
    const turn = (2 * Math.PI * (index % CORNERS)) / CORNERS;
    return [longitude + east * Math.sin(turn), latitude + north * Math.cos(turn)] as const;
  });
}
