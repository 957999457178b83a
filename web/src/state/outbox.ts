import { computed, effect, signal } from "@preact/signals";
import { type Answer, type Problem, station } from "../connection/http";
import { keep, kept } from "../offline/store";
import { type Said, type Unsent, type Way, wayFor, withLetter } from "../offline/unsent";
import { connection, isCaughtUp, present } from "./incident";
import { me } from "./session";

const KEY = "outbox";

export const unsent = signal<ReadonlyArray<Unsent>>([]);
/** Why the station will not have it; by key. */
export const refusals = signal<ReadonlyMap<string, Problem>>(new Map());
/** Conflicts that somebody has decided to send all the same. */
const insisted = signal<ReadonlySet<string>>(new Set());

/** Mine, of this incident, with what is to be done about each. */
export const waitingToSend = computed<ReadonlyArray<{ readonly unsent: Unsent; readonly way: Way }>>(() => {
  const picture = present.value;
  const name = me.value?.name;
  return unsent.value
    .filter(({ by, incident }) => by === name && incident === picture?.incident.id)
    .map((each) => ({ unsent: each, way: picture && !insisted.value.has(each.key) ? wayFor(each, picture) : { kind: "send" } }));
});

/** Says it to the station, or keeps it until the station is heard; a problem only when the station said no. */
export async function say(said: Said): Promise<Problem | null> {
  const incident = present.peek()?.incident.id;
  const by = me.peek()?.name;
  if (!incident || !by) return null;
  const letter: Unsent = { key: newKey(), incident, by, saidAt: new Date().toISOString(), ...said };
  if (connection.peek().kind !== "live") {
    await put(withLetter(unsent.peek(), letter));
    return null;
  }
  const answer = await send(letter);
  if (answer.ok) return null;
  if (!isOutOfReach(answer.problem)) return answer.problem;
  await put(withLetter(unsent.peek(), letter));
  return null;
}

/** Send it although others have judged since. */
export function insist(key: string): void {
  insisted.value = new Set([...insisted.peek(), key]);
  void flush();
}

export async function drop(key: string): Promise<void> {
  await put(unsent.peek().filter((each) => each.key !== key));
}

/** Reads what was kept, and sends it whenever the station is heard again and its picture is whole. */
export function startOutbox(): void {
  void kept<ReadonlyArray<Unsent>>(KEY).then((before) => {
    if (before) unsent.value = [...before, ...unsent.peek()];
  });
  effect(() => {
    if (isCaughtUp.value && connection.value.kind === "live" && waitingToSend.value.length > 0) void flush();
  });
}

let isFlushing = false;

async function flush(): Promise<void> {
  if (isFlushing) return;
  isFlushing = true;
  try {
    for (const { unsent: letter, way } of waitingToSend.peek()) {
      if (refusals.peek().has(letter.key)) continue;
      if (way.kind === "done") await drop(letter.key);
      if (way.kind !== "send") continue;
      const answer = await send(letter);
      if (answer.ok) await drop(letter.key);
      else if (isOutOfReach(answer.problem)) return;
      else refusals.value = new Map(refusals.peek()).set(letter.key, answer.problem);
    }
  } finally {
    isFlushing = false;
  }
}

function send(letter: Unsent): Promise<Answer<unknown>> {
  const { incident, key } = letter;
  switch (letter.what) {
    case "review":
      return station.review(incident, letter.finding, { verdict: letter.verdict, assignee: letter.assignee ?? null }, key);
    case "mark":
      return station.mark(incident, letter.mark, key);
    case "note":
      return station.note(incident, letter.text, key);
  }
}

/** Not reached, or a relay on the way that did not reach the station. */
const isOutOfReach = ({ status }: Problem) => status === 0 || (status >= 502 && status <= 504);

async function put(letters: ReadonlyArray<Unsent>): Promise<void> {
  unsent.value = letters;
  await keep(KEY, letters);
}

/** Not `crypto.randomUUID`: a page that came over plain HTTP has none. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
