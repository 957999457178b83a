/** The part of the map that says where it looks. */
export interface Looking {
  getCenter(): { readonly lng: number; readonly lat: number };
  getZoom(): number;
  project(place: [number, number]): { readonly x: number; readonly y: number };
}

/** MapLibre's zoom 0 shows the whole world on so many pixels. */
export const WORLD_PX = 512;

/** Web Mercator, the whole world from 0 to 1: what is worked out once for a place and holds for every view of it. */
export function mercatorX(longitude_deg: number): number {
  return (180 + longitude_deg) / 360;
}

export function mercatorY(latitude_deg: number): number {
  return (180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (latitude_deg * Math.PI) / 360))) / 360;
}

/** From the world to the map's pixels. The map is neither turned nor tilted: two numbers and a scale are all of it. */
export class Projection {
  private constructor(
    readonly zoom: number,
    private readonly worldPx: number,
    private readonly middleX: number,
    private readonly leftPx: number,
    private readonly topPx: number,
  ) {}

  static of(map: Looking): Projection {
    const { lng, lat } = map.getCenter();
    const middle = map.project([lng, lat]);
    const worldPx = WORLD_PX * 2 ** map.getZoom();
    const [x, y] = [mercatorX(lng), mercatorY(lat)];
    return new Projection(map.getZoom(), worldPx, x, middle.x - x * worldPx, middle.y - y * worldPx);
  }

  /** How many times round the world a shape is drawn from where it begins, to be in the window. */
  turns(mercator_x: number): number {
    return Math.round(this.middleX - mercator_x);
  }

  x(mercator_x: number): number {
    return this.leftPx + mercator_x * this.worldPx;
  }

  y(mercator_y: number): number {
    return this.topPx + mercator_y * this.worldPx;
  }

  isSame(other: Projection | null): boolean {
    return other !== null && this.worldPx === other.worldPx && this.leftPx === other.leftPx && this.topPx === other.topPx;
  }
}
