import { number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { layout, sheet } from "../state/layout";
import { showTogether } from "../state/selection";
import { tool } from "../state/tool";
import {
  areas, canUndo, drawArea, elsewherePercent, removeArea, shares, undoArea, weigh, type WeightedArea, weightFor, type WeightWord, WORDS,
} from "../state/weighted_areas";
import { DrawControls } from "./DrawControls";

const WEIGHTS = Object.entries(WORDS) as ReadonlyArray<readonly [WeightWord, number]>;
const MOST_ELSEWHERE = 90;

/** Where somebody may be, drawn by who knows the ground: areas, and how likely each is beside the others. */
export function WeightedAreas() {
  const isDrawing = tool.value === "weighted";
  const held = shares(areas.value, elsewherePercent.value);
  return (
    <div class="plan-part" role="group" aria-label={t("search-kind-drawn")}>
      {areas.value.length === 0 && !isDrawing && <p class="quiet">{t("weighted-about")}</p>}
      <ol class="weighted-areas">
        {areas.value.map((area, index) => (
          <Area key={index} area={area} index={index} percent={held[index] ?? 0} />
        ))}
      </ol>
      {isDrawing ? (
        <DrawControls />
      ) : (
        <div class="plan-drawing">
          <button type="button" class="button" data-weighted="draw" onClick={() => begin(null)}>
            <Icon name="draw" /> {t(areas.value.length === 0 ? "weighted-draw" : "weighted-draw-more")}
          </button>
          <button type="button" class="button" data-weighted="undo" disabled={canUndo.value.length === 0} onClick={undoArea}>
            <Icon name="undo" /> {t("weighted-undo")}
          </button>
        </div>
      )}
      {areas.value.length > 0 && (
        <label>
          {t("weighted-elsewhere")}
          <input
            type="number" inputMode="numeric" name="weighted-elsewhere" min={0} max={MOST_ELSEWHERE} value={elsewherePercent.value}
            onChange={(event) => {
              const given = event.currentTarget.valueAsNumber;
              if (Number.isFinite(given)) elsewherePercent.value = Math.min(Math.max(given, 0), MOST_ELSEWHERE);
              event.currentTarget.value = String(elsewherePercent.value);
            }}
          />
        </label>
      )}
    </div>
  );
}

function Area({ area, index, percent }: { area: WeightedArea; index: number; percent: number }) {
  const place = number(index + 1);
  return (
    <li class="weighted-area" data-area={index + 1}>
      <div class="weighted-head">
        <strong>{t("weighted-area", { place })}</strong>
        <Percent index={index} percent={percent} />
        <button type="button" class="button is-icon" aria-label={t("weighted-show", { place })} onClick={() => (showTogether.value = area.corners)}>
          <Icon name="fit" />
        </button>
        <button type="button" class="button is-icon" aria-label={t("weighted-edit", { place })} disabled={tool.value === "weighted"} onClick={() => begin(index)}>
          <Icon name="draw" />
        </button>
        <button type="button" class="button is-icon" aria-label={t("weighted-remove", { place })} onClick={() => removeArea(index)}>
          <Icon name="trash" />
        </button>
      </div>
      <div class="segments is-even" role="group" aria-label={t("weighted-how", { place })}>
        {WEIGHTS.map(([word, weight]) => (
          <button type="button" key={word} data-weight={word} aria-pressed={area.weight === weight} onClick={() => weigh(index, weight)}>
            {t(`weighted-word-${word}`)}
          </button>
        ))}
      </div>
    </li>
  );
}

/** What the area holds: said by the words, or set here while the others keep their proportions. */
function Percent({ index, percent }: { index: number; percent: number }) {
  const most = 100 - elsewherePercent.value;
  const isAlone = areas.value.length < 2;
  return (
    <label class="weighted-percent">
      <input
        type="number" inputMode="numeric" class="tabular" name={`weighted-percent-${index + 1}`} min={1} max={most - 1} step="any" disabled={isAlone}
        aria-label={t("weighted-percent", { place: number(index + 1) })}
        value={Math.round(percent)}
        onChange={(event) => {
          const weight = weightFor(event.currentTarget.valueAsNumber, index, areas.peek(), elsewherePercent.peek());
          if (weight !== null) weigh(index, weight);
          else event.currentTarget.value = String(Math.round(percent));
        }}
      />
      %
    </label>
  );
}

function begin(index: number | null): void {
  drawArea(index);
  if (layout.value === "sheet") sheet.value = "flight";
}
