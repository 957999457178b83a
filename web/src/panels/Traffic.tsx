import { t } from "../messages/messages";
import { TrafficSymbol } from "../parts/TrafficSymbol";
import { approachWords, trafficName } from "../parts/traffic_words";
import type { Approach } from "../picture/approach";
import type { TrafficState } from "../protocol";
import { traffic } from "../state/air";
import { live } from "../state/incident";
import { layout, sheet } from "../state/layout";
import { showTogether } from "../state/selection";

/** The list that says the same of manned aircraft as the map. */
export function TrafficList() {
  if (traffic.value.length === 0) return null;
  return (
    <section class="traffic-list" aria-labelledby="traffic-title">
      <h3 id="traffic-title">
        {t("traffic")} <span class="count tabular">{traffic.value.length}</span>
      </h3>
      <ul class="rows">
        {traffic.value.map(({ each, meets }) => (
          <li key={each.address}>
            <button
              type="button"
              class="traffic-row"
              data-near={each.is_near}
              data-traffic={each.address}
              onClick={() => showTraffic(each, meets)}
            >
              <TrafficSymbol size={30} />
              <span class="aircraft-words tabular">
                <strong>{trafficName(each)}</strong>
                <span class="aircraft-facts">{approachWords(each, meets, live.value)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Both on the map: the manned one and ours that it comes nearest to. */
export function showTraffic(each: TrafficState, meets: Approach | null): void {
  const ours = meets ? live.peek().vehicles.get(meets.vehicleId) : undefined;
  const place = ours && ours.longitude_deg !== null && ours.latitude_deg !== null ? [[ours.longitude_deg, ours.latitude_deg] as const] : [];
  showTogether.value = [[each.longitude_deg, each.latitude_deg], ...place];
  if (layout.peek() === "sheet") sheet.value = "map";
}
