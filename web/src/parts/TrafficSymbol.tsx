import { TRAFFIC_SHAPE } from "../map/symbols";

/** A manned aircraft as it is on the map. */
export function TrafficSymbol({ size }: { size: number }) {
  return (
    <svg class="traffic-symbol" width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <path d={TRAFFIC_SHAPE} />
    </svg>
  );
}
