import { useEffect, useState } from "preact/hooks";
import { type Answer, type Problem, station } from "../connection/http";
import { number, t } from "../messages/messages";
import { Icon, type IconName } from "../parts/Icon";
import { outcome } from "../parts/log_words";
import { ProblemNote } from "../parts/ProblemNote";
import type { CheckView, CommandResult, PreflightView, VehicleState } from "../protocol";
import { picture } from "../state/incident";
import { language } from "../state/preferences";
import { may } from "../state/session";

const AGAIN_MS = 6_000;
const SHORTEST_REASON = 5;

const STATUS: Readonly<Record<CheckView["status"], { readonly icon: IconName; readonly rank: number }>> = {
  blocking: { icon: "critical", rank: 0 },
  unknown: { icon: "unknown", rank: 1 },
  warning: { icon: "warning", rank: 2 },
  ok: { icon: "check", rank: 3 },
};

/** Why to fly although something blocks; null: nobody has said. */
export type Override = string | null;

/** What is checked before a flight, with its remedies; the ticks, the safe values and the override. */
export function Preflight(props: { vehicle: VehicleState; isMine: boolean; override: Override; onOverride: (why: Override) => void }) {
  const { vehicle } = props;
  const [view, setView] = useState<PreflightView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isOpen, setOpen] = useState(false);
  const take = (answer: Answer<PreflightView>) => {
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) setView(answer.value);
  };

  // What people tick or set elsewhere is in the journal; what the aircraft says anew is in its state.
  const told = picture.value?.log.findLast(
    (event) => (event.type === "preflight_ticked" || event.type === "parameters_set" || event.type === "mission_uploaded") && event.vehicle_id === vehicle.id,
  )?.seq;
  const tag = language.value;
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      const answer = await station.preflight(vehicle.id);
      if (!isGone) take(answer);
    };
    void look();
    const timer = isOpen ? setInterval(() => void (document.hidden || look()), AGAIN_MS) : undefined;
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [vehicle.id, vehicle.plan_id, vehicle.is_ready_to_arm, vehicle.fence, told, tag, isOpen]);

  const checks = [...(view?.checks ?? [])].sort((a, b) => STATUS[a.status].rank - STATUS[b.status].rank);
  const count = (status: CheckView["status"]) => checks.filter((check) => check.status === status).length;
  const blocking = count("blocking");
  const rows = checks.filter(({ item }) => item === null);
  const list = (view?.checks ?? []).filter(({ item }) => item !== null);
  const ticked = list.filter(({ is_ticked }) => is_ticked).length;
  const isTicked = ticked === list.length;
  const listWords = t("checklist", { done: number(ticked), count: number(list.length) });
  const reasons = rows.filter(({ status }) => status === "blocking").map(({ title }) => title.replace(/\.$/, ""));
  return (
    <section class="preflight" data-preflight={vehicle.letter} data-ready={view?.is_ready ?? "unknown"}>
      <button type="button" class="preflight-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={view === null ? "unknown" : view.is_ready ? (count("warning") + count("unknown") > 0 ? "warning" : "check") : "critical"} size={20} />
        <span>
          <strong>{t("preflight", { letter: vehicle.letter })}</strong>{" "}
          <span class="tabular">
            {view === null
              ? t(problem ? "preflight-unknown" : "preflight-reading")
              : view.is_ready
                ? t(count("warning") + count("unknown") > 0 ? "preflight-mostly" : "preflight-good", { count: count("warning") + count("unknown") })
                : t("preflight-blocks", { count: blocking })}
          </span>
        </span>
        <Icon name={isOpen ? "up" : "down"} />
      </button>
      {problem && <ProblemNote problem={problem} />}
      {!isOpen && blocking > 0 && (
        <p class="preflight-why">
          {[...reasons.slice(0, 3), ...(reasons.length > 3 ? [t("preflight-more", { count: reasons.length - 3 })] : []), ...(isTicked ? [] : [listWords])].join(" · ")}
        </p>
      )}
      {isOpen && (
        <>
          <SafeValues vehicle={vehicle} checks={checks} isMine={props.isMine} onDone={() => void station.preflight(vehicle.id).then(take)} />
          {list.length > 0 && (
            <fieldset class="choice checks">
              <legend class="tabular">
                <Icon name={isTicked ? "check" : "critical"} size={18} /> {listWords}
                {!isTicked && <small>{t("checklist-hint")}</small>}
              </legend>
              {list.map((check) => (
                <Item key={check.item} check={check} onTick={(item, is_ticked) => void station.tick(vehicle.id, { item, is_ticked }).then(take)} />
              ))}
            </fieldset>
          )}
          <ul class="checks">
            {rows.map((check) => (
              <Check key={check.name + check.title} check={check} />
            ))}
          </ul>
        </>
      )}
      {may("fly") && (blocking > 0 || props.override !== null) && <OverrideForm {...props} blocking={blocking} />}
    </section>
  );
}

