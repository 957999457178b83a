import { computed } from "@preact/signals";
import { number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { COARSE_M, FRESH_MIN, OLD_MIN, seenClass, type SeenClass, type SeenLook } from "../picture/seen";
import { seen } from "../state/incident";
import { layout, sheet } from "../state/layout";
import { showsLegend, showsSeen } from "../state/preferences";
import { slowShownNowMs } from "../state/time";

const CLASSES: ReadonlyArray<SeenClass> = ["fresh", "older", "old", "coarse"];

const present = computed<ReadonlySet<SeenClass>>(() => {
  const nowMs = slowShownNowMs.value;
  return new Set(seen.value?.features.map(({ properties }) => seenClass((properties ?? {}) as SeenLook, nowMs)));
});

/** What the strength of seen ground means, in words; only what is on the map. One line until somebody asks for more. */
export function SeenLegend() {
  if (!showsSeen.value || present.value.size === 0) return null;
  // Beside a sheet the map is small, and what lies on it is worth more than what it means.
  if (layout.value === "sheet" && sheet.value !== "map") return null;
  const figures = { fresh: number(FRESH_MIN), old: number(OLD_MIN), coarse: number(COARSE_M * 100) };
  const isOpen = showsLegend.value === "on";
  return (
    <section class="seen-legend" aria-label={t("seen-legend")}>
      <button type="button" aria-expanded={isOpen} onClick={() => (showsLegend.value = isOpen ? "off" : "on")}>
        <span class="swatch" aria-hidden="true" data-seen="fresh" /> {t("seen-legend")} <Icon name={isOpen ? "down" : "up"} size={16} />
      </button>
      {isOpen && (
        <ul>
          {CLASSES.filter((name) => present.value.has(name)).map((name) => (
            <li key={name} data-seen={name}>
              <span class="swatch" aria-hidden="true" /> {t(`seen-class-${name}`, figures)}
            </li>
          ))}
          <li data-seen="never">
            <span class="swatch" aria-hidden="true" /> {t("seen-never")}
          </li>
        </ul>
      )}
    </section>
  );
}
