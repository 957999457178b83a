import { useEffect } from "preact/hooks";
import { number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { isPlanShown } from "../state/planning";
import { choose, corners, cornersDrawn, held, isDrawingPlan, MOST_RALLY, rally, removeCorner, tool, touchMiddle, undoCorner, weightedCorners } from "../state/tool";
import { finishArea, isTooSmall } from "../state/weighted_areas";

/** What to do next while something is drawn for a plan, and the buttons for whoever cannot touch the map itself. */
export function DrawControls() {
  const count = tool.value === "rally" ? rally.value.length : tool.value === "weighted" ? weightedCorners.value.length : corners.value.length;
  return (
    <div class="draw-controls">
      <p role="status">{hint(count)}</p>
      <div class="draw-buttons">
        <button type="button" class="button" data-draw="middle" onClick={touchMiddle}>
          <Icon name="crosshair" /> {t("draw-middle")}
        </button>
        <button type="button" class="button" data-draw="undo" disabled={count === 0} onClick={undoCorner}>
          <Icon name="undo" /> {t("area-undo")}
        </button>
        {held.value !== null && held.value < cornersDrawn.value.length && (
          <button type="button" class="button" data-draw="remove-corner" onClick={() => removeCorner(held.peek() ?? -1)}>
            <Icon name="trash" /> {t("corner-remove", { number: held.value + 1 })}
          </button>
        )}
        <button type="button" class="button is-primary" data-draw="done" onClick={done}>
          <Icon name="check" /> {t("draw-done")}
        </button>
      </div>
    </div>
  );
}

/** An area that is weighted joins the others; what a plan is drawn on stays where it is. */
function done(): void {
  if (tool.peek() === "weighted") finishArea();
  else choose(null);
}

function hint(count: number): string {
  switch (tool.value) {
    case "line":
      return count < 2 ? t("line-hint", { count }) : t("line-ready", { count });
    case "points":
      return count < 1 ? t("points-hint") : t("points-ready", { count });
    case "point":
      return t(count < 1 ? "point-hint" : "point-ready");
    case "rally":
      return t("rally-hint", { count: number(count), most: number(MOST_RALLY) });
    case "weighted":
      return isTooSmall.value && count < 3 ? t("weighted-too-small", { count }) : t(count < 3 ? "weighted-hint" : "weighted-ready", { count });
    default:
      return count < 3 ? t("area-hint", { count }) : t("area-ready", { count });
  }
}

/** Over the map: where the middle is, and the controls where the panel that has them is not on the screen. */
export function DrawingOnMap() {
  useEffect(() => {
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
  if (!isDrawingPlan.value) return null;
  return (
    <>
      <div class="draw-cross" aria-hidden="true" />
      {!isPlanShown.value && (
        <div class="card draw-bar">
          <DrawControls />
        </div>
      )}
    </>
  );
}

/** With the keyboard on the map: Enter sets a point in its middle, Backspace takes one back, Escape ends it. */
function pressed(event: KeyboardEvent): void {
  if (!isDrawingPlan.peek() || !(event.target instanceof HTMLElement)) return;
  if (!event.target.classList.contains("maplibregl-canvas")) return;
  if (event.key === "Enter") touchMiddle();
  else if (event.key === "Backspace") undoCorner();
  else if (event.key === "Escape") done();
  else return;
  event.preventDefault();
}
