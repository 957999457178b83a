import { age, clock, number, t } from "../messages/messages";
import { HoldButton } from "../parts/HoldButton";
import { Icon, type IconName } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import { ageS } from "../picture/live_state";
import type { AirState, Clearance } from "../protocol";
import { airProblem, clearTheAir, freeTheAir, isAskingAir } from "../state/air";
import { live } from "../state/incident";
import { may } from "../state/session";
import { stationNowMs } from "../state/time";

/** In the status line of every screen: brings every aircraft out of the way, whoever is in command of it. */
export function ClearAirButton() {
  if (!may("direct") || live.value.air?.is_clearing) return null;
  return (
    <div class="clear-air">
      <HoldButton
        name="clear-the-air"
        icon="clearAir"
        label={t("air-clear")}
        describedBy="clear-air-promise"
        isDisabled={isAskingAir.value}
        onDone={() => void clearTheAir()}
      />
      <p id="clear-air-promise" class="clear-air-promise">
        <strong>{t("air-hold")}</strong> {t("air-promise")}
      </p>
    </div>
  );
}

/** From the button until the air is free again: how far each aircraft is, the ones in trouble first. */
export function AirStrip() {
  const air = live.value.air;
  if (!air?.is_clearing) {
    return airProblem.value ? (
      <div class="air-strip" role="alert">
        <strong>{t(airProblem.value.status === 0 ? "air-unsure" : "air-not-asked")}</strong>
        <ProblemNote problem={airProblem.value} />
      </div>
    ) : null;
  }
  return (
    <section class="air-strip" data-clear={air.vehicles.every(({ status }) => status === "clear")} aria-label={t("air-clearing")}>
      <div class="air-head">
        <Icon name="clearAir" size={24} />
        <p>
          <strong role="status">{headline(air)}</strong>
          <span class="quiet-on-alert">
            {air.by} {air.since && clock(air.since)}
            {air.why && ` · ${air.why}`} · {t("air-kept")}
          </span>
        </p>
        {may("direct") && (
          <HoldButton
            name="free-the-air"
            label={t("air-free")}
            isDisabled={isAskingAir.value}
            onDone={() => void freeTheAir()}
          />
        )}
      </div>
      {airProblem.value && <ProblemNote problem={airProblem.value} />}
      <ul class="air-vehicles">
        {[...air.vehicles].sort(byTrouble).map((each) => (
          <Row key={each.vehicle_id} clearance={each} since={air.since} />
        ))}
      </ul>
    </section>
  );
}

function headline(air: AirState): string {
  const count = air.vehicles.length;
  if (count === 0) return t("air-empty");
  const clear = air.vehicles.filter(({ status }) => status === "clear").length;
  return clear === count ? t("air-all-clear", { count }) : t("air-some-clear", { clear, count });
}

const STATUS: Readonly<Record<Clearance["status"], { readonly rank: number; readonly icon: IconName }>> = {
  refused: { rank: 0, icon: "critical" },
  unanswered: { rank: 1, icon: "noLink" },
  ordered: { rank: 2, icon: "goOn" },
  on_its_way: { rank: 3, icon: "land" },
  clear: { rank: 4, icon: "check" },
};

function byTrouble(a: Clearance, b: Clearance): number {
  return Number(b.is_late && b.status !== "clear") - Number(a.is_late && a.status !== "clear") || STATUS[a.status].rank - STATUS[b.status].rank || a.vehicle_id - b.vehicle_id;
}

function Row({ clearance, since }: { clearance: Clearance; since: string | null }) {
  const { vehicle_id, how, height_above_home_m, status, promised_s, took_s, is_late, reasons } = clearance;
  const vehicle = live.value.vehicles.get(vehicle_id);
  const letter = vehicle?.letter ?? String(vehicle_id);
  const left = since === null ? promised_s : Math.max(0, promised_s - ageS(since, stationNowMs.value));
  const isLate = is_late && status !== "clear";
  return (
    <li data-status={status} data-late={isLate} data-vehicle={vehicle_id}>
      <Icon name={isLate ? "warning" : STATUS[status].icon} size={20} />
      <b class="air-letter">{letter}</b>
      <span class="tabular">
        <strong>{t(`air-status-${status}`)}</strong>{" "}
        {status === "clear"
          ? took_s !== null && (took_s < 1 ? t("air-was-clear") : t("air-took", { seconds: number(took_s) }))
          : `${t(`air-how-${how}`, { metres: number(height_above_home_m ?? 0) })} · ${
              isLate && since !== null
                ? t("air-late", { age: age(ageS(since, stationNowMs.value)) })
                : t("air-left", { seconds: number(Math.ceil(left)) })
            }`}
        {reasons.length > 0 && status !== "clear" && <> · {reasons.join("; ")}</>}
      </span>
    </li>
  );
}
