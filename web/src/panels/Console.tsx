import { t, when } from "../messages/messages";
import { MapView } from "../map/MapView";
import type { Me } from "../protocol";
import { isNarrow, layout, sheet, workspace } from "../state/layout";
import { guest, shows } from "../state/guest";
import { isReplaying } from "../state/replay";
import { tool } from "../state/tool";
import { AircraftPanel } from "./AircraftPanel";
import { AlertBanner } from "./AlertBanner";
import { Catalogue } from "./Catalogue";
import { AirStrip } from "./ClearAir";
import { AskStrip } from "./ControlBar";
import { FindingsPanel } from "./FindingsPanel";
import { FlightPanel } from "./FlightPanel";
import { GuestLinks, isGuestsOpen } from "./GuestLinks";
import { isKeptMapsOpen, KeptMaps } from "./KeptMaps";
import { LinkStrip } from "./LinkStrip";
import { LogBar, LogList } from "./LogPanel";
import { OutboxStrip } from "./OutboxStrip";
import { StatusLine } from "./StatusLine";
import { TabBar } from "./TabBar";
import { ThermalPanel } from "./ThermalPanel";
import { NotInReplay, ReplayStrip, TimeBar } from "./TimeBar";

/** The map is the page; around it on a wide screen three columns, on a tablet one sheet at a time. */
export function Console({ me }: { me: Me }) {
  return (
    <div class={`console is-${layout.value}`} data-sheet={sheet.value} data-replay={isReplaying.value} data-tool={tool.value}>
      <StatusLine me={me} />
      <ReplayStrip withSlider={layout.value === "sheet"} />
      <LinkStrip />
      <GuestStrip />
      <OutboxStrip />
      <AirStrip />
      <AskStrip />
      {isNarrow.value && <AlertBanner />}
      {layout.value === "wide" ? <Columns /> : <Sheets />}
      <Catalogue />
      {isGuestsOpen.value && <GuestLinks />}
      {isKeptMapsOpen.value && <KeptMaps />}
    </div>
  );
}

/** A guest is told what the link is good for. */
function GuestStrip() {
  return guest.value && <p class="guest-strip">{t("guest-strip", { time: when(guest.value.expires_at) })}</p>;
}

function Columns() {
  return (
    <>
      <div class="columns">
        <aside class="column" aria-label={t("aircraft")}>
          {shows("aircraft") && <AircraftPanel />}
          {!shows("thermal") ? null : isReplaying.value ? <NotInReplay /> : <ThermalPanel />}
        </aside>
        <MapArea />
        <aside class="column" aria-label={workspace.value === "command" ? t("findings") : t("flight")}>
          {workspace.value === "command" ? shows("findings") && <FindingsPanel /> : isReplaying.value ? <NotInReplay /> : <FlightPanel />}
        </aside>
      </div>
      {guest.value === null && <TimeBar />}
      {shows("log") && <LogBar />}
    </>
  );
}

const SHEETS = {
  findings: FindingsPanel,
  aircraft: AircraftPanel,
  thermal: ThermalPanel,
  log: LogList,
  flight: FlightPanel,
} as const;

function Sheets() {
  const chosen = sheet.value;
  const isOfNow = chosen === "thermal" || chosen === "flight";
  const Chosen = chosen === "map" ? null : isOfNow && isReplaying.value ? NotInReplay : SHEETS[chosen];
  return (
    <>
      <div class="columns">
        <MapArea />
        {Chosen && (
          <aside class="column sheet">
            <Chosen />
          </aside>
        )}
      </div>
      <TabBar />
    </>
  );
}

function MapArea() {
  return (
    <main class="map-area">
      <MapView />
      {!isNarrow.value && <AlertBanner />}
    </main>
  );
}
