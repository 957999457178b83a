import { number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { FENCE_MARGIN_M, fenceMarginM, hasOwnFence } from "../state/planning";
import { choose, rally, tool } from "../state/tool";
import { DrawControls } from "./DrawControls";

/** The fence that the aircraft must not leave, and places besides home to return to. */
export function PlanZones() {
  const isDrawing = tool.value === "rally";
  return (
    <details class="plan-part plan-zones" open={isDrawing || rally.value.length > 0 || hasOwnFence.value}>
      <summary>{t("zones")}</summary>
      <div class="plan-part">
        <label class="check">
          <input type="checkbox" name="own-fence" checked={hasOwnFence.value} onChange={(event) => (hasOwnFence.value = event.currentTarget.checked)} />
          {t("fence-own")}
        </label>
        {hasOwnFence.value ? (
          <label>
            {t("fence-margin")}
            <input
              type="number" inputMode="numeric" name="fence-margin" required min={FENCE_MARGIN_M.least} max={FENCE_MARGIN_M.most} step="any"
              defaultValue={String(fenceMarginM.peek())}
              onInput={(event) => (fenceMarginM.value = Number(event.currentTarget.value))}
            />
          </label>
        ) : (
          <p class="quiet">{t("fence-usual")}</p>
        )}
        {isDrawing ? (
          <DrawControls />
        ) : (
          <button type="button" class="button" data-draw="rally" onClick={() => choose("rally")}>
            <Icon name="pin" /> {t("rally-add")}
          </button>
        )}
        {rally.value.length > 0 && (
          <ul class="rally-list">
            {rally.value.map((_, index) => (
              <li key={index}>
                <b>R{index + 1}</b>
                <button
                  type="button" class="button is-quiet" aria-label={t("rally-remove", { n: number(index + 1) })}
                  onClick={() => (rally.value = rally.value.filter((_, other) => other !== index))}
                >
                  <Icon name="close" /> {t("drawn-clear")}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
