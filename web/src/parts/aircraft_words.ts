import { englishOf, remedyOf, tOr } from "../messages/messages";

/**
 * What PX4 1.16 to 1.18 says in STATUSTEXT, and our words for it. Of several that fit the first counts; `{name}` is what
 * changes in a sentence. Texts that the aircraft also tells as an event end with a tab, which the link takes off.
 */
const SAID: ReadonlyArray<readonly [id: string, ...sentences: string[]]> = [
  // Arming.
  ["said-arming-health", "Arming denied: Resolve system health failures first"],
  ["said-arming-calibrating", "Arming denied: calibrating"],
  ["said-arming-throttle", "Arming denied: high throttle", "Arming denied: throttle above center"],
  ["said-arming-mode", "Arming denied: switch to manual mode first"],
  ["said-disarming-flying", "Disarming denied: not landed"],
  ["said-armed", "Armed by {who}"],
  ["said-disarmed-landing", "Disarmed by landing"],
  ["said-disarmed-waiting", "Disarmed by auto preflight disarming"],
  ["said-disarmed-kill", "Disarmed by kill-switch"],
  ["said-disarmed", "Disarmed by {who}"],
  ["said-kill-off", "Kill disengaged"],
  // Not ready to arm.
  [
    "said-gps-weak",
    "Preflight{fail}: GPS fix too low",
    "Preflight{fail}: not enough GPS Satellites",
    "Preflight{fail}: GPS PDOP too high",
    "Preflight{fail}: Poor GPS Quality",
    "Preflight{fail}: Estimator not using GPS",
    "Preflight{fail}: GPS Speed Accuracy too low",
    "Preflight{fail}: GPS Horizontal Pos Error too high",
    "Preflight{fail}: GPS Vertical Pos Error too high",
    "Preflight{fail}: Global position estimate required",
    "Not yet ready for mission, no position lock.",
  ],
  [
    "said-gps-drifts",
    "Preflight{fail}: GPS Horizontal Pos Drift too high",
    "Preflight{fail}: GPS Vertical Pos Drift too high",
    "Preflight{fail}: GPS Hor Speed Drift too high",
    "Preflight{fail}: GPS Vert Speed Drift too high",
  ],
  ["said-gps-jammed", "GPS jamming detected", "GNSS signal jammed", "Preflight{fail}: GPS signal jammed"],
  ["said-gps-spoofed", "GNSS signal spoofed", "Preflight{fail}: GPS signal spoofed"],
  ["said-gps-used", "GNSS data fusion started"],
  ["said-gps-unused", "GNSS data fusion stopped"],
  ["said-position-weak", "Position estimate has low accuracy"],
  ["said-heading-weak", "GNSS heading not reliable - Land now!"],
  ["said-heading-unsteady", "Preflight Fail: heading estimate not stable"],
  [
    "said-estimate-unsteady",
    "Preflight Fail: height estimate not stable",
    "Preflight Fail: horizontal position unstable",
    "Preflight Fail: horizontal velocity unstable",
    "Preflight Fail: vertical velocity unstable",
    "Preflight Fail: Attitude failure (pitch)",
    "Preflight Fail: Attitude failure (roll)",
    "Preflight Fail: Altitude failure",
    "Preflight Fail: High Accelerometer Bias",
    "Preflight Fail: High Gyro Bias",
    "Preflight Fail: ekf2 missing data",
  ],
  [
    "said-home-missing",
    "Preflight Fail: Home position required",
    "Preflight Fail: Geofence RTL requires valid home",
    "Geofence requires valid home position",
  ],
  ["said-compass-disturbed", "Preflight Fail: Strong magnetic interference", "Preflight Fail: Compasses {degrees}° inconsistent"],
  ["said-compass-calibrate", "Preflight Fail: Compass {number} uncalibrated"],
  ["said-compass-land", "Compass needs calibration - Land now!"],
  [
    "said-sensor-calibrate",
    "Preflight Fail: Accel {number} uncalibrated",
    "Preflight Fail: Gyro {number} uncalibrated",
    "Preflight Fail: Accel {number} inconsistent - check cal",
    "Preflight Fail: Gyro {number} inconsistent - check cal",
  ],
  [
    "said-sensor-missing",
    "Preflight Fail: {sensor} Sensor {number} missing",
    "Preflight Fail: barometer {number} missing",
    "Preflight Fail: No valid data from {sensor} {number}",
    "Preflight Fail: Compass {number} fault",
    "Preflight Fail: Found {number} compass (required: {most})",
  ],
  ["said-sensor-fails", "{sensor} #{number} fail:{what}!", "{sensor} #{number} failed:{what}!"],
  ["said-sensor-clipping", "Accel {number} clipping, not safe to fly!", "Gyro {number} clipping, not safe to fly!"],
  ["said-station-missing", "Preflight Fail: No connection to the GCS"],
  ["said-safety-button", "Preflight Fail: Press safety button first", "ESC calibration denied! Press safety button first"],
  ["said-kill-on", "Preflight Fail: Kill switch engaged"],
  ["said-return-switch", "Preflight Fail: RTL switch engaged"],
  ["said-terminated", "Preflight Fail: Flight termination active"],
  [
    "said-card",
    "Preflight Fail: Missing FMU SD Card",
    "Preflight Fail: Crash dumps present on SD",
    "Preflight Fail: Task watchdog dumps present on SD",
  ],
  ["said-usb", "Preflight Fail: Flying with USB is not safe"],
  [
    "said-power",
    "Preflight Fail: Avionics Power low: {volts} Volt",
    "Preflight Fail: Avionics Power high: {volts} Volt",
    "Preflight Fail: Power module not connected",
    "Preflight Fail: system power unavailable",
    "Preflight Fail: Power redundancy not met: {number} of {most}",
  ],
  [
    "said-motor",
    "Preflight Fail: Motor failure detected",
    "Preflight Fail: ESC failure detected",
    "Preflight Fail: ESC telemetry missing",
    "Preflight Fail: Imbalanced propeller detected",
  ],
  ["said-remote-id", "Preflight Fail: Open Drone ID system missing", "Preflight Fail: Open Drone ID system not ready", "Remote ID system lost"],
  ["said-remote-id-back", "Remote ID system regained"],
  ["said-parachute", "Preflight Fail: Parachute system missing", "Preflight Fail: Parachute system not ready", "Parachute system lost"],
  ["said-parachute-back", "Parachute system regained"],
  ["said-not-ready", "Preflight Fail: {what}", "Preflight: {what}"],
  // Battery.
  ["said-battery-low", "Low battery"],
  ["said-battery-critical", "Critical battery"],
  ["said-battery-emergency", "Emergency battery level"],
  ["said-battery-shutdown", "Dangerously low battery! Shutting system down in 60 seconds"],
  ["said-battery-gone", "Battery {number} disconnected", "Battery {number} missing", "Preflight Fail: Battery unhealthy"],
  ["said-battery-fault", "Battery {number}: {what}. Land now!", "Battery {number}: {what}."],
  ["said-esc-fault", "ESC{number}: {what}. Land now!", "ESC{number}: {what}.", "{what}offline. Land now!"],
  // What it does by itself when something is wrong.
  ["said-failsafe-wait", "Failsafe activated: entering Hold for {count} seconds"],
  ["said-failsafe", "Failsafe activated"],
  ["said-station-lost", "Connection to ground station lost", "High latency data link lost"],
  ["said-station-back", "GCS connection regained"],
  ["said-companion-lost", "Connection to mission computer lost"],
  ["said-companion-back", "Onboard controller regained"],
  ["said-sticks", "Pilot took over using sticks"],
  ["said-time-soon", "Approaching max flight time (system will RTL in {count} minutes)"],
  ["said-time-very-soon", "Approaching max flight time (system will RTL in {count} seconds)"],
  ["said-time-over", "Maximum flight time reached"],
  ["said-fence", "Geofence: approaching or outside geofence"],
  ["said-fence-height", "Geofence: exceeding maximum altitude above Home"],
  ["said-fence-distance", "Geofence: exceeding maximum distance to Home"],
  ["said-terrain", "Terrain collision risk, descent is stopped"],
  // Take-off, the plan, the way home, the landing.
  ["said-takeoff", "Takeoff detected"],
  ["said-climb", "Climb to {height} meters above home"],
  ["said-climb-done", "Already higher than takeoff altitude"],
  ["said-mission", "Executing Mission"],
  ["said-mission-done", "Mission finished, loitering"],
  ["said-mission-landed", "Mission finished, landed"],
  [
    "said-mission-none",
    "No valid mission available, loitering",
    "No valid mission available, refusing takeoff",
    "Mission start denied! No valid mission",
    "Invalid mission state.",
  ],
  [
    "said-mission-fails",
    "Mission cannot be completed",
    "Waypoint could not be read.",
    "Mission item could not be set.",
    "Could not set mission closest to position.",
    "Mission land item could not be read.",
  ],
  ["said-mission-refused", "Mission rejected: {what}"],
  ["said-mission-fence", "Geofence violation for waypoint {number}"],
  ["said-fence-home", "Geofence invalid, doesn't contain Home position", "Geofence invalid, doesn't contain current vehicle position"],
  [
    "said-way-fence",
    "Reposition is outside geofence",
    "Orbit is outside geofence",
    "Altitude change is outside geofence",
    "Figure 8 is outside geofence",
  ],
  ["said-orbit-refused", "Orbit command rejected", "Orbit radius limit exceeded"],
  ["said-mode-refused", "Switching to {mode} is currently not available"],
  ["said-return", "Returning to launch"],
  ["said-return-height", "RTL: start return at {height} m ({above} m above destination)"],
  ["said-return-climb", "RTL Mission land: climb to {height} m"],
  ["said-return-land", "RTL: land at destination"],
  ["said-return-wait", "RTL: completed, loitering"],
  ["said-landing-here", "Landing at current position"],
  ["said-landed", "Landing detected"],
];

