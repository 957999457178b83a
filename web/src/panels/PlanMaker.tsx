import { useEffect, useState } from "preact/hooks";
import { station } from "../connection/http";
import { number, t, tOr } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import type { ParameterView, TemplateView, VehicleState } from "../protocol";
import { picture } from "../state/incident";
import {
  areaFor, asksForWind, drawingKind, fits, imported, isPlanShown, kindFor, made, makePlan, templateId, wantedKind, windRequest,
} from "../state/planning";
import { language } from "../state/preferences";
import { isCatalogueOpen } from "../state/catalogue";
import { PlanDrawing } from "./PlanDrawing";
import { PlanResult } from "./PlanResult";
import { PlanWind, windNow } from "./PlanWind";
import { PlanZones } from "./PlanZones";

/** What a template calls the unit of a bare number. */
const UNITS_WITHOUT_NAME: ReadonlySet<string> = new Set(["", "none", "fraction"]);

/** What most searches begin with; every other template is one choice away. */
const FIRST_CHOICE = "/thermal-area-search";

/** Asked for with the wind. */
const WIND_PARAMETERS: ReadonlySet<string> = new Set(["wind_from_deg", "wind_speed_ms"]);

/** From what is drawn on the map to a plan that can be uploaded. */
export function PlanMaker({ vehicles }: { vehicles: ReadonlyArray<VehicleState> }) {
  const [templates, setTemplates] = useState<ReadonlyArray<TemplateView>>([]);
  const [tag, isOpen] = [language.value, isCatalogueOpen.value];
  useEffect(() => {
    if (isOpen) return;
    void station.templates().then((answer) => {
      if (answer.ok) setTemplates(answer.value);
      else made.value = { kind: "problem", problem: answer.problem };
    });
  }, [tag, isOpen]);
  useEffect(() => {
    isPlanShown.value = true;
    return () => {
      isPlanShown.value = false;
    };
  }, []);

  const template =
    templates.find(({ id }) => id === templateId.value) ??
    templates.find(({ id }) => id.endsWith(FIRST_CHOICE)) ??
    templates[0];
  const kind = kindFor(template, wantedKind.value);
  useEffect(() => {
    drawingKind.value = kind;
  }, [kind]);
  const area = areaFor(kind);
  const wind = windRequest(windNow(template));
  const isMisfit = imported.value !== null && !fits(imported.value, template);
  const isBusy = made.value?.kind === "busy";

  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const incident = picture.value?.incident.id;
    if (!template || !area || !incident || wind === "incomplete") return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    await makePlan({
      incident,
      template: template.id,
      area,
      parameters: valuesOf(form, template),
      vehicles: vehicles.filter(({ id }) => form.get(`vehicle-${id}`) !== null).map(({ id }) => id),
      wind,
    });
  };

  return (
    <form class="card plan-maker" onSubmit={make}>
      <h3>{t("plan-new")}</h3>
      <label>
        {t("template")}
        <select
          value={template?.id ?? ""}
          onChange={(event) => {
            templateId.value = event.currentTarget.value;
            wantedKind.value = null;
          }}
        >
          {templates.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {template?.description && <p class="quiet">{template.description}</p>}
      <button type="button" class="button is-quiet" data-open="catalogue" onClick={() => (isCatalogueOpen.value = true)}>
        <Icon name="list" /> {t("catalogue-open")}
      </button>
      <PlanDrawing template={template} kind={kind} />
      <PlanWind template={template} />
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
      <Parameters key={template?.id ?? ""} template={template} />
      <PlanZones />
      <button type="submit" class="button is-primary is-wide" disabled={!area || isMisfit || wind === "incomplete" || isBusy}>
        {t(isBusy ? "plan-busy" : "plan-make")}
      </button>
      {!area && <p class="quiet">{t(kind === "polygon" ? "plan-needs-area" : `plan-needs-${kind}`)}</p>}
      {area && wind === "incomplete" && <p class="quiet">{t("plan-needs-wind")}</p>}
      <Answer />
    </form>
  );
}

function Answer() {
  const answer = made.value;
  if (answer?.kind === "problem") return <ProblemNote problem={answer.problem} />;
  return answer?.kind === "view" ? <PlanResult view={answer.view} /> : null;
}

function Parameters({ template }: { template: TemplateView | undefined }) {
  const shown = (template?.parameters ?? []).filter(({ name }) => !WIND_PARAMETERS.has(name));
  return (
    <>
      <div class="parameters">
        {shown
          .filter(({ type }) => type === "number")
          .map((parameter) => (
            <label key={parameter.name}>
              <span>
                {tOr(`parameter-${parameter.name}`, parameter.title)}
                {UNITS_WITHOUT_NAME.has(parameter.unit) ? "" : ` (${parameter.unit})`}
              </span>
              <input
                name={`parameter-${parameter.name}`}
                type="number"
                inputMode="decimal"
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
      {shown
        .filter(({ type }) => type === "boolean")
        .map(({ name, title, default: usual }) => (
          <label class="check" key={name}>
            <input type="checkbox" name={`parameter-${name}`} defaultChecked={usual === true} /> {tOr(`parameter-${name}`, title)}
          </label>
        ))}
    </>
  );
}

function Limits({ parameter: { name, minimum, maximum } }: { parameter: ParameterView }) {
  if (minimum === null || maximum === null) return null;
  return (
    <small id={`limits-${name}`} class="tabular">
      {t("parameter-limits", { from: shortest(minimum), to: shortest(maximum) })}
    </small>
  );
}

/** What the form says; the wind goes by itself, and the station writes it where the template wants it. */
function valuesOf(form: FormData, template: TemplateView): Record<string, number | boolean> {
  const own = template.parameters.filter(({ name }) => !asksForWind(template) || !WIND_PARAMETERS.has(name));
  return Object.fromEntries(
    own.map(({ name, type }) => {
      const given = form.get(`parameter-${name}`);
      return [name, type === "boolean" ? given !== null : Number(given)];
    }),
  );
}

/** A limit as it was written: 0.8, 120. */
function shortest(value: number): string {
  const digits = String(value).split(".")[1]?.length ?? 0;
  return number(value, digits);
}
