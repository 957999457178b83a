import { number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { PositionWords } from "../parts/PositionWords";
import { Warnings } from "../parts/Warnings";
import { linkWords, mode, percent } from "../parts/words";
import { linkAt } from "../picture/live_state";
import type { VehicleState } from "../protocol";
import { aircraftColour } from "../map/palette";
import { live, picture } from "../state/incident";
import { theme } from "../state/preferences";
import { selected, selectVehicle } from "../state/selection";
import { shownNowMs } from "../state/time";
import { PilotWords } from "./ControlBar";
import { Empty } from "./FindingsPanel";
import { TrafficList } from "./Traffic";

const LOW_BATTERY = 0.3;

export function AircraftPanel() {
  const vehicles = [...live.value.vehicles.values()].sort((a, b) => a.id - b.id);
  return (
    <section class="panel aircraft" aria-labelledby="aircraft-title">
      <header class="panel-head">
        <h2 id="aircraft-title">
          {t("aircraft")} <span class="count tabular">{vehicles.length}</span>
        </h2>
        <SeenFraction />
      </header>
      {vehicles.length === 0 && (
        <Empty
          title={t(picture.value ? "aircraft-none" : "picture-loading")}
          detail={t(picture.value ? "aircraft-none-detail" : "picture-loading-detail")}
        />
      )}
      <ul class="rows">
        {vehicles.map((vehicle) => (
          <Row key={vehicle.id} vehicle={vehicle} />
        ))}
      </ul>
      <TrafficList />
    </section>
  );
}

function SeenFraction() {
  const fraction = live.value.seen?.fraction;
  if (fraction == null) return null;
  return (
    <span class="seen-fraction tabular">
      <Icon name="seen" size={16} /> {t("seen-fraction", { percent: percent(fraction) })}
    </span>
  );
}

function Row({ vehicle }: { vehicle: VehicleState }) {
  const link = linkAt(vehicle, shownNowMs.value);
  const isSelected = selected.value?.kind === "vehicle" && selected.value.id === vehicle.id;
  return (
    <li>
      <button
        type="button"
        class={`aircraft-row${isSelected ? " is-selected" : ""}`}
        data-link={link}
        data-vehicle={vehicle.id}
        aria-pressed={isSelected}
        style={{ "--hue": aircraftColour(vehicle.id, theme.value) }}
        onClick={() => selectVehicle(vehicle.id, vehicle)}
      >
        <span class="letter">{vehicle.letter}</span>
        <span class="aircraft-words">
          <span class="aircraft-mode">{mode(vehicle)}</span>
          <span class="aircraft-facts tabular">
            {height(vehicle)}
          </span>
          <span class="aircraft-facts">
            <PilotWords vehicle={vehicle} />
          </span>
        </span>
        <span class="aircraft-health tabular">
          <Battery vehicle={vehicle} />
          <span class="link-word" data-link={link}>
            <Icon name={link === "live" ? "link" : "noLink"} size={15} /> {linkWords(vehicle, link, shownNowMs.value)}
          </span>
        </span>
      </button>
      {isSelected && vehicle.latitude_deg !== null && vehicle.longitude_deg !== null && (
        <div class="aircraft-place">
          <PositionWords place={{ latitude_deg: vehicle.latitude_deg, longitude_deg: vehicle.longitude_deg }} />
        </div>
      )}
      <Warnings vehicleId={vehicle.id} />
    </li>
  );
}

function height(vehicle: VehicleState): string {
  if (!vehicle.is_in_air) return t(vehicle.is_armed ? "aircraft-armed" : "aircraft-on-ground");
  const metres = vehicle.height_agl_m ?? vehicle.height_above_home_m;
  if (metres === null) return "–";
  return t(vehicle.height_agl_m === null ? "height-home" : "height-ground", {
    // The ground is known to some metres only: nothing flies below it.
    metres: number(vehicle.height_agl_m === null ? metres : Math.max(0, metres)),
  });
}

export function Battery({ vehicle }: { vehicle: VehicleState }) {
  const isLow = vehicle.battery_fraction !== null && vehicle.battery_fraction < LOW_BATTERY;
  return (
    <span class="battery" data-low={isLow}>
      <Icon name={isLow ? "warning" : "battery"} size={16} /> {percent(vehicle.battery_fraction)}
    </span>
  );
}
