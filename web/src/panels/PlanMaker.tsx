import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { type Problem, station } from "../connection/http";
import { number, t, tOr } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import { percent } from "../parts/words";
import type { ParameterView, PlanView, TemplateView, VehicleState } from "../protocol";
import { picture } from "../state/incident";
import { layout, sheet } from "../state/layout";
import { language } from "../state/preferences";
import { choose, draft, draftPolygon, tool, undoCorner } from "../state/tool";

/** What a template calls the unit of a bare number. */
const UNITS_WITHOUT_NAME: ReadonlySet<string> = new Set(["", "none", "fraction"]);

/** What most searches begin with; every other template is one choice away. */
const FIRST_CHOICE = "/thermal-area-search";

type Made =
  | { readonly kind: "busy" }
  | { readonly kind: "view"; readonly view: PlanView }
  | { readonly kind: "problem"; readonly problem: Problem };

// These outlive the panel: whoever looks at a finding in between comes back to what was there.
const templateId = signal<string | null>(null);
const made = signal<Made | null>(null);

/** From an area drawn on the map to a plan that can be uploaded. */
export function PlanMaker({ vehicles }: { vehicles: ReadonlyArray<VehicleState> }) {
  const [templates, setTemplates] = useState<ReadonlyArray<TemplateView>>([]);
  const tag = language.value;
  useEffect(() => {
    void station.templates().then((answer) => {
      if (answer.ok) setTemplates(answer.value);
      else made.value = { kind: "problem", problem: answer.problem };
    });
  }, [tag]);
  useEffect(() => {
    if (draft.peek().length > 0) tool.value = "area";
    return () => {
      tool.value = null;
    };
  }, []);

  const template =
    templates.find(({ id }) => id === templateId.value) ??
    templates.find(({ id }) => id.endsWith(FIRST_CHOICE)) ??
    templates[0];
  const area = draftPolygon(draft.value);
  const isDrawing = tool.value === "area";

  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const incident = picture.value?.incident.id;
    if (!template || !area || !incident) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    made.value = { kind: "busy" };
    const answer = await station.plan({
      incident,
      template: template.id,
      area: area as unknown as Record<string, unknown>,
      parameters: numbersOf(form, template),
      vehicles: vehicles.filter(({ id }) => form.get(`vehicle-${id}`) !== null).map(({ id }) => id),
    });
    made.value = answer.ok ? { kind: "view", view: answer.value } : { kind: "problem", problem: answer.problem };
    if (answer.ok && answer.value.id !== null) choose(null);
  };

  return (
    <form class="card plan-maker" onSubmit={make}>
      <h3>{t("plan-new")}</h3>
      <div class="plan-drawing">
        <button
          type="button"
          class={`button${isDrawing ? " is-on" : ""}`}
          aria-pressed={isDrawing}
          onClick={() => {
            choose(isDrawing ? null : "area");
            if (!isDrawing && layout.value === "sheet") sheet.value = "flight";
          }}
        >
          <Icon name="draw" /> {t(isDrawing ? "area-cancel" : "area-draw")}
        </button>
        {isDrawing && draft.value.length > 0 && (
          <button type="button" class="button" onClick={undoCorner}>
            <Icon name="undo" /> {t("area-undo")}
          </button>
        )}
      </div>
      {isDrawing && (
        <p class="quiet" role="status">
          {area ? t("area-ready", { count: draft.value.length }) : t("area-hint", { count: draft.value.length })}
        </p>
      )}
      <label>
        {t("template")}
        <select value={template?.id ?? ""} onChange={(event) => (templateId.value = event.currentTarget.value)}>
          {templates.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {template?.description && <p class="quiet">{template.description}</p>}
      <div class="parameters" key={template?.id}>
        {parametersOf(template).map((parameter) => (
          <label key={parameter.name}>
            <span>
              {tOr(`parameter-${parameter.name}`, parameter.title)}
              {UNITS_WITHOUT_NAME.has(parameter.unit) ? "" : ` (${parameter.unit})`}
            </span>
            <input
              name={`parameter-${parameter.name}`}
              type="number"
              step="any"
              min={parameter.minimum ?? undefined}
              max={parameter.maximum ?? undefined}
              defaultValue={String(parameter.default)}
              aria-describedby={`limits-${parameter.name}`}
              required
            />
            <Limits parameter={parameter} />
          </label>
        ))}
      </div>
      {vehicles.length > 0 && (
        <fieldset class="choice">
          <legend>{t("plan-vehicles")}</legend>
          {vehicles.map(({ id, letter }) => (
            <label class="check" key={id}>
              <input type="checkbox" name={`vehicle-${id}`} defaultChecked /> {letter}
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" class="button is-primary is-wide" disabled={!area || made.value?.kind === "busy"}>
        {t(made.value?.kind === "busy" ? "plan-busy" : "plan-make")}
      </button>
      {!area && <p class="quiet">{t("plan-needs-area")}</p>}
      <Answer />
    </form>
  );
}

function Answer() {
  const answer = made.value;
  if (answer?.kind === "problem") return <ProblemNote problem={answer.problem} />;
  return answer?.kind === "view" ? <PlanResult view={answer.view} /> : null;
}

function Limits({ parameter: { name, minimum, maximum } }: { parameter: ParameterView }) {
  if (minimum === null || maximum === null) return null;
  return (
    <small id={`limits-${name}`} class="tabular">
      {t("parameter-limits", { from: shortest(minimum), to: shortest(maximum) })}
    </small>
  );
}

function PlanResult({ view }: { view: PlanView }) {
  const { summary, problems } = view;
  return (
    <div class="plan-result" role="status">
      <strong>{t(view.id === null ? "plan-refused" : "plan-made")}</strong>
      {summary && (
        <p class="tabular">
          {t("plan-figures", {
            minutes: number(summary.makespan_s / 60, 1),
            covered: percent(summary.covered_fraction),
            gsd: number(summary.ground_sample_distance_m * 100),
          })}
        </p>
      )}
      <ul class="plan-problems">
        {problems.map((problem) => (
          <li key={problem.code + problem.message} data-severity={problem.severity}>
            <Icon name="warning" size={16} /> {problem.message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Only numbers are asked for here; what is yes or no stays as the template has it. */
function parametersOf(template: TemplateView | undefined): ParameterView[] {
  return (template?.parameters ?? []).filter(({ type }) => type === "number");
}

function numbersOf(form: FormData, template: TemplateView): Record<string, number> {
  return Object.fromEntries(
    parametersOf(template).map(({ name }) => [name, Number(form.get(`parameter-${name}`))]),
  );
}

/** A limit as it was written: 0.8, 120. */
function shortest(value: number): string {
  const digits = String(value).split(".")[1]?.length ?? 0;
  return number(value, digits);
}
