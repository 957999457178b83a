import { useState } from "preact/hooks";
import type { Problem } from "../connection/http";
import { age, clock, number, t, when } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { PositionWords } from "../parts/PositionWords";
import { ProblemNote } from "../parts/ProblemNote";
import { temperature } from "../parts/words";
import { ageS } from "../picture/live_state";
import type { Finding, Review } from "../protocol";
import { judgementOf } from "../offline/unsent";
import { AssignForm } from "./AssignForm";
import { BestPicture } from "./BestPicture";
import { Cooling } from "./Cooling";
import { live, past } from "../state/incident";
import { shows } from "../state/guest";
import { say, waitingToSend } from "../state/outbox";
import { may } from "../state/session";
import { shownNowMs } from "../state/time";

/** Everything that is known of a finding, and what one may say about it. */
export function FindingDetail({ finding }: { finding: Finding }) {
  return (
    <div class="finding-detail">
      <dl class="facts tabular">
        <Fact name={t("detail-position")}>
          <PositionWords place={finding} />
        </Fact>
        <Fact name={t("detail-uncertainty")}>
          {t("detail-ellipse", {
            major: number(finding.ellipse.semi_major_m, 1),
            minor: number(finding.ellipse.semi_minor_m, 1),
          })}
        </Fact>
        {finding.peak_celsius !== null && (
          <Fact name={t("detail-temperature")}>
            {temperature(finding)}
            {finding.last_celsius !== null && <> · {t("detail-last-celsius", { degrees: number(finding.last_celsius) })}</>}
          </Fact>
        )}
        <Fact name={t("detail-height")}>{t("detail-altitude", { metres: number(finding.altitude_amsl_m) })}</Fact>
        {finding.area_m2 !== null && <Fact name={t("detail-size")}>{number(finding.area_m2, 1)} m²</Fact>}
        {finding.length_m !== null && (
          <Fact name={t("detail-length")}>{t("detail-metres", { metres: number(finding.length_m) })}</Fact>
        )}
        {finding.is_moving && <Fact name={t("detail-moves")}>{t("detail-moves-words")}</Fact>}
        <Fact name={t("detail-confidence")}>{number(finding.confidence * 100)} %</Fact>
        <Fact name={t("detail-seen-by")}>
          {letters(finding)} · {t("passes", { count: finding.passes })}
        </Fact>
        <Seen name={t("detail-first")} at={finding.first_seen_at} />
        <Seen name={t("detail-last")} at={finding.last_seen_at} />
        {finding.reviewed_by && (
          <Fact name={t("detail-reviewed")}>
            {t(`status-${finding.status}`)} – {finding.reviewed_by}
            {finding.note && <em>: {finding.note}</em>}
          </Fact>
        )}
        {finding.assigned_to && (
          <Fact name={t("detail-assigned")}>
            <strong>{finding.assigned_to}</strong> – {finding.assigned_by}
            {finding.assigned_at && <>, {when(finding.assigned_at)}</>}
          </Fact>
        )}
      </dl>
      {finding.best_look && shows("thermal") && <BestPicture finding={finding} look={finding.best_look} />}
      {!past.value && finding.peak_celsius !== null && <Cooling finding={finding} />}
      {past.value ? (
        <p class="quiet">{t("replay-no-changes")}</p>
      ) : may("judge") ? (
        <Verdicts finding={finding} />
      ) : (
        <p class="quiet">{t("review-not-allowed")}</p>
      )}
    </div>
  );
}

function letters(finding: Finding): string {
  return finding.vehicles.map((id) => live.value.vehicles.get(id)?.letter ?? String(id)).join(", ");
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Seen({ name, at }: { name: string; at: string }) {
  return (
    <Fact name={name}>
      {clock(at)} ({t("ago", { age: age(ageS(at, shownNowMs.value)) })})
    </Fact>
  );
}

type Verdict = Review["verdict"];

function Verdicts({ finding }: { finding: Finding }) {
  const [busy, setBusy] = useState<Verdict | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isAssigning, setAssigning] = useState(false);
  const verdicts: ReadonlyArray<Verdict> =
    finding.kind === "hotspot" ? ["confirmed", "assigned", "extinguished", "dismissed"] : ["confirmed", "assigned", "dismissed"];

  const judge = async (verdict: Verdict, assignee: string | null = null) => {
    setBusy(verdict);
    const { id, number } = finding;
    const why = await say({ what: "review", finding: id, number, verdict, assignee, was: judgementOf(finding) });
    setProblem(why);
    setBusy(null);
    if (!why) setAssigning(false);
  };

  return (
    <>
      <div class="verdicts" role="group" aria-label={t("review-of", { number: finding.number })}>
        {verdicts.map((verdict) => (
          <button
            type="button"
            key={verdict}
            class="button"
            data-verdict={verdict}
            aria-pressed={finding.status === verdict}
            disabled={busy !== null}
            aria-expanded={verdict === "assigned" ? isAssigning : undefined}
            onClick={() => (verdict === "assigned" ? setAssigning(!isAssigning) : void judge(verdict))}
          >
            {busy === verdict ? t("review-busy") : t(`review-${verdict}`)}
          </button>
        ))}
      </div>
      {isAssigning && <AssignForm finding={finding} isBusy={busy !== null} give={(name) => void judge("assigned", name)} />}
      {waitingToSend.value.map(
        ({ unsent }) =>
          unsent.what === "review" &&
          unsent.finding === finding.id && (
            <p class="unsent-note" key={unsent.key}>
              <Icon name="noLink" size={16} /> {t("unsent-review", { verdict: t(`review-${unsent.verdict}`) })}
            </p>
          ),
      )}
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}
