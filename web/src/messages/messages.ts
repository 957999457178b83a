import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { language, type Language } from "../state/preferences";

const FILES = import.meta.glob<string>("../../../ground_station/messages/*/{aircraft,commander,console,crew,offline,reasons,safety}.ftl", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** For numbers and plurals; Chromium has no data of its own for nynorsk, whose rules are those of bokmål. */
const LOCALES: Readonly<Record<Language, string>> = { nb: "nb-NO", nn: "nb-NO", en: "en-GB" };

const bundles = new Map<string, FluentBundle>();
for (const [path, text] of Object.entries(FILES)) {
  const tag = path.split("/").at(-2) ?? "";
  const bundle = bundles.get(tag) ?? new FluentBundle(LOCALES[tag as Language] ?? tag, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  bundles.set(tag, bundle);
}

type Arguments = Record<string, FluentVariable>;

/** The message in the chosen language; a component that calls it is drawn again when the language changes. */
export function t(id: string, args?: Arguments): string {
  return find(id, args) ?? id;
}

/** As `t`, or `otherwise` for words that come from an aircraft or a newer station. */
export function tOr(id: string, otherwise: string, args?: Arguments): string {
  return find(id, args) ?? otherwise;
}

function find(id: string, args?: Arguments): string | null {
  const bundle = bundles.get(language.value);
  const message = bundle?.getMessage(id);
  return bundle && message?.value ? bundle.formatPattern(message.value, args) : null;
}

/** The English messages whose id begins so, as they stand in their file: id and text. */
export function englishOf(start: RegExp): ReadonlyArray<readonly [id: string, text: string]> {
  const texts = Object.entries(FILES).flatMap(([path, text]) => (path.split("/").at(-2) === "en" ? text.split("\n") : []));
  const messages = texts.map((line) => line.split(/ = (.*)/s)).filter(([id]) => start.test(id ?? ""));
  return messages.map(([id = "", text = ""]) => [id, text]);
}

/** What to do about it: the message's `.remedy`, or null where it has none. */
export function remedyOf(id: string): string | null {
  const bundle = bundles.get(language.value);
  const pattern = bundle?.getMessage(id)?.attributes["remedy"];
  return bundle && pattern ? bundle.formatPattern(pattern) : null;
}

const formats = new Map<string, Intl.NumberFormat>();

/** A format is dear to make, and every row of every list asks for one twice a second: each is made once. */
export function number(value: number, digits = 0): string {
  const key = `${language.value}/${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALES[language.value], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      // No "−0 m" where something stands on the ground.
      signDisplay: "negative",
    });
    formats.set(key, format);
  }
  return format.format(value);
}

/** 24-hour clock with seconds, local time. */
export function clock(at: string | number): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour12: false });
}

/** To the minute, with the date when it is not today. */
export function when(at: string | number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString("en-GB", { hour12: false, hour: "2-digit", minute: "2-digit" });
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? time : `${moment.getDate()}.${moment.getMonth() + 1}. ${time}`;
}

export function age(seconds: number): string {
  if (seconds < 100) return t("age-seconds", { n: number(Math.floor(seconds)) });
  if (seconds < 100 * 60) return t("age-minutes", { n: number(Math.floor(seconds / 60)) });
  return t("age-hours", { h: number(Math.floor(seconds / 3600)), m: number(Math.floor((seconds % 3600) / 60)) });
}