/** Looked at by a person; all of them hold the flight up until they are ticked. */
function Item({ check: { item, title, is_ticked }, onTick }: { check: CheckView; onTick: (item: string, isTicked: boolean) => void }) {
  return (
    <label class="check" data-ticked={is_ticked}>
      <input type="checkbox" checked={is_ticked ?? false} disabled={!may("fly")} onChange={(event) => item !== null && onTick(item, event.currentTarget.checked)} />
      <span>{title}</span>
    </label>
  );
}

function Check({ check: { name, status, title, remedy } }: { check: CheckView }) {
  return (
    <li data-status={status} data-check={name}>
      <Icon name={STATUS[status].icon} size={18} />
      <span>
        <span class="check-status">{t(`check-status-${status}`)}</span> {title}
        {status !== "ok" && remedy && <small>{remedy}</small>}
      </span>
    </li>
  );
}

/** One action for every failsafe parameter that is not safe, and what the aircraft keeps afterwards. */
function SafeValues(props: { vehicle: VehicleState; checks: ReadonlyArray<CheckView>; isMine: boolean; onDone: () => void }) {
  const [result, setResult] = useState<CommandResult | "busy" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const unsafe = props.checks.filter(({ can_be_set, status }) => can_be_set && status !== "ok");
  const set = async () => {
    setResult("busy");
    const answer = await station.setFailsafes(props.vehicle.id);
    setResult(answer.ok ? answer.value : null);
    setProblem(answer.ok ? null : answer.problem);
    props.onDone();
  };
  if (!may("fly")) return null;
  return (
    <>
      {unsafe.length > 0 && (
        <button type="button" class="button is-wide" disabled={result === "busy" || !props.isMine} data-safe-values={props.vehicle.letter} onClick={() => void set()}>
          <Icon name="safe" /> {t(result === "busy" ? "safe-busy" : "safe-set", { count: unsafe.length, letter: props.vehicle.letter })}
        </button>
      )}
      {result !== null && result !== "busy" && (
        <p class="reply" role="status" data-outcome={result.outcome}>
          {result.outcome === "accepted" && unsafe.length === 0 ? t("safe-done") : t("safe-answer", { outcome: outcome(result) })}
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}

function OverrideForm(props: { vehicle: VehicleState; override: Override; onOverride: (why: Override) => void; blocking: number }) {
  const [isOpen, setOpen] = useState(false);
  const [why, setWhy] = useState("");
  const { letter } = props.vehicle;
  if (props.override !== null) {
    return (
      <div class="override" data-override={letter}>
        <p>
          <Icon name="warning" size={17} /> {t("override-given", { why: props.override })}
        </p>
        <button type="button" class="button" onClick={() => props.onOverride(null)}>
          {t("override-withdraw")}
        </button>
      </div>
    );
  }
  return (
    <div class="override">
      <button type="button" class="button is-wide" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t("override-open")}
      </button>
      {isOpen && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            props.onOverride(why.trim());
            setOpen(false);
          }}
        >
          <label>
            {t("override-why", { count: props.blocking })}
            <input value={why} minLength={SHORTEST_REASON} maxLength={500} required onInput={(event) => setWhy(event.currentTarget.value)} />
          </label>
          <p class="quiet">{t("override-hint", { least: number(SHORTEST_REASON) })}</p>
          <button type="submit" class="button" disabled={why.trim().length < SHORTEST_REASON}>
            {t("override-give")}
          </button>
        </form>
      )}
    </div>
  );
}
