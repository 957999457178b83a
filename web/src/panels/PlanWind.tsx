import { number, t } from "../messages/messages";
import type { ParameterView, TemplateView } from "../protocol";
import { asksForWind, type WindChoice, windChoice, windFromDeg, windSpeedMs } from "../state/planning";

const CHOICES: ReadonlyArray<WindChoice> = ["none", "hand", "forecast"];
const EIGHTHS = [0, 45, 90, 135, 180, 225, 270, 315] as const;

/** What is reckoned with: a template about wind is never planned as if there were none by mistake. */
export function windNow(template: TemplateView | undefined): WindChoice {
  return windChoice.value ?? (asksForWind(template) ? "hand" : "none");
}

/** The wind that the plan shall reckon with. */
export function PlanWind({ template }: { template: TemplateView | undefined }) {
  const choice = windNow(template);
  const choices = asksForWind(template) ? CHOICES.filter((each) => each !== "none") : CHOICES;
  return (
    <fieldset class="choice plan-part">
      <legend>{t("wind")}</legend>
      <div class="segments is-even" role="group" aria-label={t("wind")}>
        {choices.map((each) => (
          <button type="button" key={each} data-wind={each} aria-pressed={choice === each} onClick={() => (windChoice.value = each)}>
            {t(`wind-${each}`)}
          </button>
        ))}
      </div>
      {choice === "hand" && <ByHand template={template} />}
      {choice === "forecast" && <p class="quiet">{t("wind-forecast-hint")}</p>}
    </fieldset>
  );
}

function ByHand({ template }: { template: TemplateView | undefined }) {
  const usual = (name: string) => {
    const found: ParameterView | undefined = template?.parameters.find((each) => each.name === name);
    return found ? String(found.default) : "";
  };
  return (
    <>
      <div class="compass" role="group" aria-label={t("wind-from")}>
        {EIGHTHS.map((degrees) => (
          <button type="button" key={degrees} class="button" data-from={degrees} aria-pressed={windFromDeg.value === degrees} onClick={() => (windFromDeg.value = degrees)}>
            {t(`compass-${degrees}`)}
          </button>
        ))}
      </div>
      <div class="parameters">
        <label>
          {t("wind-from-degrees")}
          <input
            type="number" inputMode="numeric" min={0} max={360} step="any" name="wind-from" placeholder={usual("wind_from_deg")}
            value={windFromDeg.value ?? ""} onInput={(event) => (windFromDeg.value = numberIn(event))}
          />
        </label>
        <label>
          {t("wind-speed")}
          <input
            type="number" inputMode="decimal" min={0} max={50} step="any" name="wind-speed" placeholder={usual("wind_speed_ms")}
            value={windSpeedMs.value ?? ""} onInput={(event) => (windSpeedMs.value = numberIn(event))}
          />
        </label>
      </div>
    </>
  );
}

function numberIn(event: Event): number | null {
  const { value } = event.currentTarget as HTMLInputElement;
  return value.trim() === "" || !Number.isFinite(Number(value)) ? null : Number(value);
}

/** `fra nordvest (315°)`: the nearest of eight, and exactly. */
export function windFrom(degrees: number): string {
  const eighth = EIGHTHS[Math.round((((degrees % 360) + 360) % 360) / 45) % 8] ?? 0;
  return t("wind-direction", { name: t(`compass-${eighth}`), degrees: number(degrees) });
}
