import { useState } from "preact/hooks";
import { type Problem, station } from "../connection/http";
import { number, t } from "../messages/messages";
import { HoldButton } from "../parts/HoldButton";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import type { ControlRequest, VehicleState } from "../protocol";
import { askedOfMe } from "../state/alerts";
import { knownPilots, secondsLeft, takeOverOf } from "../state/control";
import { may, me } from "../state/session";

/** `Fartøysjef: kari (deg)`, and who comes next; for list and panel. */
export function PilotWords({ vehicle }: { vehicle: VehicleState }) {
  const mine = me.value?.name;
  const { pilot, next_pilot, control_passes_at } = vehicle;
  return (
    <span class="pilot-words" data-mine={pilot !== null && pilot === mine}>
      <Icon name="pilot" size={15} />{" "}
      {pilot === null ? t("pilot-none") : pilot === mine ? t("pilot-you", { name: pilot }) : t("pilot-is", { name: pilot })}
      {next_pilot !== null && (
        <strong class="tabular">
          {" "}
          {t(takeOverOf(vehicle) ? "pilot-takes-over" : "pilot-asks", {
            name: next_pilot,
            seconds: number(secondsLeft(control_passes_at)),
          })}
        </strong>
      )}
    </span>
  );
}

type Form = "hand_over" | "take_over" | null;

/** Take, ask, hand over, release; the commander's take-over with a reason. */
export function ControlBar({ vehicle }: { vehicle: VehicleState }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [form, setForm] = useState<Form>(null);
  const [isBusy, setBusy] = useState(false);
  const mine = me.value?.name;
  const { pilot, next_pilot, letter } = vehicle;
  const isMine = pilot !== null && pilot === mine;

  const wish = async (body: ControlRequest) => {
    setBusy(true);
    const answer = await station.control(vehicle.id, body);
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) setForm(null);
  };
  const button = (label: string, body: ControlRequest) => (
    <button type="button" class="button" disabled={isBusy} data-control={`${body.action}-${letter}`} onClick={() => void wish(body)}>
      {label}
    </button>
  );

  return (
    <div class="control-bar">
      <PilotWords vehicle={vehicle} />
      {may("direct") && (
        <div class="control-actions">
          {pilot === null && may("fly") && button(t("control-take", { letter }), { action: "ask" })}
          {pilot !== null && !isMine && next_pilot === null && may("fly") && button(t("control-ask", { letter }), { action: "ask" })}
          {next_pilot !== null && next_pilot === mine && button(t("control-withdraw"), { action: "withdraw" })}
          {isMine && next_pilot !== null && button(t("control-grant", { name: next_pilot }), { action: "grant" })}
          {isMine && next_pilot !== null && !takeOverOf(vehicle) && button(t("control-refuse"), { action: "refuse" })}
          {isMine && (
            <button type="button" class="button" data-control={`hand-over-${letter}`} aria-expanded={form === "hand_over"} onClick={() => setForm(form === "hand_over" ? null : "hand_over")}>
              {t("control-hand-over")}
            </button>
          )}
          {isMine && button(t("control-release"), { action: "release" })}
          {may("lead") && !isMine && takeOverOf(vehicle) === null && (
            <button type="button" class="button" data-control={`take-over-${letter}`} aria-expanded={form === "take_over"} onClick={() => setForm(form === "take_over" ? null : "take_over")}>
              {t("control-take-over")}
            </button>
          )}
        </div>
      )}
      {form && <ControlForm key={form} form={form} vehicle={vehicle} isBusy={isBusy} onWish={(body) => void wish(body)} />}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}

function ControlForm(props: { form: "hand_over" | "take_over"; vehicle: VehicleState; isBusy: boolean; onWish: (body: ControlRequest) => void }) {
  const isTakeOver = props.form === "take_over";
  const [to, setTo] = useState(isTakeOver && may("fly") ? (me.value?.name ?? "") : "");
  const [why, setWhy] = useState("");
  const { id, letter } = props.vehicle;
  const names = knownPilots.value.filter((name) => isTakeOver || name !== props.vehicle.pilot);
  const isComplete = to.trim() !== "" && (!isTakeOver || why.trim() !== "");
  return (
    <div class="control-form">
      {isTakeOver && <p class="quiet">{t("control-take-over-hint", { pilot: props.vehicle.pilot ?? "–" })}</p>}
      <label>
        {t("control-to")}
        <input list={`pilots-${id}`} value={to} autocomplete="off" onInput={(event) => setTo(event.currentTarget.value)} />
        <datalist id={`pilots-${id}`}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      {isTakeOver && (
        <label>
          {t("control-why")}
          <input value={why} maxLength={500} onInput={(event) => setWhy(event.currentTarget.value)} />
        </label>
      )}
      {!isComplete && <p class="quiet">{t(isTakeOver ? "control-needs-both" : "control-needs-name")}</p>}
      {isTakeOver ? (
        <HoldButton
          name={`take-over-${letter}-now`}
          label={t("control-take-over-do", { letter, name: to || "–" })}
          danger
          isDisabled={!isComplete || props.isBusy}
          onDone={() => props.onWish({ action: "take_over", to: to.trim(), why: why.trim() })}
        />
      ) : (
        <button type="button" class="button is-primary" disabled={!isComplete || props.isBusy} data-control={`hand-over-${letter}-now`} onClick={() => props.onWish({ action: "grant", to: to.trim() })}>
          {t("control-hand-over-do", { letter, name: to || "–" })}
        </button>
      )}
    </div>
  );
}

/** Over the page of who is in command: somebody asks, and what happens when nobody answers. */
export function AskStrip() {
  return (
    <>
      {askedOfMe.value.map((vehicle) => (
        <AskRow key={vehicle.id} vehicle={vehicle} />
      ))}
    </>
  );
}

function AskRow({ vehicle }: { vehicle: VehicleState }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const takeOver = takeOverOf(vehicle);
  const answer = async (action: "grant" | "refuse") => {
    const said = await station.control(vehicle.id, { action });
    setProblem(said.ok ? null : said.problem);
  };
  const args = { letter: vehicle.letter, name: vehicle.next_pilot ?? "", seconds: number(secondsLeft(vehicle.control_passes_at)) };
  return (
    <div class="ask-strip" role="alert" data-asked={vehicle.letter}>
      <Icon name="ask" size={24} />
      <p class="tabular">
        <strong>{t(takeOver ? "ask-take-over" : "ask-asks", args)}</strong>{" "}
        <span aria-hidden="true">{t("ask-passes", args)}</span>
        {takeOver?.why && <> · {takeOver.why}</>}
      </p>
      <button type="button" class="button" onClick={() => void answer("grant")}>
        {t("control-grant-now")}
      </button>
      {!takeOver && (
        <button type="button" class="button" onClick={() => void answer("refuse")}>
          {t("control-refuse")}
        </button>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
