import { clock, t, tOr } from "../messages/messages";
import type { Unsent, Way } from "../offline/unsent";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import { connection } from "../state/incident";
import { drop, insist, refusals, waitingToSend } from "../state/outbox";

/** What was said on this screen and has not reached the station, and what people must decide about. */
export function OutboxStrip() {
  const letters = waitingToSend.value;
  if (letters.length === 0) return null;
  return (
    <section class="outbox-strip" aria-label={t("unsent")}>
      <p role="status">
        <Icon name="upload" size={18} />{" "}
        <strong>{t("unsent-count", { count: letters.length })}</strong>{" "}
        {connection.value.kind !== "live" && t("unsent-later")}
      </p>
      <ul>
        {letters.map(({ unsent, way }) => (
          <Letter key={unsent.key} unsent={unsent} way={way} />
        ))}
      </ul>
    </section>
  );
}

function Letter({ unsent, way }: { unsent: Unsent; way: Way }) {
  const refusal = refusals.value.get(unsent.key);
  const isLive = connection.value.kind === "live";
  return (
    <li data-way={refusal ? "refused" : way.kind} data-what={unsent.what}>
      <span>
        <span class="tabular">{clock(unsent.saidAt)}</span> {words(unsent)}
        {way.kind === "conflict" && (
          <strong>
            {" "}
            {t("unsent-conflict", { status: t(`status-${way.now.status}`), name: way.now.by ?? "–" })}
          </strong>
        )}
        {way.kind === "gone" && <strong> {t("unsent-gone")}</strong>}
      </span>
      {refusal && <ProblemNote problem={refusal} />}
      {(refusal || way.kind === "conflict" || way.kind === "gone") && (
        <span class="outbox-actions">
          {way.kind === "conflict" && isLive && !refusal && (
            <button type="button" class="button" onClick={() => insist(unsent.key)}>
              {t("unsent-insist", { what: verdictOf(unsent) })}
            </button>
          )}
          <button type="button" class="button" onClick={() => void drop(unsent.key)}>
            {way.kind === "conflict" ? t("unsent-keep-theirs", { status: t(`status-${way.now.status}`) }) : t("unsent-drop")}
          </button>
        </span>
      )}
    </li>
  );
}

const verdictOf = (unsent: Unsent) => (unsent.what === "review" ? t(`review-${unsent.verdict}`) : "");

function words(unsent: Unsent): string {
  switch (unsent.what) {
    case "review":
      return `${t("finding-number", { number: unsent.number })} ${t(`review-${unsent.verdict}`)}`;
    case "mark":
      return `${tOr(`mark-${unsent.mark.kind}`, unsent.mark.kind)} ${unsent.mark.text}`;
    case "note":
      return unsent.text;
  }
}
