import { computed, effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { station } from "../connection/http";
import { t } from "../messages/messages";
import { MapTools } from "../panels/MapTools";
import { waiting } from "../state/alerts";
import { connection, live, past, picture, seen } from "../state/incident";
import { layout, sheet, workspace } from "../state/layout";
import { attribution, chosenMap, shownArea } from "../state/maps";
import { layersShown } from "../state/own_layers";
import { waitingToSend } from "../state/outbox";
import { planOnMap } from "../state/planning";
import { language, showsDismissed, showsSeen, theme } from "../state/preferences";
import { followSearchMap, searchOnMap } from "../state/search_map";
import { goTo, pointed, selected, selectFinding, showTogether } from "../state/selection";
import { replayMs, shownNowMs, slowShownNowMs } from "../state/time";
import { cornersDrawn, draft, held, tool, touchGround } from "../state/tool";
import { ConsoleMap } from "./console_map";
import { paced } from "./paced";
import { ScreenCost } from "./screen_cost";
import type { Area } from "../offline/blocks";
import type { View } from "./layer";

const NO_TERRAIN = 404;
const TERRAIN_AGAIN_MS = 5_000;

const waitingIds = computed(() => new Set(waiting.value.map(({ id }) => id)));

const unsentMarks = computed(() =>
  waitingToSend.value.flatMap(({ unsent }) => (unsent.what === "mark" ? [unsent.mark] : [])),
);
/** Of ground that was seen again since, the earlier look is not kept. */
const seenThen = computed(() => {
  const [all, ms] = [seen.value, replayMs.value];
  if (!all || ms === null) return all;
  return { ...all, features: all.features.filter(({ properties }) => Date.parse(String(properties?.["seen_at"])) <= ms) };
});
const NOBODY: ReadonlySet<string> = new Set();
const NOTHING: ReadonlyArray<never> = [];

const view = computed<View | null>(() =>
  picture.value === null
    ? null
    : {
        picture: picture.value,
        live: live.value,
        seen: seenThen.value,
        search: searchOnMap.value,
        selected: selected.value,
        waiting: past.value ? NOBODY : waitingIds.value,
        showsDismissed: showsDismissed.value,
        showsSeen: showsSeen.value,
        slowNowMs: slowShownNowMs.value,
        theme: theme.value,
        language: language.value,
        draft: draft.value,
        planning: planOnMap.value,
        pointed: pointed.value,
        ownLayers: layersShown.value,
        unsentMarks: past.value ? NOTHING : unsentMarks.value,
      },
);

declare global {
  interface Window {
    /** The map itself, for tests and for who looks under the bonnet. */
    vardeMap?: ConsoleMap;
  }
}

export function MapView() {
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<ConsoleMap | null>(null);
  const [isPlain, setPlain] = useState(false);

  useEffect(() => {
    let isGone = false;
    let stop = () => {};
    // Icons hold text: the font must be there before the first one is drawn.
    void document.fonts.load('700 16px "Inter Variable"').finally(() => {
      if (isGone || !container.current) return;
      const made = new ConsoleMap(container.current, theme.peek(), {
        finding: touchFinding,
        ground: touchPlain,
        isDrawing: () => tool.peek() !== null,
      });
      window.vardeMap = made;
      const stopDrawing = keepDrawn(made);
      made.map.on("moveend", () => (shownArea.value = areaOf(made)));
      const stopSearch = followSearchMap();
      const stopWatching = watchBanner(container.current, made);
      stop = () => {
        stopDrawing();
        stopWatching();
        stopSearch();
        made.remove();
      };
      setMap(made);
      void (async function fetchTerrain(): Promise<void> {
        const answer = await station.terrain();
        if (isGone) return;
        if (answer.ok) made.setTerrain(answer.value);
        else if (answer.problem.status === NO_TERRAIN) setPlain(true);
        // A station that is slow or out of reach has not said that it has no terrain.
        else setTimeout(() => void fetchTerrain(), TERRAIN_AGAIN_MS);
      })();
    });
    return () => {
      isGone = true;
      stop();
    };
  }, []);

  return (
    <>
      <div class="map" data-drawing={tool.value !== null} ref={container} role="region" aria-label={t("map")} />
      <MapTools map={map} fit={() => map?.fit(view.peek(), true)} />
      {attribution.value && <p class="map-attribution">{attribution.value}</p>}
      {isPlain && <p class="map-note">{t("map-plain")}</p>}
    </>
  );
}

/** What moves is moved five times a second at most: without a graphics chip each repaint of the map costs a tenth of a core. */
const MOVES_MS = 200;
/** Where moving them is dear, as fifty page elements are without a graphics chip, they move once a second at least. */
const MOVES_MOST_MS = 1_000;

/** Draws what people did and what was found at once, what moves now and then, and nothing on a page that nobody sees. */
function keepDrawn(map: ConsoleMap): () => void {
  let fittedTo: string | null = null;
  let drawn: View | null = null;
  let drawnMs = -Infinity;
  const cost = new ScreenCost();
  const draw = paced(() => {
    const shown = view.peek();
    if (!shown) return;
    drawn = shown;
    drawnMs = performance.now();
    cost.measure();
    map.showAircraft(shown.live, shownNowMs.peek(), shown.theme, shown.selected);
    map.show(shown);
    const { plans, findings } = shown.picture;
    if (plans.size + findings.size + shown.live.vehicles.size === 0) return;
    // A new plan is what everybody wants to see, unless somebody has already moved the map to something else.
    const newest = [...plans.keys()].at(-1) ?? "";
    if (fittedTo === null || (newest !== fittedTo && map.showsAll)) {
      if (map.fit(shown, false)) fittedTo = newest;
    }
  });
  const stops = [
    effect(() => {
      const shown = view.value;
      // Ages grow while nothing else happens.
      void shownNowMs.value;
      draw(shown && drawn && onlyMoved(drawn, shown) ? drawnMs + cost.restMs(MOVES_MS, MOVES_MOST_MS) : 0);
    }),
    effect(() => {
      void map.setBase(chosenMap.value, theme.value).then((whose) => (attribution.value = whose));
    }),
    effect(() => {
      if (connection.value.kind === "live") map.refetchTiles();
    }),
    effect(() => {
      void held.value;
      void language.value;
      map.showHandles(cornersDrawn.value);
    }),
    effect(() => {
      const place = goTo.value;
      if (place) map.goTo(place.longitude_deg, place.latitude_deg);
    }),
    effect(() => {
      if (showTogether.value) map.showTogether(showTogether.value);
    }),
  ];
  return () => {
    draw.stop();
    for (const stop of stops) stop();
  };
}

/** Whether nothing but live state and time differs. */
function onlyMoved(before: View, now: View): boolean {
  return (Object.keys(now) as (keyof View)[]).every((key) => key === "live" || key === "slowNowMs" || now[key] === before[key]);
}

function areaOf({ map }: ConsoleMap): Area {
  const shown = map.getBounds();
  return { west: shown.getWest(), south: shown.getSouth(), east: shown.getEast(), north: shown.getNorth() };
}

/** Tells the map how far down the alert banner reaches. */
function watchBanner(container: HTMLElement, map: ConsoleMap): () => void {
  const banner = container.parentElement?.querySelector<HTMLElement>(".alert-place");
  if (!banner) return () => {};
  const watch = new ResizeObserver(() => map.coverTop(banner.offsetHeight ? banner.offsetTop + banner.offsetHeight : 0));
  watch.observe(banner);
  return () => watch.disconnect();
}

function touchFinding(id: string): void {
  selectFinding(id);
  workspace.value = "command";
  if (layout.peek() === "sheet") sheet.value = "findings";
}

function touchPlain(longitude_deg: number, latitude_deg: number): void {
  if (touchGround(longitude_deg, latitude_deg)) return;
  selected.value = null;
  pointed.value = { longitude_deg, latitude_deg };
}
