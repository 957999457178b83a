import { number, t } from "../messages/messages";
import { layout } from "../state/layout";
import { searchMap, showsSearch } from "../state/search_map";

const SHOWN: ReadonlySet<number> = new Set([0.5, 0.75, 0.95]);

/** What the lines of the search map hold, and what is left. One button puts it away and brings it back. */
export function SearchLegend() {
  const map = searchMap.value;
  if (!map) return null;
  return (
    <section class="seen-legend search-legend" aria-label={t("search-legend")}>
      <button type="button" aria-pressed={showsSearch.value} onClick={() => (showsSearch.value = !showsSearch.value)}>
        <span class="search-line" aria-hidden="true" data-level="50" /> {t("search-legend")}
      </button>
      {/* On a tablet the list would lie over aircraft and findings; the lines tell their levels on the map. */}
      {showsSearch.value && layout.value !== "sheet" && (
        <>
          <ul class="is-in-row">
            {map.regions
              .filter(({ level }) => SHOWN.has(level))
              .map(({ level, share }) => (
                <li key={level} class="tabular" title={t("search-legend-line", { level: number(level * 100), share: number(share * 100) })}>
                  <span class="search-line" aria-hidden="true" data-level={Math.round(level * 100)} /> {t("percent", { share: number(level * 100) })}
                </li>
              ))}
          </ul>
          <ul>
            <li class="tabular">{t("search-legend-left", { share: number(map.left * 100) })}</li>
          </ul>
        </>
      )}
    </section>
  );
}
