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

type Made =
  | { readonly kind: "busy" }
  | { readonly kind: "view"; readonly view: PlanView }
  | { readonly kind: "problem"; readonly problem: Problem };

/** From an area drawn on the map to a plan that can be uploaded. */
export function PlanMaker({ vehicles }: { vehicles: ReadonlyArray<VehicleState> }) {
  const [templates, setTemplates] = useState<ReadonlyArray<TemplateView>>([]);
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const tag = language.value;
  useEffect(() => {
    void station.templates().then((answer) => {
      if (answer.ok) setTemplates(answer.value);
      else setMade({ kind: "problem", problem: answer.problem });
    });
  }, [tag]);
  useEffect(() => () => choose(null), []);

  const template = templates.find(({ id }) => id === templateId) ?? templates[0];
  const area = draftPolygon(draft.value);
  const isDrawing = tool.value === "area";

  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const incident = picture.value?.incident.id;
    if (!template || !area || !incident) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setMade({ kind: "busy" });
    const answer = await station.plan({
      incident,
      template: template.id,
      area: area as unknown as Record<string, unknown>,
      parameters: numbersOf(form, template),
      vehicles: vehicles.filter(({ id }) => form.get(`vehicle-${id}`) !== null).map(({ id }) => id),
    });
    setMade(answer.ok ? { kind: "view", view: answer.value } : { kind: "problem", problem: answer.problem });
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
        <select value={template?.id ?? ""} onChange={(event) => setTemplateId(event.currentTarget.value)}>
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
            {tOr(`parameter-${parameter.name}`, parameter.title)}
            {parameter.unit ? ` (${parameter.unit})` : ""}
            <input
              name={`parameter-${parameter.name}`}
              type="number"
              step="any"
              min={parameter.minimum ?? undefined}
              max={parameter.maximum ?? undefined}
              defaultValue={String(parameter.default)}
              required
            />
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
      <button type="submit" class="button is-primary is-wide" disabled={!area || made?.kind === "busy"}>
        {t(made?.kind === "busy" ? "plan-busy" : "plan-make")}
      </button>
      {!area && <p class="quiet">{t("plan-needs-area")}</p>}
      {made?.kind === "problem" && <ProblemNote problem={made.problem} />}
      {made?.kind === "view" && <PlanResult view={made.view} />}
    </form>
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
