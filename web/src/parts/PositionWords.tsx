import { useEffect, useState } from "preact/hooks";
import { t } from "../messages/messages";
import { POSITION_FORMS, type PositionForm, spokenPosition } from "../picture/position";
import { positionForm } from "../state/preferences";
import type { Place } from "../state/selection";
import { copyText } from "./copying";
import { Icon } from "./Icon";

const SAID_MS = 2_000;

/** A position in the form that is read over the radio; a tap copies it, another button changes the form everywhere. */
export function PositionWords({ place }: { place: Place }) {
  const [said, setSaid] = useState<"copied" | "failed" | null>(null);
  const form = positionForm.value;
  const spoken = spokenPosition(place.latitude_deg, place.longitude_deg, form);
  useEffect(() => {
    if (!said) return;
    const forget = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(forget);
  }, [said]);
  return (
    <span class="position">
      <button
        type="button"
        class="position-copy tabular"
        aria-label={t("copy-position", { position: spoken })}
        onClick={async () => setSaid((await copyText(spoken)) ? "copied" : "failed")}
      >
        <strong>{spoken}</strong> <Icon name={said === "copied" ? "check" : "copy"} />
      </button>
      <button
        type="button"
        class="position-form"
        aria-label={t("position-form", { form: t(`position-${form}`), next: t(`position-${next(form)}`) })}
        onClick={() => (positionForm.value = next(form))}
      >
        {t(`position-${form}`)}
      </button>
      <span class={said === "failed" ? "quiet" : "visually-hidden"} role="status">
        {said && t(`copy-${said}`)}
      </span>
    </span>
  );
}

function next(form: PositionForm): PositionForm {
  return POSITION_FORMS[(POSITION_FORMS.indexOf(form) + 1) % POSITION_FORMS.length]!;
}
