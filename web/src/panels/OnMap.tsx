import type { ComponentChildren } from "preact";
import { ringsIn } from "../map/rings";
import { number, t, tOr, when } from "../messages/messages";
import { Icon } from "../parts/Icon";
import { spokenPosition } from "../picture/position";
import type { Mark, PlanSummary, VehicleFence } from "../protocol";
import { live, picture } from "../state/incident";
import { positionForm } from "../state/preferences";
import { searchOnMap } from "../state/search_map";
import { showTogether } from "../state/selection";

type Corner = readonly [number, number];

/** What else is on the map, for whoever reads a list: marks, the plan, places to return to, fences, where to search. */
export function OnMap() {
  const now = picture.value;
  if (!now) return null;
  const marks = [...now.marks.values()].reverse();
  const plan = [...now.plans.values()].at(-1);
  const fences = [...(now.fences?.values() ?? [])].sort((a, b) => a.vehicle_id - b.vehicle_id);
  const { map, tasks } = searchOnMap.value;
  const count = marks.length + (plan ? 1 + plan.rally.length : 0) + fences.length + (map ? 1 : 0) + tasks.length;
  if (count === 0) return null;
  return (
    <details class="own-layers on-map">
      <summary>
        <Icon name="map" /> {t("on-map")} <span class="count tabular">{count}</span>
      </summary>
      <ul class="rows">
        {marks.map((mark) => (
          <MarkRow key={mark.id} mark={mark} />
        ))}
        {plan && <PlanRows plan={plan} />}
        {fences.map((fence) => (
          <FenceRow key={fence.vehicle_id} fence={fence} />
        ))}
        {map && (
          <Row title={t("search-legend")} corners={cornersIn(map.regions.at(-1)?.geometry)}>
            {[
              ...map.regions.map(({ level, share }) => t("search-legend-line", { level: number(level * 100), share: number(share * 100) })),
              t("search-legend-elsewhere", { share: number(map.elsewhere * 100) }),
              t("search-legend-left", { share: number(map.left * 100) }),
            ].join(" · ")}
          </Row>
        )}
        {tasks.map((task, index) => (
          <Row key={index} title={t("search-task", { place: number(index + 1) })} corners={cornersIn(task.area)}>
            {t("search-task-gain", { share: number(task.gained * 100, 1), minutes: number(task.minutes) })}
          </Row>
        ))}
      </ul>
    </details>
  );
}

function MarkRow({ mark }: { mark: Mark }) {
  const corners = cornersIn(mark.geometry);
  const kind = tOr(`mark-${mark.kind}`, mark.kind);
  return (
    <Row title={mark.text ? `${kind}: ${mark.text}` : kind} corners={corners}>
      {corners.length === 1 ? spoken(corners[0]!) : t("on-map-corners", { count: number(corners.length) })} · {mark.by}, {when(mark.at)}
    </Row>
  );
}

function PlanRows({ plan }: { plan: PlanSummary }) {
  return (
    <>
      <Row title={t("on-map-plan")} corners={[...cornersIn(plan.area), ...plan.routes.flatMap(cornersIn)]}>
        {t("on-map-plan-facts", { count: plan.routes.length, minutes: number(Math.ceil(plan.makespan_s / 60)) })}
      </Row>
      {plan.rally.map((place, index) => (
        <Row key={index} title={t("on-map-rally", { place: number(index + 1) })} corners={[place]}>
          {spoken(place)}
        </Row>
      ))}
    </>
  );
}

/** In words what the map says with a line: whose it is, whether it is kept, and who drew it. */
function FenceRow({ fence }: { fence: VehicleFence }) {
  const vehicle = live.value.vehicles.get(fence.vehicle_id);
  const letter = vehicle?.letter ?? String(fence.vehicle_id);
  const isKept = vehicle?.fence !== "refused";
  return (
    <Row title={t(isKept ? "fence-of" : "fence-of-not-kept", { letter })} isWarning={!isKept} corners={ringsIn(fence.area).flat()}>
      {t(fence.is_stations ? "on-map-fence-stations" : "on-map-fence-drawn")}
    </Row>
  );
}

interface Said {
  readonly title: string;
  readonly corners: ReadonlyArray<Corner>;
  readonly isWarning?: boolean;
  readonly children: ComponentChildren;
}

function Row({ title, corners, isWarning = false, children }: Said) {
  return (
    <li class="own-layer">
      <span class="on-map-words">
        <strong>
          {isWarning && <Icon name="warning" size={16} />} {title}
        </strong>
        <span class="finding-facts tabular">{children}</span>
      </span>
      {corners.length > 0 && (
        <button type="button" class="button is-icon" aria-label={t("own-layer-show", { name: title })} onClick={() => (showTogether.value = corners)}>
          <Icon name="fit" />
        </button>
      )}
    </li>
  );
}

function spoken([longitude, latitude]: Corner): string {
  return spokenPosition(latitude, longitude, positionForm.value);
}

/** All positions of a geometry, whatever its kind. */
function cornersIn(geometry: Readonly<Record<string, unknown>> | undefined): ReadonlyArray<Corner> {
  const found: Corner[] = [];
  const look = (each: unknown): void => {
    if (!Array.isArray(each)) return;
    if (typeof each[0] === "number") found.push([each[0], each[1] as number]);
    else each.forEach(look);
  };
  look(geometry?.["coordinates"]);
  return found;
}
