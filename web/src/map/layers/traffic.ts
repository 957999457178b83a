import { type Map as MapLibre, Marker } from "maplibre-gl";
import { age } from "../../messages/messages";
import { approachWords, trafficName, trafficShort } from "../../parts/traffic_words";
import { ahead, heardTraffic, nearestApproach, TRAFFIC_OLD_S } from "../../picture/approach";
import { ageS, type LiveState } from "../../picture/live_state";
import type { TrafficState } from "../../protocol";
import type { CanvasLayer } from "../drawing";
import { stroke, wayOf } from "../strokes";
import { TRAFFIC_SHAPE } from "../symbols";

/** So far ahead is its way drawn: a helicopter flies three kilometres in it. */
const WAY_S = 60;

/** Where each manned aircraft will be in the next minute. */
export const trafficLayer: CanvasLayer = {
  id: "traffic",
  depends: (view) => [view.live.traffic, view.live.traffic.size > 0 && view.slowNowMs],
  drawing: (view, _sprites, palette) => {
    const ways = heardTraffic(view.live.traffic.values(), view.slowNowMs)
      .filter(({ heading_deg, ground_speed_ms }) => heading_deg !== null && (ground_speed_ms ?? 0) > 0)
      .map((each) => [wayOf([[each.longitude_deg, each.latitude_deg], ahead(each, WAY_S)])]);
    return {
      paint: (pen) => {
        for (const way of ways) stroke(pen, way, { colour: palette.paper, width: 6, opacity: 0.7 });
        for (const way of ways) stroke(pen, way, { colour: palette.manned, width: 3, dash: [2, 1.4] });
      },
    };
  },
};

interface Parts {
  readonly marker: Marker;
  readonly root: HTMLElement;
  readonly shape: SVGElement;
  readonly text: HTMLElement;
}

/** Manned aircraft as page elements: sharp words, and read out with their nearest approach. */
export class TrafficMarkers {
  private readonly markers = new Map<string, Parts>();

  constructor(private readonly map: MapLibre) {}

  show(live: LiveState, nowMs: number): void {
    const heard = new Map(heardTraffic(live.traffic.values(), nowMs).map((each) => [each.address, each]));
    for (const each of heard.values()) {
      const parts = this.markers.get(each.address) ?? this.add(each);
      parts.marker.setLngLat([each.longitude_deg, each.latitude_deg]);
      draw(parts, each, live, nowMs);
    }
    for (const [address, { marker }] of this.markers) {
      if (heard.has(address)) continue;
      marker.remove();
      this.markers.delete(address);
    }
  }

  private add(traffic: TrafficState): Parts {
    const root = document.createElement("div");
    root.className = "traffic-marker";
    root.setAttribute("role", "img");
    root.innerHTML =
      `<svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true"><g class="turned"><path class="halo" d="${TRAFFIC_SHAPE}"/>` +
      `<path class="body" d="${TRAFFIC_SHAPE}"/></g></svg><span class="traffic-text"></span>`;
    const marker = new Marker({ element: root, anchor: "center" })
      .setLngLat([traffic.longitude_deg, traffic.latitude_deg])
      .addTo(this.map);
    const parts = {
      marker,
      root,
      shape: root.querySelector<SVGElement>(".turned")!,
      text: root.querySelector<HTMLElement>(".traffic-text")!,
    };
    this.markers.set(traffic.address, parts);
    return parts;
  }
}

function draw({ root, shape, text }: Parts, traffic: TrafficState, live: LiveState, nowMs: number): void {
  const seconds = ageS(traffic.at, nowMs);
  const meets = nearestApproach(traffic, live.vehicles.values(), nowMs);
  root.dataset["old"] = String(seconds > TRAFFIC_OLD_S);
  root.dataset["near"] = String(traffic.is_near);
  shape.setAttribute("transform", `rotate(${traffic.heading_deg ?? 0} 24 24)`);
  const words = seconds > TRAFFIC_OLD_S ? `${trafficName(traffic)} · ${age(seconds)}` : trafficShort(traffic, meets);
  if (text.textContent !== words) text.textContent = words;
  root.setAttribute("aria-label", approachWords(traffic, meets, live));
}
