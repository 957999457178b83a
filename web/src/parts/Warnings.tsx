import { age, remedyOf, t, tOr } from "../messages/messages";
import { ageS } from "../picture/live_state";
import { alerts, waitingAlerts } from "../state/alerts";
import { stationNowMs } from "../state/time";
import { Icon } from "./Icon";

/** Every rule that an aircraft breaks now, acknowledged or not: the list that says the same as the banner. */
export function Warnings({ vehicleId }: { vehicleId: number }) {
  const unseen = new Set(waitingAlerts.value.map(({ id }) => id));
  return (
    <>
      {alerts.value
        .filter((alert) => alert.vehicleId === vehicleId)
        .map(({ id, rule, severity, since }) => (
          <p class="aircraft-warning" key={id} data-severity={severity} data-rule={rule}>
            <Icon name={severity === "critical" ? "critical" : "warning"} size={17} />
            <span>
              <strong>{t(`severity-${severity}`)}</strong> {tOr(`alert-${rule}`, rule)}.{" "}
              <span class="quiet">
                {remedyOf(`alert-${rule}`)}
                {since && ` ${t("ago", { age: age(ageS(since, stationNowMs.value)) })}`}
                {!unseen.has(id) && ` · ${t("alert-acknowledged")}`}
              </span>
            </span>
          </p>
        ))}
    </>
  );
}
