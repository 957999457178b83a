import { signal } from "@preact/signals";

export type Selected = { readonly kind: "finding"; readonly id: string } | { readonly kind: "vehicle"; readonly id: number };

/** Somewhere on the ground. */
export interface Place {
  readonly longitude_deg: number;
  readonly latitude_deg: number;
}

export const selected = signal<Selected | null>(null);

/** Where the map shall go; the map clears it. */
export const goTo = signal<Place | null>(null);

/** The point of the ground that somebody asked about; its position is on the map until it is closed. */
export const pointed = signal<Place | null>(null);

export function selectFinding(id: string, place?: { longitude_deg: number; latitude_deg: number }): void {
  selected.value = { kind: "finding", id };
  if (place) goTo.value = place;
}

export function selectVehicle(id: number, place?: { longitude_deg: number | null; latitude_deg: number | null }): void {
  selected.value = { kind: "vehicle", id };
  if (place?.longitude_deg != null && place.latitude_deg != null) {
    goTo.value = { longitude_deg: place.longitude_deg, latitude_deg: place.latitude_deg };
  }
}

/** Places that the map shall show together: longitude, latitude. */
export const showTogether = signal<ReadonlyArray<readonly [number, number]> | null>(null);
