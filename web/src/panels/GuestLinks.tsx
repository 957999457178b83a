import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Problem, station } from "../connection/http";
import { t, when } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import type { GuestLinkView, Layer } from "../protocol";
import { copyText } from "../parts/copying";
import { guestAddress } from "../state/guest";
import { present } from "../state/incident";
import { stationNowMs } from "../state/time";

export const isGuestsOpen = signal(false);

const LAYERS: ReadonlyArray<Layer> = ["findings", "aircraft", "seen", "plans", "marks", "search", "thermal", "log"];
/** What somebody outside needs to find their way; pictures of people and names of the crew are chosen, not given. */
const FIRST_LAYERS: ReadonlyArray<Layer> = ["findings", "aircraft", "seen", "plans", "marks"];
const HOURS: ReadonlyArray<number> = [1, 4, 12, 48];
const FIRST_HOURS = 4;
const HERE = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Links for people without an account: make, see who has opened them, take back. */
export function GuestLinks() {
  const box = useRef<HTMLDialogElement>(null);
  const incident = present.value?.incident.id ?? null;
  const [links, setLinks] = useState<ReadonlyArray<GuestLinkView> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = async () => {
    if (incident === null) return;
    const answer = await station.guestLinks(incident);
    if (answer.ok) setLinks(answer.value);
    setProblem(answer.ok ? null : answer.problem);
  };
  useEffect(() => {
    box.current?.showModal();
    void load();
  }, []);
  // Somebody opened one meanwhile: the journal says so before anybody asks.
  const newest = present.value?.log.findLast(({ type }) => type.startsWith("guest_link"))?.seq;
  useEffect(() => void load(), [newest]);
  const revoke = async (link: GuestLinkView) => {
    if (incident === null) return;
    const answer = await station.revokeGuestLink(incident, link.id);
    setProblem(answer.ok ? null : answer.problem);
    await load();
  };
  return (
    <dialog class="guests card" ref={box} aria-labelledby="guests-title" onClose={() => (isGuestsOpen.value = false)}>
      <header class="guests-head">
        <h2 id="guests-title">{t("guests")}</h2>
        <button type="button" class="button is-quiet is-icon" aria-label={t("guests-close")} onClick={() => box.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <p class="quiet">{t("guests-about")}</p>
      {incident !== null && <Maker incident={incident} made={load} />}
      {problem && <ProblemNote problem={problem} />}
      <h3>{t("guests-list")}</h3>
      {links?.length === 0 && <p class="quiet">{t("guests-none")}</p>}
      <ul class="guest-links">
        {links?.map((link) => (
          <Row key={link.id} link={link} revoke={revoke} />
        ))}
      </ul>
    </dialog>
  );
}

function Row({ link, revoke }: { link: GuestLinkView; revoke: (link: GuestLinkView) => Promise<void> }) {
  const isOpen = link.revoked_at === null && Date.parse(link.expires_at) > stationNowMs.value;
  const state = link.revoked_at !== null ? "revoked" : isOpen ? "open" : "expired";
  return (
    <li data-state={state}>
      <span>
        <strong>{link.name}</strong>{" "}
        <span class="tabular">{t(`guests-state-${state}`, { time: when(link.revoked_at ?? link.expires_at) })}</span>
        <br />
        <small>
          {link.layers.map((layer) => t(`guest-layer-${layer}`)).join(" · ")} –{" "}
          {t("guests-opened", { count: link.openings, time: link.last_opened_at ? when(link.last_opened_at) : "" })}
        </small>
      </span>
      {isOpen && (
        <button type="button" class="button" aria-label={t("guests-revoke-of", { name: link.name })} onClick={() => void revoke(link)}>
          {t("guests-revoke")}
        </button>
      )}
    </li>
  );
}

function Maker({ incident, made }: { incident: string; made: () => Promise<void> }) {
  const [layers, setLayers] = useState<ReadonlySet<Layer>>(new Set(FIRST_LAYERS));
  const [hours, setHours] = useState(FIRST_HOURS);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [given, setGiven] = useState<{ name: string; address: string } | null>(null);
  const toggle = (layer: Layer) => {
    const next = new Set(layers);
    if (!next.delete(layer)) next.add(layer);
    setLayers(next);
  };
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (!name) return;
    setBusy(true);
    const answer = await station.makeGuestLink(incident, { name, layers: [...layers], minutes: hours * 60 });
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    form.reset();
    setGiven({ name, address: guestAddress(answer.value.token) });
    await made();
  };
  return (
    <form class="guest-form" onSubmit={make}>
      <label>
        {t("guests-for")}
        <input name="name" required maxLength={60} placeholder={t("guests-for-hint")} autocomplete="off" />
      </label>
      <fieldset>
        <legend>{t("guests-shows")}</legend>
        {LAYERS.map((layer) => (
          <label class="check" key={layer}>
            <input type="checkbox" checked={layers.has(layer)} onChange={() => toggle(layer)} /> {t(`guest-layer-${layer}`)}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t("guests-lasts")}</legend>
        <div class="segments">
          {HOURS.map((count) => (
            <button type="button" key={count} aria-pressed={hours === count} onClick={() => setHours(count)}>
              {t("guests-hours", { count })}
            </button>
          ))}
        </div>
      </fieldset>
      <button type="submit" class="button is-primary" disabled={isBusy || layers.size === 0}>
        {t(isBusy ? "guests-making" : "guests-make")}
      </button>
      {problem && <ProblemNote problem={problem} />}
      {given && <Given {...given} />}
    </form>
  );
}

/** The address, once. */
function Given({ name, address }: { name: string; address: string }) {
  const [said, setSaid] = useState<"copied" | "copy-failed" | null>(null);
  useEffect(() => setSaid(null), [address]);
  return (
    <div class="guest-given" role="status">
      <label>
        {t("guests-made", { name })}
        <input readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" class="button" onClick={() => void copyText(address).then((done) => setSaid(done ? "copied" : "copy-failed"))}>
        <Icon name={said === "copied" ? "check" : "copy"} /> {said ? t(`guests-${said}`) : t("guests-copy")}
      </button>
      {HERE.has(location.hostname) && <p class="quiet">{t("guests-local")}</p>}
    </div>
  );
}
