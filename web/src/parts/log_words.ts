import { number, t, tOr, when } from "../messages/messages";
import type { Event } from "../protocol";
import { picture, presentLive as live } from "../state/incident";
import { inOurWords, reasonInOurWords } from "./aircraft_words";
import { findingTitle } from "./words";

/** An event as a sentence in the chosen language. */
export function sentence(event: Event): string {
  switch (event.type) {
    case "incident_opened":
      return t("log-incident_opened", { title: event.incident.title });
    case "incident_closed":
      return t("log-incident_closed");
    case "finding_found":
    case "finding_updated":
      return t("log-finding_found", { number: event.finding.number, what: findingTitle(event.finding) });
    case "finding_merged":
      return t("log-finding_merged", { number: numberOf(event.into) });
    case "finding_reviewed":
      if (event.verdict === "assigned") return t("log-finding_assigned", { number: numberOf(event.finding_id), name: event.assignee ?? "–" });
      return t("log-finding_reviewed", { number: numberOf(event.finding_id), verdict: t(`status-${event.verdict}`) });
    case "mark_added":
      return t("log-mark_added", { kind: tOr(`mark-${event.mark.kind}`, event.mark.kind), text: event.mark.text });
    case "layer_added":
      return t("log-layer_added", { name: event.layer.name });
    case "layer_removed":
      return t("log-layer_removed");
    case "plan_made":
      return t("log-plan_made", { template: event.plan.template.split(/[./]/).at(-1) ?? "", count: event.plan.routes.length });
    case "search_map_made":
      return t("log-search_map_made", { kind: t(`search-kind-${event.search.kind}`) });
    case "mission_uploaded":
      return t("log-mission_uploaded", { letter: letterOf(event.vehicle_id), outcome: outcome(event) });
    case "command_issued":
      return t("log-command_issued", {
        letter: letterOf(event.vehicle_id),
        command: tOr(`command-${event.command}`, event.command),
        outcome: outcome(event),
      });
    case "control_changed":
      return t(`log-control-${event.change}`, {
        letter: letterOf(event.vehicle_id),
        pilot: event.pilot ?? "–",
        next: event.next_pilot ?? "–",
        why: event.why ? ` (${event.why})` : "",
      });
    case "alert_raised":
    case "alert_cleared":
      return t(`log-${event.type}`, {
        letter: letterOf(event.vehicle_id),
        alert: tOr(`alert-${event.rule}`, event.rule),
      });
    case "preflight_ticked":
      return t(event.is_ticked ? "log-ticked" : "log-unticked", { letter: letterOf(event.vehicle_id), item: event.item });
    case "preflight_overridden":
      return t("log-preflight_overridden", { letter: letterOf(event.vehicle_id), count: event.checks.length, why: event.why });
    case "parameters_set":
      return t("log-parameters_set", {
        letter: letterOf(event.vehicle_id),
        names: Object.keys(event.values).join(", "),
        outcome: outcome(event),
      });
    case "air_clearing_ordered":
      return t("log-air_clearing_ordered", { letters: event.vehicles.map(letterOf).join(", ") || "–", why: event.why });
    case "air_cleared":
      return t(event.is_clear ? "log-air_cleared" : "log-air_not_cleared", {
        letter: letterOf(event.vehicle_id),
        seconds: number(event.took_s),
        promised: number(event.promised_s),
      });
    case "air_freed":
      return t("log-air_freed", { why: event.why });
    case "vehicle_connected":
      return t("log-vehicle_connected", { letter: letterOf(event.vehicle_id) });
    case "vehicle_lost":
      return t("log-vehicle_lost", { letter: letterOf(event.vehicle_id) });
    case "vehicle_mode_changed":
      return t("log-vehicle_mode_changed", {
        letter: letterOf(event.vehicle_id),
        mode: tOr(`mode-${event.mode}`, event.mode),
      });
    case "vehicle_said":
      return vehicleSaid(letterOf(event.vehicle_id), event.text);
    case "guest_link_made":
      return t("log-guest_link_made", { name: event.name, time: when(event.expires_at) });
    case "guest_link_opened":
      return t("log-guest_link_opened", { name: event.name, opening: event.opening });
    case "guest_link_revoked":
      return t("log-guest_link_revoked", { name: event.name });
    case "log_entered":
      return event.text;
    default:
      // A newer station may journal what this console has no words for; it is shown and not hidden.
      return (event as { type: string }).type.replaceAll("_", " ");
  }
}

/** In our words with what to do next, or marked as the aircraft's own. */
function vehicleSaid(letter: string, text: string): string {
  const known = inOurWords(text);
  if (!known) return t("log-vehicle_said-own", { letter, text });
  return t("log-vehicle_said", { letter, text: known.remedy ? `${known.words}. ${known.remedy}` : known.words });
}

/** `godtatt`, or the outcome with the reasons; the journal keeps those in English. */
export function outcome({ outcome: word, reasons }: { outcome: string; reasons: ReadonlyArray<string> }): string {
  const said = tOr(`outcome-${word}`, word);
  return reasons.length > 0 && word !== "accepted" ? `${said}: ${reasons.map(reasonInOurWords).join("; ")}` : said;
}

/** Who: a name, or the aircraft's letter; nothing for the station itself. */
export function who(event: Event): string | null {
  if (event.actor === "station") return null;
  const vehicle = /^vehicle\/(\d+)$/.exec(event.actor);
  return vehicle ? null : event.actor;
}

/** How much it matters to who reads the log. */
export function weight(event: Event): "important" | "warning" | "plain" {
  if (event.type === "finding_found") return "important";
  if (event.type === "vehicle_lost" || event.type === "alert_raised" || event.type === "preflight_overridden") return "warning";
  if (event.type === "air_clearing_ordered" || event.type === "air_freed") return "important";
  if (event.type === "air_cleared") return event.is_clear ? "important" : "warning";
  if (event.type === "control_changed") return event.change === "announced" ? "warning" : "plain";
  if (event.type === "vehicle_said" && event.severity <= 3) return "warning";
  if ((event.type === "command_issued" || event.type === "mission_uploaded") && event.outcome !== "accepted") return "warning";
  return "plain";
}

function numberOf(findingId: string): string {
  const log = picture.value?.log ?? [];
  const known = picture.value?.findings.get(findingId);
  if (known) return String(known.number);
  const found = log.find((event) => event.type === "finding_found" && event.finding.id === findingId);
  return found?.type === "finding_found" ? String(found.finding.number) : "?";
}

function letterOf(vehicleId: number): string {
  return live.value.vehicles.get(vehicleId)?.letter ?? String(vehicleId);
}
