import { age, remedyOf, t, tOr } from "../messages/messages";
import { FindingSymbol } from "../parts/FindingSymbol";
import { HoldButton } from "../parts/HoldButton";
import { Icon } from "../parts/Icon";
import { TrafficSymbol } from "../parts/TrafficSymbol";
import { approachWords } from "../parts/traffic_words";
import { findingTitle, uncertainty } from "../parts/words";
import { ageS } from "../picture/live_state";
import { TRAFFIC_RULES, type VehicleAlert } from "../picture/vehicle_alerts";
import type { Finding } from "../protocol";
import { clearTheAir, isAskingAir, traffic } from "../state/air";
import { acknowledge, acknowledgeAlerts, waiting, waitingAlerts } from "../state/alerts";
import { presentLive as live } from "../state/incident";
import { layout, sheet, workspace } from "../state/layout";
import { backToLive } from "../state/replay";
import { selectFinding, selectVehicle } from "../state/selection";
import { may } from "../state/session";
import { stationNowMs } from "../state/time";
import { showTraffic } from "./Traffic";

/** One banner: what cannot wait before findings, findings before warnings; the others wait behind it. */
export function AlertBanner() {
  const alerts = waitingAlerts.value;
  const findings = waiting.value;
  const isAlert = alerts[0] !== undefined && (alerts[0].severity === "critical" || findings.length === 0);
  return (
    <div class="alert-place" role="alert" aria-atomic="true">
      {isAlert && alerts[0] ? (
        <AircraftAlert alert={alerts[0]} all={alerts} findings={findings.length} />
      ) : (
        findings[0] && <NewFinding newest={findings[0]} all={findings} warnings={alerts.length} />
      )}
    </div>
  );
}

/** Which aircraft, what is wrong, what to do; for manned traffic the button that does it. One rule is one piece of news. */
function AircraftAlert({ alert, all, findings }: { alert: VehicleAlert; all: ReadonlyArray<VehicleAlert>; findings: number }) {
  const id = `alert-${alert.rule}`;
  const isTraffic = TRAFFIC_RULES.has(alert.rule);
  const near = isTraffic ? traffic.value[0] : undefined;
  const same = all.filter(({ rule, severity }) => rule === alert.rule && severity === alert.severity);
  const others = all.length - same.length;
  const hasButton = isTraffic && may("direct") && !live.value.air?.is_clearing;
  return (
    <div class="alert-banner" data-alert={alert.rule} data-severity={alert.severity}>
      {isTraffic ? <TrafficSymbol size={44} /> : <Icon name={alert.severity === "critical" ? "critical" : "warning"} size={44} />}
      <p>
        <strong>
          {t(`severity-${alert.severity}`)} {lettersOf(same)}: {tOr(id, alert.rule)}
        </strong>
        <span>
          {near && <span aria-hidden="true">{approachWords(near.each, near.meets, live.value)}</span>}
          {!hasButton && (
            <>
              {near && <span aria-hidden="true"> · </span>}
              {remedyOf(id)}
            </>
          )}
          {alert.since && <span aria-hidden="true"> · {t("ago", { age: age(ageS(alert.since, stationNowMs.value)) })}</span>}
          {others + findings > 0 && <span> · {t("alert-behind", { count: others + findings })}</span>}
        </span>
      </p>
      <div class="alert-actions">
        {hasButton && (
          <HoldButton
            name="clear-the-air-now"
            icon="clearAir"
            label={t("air-clear")}
            isDisabled={isAskingAir.value}
            onDone={() => void clearTheAir()}
          />
        )}
        <button type="button" class="button" onClick={() => (near ? showTraffic(near.each, near.meets) : show(alert))}>
          <Icon name="crosshair" /> {t("alert-show")}
        </button>
        <button type="button" class="button is-acknowledge" onClick={() => acknowledgeAlerts(same)}>
          <Icon name="check" /> {t("alert-acknowledge")}
        </button>
      </div>
    </div>
  );
}

/** `A, B`. */
function lettersOf(alerts: ReadonlyArray<VehicleAlert>): string {
  return alerts
    .map(({ letter }) => letter)
    .sort()
    .join(", ");
}

function show({ vehicleId }: VehicleAlert): void {
  backToLive();
  selectVehicle(vehicleId, live.peek().vehicles.get(vehicleId));
  if (layout.peek() === "sheet") sheet.value = "aircraft";
}

function NewFinding({ newest, all, warnings }: { newest: Finding; all: ReadonlyArray<Finding>; warnings: number }) {
  return (
    <div class="alert-banner" data-finding={newest.number}>
      <FindingSymbol finding={newest} size={48} />
      <p>
        <strong>{t("alert-new", { number: newest.number })}</strong>
        <span>
          {findingTitle(newest)} · {uncertainty(newest)}
          <span aria-hidden="true"> · {age(ageS(newest.first_seen_at, stationNowMs.value))}</span>
          {warnings > 0 && <span> · {t("alert-warnings-behind", { count: warnings })}</span>}
        </span>
      </p>
      <div class="alert-actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            backToLive();
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
        {all.length > 1 && (
          <button type="button" class="button" onClick={() => acknowledge(all.map(({ id }) => id))}>
            {t("alert-acknowledge-all", { count: all.length })}
          </button>
        )}
      </div>
    </div>
  );
}
