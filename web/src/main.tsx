import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./panels/App";
import { askIn } from "./connection/http";
import { startAlerts } from "./state/alerts";
import { follow, stopFollowing, watchForWaking } from "./state/incident";
import { language, startPreferences } from "./state/preferences";
import { loadSession, session } from "./state/session";
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
void loadSession();

const root = document.getElementById("console");
if (root) render(<App />, root);
