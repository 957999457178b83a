import { FluentBundle, FluentResource } from "@fluent/bundle";
import { expect, test } from "vitest";

const FILES = import.meta.glob<string>("../../../ground_station/messages/*/{console,commander,crew,offline}.ftl", {
  query: "?raw",
  import: "default",
  eager: true,
});
const SOURCES = import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!../**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

const texts: Record<string, string> = {};
for (const [path, text] of Object.entries(FILES)) {
  const tag = path.split("/").at(-2) ?? "";
  texts[tag] = `${texts[tag] ?? ""}\n${text}`;
}
const idsOf = (text: string) => [...text.matchAll(/^([a-z][\w-]*) =/gm)].map(([, id]) => id!);
const variablesOf = (text: string, id: string) => {
  const start = text.indexOf(`\n${id} =`);
  const body = `\n${text}`.slice(start + 1).split(/\n(?=\S)/)[1] ?? "";
  return [...new Set([...body.matchAll(/\$(\w+)/g)].map(([, name]) => name))].sort();
};

test("the three languages have the same messages with the same variables", () => {
  const ids = idsOf(texts["nb"]!);

  expect(Object.keys(texts).sort()).toEqual(["en", "nb", "nn"]);
  for (const tag of ["nn", "en"]) {
    expect(idsOf(texts[tag]!)).toEqual(ids);
    for (const id of ids) expect([tag, id, variablesOf(texts[tag]!, id)]).toEqual([tag, id, variablesOf(texts["nb"]!, id)]);
  }
});

test("every message is read without an error", () => {
  for (const text of Object.values(texts)) expect(new FluentBundle("nb").addResource(new FluentResource(text))).toEqual([]);
});

test("every message that the console asks for is there, and none is left over", () => {
  const ids = new Set(idsOf(texts["nb"]!));
  const code = Object.values(SOURCES).join("\n");

  const wanted = [...code.matchAll(/\bt\(\s*"([\w-]+)"/g)].map(([, id]) => id!);
  const missing = wanted.filter((id) => !ids.has(id));
  // Words whose end is data: `mode-${...}`, `status-${...}`.
  const families = [...code.matchAll(/`([\w-]+-)\$\{/g)].map(([, start]) => start!);
  const unused = [...ids].filter((id) => !code.includes(`"${id}"`) && !families.some((start) => id.startsWith(start)));

  expect(missing).toEqual([]);
  expect(unused).toEqual([]);
});
