import { useEffect } from "preact/hooks";
import { number, t, tOr, when } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { PositionWords } from "../parts/PositionWords";
import { ProblemNote } from "../parts/ProblemNote";
import type { SearchTaskView, VehicleState } from "../protocol";
import {
  askForTasks, choices, current, fetchChoices, floats, type Flow, ground, type Ground, isBusy, isPicking, kind, lastSeen, lostAt,
  makeSearchMap, minutes, planTask, requested, type SearchChoice, searchMap, searchProblem, tasks, useMiddle, who, wind,
} from "../state/search_map";
import { isNarrow, sheet } from "../state/layout";
import { tool } from "../state/tool";
import { areas, leave } from "../state/weighted_areas";
import { WeightedAreas } from "./WeightedAreas";

const KINDS: ReadonlyArray<SearchChoice> = ["distance", "drift", "drawn"];

/** Where a missing person may be: what is known of them, the map that it gives, and what to search first. */
export function SearchCard({ vehicles }: { vehicles: ReadonlyArray<VehicleState> }) {
  return (
    <details class="card search-card" onToggle={(event) => event.currentTarget.open && void fetchChoices()}>
      <summary>
        <Icon name="crosshair" /> {t("search-title")}
      </summary>
      <div class="plan-part">
        <p class="quiet">{t("search-about")}</p>
        <div class="segments is-even" role="group" aria-label={t("search-kind")}>
          {KINDS.map((each) => (
            <button type="button" key={each} data-search={each} aria-pressed={kind.value === each} onClick={() => chooseKind(each)}>
              {t(`search-kind-${each}`)}
            </button>
          ))}
        </div>
        {kind.value === "drawn" ? <WeightedAreas /> : <LastSeen />}
        {kind.value === "distance" ? <People /> : kind.value === "drift" ? <Water /> : null}
        <label>
          {t(kind.value === "drift" ? "search-lost-at-water" : "search-lost-at")}
          <input type="datetime-local" name="search-lost-at" value={lostAt.value} onInput={(event) => (lostAt.value = event.currentTarget.value)} />
        </label>
        <button type="button" class="button is-primary is-wide" data-search="make" disabled={isBusy.value !== null || !isWhole()} onClick={() => void makeSearchMap()}>
          {t(isBusy.value === "map" ? "search-busy" : "search-make")}
        </button>
        {!isWhole() && <p class="quiet">{t(missing())}</p>}
        {searchProblem.value && <ProblemNote problem={searchProblem.value} />}
        <Left />
        {searchMap.value && <Tasks vehicles={vehicles} />}
      </div>
    </details>
  );
}

/** What the station would ask for is asked for here first. */
function isWhole(): boolean {
  if (kind.value === "drawn") return areas.value.length > 0 && tool.value !== "weighted";
  return lastSeen.value !== null && (kind.value === "distance" || (lostAt.value !== "" && requested().lost_at !== null));
}

function missing(): string {
  if (kind.value === "drawn") return tool.value === "weighted" ? "weighted-finish" : "weighted-none";
  return lastSeen.value ? "search-needs-when" : "search-needs-where";
}

function chooseKind(next: SearchChoice): void {
  kind.value = next;
  searchProblem.value = null;
  if (next !== "drawn") leave();
}

function LastSeen() {
  useEffect(() => () => void (isPicking.value = false), []);
  return (
    <div class="plan-part" role="group" aria-label={t("search-place")}>
      <div class="search-place">
        <strong>{t("search-place")}:</strong>{" "}
        {lastSeen.value ? <PositionWords place={lastSeen.value} /> : <span class="quiet">{t("search-place-none")}</span>}
      </div>
      <div class="plan-drawing">
        <button
          type="button"
          class="button"
          data-search="pick"
          aria-pressed={isPicking.value}
          onClick={() => {
            isPicking.value = !isPicking.value;
            if (isNarrow.value && isPicking.value) sheet.value = "map";
          }}
        >
          <Icon name="pin" /> {t("search-pick")}
        </button>
        <button type="button" class="button" data-search="middle" onClick={useMiddle}>
          <Icon name="crosshair" /> {t("search-middle")}
        </button>
      </div>
      {isPicking.value && <p role="status">{t("search-picking")}</p>}
    </div>
  );
}

