import { useState } from "preact/hooks";
import { findingPicture } from "../connection/http";
import { clock, number, t } from "../messages/messages";
import type { BestLook, Finding } from "../protocol";
import { live, present } from "../state/incident";

/** Between the word of a better look and its picture on the station's disk lies a moment. */
const AGAIN_MS = 1_500;
const MOST_TRIES = 3;

/** What a finding looked like from nearest by. */
export function BestPicture({ finding, look }: { finding: Finding; look: BestLook }) {
  const now = present.value;
  // Only the best picture is kept: whoever looks back to before it was taken is not shown what came later.
  const isKept = now?.findings.get(finding.id)?.best_look?.at === look.at;
  const letter = live.value.vehicles.get(look.vehicle_id)?.letter ?? String(look.vehicle_id);
  const words = t("best-look", { time: clock(look.at), metres: number(look.range_m), letter });
  return (
    <figure class="best-picture">
      {now && isKept ? <Shown key={look.at} address={findingPicture(now.incident.id, finding.id, look.at)} name={words} /> : <p class="quiet">{t("best-look-replaced")}</p>}
      <figcaption class="tabular">
        {words}
        {!look.is_whole && <> · {t("best-look-cut")}</>}
      </figcaption>
    </figure>
  );
}

function Shown({ address, name }: { address: string; name: string }) {
  const [tries, setTries] = useState(0);
  if (tries >= MOST_TRIES) return <p class="quiet">{t("best-look-missing")}</p>;
  const again = () => setTimeout(() => setTries((before) => before + 1), AGAIN_MS);
  return <img key={tries} src={tries === 0 ? address : `${address}&try=${tries}`} alt={name} onError={again} />;
}
