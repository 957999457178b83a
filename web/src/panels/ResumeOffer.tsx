import { useEffect, useState } from "preact/hooks";
import { type Problem, station } from "../connection/http";
import { number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { outcome } from "../parts/log_words";
import { ProblemNote } from "../parts/ProblemNote";
import { percent } from "../parts/words";
import type { Unfinished } from "../picture/unfinished";
import type { ResumeResult, VehicleState } from "../protocol";
import { live } from "../state/incident";
import { fetchProgress, unfinishedParts } from "../state/progress";

/** After a plan that was broken off: send what is left of it, to this aircraft or another. Nothing moves yet. */
export function ResumeOffer({ vehicle, isMine }: { vehicle: VehicleState; isMine: boolean }) {
  const [reply, setReply] = useState<ResumeResult | "busy" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const offers = unfinishedParts.value;
  useEffect(() => void fetchProgress(), [offers.length]);
  if (vehicle.is_armed && vehicle.mode === "mission") return null;
  if (offers.length === 0 && reply === null) return null;

  const goOn = async ({ planId, part, vehicleId }: Unfinished) => {
    setReply("busy");
    const answer = await station.resume(vehicle.id, { plan: planId, part, from: vehicleId });
    setReply(answer.ok ? answer.value : null);
    setProblem(answer.ok ? null : answer.problem);
  };
  return (
    <div class="resume" data-resume={vehicle.letter}>
      {offers.map((offer) => (
        <div key={`${offer.planId}/${offer.part}`} class="resume-offer">
          <p class="quiet">{stopped(offer)}</p>
          <button type="button" class="button is-wide" disabled={reply === "busy" || !isMine} onClick={() => void goOn(offer)}>
            <Icon name="goOn" />{" "}
            {t(offer.vehicleId === vehicle.id ? "resume-same" : "resume-other", { letter: vehicle.letter, from: letterOf(offer) })}
          </button>
        </div>
      ))}
      {reply === "busy" && (
        <p class="reply" role="status">
          {t("resume-busy", { letter: vehicle.letter })}
        </p>
      )}
      {reply !== null && reply !== "busy" && (
        <p class="reply" role="status" data-outcome={reply.outcome}>
          {reply.outcome === "accepted"
            ? t("resume-done", { letter: vehicle.letter, leg: number(reply.item + 1), percent: percent(reply.along), metres: number(reply.left_m) })
            : t("command-answer", { letter: vehicle.letter, command: t("resume-name"), outcome: outcome(reply) })}
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}

function stopped(offer: Unfinished): string {
  const letter = letterOf(offer);
  if (offer.item === null || offer.along === null) return t("resume-stopped", { letter });
  return t("resume-stopped-at", { letter, leg: number(offer.item + 1), percent: percent(offer.along) });
}

function letterOf({ vehicleId }: Unfinished): string {
  return live.value.vehicles.get(vehicleId)?.letter ?? String(vehicleId);
}
