import { useRef, useState } from "preact/hooks";
import type { Problem } from "../connection/http";
import { number, t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import type { TemplateView } from "../protocol";
import { isNarrow, layout, sheet } from "../state/layout";
import { fits, imported, readFile, wantedKind } from "../state/planning";
import { showTogether } from "../state/selection";
import { choose, corners, type DrawingKind, drawnAs, tool, TOOL_OF } from "../state/tool";
import { DrawControls } from "./DrawControls";

const FILES = ".geojson,.json,.kml,.kmz,.gpx";

/** Draw what the template wants on the map, or take it from a file. */
export function PlanDrawing({ template, kind }: { template: TemplateView | undefined; kind: DrawingKind }) {
  const isDrawing = tool.value === TOOL_OF[kind];
  const file = imported.value;
  const isWhole = drawnAs(kind, corners.value) !== null;
  return (
    <div class="plan-part">
      {(template?.draws.length ?? 0) > 1 && (
        <div class="segments is-even" role="group" aria-label={t("draw-as")}>
          {template?.draws.map((each) => (
            <button
              type="button"
              key={each}
              aria-pressed={each === kind}
              data-kind={each}
              onClick={() => {
                wantedKind.value = each;
                if (isDrawing) choose(TOOL_OF[each]);
              }}
            >
              {t(`kind-${each}`)}
            </button>
          ))}
        </div>
      )}
      {!isDrawing && <p class="quiet">{t(`draw-what-${kind}`)}</p>}
      <div class="plan-drawing">
        {!isDrawing && (
          <button type="button" class="button" data-draw={kind} onClick={() => begin(kind)}>
            <Icon name="draw" /> {t(kind === "polygon" ? "area-draw" : `draw-${kind}`)}
          </button>
        )}
        {!isDrawing && <FileButton />}
      </div>
      {isDrawing && <DrawControls />}
      {!isDrawing && file === null && corners.value.length > 0 && (
        <p class="drawn" data-whole={isWhole}>
          <Icon name={isWhole ? "check" : "warning"} size={16} />{" "}
          {t(isWhole ? "drawn-whole" : "drawn-part", { what: t(`kind-${kind}`), count: number(corners.value.length) })}
          <button type="button" class="button is-quiet" onClick={() => (corners.value = [])}>
            {t("drawn-clear")}
          </button>
        </p>
      )}
      {file && (
        <p class="drawn" data-whole={fits(file, template)}>
          <Icon name={fits(file, template) ? "check" : "warning"} size={16} />{" "}
          <span>
            {t("file-read", { name: file.name, what: t(`kind-${file.kind}`), count: number(file.points) })}{" "}
            {file.keeps_out && t("file-keeps-out")}{" "}
            {!fits(file, template) && <strong>{t("file-misfit", { what: t(`kind-${kind}`) })}</strong>}
          </span>
          <button type="button" class="button is-quiet" data-draw="remove" onClick={() => (imported.value = null)}>
            {t("drawn-clear")}
          </button>
        </p>
      )}
    </div>
  );
}

function begin(kind: DrawingKind): void {
  imported.value = null;
  choose(TOOL_OF[kind]);
  if (layout.value === "sheet") sheet.value = "flight";
}

function FileButton() {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const read = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    const answer = await readFile(file);
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (input.current) input.current.value = "";
    if (!answer.ok) return;
    const [west, south, east, north] = answer.value.bounds;
    showTogether.value = [[west, south], [east, north]];
    if (isNarrow.value) sheet.value = "flight";
  };
  return (
    <>
      <button type="button" class="button" disabled={isBusy} onClick={() => input.current?.click()}>
        <Icon name="upload" /> {t(isBusy ? "file-busy" : "file-open")}
      </button>
      <input
        ref={input}
        type="file"
        accept={FILES}
        class="visually-hidden"
        tabIndex={-1}
        aria-label={t("file-open")}
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}
