import { type Map as MapLibre, Marker } from "maplibre-gl";
import { age, number } from "../../messages/messages";
import { vehicleName } from "../../parts/words";
import { ageS, linkAt, type Link, type LiveState } from "../../picture/live_state";
import type { VehicleState } from "../../protocol";
import type { Theme } from "../../state/preferences";
import { type Selected, selectVehicle } from "../../state/selection";
import { aircraftColour } from "../palette";
import { mercatorX, mercatorY } from "../projection";
import { type Spot, stepAside } from "../step_aside";
import { type DrawnAircraft, type Side, SIDES } from "./aircraft_drawing";

/** The aircraft to be touched, reached by keyboard and read out as page elements; what is seen of them is `drawn`. */
export class AircraftMarkers {
  /** Another list only when something in it is different. */
  drawn: ReadonlyArray<DrawnAircraft> = [];
  private readonly markers = new Map<number, { marker: Marker; parts: Parts }>();

  constructor(private readonly map: MapLibre) {}

  /** `obstacles` are places (longitude, latitude) of symbols that no label of an aircraft may hide. */
  show(
    live: LiveState,
    nowMs: number,
    theme: Theme,
    selected: Selected | null,
    obstacles: ReadonlyArray<readonly [number, number]>,
  ): void {
    const taken = obstacles.map(([longitude, latitude]) => this.map.project([longitude, latitude]));
    const drawn: DrawnAircraft[] = [];
    for (const vehicle of live.vehicles.values()) {
      if (vehicle.longitude_deg === null || vehicle.latitude_deg === null) continue;
      const { marker, parts } = this.markers.get(vehicle.id) ?? this.add(vehicle);
      marker.setLngLat([vehicle.longitude_deg, vehicle.latitude_deg]);
      const link = linkAt(vehicle, nowMs);
      say(parts, vehicle, link, nowMs);
      const at = this.map.project([vehicle.longitude_deg, vehicle.latitude_deg]);
      const near = around(at, taken);
      const aside = stepAside(at, near);
      marker.setOffset([aside.x, aside.y]);
      const side = freeSide({ x: at.x + aside.x, y: at.y + aside.y }, near, widthOf(parts.text));
      setAttribute(parts.text, "data-side", side);
      const isSelected = selected?.kind === "vehicle" && selected.id === vehicle.id;
      parts.root.classList.toggle("is-selected", isSelected);
      drawn.push({
        x: mercatorX(vehicle.longitude_deg),
        y: mercatorY(vehicle.latitude_deg),
        asideX: aside.x,
        asideY: aside.y,
        heading_deg: vehicle.heading_deg,
        letter: vehicle.letter,
        colour: aircraftColour(vehicle.id, theme),
        link,
        words: parts.text.textContent ?? "",
        side,
      });
    }
    if (!isSame(drawn, this.drawn)) this.drawn = drawn;
    for (const [id, { marker }] of this.markers) {
      if (!live.vehicles.has(id)) {
        marker.remove();
        this.markers.delete(id);
      }
    }
  }

  private add(vehicle: VehicleState): { marker: Marker; parts: Parts } {
    const parts = makeParts(vehicle);
    const marker = new Marker({ element: parts.root, anchor: "center" })
      .setLngLat([vehicle.longitude_deg ?? 0, vehicle.latitude_deg ?? 0])
      .addTo(this.map);
    const entry = { marker, parts };
    this.markers.set(vehicle.id, entry);
    return entry;
  }
}

/** Half the size of a finding's symbol with its label. */
const FINDING_HALF_PX = { x: 30, y: 34 };
const LABEL_HALF_HEIGHT_PX = 10;

/** Farther off than an aircraft's symbol steps aside with the longest label: nothing there can be hidden. */
const REACH_PX = { x: 260, y: 140 };

/** The few spots that matter: beside a thousand findings, each of fifty aircraft asks about every spot several times. */
function around(at: Spot, taken: ReadonlyArray<Spot>): ReadonlyArray<Spot> {
  return taken.filter((spot) => Math.abs(spot.x - at.x) < REACH_PX.x && Math.abs(spot.y - at.y) < REACH_PX.y);
}

/** Where a label `width` wide hides no symbol; below when all sides do. */
function freeSide(at: Spot, taken: ReadonlyArray<Spot>, width: number): Side {
  const half = width / 2;
  const centres = {
    below: { x: at.x, y: at.y + 28 },
    above: { x: at.x, y: at.y - 34 },
    right: { x: at.x + 22 + half, y: at.y },
    left: { x: at.x - 22 - half, y: at.y },
  };
  const hides = (centre: Spot) =>
    taken.some(
      (spot) =>
        Math.abs(spot.x - centre.x) < FINDING_HALF_PX.x + half &&
        Math.abs(spot.y + 8 - centre.y) < FINDING_HALF_PX.y + LABEL_HALF_HEIGHT_PX,
    );
  return SIDES.find((side) => !hides(centres[side])) ?? "below";
}

function isSame(a: ReadonlyArray<DrawnAircraft>, b: ReadonlyArray<DrawnAircraft>): boolean {
  const keys = Object.keys(a[0] ?? {}) as (keyof DrawnAircraft)[];
  return a.length === b.length && a.every((each, index) => keys.every((key) => each[key] === b[index]![key]));
}

interface Parts {
  readonly root: HTMLButtonElement;
  readonly text: HTMLElement;
  readonly name: HTMLElement;
}

function makeParts(vehicle: VehicleState): Parts {
  const root = document.createElement("button");
  root.className = "aircraft-marker";
  root.type = "button";
  root.dataset["vehicle"] = String(vehicle.id);
  root.innerHTML = '<span class="visually-hidden"></span> <span class="aircraft-text"></span>';
  root.addEventListener("click", (event) => {
    event.stopPropagation();
    selectVehicle(vehicle.id);
  });
  return {
    root,
    text: root.querySelector<HTMLElement>(".aircraft-text")!,
    name: root.querySelector<HTMLElement>(".visually-hidden")!,
  };
}

function say(parts: Parts, vehicle: VehicleState, link: Link, nowMs: number): void {
  setAttribute(parts.root, "data-link", link);
  setText(parts.text, link === "live" ? liveText(vehicle) : age(ageS(vehicle.at, nowMs)));
  setText(parts.name, vehicleName(vehicle, link, nowMs));
}

function liveText(vehicle: VehicleState): string {
  const height = vehicle.height_agl_m ?? vehicle.height_above_home_m;
  const words = [
    ...(vehicle.is_in_air && height !== null ? [`${number(height)} m`] : []),
    ...(vehicle.battery_fraction !== null ? [`${number(vehicle.battery_fraction * 100)} %`] : []),
  ];
  return words.join(" · ");
}

const widths = new Map<number, number>();

/** By the number of figures, which are all as wide: asking the page each time makes it lay itself out each time. */
function widthOf(text: HTMLElement): number {
  const length = text.textContent?.length ?? 0;
  const known = widths.get(length);
  if (known !== undefined) return known;
  const width = text.offsetWidth;
  if (width > 0) widths.set(length, width);
  return width;
}

/** Also to say the same again costs the page a repaint. */
function setAttribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
