import { useEffect } from "preact/hooks";
import { t } from "../messages/messages";
import { ProblemNote } from "../parts/ProblemNote";
import { loadSession, session } from "../state/session";
import { Console } from "./Console";
import { SignIn } from "./SignIn";

const LOOK_AGAIN_MS = 4_000;

/** What stands on the page: the console, or why there is none and what to do. */
export function App() {
  const now = session.value;
  switch (now.kind) {
    case "loading":
      return <Notice title={t("app-loading")} isBusy />;
    case "signed_out":
      return <SignIn wasSignedIn={now.wasSignedIn} why={now.why ?? null} />;
    case "unreachable":
      return <Waiting title={t("app-unreachable")} detail={t("app-unreachable-remedy")} />;
    case "failed":
      return (
        <Notice title={t("app-failed")}>
          <ProblemNote problem={now.problem} />
          <button type="button" class="button is-primary" onClick={() => void loadSession()}>
            {t("try-again")}
          </button>
        </Notice>
      );
    case "signed_in":
      return now.me.incident ? (
        <Console me={now.me} />
      ) : (
        <Waiting title={t("app-no-incident")} detail={t("app-no-incident-remedy")} />
      );
  }
}

/** Looks again by itself, and says so. */
function Waiting({ title, detail }: { title: string; detail: string }) {
  useEffect(() => {
    const timer = setInterval(() => void loadSession(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Notice title={title} isBusy>
      <p>{detail}</p>
      <button type="button" class="button is-primary" onClick={() => void loadSession()}>
        {t("try-again")}
      </button>
    </Notice>
  );
}

function Notice(props: { title: string; isBusy?: boolean; children?: preact.ComponentChildren }) {
  return (
    <main class="notice" aria-busy={props.isBusy ?? false}>
      <div class="card">
        <h1>{props.title}</h1>
        {props.isBusy && <div class="busy-bar" aria-hidden="true" />}
        {props.children}
      </div>
    </main>
  );
}
