import { useRef, useState } from "preact/hooks";
import type { Problem } from "../connection/http";
import { number, t, when } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { ProblemNote } from "../parts/ProblemNote";
import type { OwnLayer } from "../protocol";
import { past, picture } from "../state/incident";
import { addLayer, layersOff, removeLayer, switchLayer } from "../state/own_layers";
import { showTogether } from "../state/selection";
import { may } from "../state/session";

const FILES = ".geojson,.json,.kml,.kmz,.gpx";

/** The crew's own files over the map: which there are, which this screen shows, and bringing in another. */
export function OwnLayers() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const layers = [...(picture.value?.layers?.values() ?? [])];
  const mayChange = may("judge") && !past.value;
  if (layers.length === 0 && !mayChange) return null;
  return (
    <details class="own-layers" open={layers.length > 0}>
      <summary>
        <Icon name="layers" /> {t("own-layers")} <span class="count tabular">{layers.length}</span>
      </summary>
      <ul class="rows">
        {layers.map((layer) => (
          <Row key={layer.id} layer={layer} mayChange={mayChange} say={setProblem} />
        ))}
      </ul>
      {mayChange && <FileButton say={setProblem} />}
      {problem && <ProblemNote problem={problem} />}
    </details>
  );
}

type Say = (problem: Problem | null) => void;

function Row({ layer, mayChange, say }: { layer: OwnLayer; mayChange: boolean; say: Say }) {
  const [isSure, setSure] = useState(false);
  const [west, south, east, north] = layer.bounds;
  return (
    <li class="own-layer" data-layer={layer.name}>
      <label>
        <input type="checkbox" checked={!layersOff.value.has(layer.id)} onChange={(event) => switchLayer(layer.id, event.currentTarget.checked)} />
        <span>
          <strong>{layer.name}</strong>
          <span class="finding-facts tabular">
            {t("own-layer-facts", { count: number(layer.features), who: layer.by, time: when(layer.at) })}
          </span>
        </span>
      </label>
      <button type="button" class="button is-icon" aria-label={t("own-layer-show", { name: layer.name })} onClick={() => (showTogether.value = [[west, south], [east, north]])}>
        <Icon name="fit" />
      </button>
      {mayChange && (
        <button
          type="button" class={isSure ? "button" : "button is-icon"} aria-label={isSure ? undefined : t("own-layer-remove", { name: layer.name })}
          onClick={() => (isSure ? void removeLayer(layer.id).then(say) : setSure(true))} onBlur={() => setSure(false)}
        >
          {isSure ? t("own-layer-remove-sure") : <Icon name="trash" />}
        </button>
      )}
    </li>
  );
}

function FileButton({ say }: { say: Say }) {
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const bring = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    say(await addLayer(file));
    setBusy(false);
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <button type="button" class="button is-wide" disabled={isBusy} onClick={() => input.current?.click()}>
        <Icon name="upload" /> {t(isBusy ? "file-busy" : "own-layer-add")}
      </button>
      <input
        ref={input} type="file" accept={FILES} class="visually-hidden" tabIndex={-1} aria-label={t("own-layer-add")}
        onChange={(event) => void bring(event.currentTarget.files?.[0])}
      />
    </>
  );
}
