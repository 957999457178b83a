import { t } from "../messages/messages";
import { Icon, type IconName } from "../parts/Icon";
import { alerts, waiting } from "../state/alerts";
import { type Sheet, sheet } from "../state/layout";
import { shows } from "../state/guest";
import { may } from "../state/session";

const TABS: ReadonlyArray<{ readonly name: Sheet; readonly icon: IconName }> = [
  { name: "map", icon: "map" },
  { name: "findings", icon: "flame" },
  { name: "aircraft", icon: "aircraft" },
  { name: "thermal", icon: "thermal" },
  { name: "log", icon: "log" },
  { name: "flight", icon: "heading" },
];

/** One sheet at a time beside the map. */
export function TabBar() {
  const tabs = may("fly") || may("plan") ? TABS : TABS.filter(({ name }) => name === "map" || (name !== "flight" && shows(name)));
  return (
    <nav class="tab-bar" aria-label={t("sheets")}>
      {tabs.map(({ name, icon }) => (
        <button
          type="button"
          key={name}
          data-tab={name}
          aria-current={sheet.value === name ? "page" : undefined}
          onClick={() => (sheet.value = sheet.value === name ? "map" : name)}
        >
          <span class="tab-icon">
            <Icon name={icon} size={22} />
            {count(name) > 0 && <b class="badge tabular">{count(name)}</b>}
          </span>
          {t(`tab-${name}`)}
        </button>
      ))}
    </nav>
  );
}

/** What waits there: findings that nobody has judged, rules that an aircraft breaks. */
function count(name: Sheet): number {
  return name === "findings" ? waiting.value.length : name === "aircraft" ? alerts.value.length : 0;
}
