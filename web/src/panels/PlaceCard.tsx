import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { station } from "../connection/http";
import { number, t } from "../messages/messages";
import { HoldButton } from "../parts/HoldButton";
import { Icon } from "../parts/Icon";
import { outcome } from "../parts/log_words";
import { PositionWords } from "../parts/PositionWords";
import { ProblemNote } from "../parts/ProblemNote";
import type { Command, VehicleState } from "../protocol";
import type { Answer } from "../connection/http";
import type { CommandResult } from "../protocol";
import { presentLive } from "../state/incident";
import { isReplaying } from "../state/replay";
import { type Place, pointed, selected } from "../state/selection";
import { may, me } from "../state/session";

/** What can be told an aircraft about a place. The height is the one that it has: a tap on a map says nothing of height. */
const ORDERS: ReadonlyArray<{ readonly name: Command["command"]; readonly needsAir: boolean }> = [
  { name: "look", needsAir: false },
  { name: "orbit", needsAir: true },
  { name: "goto", needsAir: true },
];
const ORBIT_RADIUS_M = 40;

const chosen = signal<number | null>(null);

/** Where somebody pointed, in the form that is read over the radio; for who flies also what to do there. */
export function PlaceCard() {
  const place = pointed.value;
  if (!place) return null;
  return (
    <section class="card place-card" aria-label={t("place")}>
      <div class="place-head">
        <PositionWords place={place} />
        <button type="button" class="button is-quiet is-icon" aria-label={t("place-close")} onClick={() => (pointed.value = null)}>
          <Icon name="close" />
        </button>
      </div>
      {may("fly") && !isReplaying.value && <Orders place={place} />}
    </section>
  );
}

function Orders({ place }: { place: Place }) {
  const [reply, setReply] = useState<{ what: string; answer: Answer<CommandResult> | null } | null>(null);
  const mine = [...presentLive.value.vehicles.values()]
    .filter(({ is_in_air, pilot }) => is_in_air && (pilot === null || pilot === me.value?.name))
    .sort((a, b) => a.id - b.id);
  const selectedId = selected.value?.kind === "vehicle" ? selected.value.id : null;
  const vehicle = mine.find(({ id }) => id === chosen.value) ?? mine.find(({ id }) => id === selectedId) ?? mine[0];
  if (!vehicle) return null;
  const order = async (name: Command["command"]) => {
    const what = `${t(`command-${name}`)} ${vehicle.letter}`;
    setReply({ what, answer: null });
    setReply({ what, answer: await station.command(vehicle.id, orderFor(name, place, vehicle)) });
  };
  return (
    <div class="place-orders">
      {mine.length > 1 && (
        <div class="segments" role="group" aria-label={t("place-aircraft")}>
          {mine.map(({ id, letter }) => (
            <button type="button" key={id} aria-pressed={id === vehicle.id} onClick={() => (chosen.value = id)}>
              {letter}
            </button>
          ))}
        </div>
      )}
      {ORDERS.map(({ name, needsAir }) => (
        <HoldButton
          key={name}
          name={`${name}-${vehicle.letter}`}
          label={`${t(`command-${name}`)} ${vehicle.letter}`}
          isDisabled={(reply !== null && reply.answer === null) || (needsAir && vehicle.height_above_home_m === null)}
          onDone={() => void order(name)}
        />
      ))}
      {vehicle.height_above_home_m !== null && (
        <small>{t("place-height", { letter: vehicle.letter, metres: number(vehicle.height_above_home_m), radius: number(ORBIT_RADIUS_M) })}</small>
      )}
      <p role="status">{reply && said(reply)}</p>
      {reply?.answer?.ok === false && <ProblemNote problem={reply.answer.problem} />}
    </div>
  );
}

function said({ what, answer }: { what: string; answer: Answer<CommandResult> | null }): string {
  if (answer === null) return t("place-asking", { what });
  return answer.ok ? `${what}: ${outcome(answer.value)}` : "";
}

function orderFor(command: Command["command"], { latitude_deg, longitude_deg }: Place, vehicle: VehicleState): Command {
  const where = { latitude_deg, longitude_deg };
  if (command === "look") return { command, ...where };
  const height_above_home_m = vehicle.height_above_home_m;
  return command === "orbit" ? { command, ...where, height_above_home_m, radius_m: ORBIT_RADIUS_M } : { command, ...where, height_above_home_m };
}
