import { useEffect, useState } from "preact/hooks";
import { station } from "../connection/http";
import { clock, number, t } from "../messages/messages";
import { coolingLine, WIDTH, HEIGHT } from "../picture/cooling";
import type { CoolingCurve, Finding } from "../protocol";
import { present } from "../state/incident";

/** A change of less is what a camera's noise makes of a thing that stays as it is. */
const STEADY_K_PER_HOUR = 5;

/** How a finding's temperature has gone: whether what was put out stays cold. */
export function Cooling({ finding }: { finding: Finding }) {
  const [curve, setCurve] = useState<CoolingCurve | null>(null);
  const incident = present.value?.incident.id;
  useEffect(() => {
    let isGone = false;
    if (incident === undefined) return;
    void station.temperatures(incident, finding.id).then((answer) => {
      // Out of reach, what was drawn before still holds.
      if (!isGone && answer.ok) setCurve(answer.value);
    });
    return () => {
      isGone = true;
    };
  }, [incident, finding.id, finding.looks]);
  const all = curve?.temperatures ?? [];
  const [first, last] = [all[0], all.at(-1)];
  if (!curve || !first || !last || all.length < 2) return null;
  const times = { begin: clock(first.at), end: clock(last.at) };
  return (
    <figure class="cooling">
      <figcaption>
        <strong>{t("cooling")}</strong> <span class="tabular">{tendency(curve)}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        preserveAspectRatio="none"
        aria-label={t("cooling-describe", { first: number(first.celsius), last: number(last.celsius), count: all.length, ...times })}
      >
        <polyline points={coolingLine(all)} />
      </svg>
      <p class="cooling-ends tabular" aria-hidden="true">
        <span>
          {times.begin} {number(first.celsius)} °C
        </span>
        <span>
          {times.end} {number(last.celsius)} °C
        </span>
      </p>
    </figure>
  );
}

function tendency({ kelvin_per_hour }: CoolingCurve): string {
  if (kelvin_per_hour === null) return t("cooling-too-few");
  if (Math.abs(kelvin_per_hour) < STEADY_K_PER_HOUR) return t("cooling-steady");
  return t(kelvin_per_hour < 0 ? "cooling-falling" : "cooling-rising", { kelvin: number(Math.abs(kelvin_per_hour)) });
}
