import { signal } from "@preact/signals";
import { type Answer, type Problem, station } from "../connection/http";
import type { ChangeView, OffersView, ShelfTemplate, ShelfView } from "../protocol";

/** Whether the templates are open over the page. */
export const isCatalogueOpen = signal(false);
export const shelf = signal<ShelfView | null>(null);
/** What the catalogue that is looked at has; null: the station's own templates are shown. */
export const offers = signal<OffersView | null>(null);
/** What would change, of the offer that is read about. */
export const change = signal<ChangeView | null>(null);
export const catalogueProblem = signal<Problem | null>(null);
/** What is being waited for. */
export const waitsFor = signal<"shelf" | "catalogue" | "change" | "take" | "adapt" | null>(null);

export function closeCatalogue(): void {
  isCatalogueOpen.value = false;
  offers.value = null;
  change.value = null;
  catalogueProblem.value = null;
}

export async function loadShelf(): Promise<void> {
  shelf.value = (await asked("shelf", () => station.shelf())) ?? shelf.peek();
}

export async function openCatalogue(fingerprint: string): Promise<void> {
  change.value = null;
  offers.value = (await asked("catalogue", () => station.catalogue(fingerprint))) ?? offers.peek();
}

/** Whether it is trusted now. */
export async function trustCatalogue(address: string, fingerprint: string): Promise<boolean> {
  const body = { address, fingerprint: fingerprint === "" ? null : fingerprint };
  const found = await asked("catalogue", () => station.trustCatalogue(body));
  if (found) offers.value = found;
  return found !== null;
}

export async function readChange(template: string): Promise<void> {
  const fingerprint = offers.peek()?.catalogue.fingerprint;
  if (fingerprint === undefined) return;
  change.value = await asked("change", () => station.templateChange(fingerprint, template));
}

/** Takes what was read about, and nothing else: the station refuses another package than that. */
export async function takeChange(): Promise<void> {
  const [read, fingerprint] = [change.peek(), offers.peek()?.catalogue.fingerprint];
  if (read === null || fingerprint === undefined) return;
  const { id, version, sha256 } = read;
  const taken = await asked("take", () => station.takeTemplate(fingerprint, { template: id, version, sha256 }));
  if (taken === null) return;
  change.value = null;
  await openCatalogue(fingerprint);
}

/** Whether the values were set. */
export async function adapt(template: string, values: Record<string, number | boolean | null>): Promise<boolean> {
  const done = await asked("adapt", () => station.adaptTemplate({ template, values }));
  if (done) await loadShelf();
  return done !== null;
}

async function asked<T>(what: NonNullable<typeof waitsFor.value>, request: () => Promise<Answer<T>>): Promise<T | null> {
  waitsFor.value = what;
  catalogueProblem.value = null;
  const answer = await request();
  waitsFor.value = null;
  if (!answer.ok) catalogueProblem.value = answer.problem;
  return answer.ok ? answer.value : null;
}

/** Templates that a search finds: every word somewhere in title, purpose, publisher or id. */
export function found(templates: ReadonlyArray<ShelfTemplate>, search: string): ReadonlyArray<ShelfTemplate> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter((template) => {
    const text = [template.title, template.description, template.maintainer, template.id, ...template.used_by].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
