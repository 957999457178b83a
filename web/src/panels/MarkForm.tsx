import { useState } from "preact/hooks";
import type { Problem } from "../connection/http";
import { t } from "../messages/messages";
import { ProblemNote } from "../parts/ProblemNote";
import { say } from "../state/outbox";
import { choose, draft } from "../state/tool";

export const MARK_KINDS = ["command_post", "water", "danger", "note"] as const;

/** Touch the map, say what it is, done. */
export function MarkForm() {
  const [kind, setKind] = useState<string>("command_post");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const place = draft.value[0];

  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!place) return;
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get("text") ?? "").trim();
    setBusy(true);
    const why = await say({ what: "mark", mark: { kind, text, geometry: { type: "Point", coordinates: place } } });
    setBusy(false);
    if (why) setProblem(why);
    else choose(null);
  };

  return (
    <form class="card mark-form" onSubmit={add} aria-label={t("mark-add")}>
      <p role="status">{t(place ? "mark-placed" : "mark-hint")}</p>
      <div class="mark-kinds" role="group" aria-label={t("mark-kind")}>
        {MARK_KINDS.map((name) => (
          <button type="button" class="button" key={name} aria-pressed={kind === name} onClick={() => setKind(name)}>
            <b>{t(`mark-short-${name}`)}</b> {t(`mark-${name}`)}
          </button>
        ))}
      </div>
      <label>
        {t("mark-text")}
        <input name="text" maxLength={200} />
      </label>
      {problem && <ProblemNote problem={problem} />}
      <div class="form-actions">
        <button type="button" class="button" onClick={() => choose(null)}>
          {t("cancel")}
        </button>
        <button type="submit" class="button is-primary" disabled={!place || isBusy}>
          {t("mark-save")}
        </button>
      </div>
    </form>
  );
}
