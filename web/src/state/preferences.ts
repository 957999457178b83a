import { effect, type Signal, signal } from "@preact/signals";
import { POSITION_FORMS, type PositionForm } from "../picture/position";

export type Language = "nb" | "nn" | "en";
export type ThemeChoice = "auto" | "day" | "night" | "contrast";
export type Theme = "day" | "night" | "contrast";
export type Order = "newest" | "hottest";

export const LANGUAGES: ReadonlyArray<Language> = ["nb", "nn", "en"];
export const THEME_CHOICES: ReadonlyArray<ThemeChoice> = ["auto", "day", "night", "contrast"];

export const language = remembered<Language>("varde.language", "nb", LANGUAGES);
export const themeChoice = remembered<ThemeChoice>("varde.theme", "auto", THEME_CHOICES);
export const order = remembered<Order>("varde.order", "newest", ["newest", "hottest"]);
export const wantsSound = remembered<"on" | "off">("varde.sound", "on", ["on", "off"]);
export const wantsVibration = remembered<"on" | "off">("varde.vibration", "on", ["on", "off"]);
export const positionForm = remembered<PositionForm>("varde.position", "utm", POSITION_FORMS);
export const showsLegend = remembered<"on" | "off">("varde.legend", "off", ["on", "off"]);
export const showsDismissed = signal(false);
export const showsSeen = signal(true);

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const systemWantsContrast = matchMedia("(prefers-contrast: more)");
export const theme = signal<Theme>(resolved(themeChoice.peek()));

function resolved(choice: ThemeChoice): Theme {
  if (choice !== "auto") return choice;
  return systemWantsContrast.matches ? "contrast" : systemIsDark.matches ? "night" : "day";
}

/** Keeps the page's language and theme in step with the choices. */
export function startPreferences(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
  effect(() => {
    theme.value = resolved(themeChoice.value);
  });
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
  for (const wish of [systemIsDark, systemWantsContrast]) {
    wish.addEventListener("change", () => {
      theme.value = resolved(themeChoice.value);
    });
  }
}

function remembered<T extends string>(key: string, first: T, allowed: ReadonlyArray<T>): Signal<T> {
  const stored = read(key);
  const value = signal<T>(allowed.find((word) => word === stored) ?? first);
  effect(() => write(key, value.value));
  return value;
}

/** Storage may be forbidden or full; what is remembered is a comfort, never a condition. */
export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
