import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages/messages";
import { crewsIn } from "../picture/crews";
import type { Finding } from "../protocol";
import { picture } from "../state/incident";

/** To whom a finding is given: one that has been named before by a single touch, or another by its name. */
export function AssignForm({ finding, isBusy, give }: { finding: Finding; isBusy: boolean; give: (name: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const known = picture.value ? crewsIn(picture.value) : [];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const name = input.current?.value.trim() ?? "";
    if (name) give(name);
  };
  return (
    <form class="assign-form" onSubmit={submit} aria-label={t("assign-finding", { number: finding.number })}>
      {known.length > 0 && (
        <div class="recent" role="group" aria-label={t("assign-known")}>
          {known.map((name) => (
            <button type="button" class="button" key={name} data-crew={name} aria-pressed={finding.assigned_to === name} disabled={isBusy} onClick={() => give(name)}>
              {name}
            </button>
          ))}
        </div>
      )}
      <label>
        {t("assign-to")}
        <input ref={input} name="assignee" required maxLength={60} autocomplete="off" />
      </label>
      <button type="submit" class="button is-primary" disabled={isBusy}>
        {t("assign-save")}
      </button>
    </form>
  );
}
