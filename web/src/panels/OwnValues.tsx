import { useState } from "preact/hooks";
import { number, t } from "../messages/messages";
import type { OwnValue, ShelfTemplate } from "../protocol";
import { adapt, waitsFor } from "../state/catalogue";
import { may } from "../state/session";

const BARE: ReadonlySet<string> = new Set(["", "none", "fraction"]);

/** What the station has set for itself in somebody else's template; limits of safety may only become stricter. */
export function OwnValues({ template }: { template: ShelfTemplate }) {
  const mayChange = may("administer");
  const shown = mayChange ? template.values : template.values.filter(({ ours }) => ours !== null);
  const [round, setRound] = useState(0);
  if (shown.length === 0) return null;

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = changedIn(new FormData(event.currentTarget as HTMLFormElement), template.values);
    if (Object.keys(values).length > 0 && (await adapt(template.id, values))) setRound(round + 1);
  };
  return (
    <details class="own-values">
      <summary>{t(mayChange ? "own-change" : "own-show")}</summary>
      <form onSubmit={save} key={round}>
        {mayChange && <p class="quiet">{t("own-hint")}</p>}
        {shown.map((value) => (
          <Row key={value.place} value={value} mayChange={mayChange} />
        ))}
        {mayChange && (
          <button type="submit" class="button is-primary" disabled={waitsFor.value !== null}>
            {t("own-save")}
          </button>
        )}
      </form>
    </details>
  );
}

function Row({ value, mayChange }: { value: OwnValue; mayChange: boolean }) {
  const { place, title, unit, theirs, ours, stricter } = value;
  const name = `${title}${BARE.has(unit) ? "" : ` (${unit})`}`;
  const note = [t("own-theirs", { value: said(theirs) }), stricter && t(`own-stricter-${stricter}`)].filter(Boolean).join(" ");
  if (!mayChange) {
    return (
      <p class="own-row">
        {name}: <b class="tabular">{said(ours ?? theirs)}</b> <small>{note}</small>
      </p>
    );
  }
  if (typeof theirs === "boolean") {
    return (
      <label class="check">
        <input type="checkbox" name={place} defaultChecked={(ours ?? theirs) === true} /> {name} <small>{note}</small>
      </label>
    );
  }
  return (
    <label class="own-row" data-own={ours !== null}>
      {name}
      <input
        type="number" inputMode="decimal" step="any" name={place}
        min={stricter === "higher" ? theirs : undefined} max={stricter === "lower" ? theirs : undefined}
        defaultValue={ours === null ? "" : String(ours)} placeholder={String(theirs)} aria-describedby={`${place}-note`}
      />
      <small id={`${place}-note`}>{note}</small>
    </label>
  );
}

/** What differs from what is kept: an empty field takes the publisher's again. */
export function changedIn(form: FormData, values: ReadonlyArray<OwnValue>): Record<string, number | boolean | null> {
  const changed: Record<string, number | boolean | null> = {};
  for (const { place, theirs, ours } of values) {
    const text = String(form.get(place) ?? "").trim();
    const wanted = typeof theirs === "boolean" ? (form.get(place) !== null) : text === "" ? null : Number(text);
    const kept = wanted === theirs ? null : wanted;
    if (kept !== ours) changed[place] = kept;
  }
  return changed;
}

function said(value: number | boolean): string {
  if (typeof value === "boolean") return t(value ? "own-yes" : "own-no");
  return number(value, String(value).split(".")[1]?.length ?? 0);
}
