import { useState } from "preact/hooks";
import { age as ageWords, clock, number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import type { Me } from "../protocol";
import { connection, CRITICAL_AGE_S, picture, pictureAgeS, WARNING_AGE_S } from "../state/incident";
import { layout, type Workspace, workspace } from "../state/layout";
import { wantsSound } from "../state/preferences";
import { may } from "../state/session";
import { nowMs } from "../state/time";
import { sound, unlockSound } from "../state/tone";
import { ClearAirButton } from "./ClearAir";
import { SettingsMenu } from "./SettingsMenu";

export function StatusLine({ me }: { me: Me }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <header class="status-line">
      <h1 class="incident-title" title={picture.value?.incident.title}>
        {picture.value?.incident.title ?? me.station}
      </h1>
      {layout.value === "wide" && (may("fly") || may("plan")) && <WorkspaceSwitch />}
      <span class="spacer" />
      <ClearAirButton />
      <PictureAge />
      <time class="clock tabular" aria-label={t("clock")}>
        {clock(nowMs.value)}
      </time>
      <SoundButton />
      <button
        type="button"
        class="button who"
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="settings" />
        <span class="visually-hidden">{t("settings")}: </span>
        <span class="who-name">
          {me.name}{" "}
          <small>{t(`role-${me.role}`)}</small>
        </span>
      </button>
      {isOpen && <SettingsMenu me={me} onClose={() => setOpen(false)} />}
    </header>
  );
}

function WorkspaceSwitch() {
  const choices: ReadonlyArray<Workspace> = ["command", "flight"];
  return (
    <div class="segments" role="group" aria-label={t("workspace")}>
      {choices.map((name) => (
        <button
          type="button"
          key={name}
          aria-pressed={workspace.value === name}
          data-workspace={name}
          onClick={() => (workspace.value = name)}
        >
          {t(`workspace-${name}`)}
        </button>
      ))}
    </div>
  );
}

/** Connection and age of the picture in one place: the first thing to doubt. */
function PictureAge() {
  const age = pictureAgeS.value;
  const isLive = connection.value.kind === "live";
  const level =
    age === null ? "unknown" : age > CRITICAL_AGE_S ? "critical" : age > WARNING_AGE_S || !isLive ? "warning" : "good";
  const words =
    age === null
      ? t("picture-none")
      : age < 100
        ? t("picture-age", { age: number(age, age < 10 ? 1 : 0) })
        : t("picture-is-old", { age: ageWords(age) });
  return (
    <span class="picture-age tabular" data-level={level} role="status" aria-live="off">
      <Icon name={isLive ? "link" : "noLink"} />
      <span class="age-long">{words}</span>
      <span class="age-short">{age === null ? words : ageWords(age)}</span>
    </span>
  );
}

function SoundButton() {
  const state = sound.value;
  const press = () => {
    if (state === "on") wantsSound.value = "off";
    else {
      wantsSound.value = "on";
      void unlockSound();
    }
  };
  return (
    <button type="button" class="button sound" data-sound={state} disabled={state === "missing"} onClick={press}>
      <Icon name={state === "on" ? "sound" : "silent"} />
      <span>{t(`sound-${state}`)}</span>
    </button>
  );
}
