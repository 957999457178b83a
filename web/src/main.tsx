import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./panels/App";
import { askIn } from "./connection/http";
import { startAlerts } from "./state/alerts";
import { follow, stopFollowing, watchForWaking } from "./state/incident";
import { language, startPreferences } from "./state/preferences";
import { startSession } from "./state/kept";
import { startMaps } from "./state/maps";
import { startOutbox } from "./state/outbox";
import { startOwnLayers } from "./state/own_layers";
import { startReplay } from "./state/replay";
import { session } from "./state/session";
import { startTime } from "./state/time";
import { startSound } from "./state/tone";

startPreferences();
startTime();
startSound();
startAlerts();
watchForWaking();
effect(() => askIn(language.value));
effect(() => {
  const incident = session.value.kind === "signed_in" ? session.value.me.incident : null;
  if (incident) follow(incident);
  else stopFollowing();
});
startMaps();
startOutbox();
startOwnLayers();
startReplay();
void startSession();
// Only over HTTPS or on the station's own machine: browsers give no service worker to other pages.
if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("./sw.js").catch(() => {});

const root = document.getElementById("console");
if (root) render(<App />, root);
