import { useEffect, useRef } from "preact/hooks";
import { age, t } from "../messages/messages";
import { FindingSymbol } from "../parts/FindingSymbol";
import { findingTitle, uncertainty } from "../parts/words";
import { ageS } from "../picture/live_state";
import { spokenPosition } from "../picture/position";
import type { Finding } from "../protocol";
import { waiting } from "../state/alerts";
import { live, picture } from "../state/incident";
import { order, type Order, positionForm, showsDismissed } from "../state/preferences";
import { selected, selectFinding } from "../state/selection";
import { shownNowMs } from "../state/time";
import { FindingDetail } from "./FindingDetail";
import { OnMap } from "./OnMap";
import { OwnLayers } from "./OwnLayers";

/** The list that says the same as the map. */
export function FindingsPanel() {
  if (!picture.value) return <Empty title={t("picture-loading")} detail={t("picture-loading-detail")} />;
  const findings = [...picture.value.findings.values()];
  const dismissed = findings.filter((finding) => finding.status === "dismissed");
  const fresh = new Set(waiting.value.map(({ id }) => id));
  const shown = inOrder(
    findings.filter((finding) => finding.status !== "dismissed"),
    fresh,
  );
  return (
    <section class="panel findings" aria-labelledby="findings-title">
      <header class="panel-head">
        <h2 id="findings-title">
          {t("findings")} <span class="count tabular">{shown.length}</span>
        </h2>
        {shown.length > 1 && <OrderSwitch />}
      </header>
      {findings.length === 0 && <NoFindings />}
      <ul class="rows">
        {shown.map((finding) => (
          <Row key={finding.id} finding={finding} isNew={fresh.has(finding.id)} />
        ))}
      </ul>
      {dismissed.length > 0 && (
        <>
          <button
            type="button"
            class="button is-quiet is-wide"
            aria-expanded={showsDismissed.value}
            onClick={() => (showsDismissed.value = !showsDismissed.value)}
          >
            {t(showsDismissed.value ? "dismissed-hide" : "dismissed-show", { count: dismissed.length })}
          </button>
          {showsDismissed.value && (
            <ul class="rows">
              {dismissed.map((finding) => (
                <Row key={finding.id} finding={finding} isNew={false} />
              ))}
            </ul>
          )}
        </>
      )}
      <OnMap />
      <OwnLayers />
    </section>
  );
}

/** What waits for an answer first; then as chosen. */
function inOrder(findings: Finding[], fresh: ReadonlySet<string>): Finding[] {
  const byChoice: Record<Order, (a: Finding, b: Finding) => number> = {
    newest: (a, b) => b.number - a.number,
    hottest: (a, b) => (b.peak_celsius ?? -Infinity) - (a.peak_celsius ?? -Infinity) || b.number - a.number,
  };
  const waits = (finding: Finding) => (fresh.has(finding.id) ? 0 : 1);
  return findings.sort((a, b) => waits(a) - waits(b) || byChoice[order.value](a, b));
}

function OrderSwitch() {
  const choices: ReadonlyArray<Order> = ["newest", "hottest"];
  return (
    <div class="segments is-small" role="group" aria-label={t("order")}>
      {choices.map((choice) => (
        <button
          type="button"
          key={choice}
          aria-pressed={order.value === choice}
          onClick={() => (order.value = choice)}
        >
          {t(`order-${choice}`)}
        </button>
      ))}
    </div>
  );
}

function Row({ finding, isNew }: { finding: Finding; isNew: boolean }) {
  const isSelected = selected.value?.kind === "finding" && selected.value.id === finding.id;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) item.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  return (
    <li ref={item} class={`finding${isNew ? " is-new" : ""}${isSelected ? " is-selected" : ""}`} data-status={finding.status}>
      <button
        type="button"
        class="finding-row"
        aria-expanded={isSelected}
        data-finding={finding.number}
        onClick={() => (isSelected ? (selected.value = null) : selectFinding(finding.id, finding))}
      >
        <FindingSymbol finding={finding} />
        <span class="finding-words">
          <span class="finding-title tabular">
            <span class="visually-hidden">{t("finding-number", { number: finding.number })} </span>
            {findingTitle(finding)}
          </span>
          <span class="finding-facts tabular">
            {uncertainty(finding)} · {t("looks", { count: finding.looks })} · <LastSeen finding={finding} />
          </span>
          {finding.status === "assigned" && <span class="finding-facts">{t("assigned-to", { name: finding.assigned_to ?? "–" })}</span>}
          <span class="finding-facts tabular">{spokenPosition(finding.latitude_deg, finding.longitude_deg, positionForm.value)}</span>
        </span>
        <StatusWord finding={finding} isNew={isNew} />
      </button>
      {isSelected && <FindingDetail finding={finding} />}
    </li>
  );
}

function LastSeen({ finding }: { finding: Finding }) {
  return <>{t("ago", { age: age(ageS(finding.last_seen_at, shownNowMs.value)) })}</>;
}

function StatusWord({ finding, isNew }: { finding: Finding; isNew: boolean }) {
  const word = isNew ? "new" : finding.status;
  return (
    <span class="status-word" data-word={word}>
      {t(`status-${word}`)}
    </span>
  );
}

function NoFindings() {
  const isFlying = [...live.value.vehicles.values()].some((vehicle) => vehicle.is_in_air);
  return <Empty title={t("findings-none")} detail={t(isFlying ? "findings-none-searching" : "findings-none-waiting")} />;
}

export function Empty({ title, detail }: { title: string; detail: string }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      <p>{detail}</p>
    </div>
  );
}
