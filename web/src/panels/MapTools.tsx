import type { ConsoleMap } from "../map/console_map";
import { useEffect } from "preact/hooks";
import { t } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { showsSeen } from "../state/preferences";
import { pointed } from "../state/selection";
import { isNarrow, sheet } from "../state/layout";
import { may } from "../state/session";
import { choose, middleOfMap, tool } from "../state/tool";
import { DrawingOnMap } from "./DrawControls";
import { MarkForm } from "./MarkForm";
import { PlaceCard } from "./PlaceCard";
import { SearchLegend } from "./SearchLegend";
import { SeenLegend } from "./SeenLegend";

export function MapTools({ map, fit }: { map: ConsoleMap | null; fit: () => void }) {
  useEffect(() => {
    middleOfMap.value = map ? () => map.middle() : null;
  }, [map]);
  return (
    <>
      <DrawingOnMap />
      <div class="map-tools" role="toolbar" aria-orientation="vertical" aria-label={t("map-tools")}>
        <button type="button" class="button is-icon is-zoom" aria-label={t("zoom-in")} onClick={() => map?.zoom(1)}>
          <Icon name="plus" size={22} />
        </button>
        <button type="button" class="button is-icon is-zoom" aria-label={t("zoom-out")} onClick={() => map?.zoom(-1)}>
          <Icon name="minus" size={22} />
        </button>
        <button type="button" class="button is-icon" aria-label={t("fit-all")} title={t("fit-all")} onClick={fit}>
          <Icon name="fit" size={22} />
        </button>
        <button
          type="button"
          class="button is-icon"
          aria-label={t("place-middle")}
          title={t("place-middle")}
          onClick={() => (pointed.value = map?.middle() ?? null)}
        >
          <Icon name="crosshair" size={22} />
        </button>
        <button
          type="button"
          class="button is-icon"
          aria-label={t("show-seen")}
          title={t("show-seen")}
          aria-pressed={showsSeen.value}
          onClick={() => (showsSeen.value = !showsSeen.value)}
        >
          <Icon name="seen" size={22} />
        </button>
        {may("judge") && (
          <button
            type="button"
            class="button is-icon"
            aria-label={t("mark-add")}
            title={t("mark-add")}
            aria-pressed={tool.value === "mark"}
            onClick={() => {
              choose(tool.value === "mark" ? null : "mark");
              if (isNarrow.value) sheet.value = "map";
            }}
          >
            <Icon name="pin" size={22} />
          </button>
        )}
      </div>
      {tool.value === "mark" && <MarkForm />}
      <div class="map-corner">
        {pointed.value === null && <SearchLegend />}
        {pointed.value === null && <SeenLegend />}
        {tool.value === null && <PlaceCard />}
      </div>
    </>
  );
}
