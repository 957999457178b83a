import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Problem } from "../connection/http";
import { clock, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import { sentence, weight, who } from "../parts/log_words";
import type { Event } from "../protocol";
import { guest } from "../state/guest";
import { past, picture } from "../state/incident";
import { isLogOpen, layout } from "../state/layout";
import { say } from "../state/outbox";
import { may } from "../state/session";
import { Empty } from "./FindingsPanel";
import { TimeBar } from "./TimeBar";

const SHOWN = 200;
const onlyImportant = signal(false);

/** One line with the newest entry; opens to the whole log. */
export function LogBar() {
  const newest = picture.value?.log.at(-1);
  return (
    <footer class="log-bar">
      <button
        type="button"
        class="log-toggle"
        aria-expanded={isLogOpen.value}
        onClick={() => (isLogOpen.value = !isLogOpen.value)}
      >
        <Icon name="log" />
        <strong>{t("log")}</strong>
        {!isLogOpen.value && (newest ? <Line event={newest} /> : <span class="quiet">{t("log-none")}</span>)}
        <span class="spacer" />
        <Icon name={isLogOpen.value ? "down" : "up"} />
      </button>
      {isLogOpen.value && <LogList />}
    </footer>
  );
}

/** Newest first. */
export function LogList() {
  const log = picture.value?.log ?? [];
  const lines = (onlyImportant.value ? log.filter((event) => weight(event) !== "plain") : log).slice(-SHOWN).reverse();
  return (
    <section class="panel log" aria-label={t("log")}>
      <header class="panel-head">
        <div class="segments is-small" role="group" aria-label={t("log-filter")}>
          <button type="button" aria-pressed={!onlyImportant.value} onClick={() => (onlyImportant.value = false)}>
            {t("log-all")}
          </button>
          <button type="button" aria-pressed={onlyImportant.value} onClick={() => (onlyImportant.value = true)}>
            {t("log-important")}
          </button>
        </div>
      </header>
      {layout.value === "sheet" && !past.value && guest.value === null && <TimeBar />}
      {(may("direct") || may("judge")) && !past.value && <NoteForm />}
      {lines.length === 0 && <Empty title={t("log-none")} detail={t("log-none-detail")} />}
      <ol class="log-lines">
        {lines.map((event) => (
          <li key={event.seq}>
            <Line event={event} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Free text in the log, also while the station is out of reach. */
function NoteForm() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const write = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = String(new FormData(form).get("text") ?? "").trim();
    if (!text) return;
    const why = await say({ what: "note", text });
    setProblem(why);
    if (!why) form.reset();
  };
  return (
    <form class="note-form" onSubmit={write}>
      <input name="text" maxLength={2000} aria-label={t("note-text")} placeholder={t("note-text")} autocomplete="off" />
      <button type="submit" class="button">
        {t("note-write")}
      </button>
      {problem && <ProblemNote problem={problem} />}
    </form>
  );
}

function Line({ event }: { event: Event }) {
  const actor = who(event);
  return (
    <span class="log-line" data-weight={weight(event)}>
      <time class="tabular" dateTime={event.at}>
        {clock(event.at)}
      </time>
      <span class="log-text">
        {weight(event) === "warning" && <Icon name="warning" size={15} />} {sentence(event)}
        {actor && <span class="log-actor"> – {actor}</span>}
      </span>
    </span>
  );
}