function People() {
  const people = choices.value?.people ?? {};
  const grounds = people[who.value] ?? ["mountain", "flat"];
  return (
    <>
      <label>
        {t("search-who")}
        <select
          name="search-who"
          value={who.value}
          onChange={(event) => {
            who.value = event.currentTarget.value;
            const known = people[who.value] ?? [];
            if (!known.includes(ground.value)) ground.value = known[0] ?? "mountain";
          }}
        >
          {Object.keys(people).map((each) => (
            <option key={each} value={each}>
              {tOr(`search-who-${each}`, each)}
            </option>
          ))}
        </select>
      </label>
      <div class="segments is-even" role="group" aria-label={t("search-ground")}>
        {grounds.map((each: Ground) => (
          <button type="button" key={each} data-ground={each} aria-pressed={ground.value === each} onClick={() => (ground.value = each)}>
            {t(`search-ground-${each}`)}
          </button>
        ))}
      </div>
    </>
  );
}

function Water() {
  return (
    <>
      <label>
        {t("search-floats")}
        <select name="search-floats" value={floats.value} onChange={(event) => (floats.value = event.currentTarget.value)}>
          {(choices.value?.floats ?? []).map((each) => (
            <option key={each} value={each}>
              {tOr(`search-floats-${each}`, each)}
            </option>
          ))}
        </select>
      </label>
      <div class="parameters">
        <Degrees name="search-current-towards" label={t("search-current-towards")} flow={current} />
        <Speed name="search-current" label={t("search-current")} flow={current} most={5} />
        <Degrees name="search-wind-from" label={t("search-wind-from")} flow={wind} />
        <Speed name="search-wind" label={t("search-wind")} flow={wind} most={40} />
      </div>
      <p class="quiet">{t("search-water-hint")}</p>
    </>
  );
}

type FlowField = { readonly name: string; readonly label: string; readonly flow: { value: Flow } };

function Degrees({ name, label, flow }: FlowField) {
  return (
    <label>
      {label}
      <input
        type="number" inputMode="numeric" name={name} min={0} max={360} step="any" value={flow.value.towardsDeg}
        onChange={(event) => (flow.value = { ...flow.value, towardsDeg: within(event.currentTarget.valueAsNumber, 360) })}
      />
    </label>
  );
}

function Speed({ name, label, flow, most }: FlowField & { readonly most: number }) {
  return (
    <label>
      {label}
      <input
        type="number" inputMode="decimal" name={name} min={0} max={most} step="any" value={flow.value.speedMs}
        onChange={(event) => (flow.value = { ...flow.value, speedMs: within(event.currentTarget.valueAsNumber, most) })}
      />
    </label>
  );
}

function within(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : 0;
}

/** What the looks so far have left. */
function Left() {
  const map = searchMap.value;
  if (!map) return null;
  return (
    <dl class="search-left">
      <dt>{t("search-left")}</dt>
      <dd class="tabular">{t("percent", { share: number(map.left * 100) })}</dd>
      <dt>{t("search-elsewhere")}</dt>
      <dd class="tabular">{t("percent", { share: number(map.elsewhere * 100) })}</dd>
      <dt>{t("search-made")}</dt>
      <dd>{t("search-made-by", { name: map.basis.by, time: when(map.basis.at) })}</dd>
    </dl>
  );
}

function Tasks({ vehicles }: { vehicles: ReadonlyArray<VehicleState> }) {
  const found = tasks.value;
  return (
    <div class="plan-part">
      <label>
        {t("search-minutes")}
        <input
          type="number" inputMode="numeric" name="search-minutes" min={3} max={180} value={minutes.value}
          onChange={(event) => (minutes.value = Math.max(3, within(event.currentTarget.valueAsNumber, 180)))}
        />
      </label>
      <button
        type="button" class="button is-wide" data-search="tasks" disabled={isBusy.value !== null}
        onClick={() => void askForTasks(vehicles.map(({ id }) => id))}
      >
        {t(isBusy.value === "tasks" ? "search-tasks-busy" : "search-tasks")}
      </button>
      {found && (
        <>
          <p class="quiet">{t("search-tasks-hint", { share: number(found.detection * 100) })}</p>
          <ol class="search-tasks">
            {found.tasks.map((task, index) => (
              <Task key={index} task={task} place={index + 1} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Task({ task, place }: { task: SearchTaskView; place: number }) {
  return (
    <li>
      <span class="tabular">
        <strong>{t("search-task", { place: number(place) })}</strong>{" "}
        {t("search-task-gain", { share: number(task.gained * 100, 1), minutes: number(task.minutes, 0) })}
        <br />
        <small>{t("search-task-rate", { share: number(task.gained_per_minute * 100, 2) })}</small>
      </span>
      <button type="button" class="button" data-search-task={place} onClick={() => planTask(task)}>
        {t("search-task-plan", { place: number(place) })}
      </button>
    </li>
  );
}
