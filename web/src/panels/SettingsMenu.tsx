import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import type { Me } from "../protocol";
import { language, LANGUAGES, THEME_CHOICES, themeChoice, wantsVibration } from "../state/preferences";
import { canVibrate } from "../state/tone";
import { present } from "../state/incident";
import { chooseMap, chosenMap, maps } from "../state/maps";
import { may, signOut } from "../state/session";
import { isGuestsOpen } from "./GuestLinks";
import { isKeptMapsOpen } from "./KeptMaps";

export function SettingsMenu({ me, onClose }: { me: Me; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector("button")?.focus();
    const outside = (event: Event) => {
      const target = event.target as Node;
      const isOpener = target instanceof Element && target.closest(".who") !== null;
      if (!box.current?.contains(target) && !isOpener) onClose();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("keydown", escape);
    };
  }, []);
  return (
    <div class="menu card" role="dialog" aria-label={t("settings")} ref={box}>
      <Choice title={t("language")}>
        {LANGUAGES.map((tag) => (
          <button
            type="button"
            key={tag}
            lang={tag}
            data-language={tag}
            aria-pressed={language.value === tag}
            onClick={() => (language.value = tag)}
          >
            {t(`language-${tag}`)}
          </button>
        ))}
      </Choice>
      <Choice title={t("theme")}>
        {THEME_CHOICES.map((choice) => (
          <button
            type="button"
            key={choice}
            data-theme-choice={choice}
            aria-pressed={themeChoice.value === choice}
            onClick={() => (themeChoice.value = choice)}
          >
            {t(`theme-${choice}`)}
          </button>
        ))}
      </Choice>
      {maps.value.length > 0 && (
        <Choice title={t("map-base")}>
          <button type="button" aria-pressed={chosenMap.value === null} onClick={() => chooseMap(null)}>
            {t("map-base-relief")}
          </button>
          {maps.value.map(({ id, title }) => (
            <button type="button" key={id} data-map={id} aria-pressed={chosenMap.value?.id === id} onClick={() => chooseMap(id)}>
              {title}
            </button>
          ))}
        </Choice>
      )}
      {maps.value.some(({ kind }) => kind === "package") && (
        <button type="button" class="button" data-kept-maps onClick={() => { onClose(); isKeptMapsOpen.value = true; }}>
          <Icon name="map" /> {t("kept-maps-open")}
        </button>
      )}
      {canVibrate && (
        <Choice title={t("vibration")}>
          {(["on", "off"] as const).map((choice) => (
            <button type="button" key={choice} aria-pressed={wantsVibration.value === choice} onClick={() => (wantsVibration.value = choice)}>
              {t(`vibration-${choice}`)}
            </button>
          ))}
        </Choice>
      )}
      {may("lead") && present.value && (
        <button type="button" class="button" data-guests onClick={() => { onClose(); isGuestsOpen.value = true; }}>
          <Icon name="guests" /> {t("guests-open")}
        </button>
      )}
      <p class="quiet">
        {me.station} · {me.version}
      </p>
      <button type="button" class="button" onClick={() => void signOut()}>
        <Icon name="leave" /> {t("sign-out")}
      </button>
    </div>
  );
}

function Choice({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <fieldset class="choice">
      <legend>{title}</legend>
      <div class="segments">{children}</div>
    </fieldset>
  );
}
