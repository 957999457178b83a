import { useState } from "preact/hooks";
import { type Problem, station } from "../connection/http";
import { number, t } from "../messages/messages";
import { HoldButton } from "../parts/HoldButton";
import { Icon } from "../parts/Icon";
import { outcome } from "../parts/log_words";
import { ProblemNote } from "../parts/ProblemNote";
import { Warnings } from "../parts/Warnings";
import { linkWords, mode } from "../parts/words";
import { linkAt } from "../picture/live_state";
import type { Command, CommandResult, PlanSummary, VehicleState } from "../protocol";
import { aircraftColour } from "../map/palette";
import { live, picture } from "../state/incident";
import { theme } from "../state/preferences";
import { may, me } from "../state/session";
import { stationNowMs } from "../state/time";
import { Battery } from "./AircraftPanel";
import { ControlBar } from "./ControlBar";
import { Empty } from "./FindingsPanel";
import { PlanMaker } from "./PlanMaker";
import { type Override, Preflight } from "./Preflight";
import { ResumeOffer } from "./ResumeOffer";
import { SearchCard } from "./SearchCard";

type CommandName = Command["command"];

/** What each button needs of the aircraft; the aircraft itself has the last word. */
const COMMANDS: ReadonlyArray<{ readonly name: CommandName; readonly isOffered: (vehicle: VehicleState) => boolean }> = [
  { name: "arm", isOffered: (vehicle) => !vehicle.is_armed },
  { name: "takeoff", isOffered: (vehicle) => vehicle.is_armed && !vehicle.is_in_air },
  { name: "start_mission", isOffered: (vehicle) => (vehicle.mission_total ?? 0) > 0 && vehicle.mode !== "mission" },
  { name: "pause", isOffered: (vehicle) => vehicle.is_in_air && vehicle.mode !== "hold" },
  { name: "look_ahead", isOffered: (vehicle) => vehicle.is_in_air },
  { name: "resume", isOffered: (vehicle) => vehicle.is_in_air && vehicle.mode === "hold" },
  // These bring it home: offered whenever it may be flying, also when its state is old.
  { name: "return", isOffered: (vehicle) => vehicle.is_armed || vehicle.link !== "live" },
  { name: "land", isOffered: (vehicle) => vehicle.is_armed || vehicle.link !== "live" },
];

/** For the crew: aircraft, plans, and the buttons that move something. */
export function FlightPanel() {
  const vehicles = [...live.value.vehicles.values()].sort((a, b) => a.id - b.id);
  return (
    <section class="panel flight" aria-labelledby="flight-title">
      <header class="panel-head">
        <h2 id="flight-title">{t("flight")}</h2>
      </header>
      {!may("fly") && <p class="quiet padded">{t("fly-not-allowed")}</p>}
      {vehicles.length === 0 && <Empty title={t("aircraft-none")} detail={t("aircraft-none-detail")} />}
      {vehicles.map((vehicle) => (
        <AircraftCard key={vehicle.id} vehicle={vehicle} />
      ))}
      {may("plan") && <SearchCard vehicles={vehicles} />}
      {may("plan") && <PlanMaker vehicles={vehicles} />}
    </section>
  );
}

type Reply =
  | { readonly kind: "busy"; readonly what: string }
  | { readonly kind: "answer"; readonly what: string; readonly result: CommandResult }
  | { readonly kind: "problem"; readonly problem: Problem };

