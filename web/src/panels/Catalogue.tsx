import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock, number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import type { ShelfTemplate } from "../protocol";
import { catalogueProblem, closeCatalogue, found, isCatalogueOpen, loadShelf, offers, shelf, waitsFor } from "../state/catalogue";
import { askedOfMe, waitingAlerts } from "../state/alerts";
import { presentLive } from "../state/incident";
import { templateId, wantedKind } from "../state/planning";
import { language } from "../state/preferences";
import { may } from "../state/session";
import { OwnValues } from "./OwnValues";
import { Sources } from "./Sources";

/** Every template that the station keeps, and where others come from; over the page, as nothing is flown meanwhile. */
export function Catalogue() {
  return isCatalogueOpen.value ? <Open /> : null;
}

function Open() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isAway, setAway] = useState(false);
  const tag = language.value;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => void loadShelf(), [tag, offers.value === null]);
  useEffect(closeWhenUrgent, []);
  return (
    <dialog ref={dialog} class="catalogue" aria-labelledby="catalogue-title" onClose={closeCatalogue}>
      <header class="panel-head">
        <h2 id="catalogue-title">{t("catalogue")}</h2>
        <button type="button" class="button" data-close="catalogue" onClick={() => dialog.current?.close()}>
          <Icon name="close" /> {t("catalogue-close")}
        </button>
      </header>
      {may("plan") && (
        <div class="segments is-even padded" role="group" aria-labelledby="catalogue-title">
          <button type="button" aria-pressed={!isAway} data-shelf="here" onClick={() => setAway(false)}>
            {t("catalogue-here")}
          </button>
          <button type="button" aria-pressed={isAway} data-shelf="away" onClick={() => setAway(true)}>
            {t("catalogue-away")}
          </button>
        </div>
      )}
      <div class="catalogue-body">
        {catalogueProblem.value && <ProblemNote problem={catalogueProblem.value} />}
        <p role="status" class="quiet">
          {waitsFor.value && t(`catalogue-waits-${waitsFor.value}`)}
        </p>
        {isAway ? <Sources /> : <Kept onChosen={() => dialog.current?.close()} />}
      </div>
    </dialog>
  );
}

/** Nothing may lie over danger, or over who asks for an aircraft: what is new of either shuts the templates. */
function closeWhenUrgent(): () => void {
  let before: number | null = null;
  return effect(() => {
    const dangers = waitingAlerts.value.filter(({ severity }) => severity === "critical").length;
    const urgent = dangers + askedOfMe.value.length + (presentLive.value.air?.is_clearing ? 1 : 0);
    const isMore = before !== null && urgent > before;
    before = urgent;
    if (isMore) closeCatalogue();
  });
}

function Kept({ onChosen }: { onChosen: () => void }) {
  const [search, setSearch] = useState("");
  const all = shelf.value?.templates ?? [];
  const shown = found(all, search);
  const choose = (template: ShelfTemplate) => {
    templateId.value = template.id;
    wantedKind.value = null;
    onChosen();
  };
  return (
    <>
      <label>
        {t("catalogue-search")}
        <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
      </label>
      {shelf.value && (
        <p class="quiet" role="status">
          {t("catalogue-found", { count: shown.length, all: number(all.length) })}
        </p>
      )}
      <ul class="shelf">
        {shown.map((template) => (
          <Card key={template.id} template={template} onChosen={choose} />
        ))}
      </ul>
    </>
  );
}

function Card({ template, onChosen }: { template: ShelfTemplate; onChosen: (template: ShelfTemplate) => void }) {
  const { withdrawn, trouble } = template;
  const ours = template.values.filter(({ ours }) => ours !== null);
  return (
    <li class="card shelf-card" data-template={template.id} data-usable={withdrawn === null && trouble === null}>
      <h3>{template.title}</h3>
      <p>{template.description}</p>
      <p class="quiet tabular">
        {t("shelf-by", { who: template.maintainer || template.id, version: template.version })} · {t(`maturity-${template.maturity || "draft"}`)}
        {template.source === "pulled" && <> · {t("shelf-pulled", { from: template.catalogue ?? "–", date: (template.pulled_at ?? "").slice(0, 10) })}</>}
      </p>
      <p class="quiet tabular">{usedBy(template)}</p>
      {withdrawn && (
        <p class="problem">
          <strong>{t("shelf-withdrawn", { date: withdrawn.at.slice(0, 10) })}</strong> {withdrawn.reason}{" "}
          {withdrawn.replaced_by && t("shelf-instead", { name: withdrawn.replaced_by })}
        </p>
      )}
      {trouble && <p class="problem">{trouble}</p>}
      {ours.length > 0 && <p class="own-count"><Icon name="settings" size={16} /> {t("own-count", { count: ours.length })}</p>}
      <div class="shelf-buttons">
        {withdrawn === null && trouble === null && may("plan") && (
          <button type="button" class="button is-primary" data-choose={template.id} onClick={() => onChosen(template)}>
            {t("shelf-use")}
          </button>
        )}
      </div>
      <OwnValues template={template} />
    </li>
  );
}

function usedBy({ plans, last_planned_at, used_by }: ShelfTemplate): string {
  const here =
    plans === 0 || last_planned_at === null
      ? t("used-never")
      : t("used-here", { count: plans, when: `${last_planned_at.slice(0, 10)} ${clock(last_planned_at).slice(0, 5)}` });
  return used_by.length === 0 ? here : `${here} ${t("used-elsewhere", { names: used_by.join(", ") })}`;
}
