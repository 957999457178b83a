import { age, number, t, tOr } from "../messages/messages";
import { ageS, type Link } from "../picture/live_state";
import type { Finding, ThermalHeader, VehicleState } from "../protocol";

/** `312 °C`, or `≥ 312 °C` when the camera was saturated; null for unknown. */
export function temperature({ peak_celsius, is_saturated }: Pick<Finding, "peak_celsius" | "is_saturated">): string | null {
  if (peak_celsius === null) return null;
  return `${is_saturated ? "≥ " : ""}${number(peak_celsius)} °C`;
}

/** `312 ± 19 °C`, where it is known how far it may be off: the camera, the surface and the air. */
export function sureTemperature(finding: Finding): string | null {
  const { peak_celsius, peak_sigma_kelvin, is_saturated } = finding;
  if (peak_celsius === null || peak_sigma_kelvin === null || is_saturated) return temperature(finding);
  return `${number(peak_celsius)} ± ${number(peak_sigma_kelvin)} °C`;
}

/** `≥ 312 °C` of a picture with something at the end of the camera's range, else null. */
export function atLeast({ detections }: Pick<ThermalHeader, "detections">): string | null {
  const peaks = detections.flatMap((seen) => (seen.is_saturated ? (seen.peak_celsius ?? []) : []));
  return peaks.length ? temperature({ peak_celsius: Math.max(...peaks), is_saturated: true }) : null;
}

export function findingKind(kind: Finding["kind"]): string {
  return t(`finding-kind-${kind}`);
}

/**
 * `Varmepunkt 312 ± 19 °C`, `Person`, `Person eller dyr`.
 *
 * What has a temperature was taken for a person by its warmth and size, and a sheep or a roe deer has those too. Where
 * only the picture's greys are known it was compared with how people look; and who confirms it has seen who it is.
 */
export function findingTitle(finding: Finding): string {
  if (finding.kind === "hotspot") return [findingKind("hotspot"), sureTemperature(finding)].filter(Boolean).join(" ");
  const isByWarmthAlone = finding.peak_celsius !== null && finding.status !== "confirmed";
  return isByWarmthAlone ? t("finding-kind-person-or-animal") : findingKind("person");
}

/** Metres for the list: the long half-axis of the 95 % ellipse. */
export function uncertainty({ ellipse }: Finding): string {
  const metres = ellipse.semi_major_m;
  return `± ${number(metres, metres < 9.95 ? 1 : 0)} m`;
}

export function mode(vehicle: VehicleState): string {
  const name = tOr(`mode-${vehicle.mode}`, vehicle.mode);
  if (vehicle.mode !== "mission" || vehicle.mission_seq === null || !vehicle.mission_total) return name;
  return `${name} ${number(vehicle.mission_seq + 1)}/${number(vehicle.mission_total)}`;
}

export function linkWords(vehicle: VehicleState, link: Link, nowMs: number): string {
  return t(`link-${link}`, { age: age(ageS(vehicle.at, nowMs)) });
}

/** All of an aircraft in one sentence, for who hears the page. */
export function vehicleName(vehicle: VehicleState, link: Link, nowMs: number): string {
  return t("aircraft-name", { letter: vehicle.letter, mode: mode(vehicle), link: linkWords(vehicle, link, nowMs) });
}

export function percent(fraction: number | null): string {
  return fraction === null ? "–" : `${number(fraction * 100)} %`;
}