function AircraftCard({ vehicle }: { vehicle: VehicleState }) {
  const [reply, setReply] = useState<Reply | null>(null);
  const [override, setOverride] = useState<Override>(null);
  // Nobody in command: the first order takes it.
  const isMine = vehicle.pilot === null || vehicle.pilot === me.value?.name;
  const link = linkAt(vehicle, stationNowMs.value);

  const ask = async (what: string, request: () => ReturnType<typeof station.command>) => {
    setReply({ kind: "busy", what });
    const answer = await request();
    setReply(answer.ok ? { kind: "answer", what, result: answer.value } : { kind: "problem", problem: answer.problem });
  };

  return (
    <article class="card aircraft-card" data-link={link} style={{ "--hue": aircraftColour(vehicle.id, theme.value) }}>
      <header>
        <span class="letter">{vehicle.letter}</span>
        <span class="aircraft-words">
          <strong>{mode(vehicle)}</strong>
          <span class="aircraft-facts tabular">
            {linkWords(vehicle, link, stationNowMs.value)}
            {vehicle.ground_speed_ms !== null && vehicle.is_in_air && <> · {number(vehicle.ground_speed_ms)} m/s</>}
            {vehicle.satellites !== null && <> · {t("satellites", { count: vehicle.satellites })}</>}
          </span>
        </span>
        <Battery vehicle={vehicle} />
      </header>
      {!vehicle.is_armed && !vehicle.is_ready_to_arm && (
        <p class="readiness">
          <Icon name="warning" size={16} /> {t("not-ready")}
        </p>
      )}
      <Warnings vehicleId={vehicle.id} />
      <ControlBar vehicle={vehicle} />
      {!vehicle.is_in_air && <Preflight vehicle={vehicle} isMine={isMine} override={override} onOverride={setOverride} />}
      {may("fly") && (
        <>
          {!isMine && (
            <p class="quiet">{t("fly-not-in-command", { name: vehicle.pilot ?? "", letter: vehicle.letter })}</p>
          )}
          <div class="commands">
            {COMMANDS.filter(({ isOffered }) => isOffered(vehicle)).map(({ name }) => (
              <HoldButton
                key={name}
                name={`${name}-${vehicle.letter}`}
                label={`${t(`command-${name}`)} ${vehicle.letter}`}
                danger={name === "arm" || name === "takeoff" || name === "start_mission"}
                isDisabled={reply?.kind === "busy" || !isMine}
                onDone={() => void ask(t(`command-${name}`), () => station.command(vehicle.id, { command: name, override }))}
              />
            ))}
          </div>
          {vehicle.is_in_air && isMine && <p class="quiet">{t("place-hint")}</p>}
          <ReplyNote reply={reply} letter={vehicle.letter} />
          <ResumeOffer vehicle={vehicle} isMine={isMine} />
          <Upload
            vehicle={vehicle}
            isBusy={reply?.kind === "busy" || !isMine}
            onUpload={(plan, part) =>
              void ask(t("upload"), () => station.upload(vehicle.id, { plan: plan.id, part }))
            }
          />
        </>
      )}
    </article>
  );
}

/** The aircraft's own answer, in words. */
function ReplyNote({ reply, letter }: { reply: Reply | null; letter: string }) {
  if (!reply) return null;
  if (reply.kind === "problem") return <ProblemNote problem={reply.problem} />;
  if (reply.kind === "busy") {
    return (
      <p class="reply" role="status">
        {t("command-busy", { letter, command: reply.what })}
      </p>
    );
  }
  return (
    <p class="reply" role="status" data-outcome={reply.result.outcome}>
      <strong>{t("command-answer", { letter, command: reply.what, outcome: outcome(reply.result) })}</strong>
      {reply.result.outcome === "unanswered" && <> {t("unanswered-remedy")}</>}
    </p>
  );
}

function Upload(props: { vehicle: VehicleState; isBusy: boolean; onUpload: (plan: PlanSummary, part: number) => void }) {
  const plan = [...(picture.value?.plans.values() ?? [])].at(-1);
  const [chosenPart, setPart] = useState<number | null>(null);
  if (!plan) return <p class="quiet">{t("plan-none")}</p>;
  const assigned = plan.vehicles.indexOf(props.vehicle.id);
  const part = chosenPart ?? Math.max(0, assigned);
  return (
    <div class="upload">
      {plan.routes.length > 1 && (
        <select
          aria-label={t("plan-part")}
          value={String(part)}
          onChange={(event) => setPart(Number(event.currentTarget.value))}
        >
          {plan.routes.map((_, index) => (
            <option key={index} value={String(index)}>
              {t("plan-part-n", { n: number(index + 1) })}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        class="button is-wide"
        disabled={props.isBusy || props.vehicle.is_in_air}
        data-upload={props.vehicle.letter}
        onClick={() => props.onUpload(plan, part)}
      >
        <Icon name="upload" /> {t("upload-to", { letter: props.vehicle.letter })}
      </button>
      {props.vehicle.plan_id === plan.id && <span class="uploaded">{t("uploaded")}</span>}
    </div>
  );
}
