import { age, clock, number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { percent } from "../parts/words";
import type { PlanSummary, PlanView, WindView } from "../protocol";
import { live } from "../state/incident";
import { isNarrow, sheet } from "../state/layout";
import { permitted, type PlanTrouble, shownTrouble, troublesOf } from "../state/planning";
import { showTogether } from "../state/selection";
import { stationNowMs } from "../state/time";
import { windFrom } from "./PlanWind";

/** What a plan comes to: its figures, the wind it reckons with, and what is wrong with it, each with its place. */
export function PlanResult({ view }: { view: PlanView }) {
  const { summary, problems } = view;
  const isFlyable = view.id !== null;
  return (
    <div class="plan-result" role="status" data-flyable={isFlyable}>
      <strong class="plan-verdict">
        <Icon name={isFlyable ? "check" : "critical"} size={20} /> {t(isFlyable ? "plan-made" : "plan-refused")}
      </strong>
      {summary && summary.makespan_s > 0 && (
        <>
          <p class="tabular">
            {t("plan-figures", {
              minutes: number(summary.makespan_s / 60, 1),
              covered: percent(summary.covered_fraction),
              gsd: number(summary.ground_sample_distance_m * 100),
            })}
          </p>
          <Parts view={view} summary={summary} />
        </>
      )}
      <p class="tabular">{windWords(view.wind)}</p>
      {view.wind?.gust_ms != null && <p class="quiet tabular">{t("wind-gusts", { speed: number(view.wind.gust_ms) })}</p>}
      {(view.fence || view.rally.length > 0) && (
        <p class="quiet">{t("plan-zones", { fence: view.fence ? "yes" : "no", rally: view.rally.length })}</p>
      )}
      {problems.length === 0 && isFlyable && <p class="quiet">{t("plan-no-problems")}</p>}
      <ul class="plan-problems">
        {troublesOf(problems).map((trouble) => (
          <TroubleRow key={trouble.problem.severity + trouble.problem.message} trouble={trouble} />
        ))}
      </ul>
    </div>
  );
}

/** Time and batteries of each aircraft. */
function Parts({ view, summary }: { view: PlanView; summary: PlanSummary }) {
  return (
    <ul class="plan-vehicles tabular">
      {view.vehicles.map((figures, index) => {
        const id = summary.vehicles[index];
        const letter = (id === undefined ? undefined : live.value.vehicles.get(id)?.letter) ?? number(index + 1);
        return (
          <li key={index} data-vehicle={id}>
            <b>{letter}</b>{" "}
            {t("plan-vehicle", {
              minutes: number(numberOf(figures["duration_s"]) / 60, 1),
              batteries: numberOf(figures["sorties"]),
              kilometres: number(numberOf(figures["distance_m"]) / 1000, 1),
              height: number(numberOf(figures["max_height_agl_m"])),
            })}
          </li>
        );
      })}
    </ul>
  );
}

function TroubleRow({ trouble }: { trouble: PlanTrouble }) {
  const { problem, places } = trouble;
  const isShown = shownTrouble.value?.problem === problem;
  const { airspace } = problem;
  return (
    <li data-severity={problem.severity} data-code={problem.code}>
      <Icon name={problem.severity === "error" ? "critical" : "warning"} size={18} />
      <div>
        <strong>{t(`problem-${problem.severity}`)}</strong> {problem.message}
        <div class="problem-buttons">
          {places.length > 0 && (
            <button type="button" class="button" aria-pressed={isShown} data-show={problem.code} onClick={() => (isShown ? (shownTrouble.value = null) : show(trouble))}>
              <Icon name="map" /> {t("problem-show", { count: places.length })}
            </button>
          )}
          {airspace !== null && (
            <label class="check">
              <input
                type="checkbox"
                checked={permitted.value.includes(airspace)}
                onChange={(event) => {
                  const others = permitted.value.filter((name) => name !== airspace);
                  permitted.value = event.currentTarget.checked ? [...others, airspace] : others;
                }}
              />
              {t("airspace-permitted", { name: airspace })}
            </label>
          )}
        </div>
        {airspace !== null && problem.code === "airspace_ask" && permitted.value.includes(airspace) && (
          <p class="quiet">{t("airspace-again")}</p>
        )}
      </div>
    </li>
  );
}

function show(trouble: PlanTrouble): void {
  shownTrouble.value = trouble;
  const places = trouble.places.flatMap((where) => placesIn(where["coordinates"]));
  if (places.length > 0) showTogether.value = places;
  if (isNarrow.value) sheet.value = "map";
}

function placesIn(coordinates: unknown): ReadonlyArray<readonly [number, number]> {
  if (!Array.isArray(coordinates)) return [];
  const [first, second] = coordinates;
  return typeof first === "number" ? [[first, Number(second)]] : coordinates.flatMap(placesIn);
}

/** Which wind, from where it is known, and how old that is. */
function windWords(wind: WindView | null): string {
  if (wind === null) return t("wind-used-none");
  const args = { speed: number(wind.speed_ms, 1), from: windFrom(wind.from_deg) };
  if (wind.source !== "forecast" || wind.issued_at === null || wind.at === null) return t(`wind-used-${wind.source}`, args);
  const seconds = Math.max(0, (stationNowMs.value - Date.parse(wind.issued_at)) / 1000);
  return t("wind-used-forecast", { ...args, age: age(seconds), hour: clock(wind.at).slice(0, 5) });
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