const PLACE = /\{(\w+)\}/;
const KNOWN = SAID.flatMap(([id, ...sentences]) => sentences.map((sentence) => ({ id, pattern: patternOf(sentence) })));

function patternOf(sentence: string): RegExp {
  const parts = sentence.split(PLACE);
  const spelled = parts.map((part, at) => (at % 2 ? `(?<${part}>.*?)` : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${spelled.join("")}$`);
}

/** A text of an aircraft in the chosen language, and what to do about it; null: words that are not known here. */
export function inOurWords(text: string): { readonly words: string; readonly remedy: string | null } | null {
  const said = text.trim();
  for (const { id, pattern } of KNOWN) {
    const match = pattern.exec(said);
    if (match) return { words: tOr(id, said, match.groups), remedy: remedyOf(id) };
  }
  return null;
}

const PLACEABLE = /\{ \$(\w+) \}/g;
/** The station's own English sentences are the English messages. */
const REASONS = englishOf(/^(reason|blocker)-/).map(([id, sentence]) => ({ id, pattern: patternOf(sentence.replaceAll(PLACEABLE, "{$1}")) }));
const RESULTS = englishOf(/^result-/);

/** Why something did not work, which the journal keeps in English; as it came where it is not known. */
export function reasonInOurWords(reason: string): string {
  for (const { id, pattern } of REASONS) {
    const match = pattern.exec(reason);
    if (match) return tOr(id, reason, resultInOurWords(match.groups));
  }
  return inOurWords(reason)?.words ?? reason;
}

/** What changes in a sentence, with the aircraft's own result in the same language. */
function resultInOurWords(found: Record<string, string> | undefined): Record<string, string> | undefined {
  const result = found?.["words"];
  const id = RESULTS.find(([, sentence]) => sentence === result)?.[0];
  return found && result && id ? { ...found, words: tOr(id, result) } : found;
}
