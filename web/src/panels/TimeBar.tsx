import { age, clock, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import { backToLive, beginsMs, isFetching, isPlaying, isReplaying, lookBackAt, replayProblem } from "../state/replay";
import { replayMs, stationNowMs } from "../state/time";

const STEP_MS = 1000;

/** The whole incident from left to right; only the right edge is now. */
export function TimeBar() {
  const begins = beginsMs.value;
  if (begins === null) return null;
  // In whole steps, so that the right edge can be reached.
  const now = begins + Math.max(1, Math.ceil((stationNowMs.value - begins) / STEP_MS)) * STEP_MS;
  const at = replayMs.value ?? now;
  const words = replayMs.value === null ? t("time-now") : clock(at);
  return (
    <div class="time-bar" data-replay={isReplaying.value}>
      <time class="tabular" dateTime={new Date(begins).toISOString()}>
        {clock(begins)}
      </time>
      <input
        type="range"
        aria-label={t("time-slider")}
        aria-valuetext={words}
        min={begins}
        max={now}
        step={STEP_MS}
        value={at}
        onInput={(event) => void lookBackAt(Number(event.currentTarget.value))}
      />
      <strong class="tabular time-at">{words}</strong>
    </div>
  );
}

/** Over everything while somebody looks back: nobody may take the past for the present. */
export function ReplayStrip({ withSlider }: { withSlider: boolean }) {
  const at = replayMs.value;
  if (at === null) return null;
  return (
    <section class="replay-strip" aria-label={t("replay")}>
      <p role="status">
        <strong>{t("replay")}</strong>{" "}
        <span class="tabular">
          {t("replay-at", { time: clock(at), age: age(Math.max(0, (stationNowMs.value - at) / 1000)) })}
        </span>{" "}
        {isFetching.value && t("replay-fetching")}
      </p>
      <div class="replay-actions">
        <button type="button" class="button" aria-pressed={isPlaying.value} onClick={() => (isPlaying.value = !isPlaying.value)}>
          <Icon name={isPlaying.value ? "pause" : "play"} /> {t(isPlaying.value ? "replay-pause" : "replay-play")}
        </button>
        <button type="button" class="button is-primary" data-replay-end onClick={backToLive}>
          {t("replay-end")}
        </button>
      </div>
      {withSlider && <TimeBar />}
      {replayProblem.value && <ProblemNote problem={replayProblem.value} />}
    </section>
  );
}

/** Stands where something of the present would be. */
export function NotInReplay() {
  return (
    <section class="panel">
      <p class="quiet padded">{t("replay-not-kept")}</p>
    </section>
  );
}
