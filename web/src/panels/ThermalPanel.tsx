import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { watchThermal } from "../connection/thermal";
import { age, number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { drawThermal } from "../parts/thermal_drawing";
import { atLeast } from "../parts/words";
import { ageS } from "../picture/live_state";
import type { ThermalHeader } from "../protocol";
import { CRITICAL_AGE_S, live, WARNING_AGE_S } from "../state/incident";
import { selected } from "../state/selection";
import { stationNowMs } from "../state/time";

const chosen = signal<number | null>(null);
const isLarge = signal(false);
const SHUTTER_S = 1;

/** The newest thermal picture of one aircraft, with what was found in it. */
export function ThermalPanel() {
  const vehicles = [...live.value.vehicles.values()].sort((a, b) => a.id - b.id);
  const selectedId = selected.value?.kind === "vehicle" ? selected.value.id : null;
  useEffect(() => {
    if (selectedId !== null) chosen.value = selectedId;
  }, [selectedId]);
  const withCamera = vehicles.find(({ id }) => live.value.cameras.has(id));
  const id = vehicles.find((vehicle) => vehicle.id === chosen.value)?.id ?? withCamera?.id ?? vehicles[0]?.id ?? null;
  return (
    <section class={`panel thermal${isLarge.value ? " is-large" : ""}`} aria-labelledby="thermal-title">
      <header class="panel-head">
        <h2 id="thermal-title">{t("thermal")}</h2>
        <div class="segments is-small" role="group" aria-label={t("thermal-of")}>
          {vehicles.map((vehicle) => (
            <button
              type="button"
              key={vehicle.id}
              aria-pressed={vehicle.id === id}
              onClick={() => (chosen.value = vehicle.id)}
            >
              {vehicle.letter}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="button is-quiet is-icon"
          aria-label={t(isLarge.value ? "thermal-smaller" : "thermal-larger")}
          onClick={() => (isLarge.value = !isLarge.value)}
        >
          <Icon name={isLarge.value ? "smaller" : "larger"} />
        </button>
      </header>
      {id === null ? <p class="quiet">{t("thermal-none")}</p> : <Picture key={id} vehicleId={id} />}
    </section>
  );
}

function Picture({ vehicleId }: { vehicleId: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [header, setHeader] = useState<ThermalHeader | null>(null);
  const [isConnected, setConnected] = useState(false);
  useEffect(
    () =>
      watchThermal(
        vehicleId,
        async (message) => {
          if (canvas.current) await drawThermal(canvas.current, message);
          setHeader(message.header);
        },
        setConnected,
      ),
    [vehicleId],
  );
  const letter = live.value.vehicles.get(vehicleId)?.letter ?? String(vehicleId);
  const seconds = header ? ageS(header.at, stationNowMs.value) : null;
  const level = seconds === null ? "good" : seconds > CRITICAL_AGE_S ? "critical" : seconds > WARNING_AGE_S ? "warning" : "good";
  const limit = header && atLeast(header);
  return (
    <figure class="thermal-picture" data-level={level}>
      <div class="thermal-frame">
        <canvas ref={canvas} width={640} height={512} role="img" aria-label={describe(letter, header)} />
        {!header && <p class="thermal-wait">{t(isConnected ? "thermal-waiting" : "thermal-connecting")}</p>}
        {seconds !== null && level !== "good" && (
          <p class="thermal-old">{t("picture-is-old", { age: age(seconds) })}</p>
        )}
      </div>
      <figcaption class="tabular">
        <span>{header?.min_celsius != null ? `${number(header.min_celsius)}°` : "–"}</span>
        <span class="heat-ramp" aria-hidden="true" />
        <span>{header?.max_celsius != null ? `${number(header.max_celsius)} °C` : "–"}</span>
      </figcaption>
      {limit && <p class="thermal-note">{t("thermal-saturated", { degrees: limit })}</p>}
      {header && notes(header, seconds ?? 0).map((note) => (
        <p key={note} class="thermal-note quiet">
          {t(note)}
        </p>
      ))}
    </figure>
  );
}

/** What a look at the picture alone does not tell. A shutter closes for less than a second: that is no news. */
function notes(header: ThermalHeader, seconds: number): string[] {
  const said: [boolean, string][] = [
    [header.is_frozen && seconds > SHUTTER_S, "thermal-frozen"],
    [!header.has_temperatures, "thermal-no-temperatures"],
    [header.is_coarse, "thermal-coarse"],
  ];
  return said.filter(([holds]) => holds).map(([, note]) => note);
}

function describe(letter: string, header: ThermalHeader | null): string {
  const numbers = (header?.detections ?? []).flatMap(({ finding_number }) => finding_number ?? []);
  return t("thermal-describe", { letter, count: header?.detections.length ?? 0, numbers: numbers.join(", ") || "–" });
}
