import { age, t } from "../messages/messages";
import { FindingSymbol } from "../parts/FindingSymbol";
import { Icon } from "../parts/Icon";
import { findingTitle, uncertainty } from "../parts/words";
import { ageS } from "../picture/live_state";
import { acknowledge, waiting } from "../state/alerts";
import { layout, sheet, workspace } from "../state/layout";
import { selectFinding } from "../state/selection";
import { stationNowMs } from "../state/time";

/** The newest finding that nobody here has acknowledged; the others wait behind it. */
export function AlertBanner() {
  const findings = waiting.value;
  const newest = findings[0];
  return (
    <div class="alert-place" role="alert" aria-atomic="true">
      {newest && (
        <div class="alert-banner" data-finding={newest.number}>
          <FindingSymbol finding={newest} size={48} />
          <p>
            <strong>{t("alert-new", { number: newest.number })}</strong>
            <span>
              {findingTitle(newest)} · {uncertainty(newest)}
              <span aria-hidden="true"> · {age(ageS(newest.first_seen_at, stationNowMs.value))}</span>
            </span>
          </p>
          <div class="alert-actions">
            <button
              type="button"
              class="button"
              onClick={() => {
                selectFinding(newest.id, newest);
                workspace.value = "command";
                if (layout.value === "sheet") sheet.value = "findings";
              }}
            >
              <Icon name="crosshair" /> {t("alert-show")}
            </button>
            <button type="button" class="button is-acknowledge" onClick={() => acknowledge([newest.id])}>
              <Icon name="check" /> {t("alert-acknowledge")}
            </button>
            {findings.length > 1 && (
              <button type="button" class="button" onClick={() => acknowledge(findings.map(({ id }) => id))}>
                {t("alert-acknowledge-all", { count: findings.length })}
              </button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
