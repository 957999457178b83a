import { clock, number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import { connection, CRITICAL_AGE_S, lastShownAt, pictureAgeS, retryNow } from "../state/incident";
import { nowMs } from "../state/time";

/** Says that the station is not heard, since when, and what to do; nothing when all is well. */
export function LinkStrip() {
  const status = connection.value;
  if (status.kind === "refused") {
    return (
      <div class="link-strip">
        <ProblemNote problem={status.problem} />
        <Retry />
      </div>
    );
  }
  const isOld = (pictureAgeS.value ?? 0) > CRITICAL_AGE_S;
  if (status.kind === "live" && !isOld) return null;
  if (status.kind === "connecting" && lastShownAt.value === null) return null;
  return (
    <div class="link-strip" role="alert">
      <Icon name="noLink" size={22} />
      <span>
        <strong>{t("link-strip-lost")}</strong>{" "}
        {lastShownAt.value !== null && <>{t("link-strip-last", { time: clock(lastShownAt.value) })} </>}
        {t("link-strip-remedy")}
      </span>
      <RetryCount />
      <Retry />
    </div>
  );
}

function RetryCount() {
  const status = connection.value;
  void nowMs.value;
  if (status.kind !== "waiting") return <span class="quiet-on-alert">{t("link-strip-trying")}</span>;
  const seconds = Math.max(0, (status.retryAtMs - performance.now()) / 1000);
  return (
    <span class="quiet-on-alert tabular" aria-hidden="true">
      {t("link-strip-again", { seconds: number(Math.ceil(seconds)) })}
    </span>
  );
}

function Retry() {
  return (
    <button type="button" class="button" onClick={retryNow}>
      {t("try-now")}
    </button>
  );
}
