import { expect, test } from "vitest";
import type { IncidentPicture } from "../picture/picture";
import { type Unsent, wayFor, withLetter } from "./unsent";

const review: Unsent = {
  key: "k",
  incident: "i",
  by: "ola",
  saidAt: "2026-06-01T12:00:00Z",
  what: "review",
  finding: "f",
  number: 3,
  verdict: "confirmed",
  was: { status: "found", by: null },
};
const pictureWith = (status: string, by: string | null) =>
  ({ findings: new Map([["f", { id: "f", status, reviewed_by: by }]]) }) as unknown as IncidentPicture;

test("a judgement of what nobody has judged since is sent", () => {
  expect(wayFor(review, pictureWith("found", null))).toEqual({ kind: "send" });
});

test("what is so already is not said again", () => {
  expect(wayFor(review, pictureWith("confirmed", "kari"))).toEqual({ kind: "done" });
});

test("given to another crew in the meantime is not yet given to ours", () => {
  const giving = { ...review, verdict: "assigned", assignee: "Lag 2" } as Unsent;
  const given = (to: string) => ({ findings: new Map([["f", { id: "f", status: "assigned", reviewed_by: "kari", assigned_to: to }]]) }) as unknown as IncidentPicture;

  expect(wayFor(giving, given("Lag 2"))).toEqual({ kind: "done" });
  expect(wayFor(giving, given("Lag 1")).kind).toBe("conflict");
});

test("another judgement in the meantime is a conflict, also when it is of the same kind by somebody else", () => {
  const second = { ...review, was: { status: "dismissed", by: "kari" } } as Unsent;

  expect(wayFor(review, pictureWith("dismissed", "kari"))).toEqual({ kind: "conflict", now: { status: "dismissed", by: "kari" } });
  expect(wayFor(second, pictureWith("dismissed", "per"))).toEqual({ kind: "conflict", now: { status: "dismissed", by: "per" } });
});

test("a finding that has become one with another is gone", () => {
  expect(wayFor(review, { findings: new Map() } as unknown as IncidentPicture)).toEqual({ kind: "gone" });
});

test("a mark and a note are sent", () => {
  const note: Unsent = { key: "k", incident: "i", by: "ola", saidAt: "", what: "note", text: "Slange lagt" };

  expect(wayFor(note, pictureWith("found", null))).toEqual({ kind: "send" });
});

test("of two judgements of one finding by one person the later is sent, and those of others stay", () => {
  const later = { ...review, key: "l", verdict: "dismissed" } as Unsent;
  const other = { ...review, key: "o", finding: "g" } as Unsent;
  const hers = { ...review, key: "h", by: "kari" } as Unsent;

  expect(withLetter([review, other, hers], later).map(({ key }) => key)).toEqual(["o", "h", "l"]);
});
