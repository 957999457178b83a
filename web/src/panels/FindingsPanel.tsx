import { t } from "../messages/messages";
import type { Finding } from "../protocol";
import { waiting } from "../state/alerts";
import { live, picture } from "../state/incident";
import { order, type Order, showsDismissed } from "../state/preferences";
import { FindingRows } from "./FindingRows";
import { OnMap } from "./OnMap";
import { OwnLayers } from "./OwnLayers";

/** What was dismissed waits for nobody. */
const NOT_NEW: ReadonlySet<string> = new Set();

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
      <FindingRows findings={shown} fresh={fresh} />
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
          {showsDismissed.value && <FindingRows findings={dismissed} fresh={NOT_NEW} />}
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
