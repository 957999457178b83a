import { signal } from "@preact/signals";

export type Layout = "wide" | "sheet";
export type Sheet = "map" | "findings" | "aircraft" | "thermal" | "log" | "flight";
export type Workspace = "command" | "flight";

const wide = matchMedia("(min-width: 1200px)");
const narrow = matchMedia("(max-width: 699px)");

/** Three columns, or the map and one sheet at a time. */
export const layout = signal<Layout>(wide.matches ? "wide" : "sheet");
/** So narrow that a sheet hides the map. */
export const isNarrow = signal(narrow.matches);
/** On a phone the list comes first. */
export const sheet = signal<Sheet>(narrow.matches ? "findings" : "map");
export const workspace = signal<Workspace>("command");
export const isLogOpen = signal(false);

wide.addEventListener("change", () => {
  layout.value = wide.matches ? "wide" : "sheet";
});
narrow.addEventListener("change", () => {
  isNarrow.value = narrow.matches;
});
