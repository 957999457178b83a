import { FluentBundle, FluentResource } from "@fluent/bundle";
import { expect, test } from "vitest";
import sourceOfMessages from "./messages.ts?raw";

const FILES = import.meta.glob<string>("../../../ground_station/messages/*/*.ftl", { query: "?raw", import: "default", eager: true });
const SOURCES = import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });
const STATION = import.meta.glob<string>(["../../../{ground_station,missions,vision}/**/*.py"], { query: "?raw", import: "default", eager: true });

/** The files that the page is built with; the others are the station's own. */
const OURS = new Set(/messages\/\*\/\{([\w,]+)\}\.ftl/.exec(sourceOfMessages)?.[1]?.split(",") ?? []);

const nameOf = (path: string) => path.split("/").at(-1)!.replace(".ftl", "");
const tagOf = (path: string) => path.split("/").at(-2) ?? "";
const textOf = (tag: string, isWanted: (name: string) => boolean = () => true) =>
  Object.entries(FILES)
    .filter(([path]) => tagOf(path) === tag && isWanted(nameOf(path)))
    .map(([, text]) => text)
    .join("\n");
const idsOf = (text: string) => [...text.matchAll(/^([a-z][\w-]*) =/gm)].map(([, id]) => id!);
/** Id, what it takes and which attributes it has, of every message. */
const shapesOf = (text: string) =>
  `\n${text}`
    .split(/\n(?=[a-z][\w-]* =)/)
    .slice(1)
    .map((message) => ({
      id: idsOf(message)[0]!,
      takes: [...new Set([...message.matchAll(/\{\s*\$(\w+)/g)].map(([, name]) => name))].sort(),
      attributes: [...message.matchAll(/^\s+\.(\w+) =/gm)].map(([, name]) => name),
    }));

test("there are files in three languages, the same ones, and the console's are among them", () => {
  const filesOf = (tag: string) => Object.keys(FILES).filter((path) => tagOf(path) === tag).map(nameOf).sort();

  expect([...new Set(Object.keys(FILES).map(tagOf))].sort()).toEqual(["en", "nb", "nn"]);
  expect(filesOf("nn")).toEqual(filesOf("nb"));
  expect(filesOf("en")).toEqual(filesOf("nb"));
  expect([...OURS].filter((name) => !filesOf("nb").includes(name))).toEqual([]);
  expect(OURS.size).toBeGreaterThan(4);
});

test.each(["nn", "en"])("%s has the messages of bokmål, which take the same and have the same attributes", (tag) => {
  const isOurs = (name: string) => name !== "reasons";

  expect(shapesOf(textOf(tag, isOurs))).toEqual(shapesOf(textOf("nb", isOurs)));
});

test("every reason in English is there in bokmål and nynorsk, which may leave out what is said in English only", () => {
  const [en, nb, nn] = ["en", "nb", "nn"].map((tag) => shapesOf(textOf(tag, (name) => name === "reasons")));
  const taken = new Map(en!.map(({ id, takes }) => [id, takes]));

  expect(nb).toEqual(nn);
  expect(nb!.map(({ id }) => id)).toEqual(en!.map(({ id }) => id));
  for (const { id, takes } of nb!) expect(taken.get(id)).toEqual(expect.arrayContaining(takes));
});

test("no message stands in two files", () => {
  const ids = idsOf(textOf("nb"));

  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test("every message is read without an error", () => {
  for (const tag of ["nb", "nn", "en"]) expect(new FluentBundle(tag).addResource(new FluentResource(textOf(tag)))).toEqual([]);
});

const console_ = Object.values(SOURCES).join("\n");

test("every message that the console asks for is in the files that it is built with", () => {
  const ids = new Set(idsOf(textOf("nb", (name) => OURS.has(name))));

  const wanted = [...console_.matchAll(/\b(?:t|tOr|remedyOf)\(\s*"([\w-]+)"/g)].map(([, id]) => id!);

  expect(wanted.length).toBeGreaterThan(300);
  expect(wanted.filter((id) => !ids.has(id))).toEqual([]);
});

test("no message is left over, in the console's files or in the station's", () => {
  const station = Object.values(STATION).join("\n");
  // Words whose end is data: `mode-${...}`, f"check-{...}", and the station's sentences that the console finds by their start.
  const families = [
    ...[...console_.matchAll(/`([\w-]+-)\$\{/g)].map(([, start]) => start!),
    ...[...console_.matchAll(/englishOf\(\/\^\(?([\w|]+)\)?-\//g)].flatMap(([, starts]) => starts!.split("|").map((start) => `${start}-`)),
  ];
  const theirs = [...station.matchAll(/"([a-z][\w-]*-)(?:\{|" \+)/g)].map(([, start]) => start!);
  const isUsed = (id: string, isOurs: boolean) =>
    console_.includes(`"${id}"`) ||
    families.some((start) => id.startsWith(start)) ||
    // What both say stands in one file.
    (!isOurs && (['"', ".", "{"].some((end) => station.includes(`"${id}${end}`)) || theirs.some((start) => id.startsWith(start))));

  const ours = idsOf(textOf("nb", (name) => OURS.has(name))).filter((id) => !isUsed(id, true));
  const others = idsOf(textOf("nb", (name) => !OURS.has(name))).filter((id) => !isUsed(id, false));

  expect(ours).toEqual([]);
  expect(others).toEqual([]);
});
