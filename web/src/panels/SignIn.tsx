import { useState } from "preact/hooks";
import type { Problem } from "../connection/http";
import { t } from "../messages/messages";
import { ProblemNote } from "../parts/ProblemNote";
import { language, LANGUAGES } from "../state/preferences";
import { signIn } from "../state/session";

export function SignIn({ wasSignedIn, why }: { wasSignedIn: boolean; why: Problem | null }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(why);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setProblem(await signIn(String(form.get("name")), String(form.get("password"))));
    setBusy(false);
  };

  return (
    <main class="notice">
      <form class="card sign-in" onSubmit={submit}>
        <h1>Varde</h1>
        <p>{why ? t("guest-refused") : wasSignedIn ? t("signin-again") : t("signin-intro")}</p>
        <label>
          {t("signin-name")}
          <input name="name" autocomplete="username" required autofocus />
        </label>
        <label>
          {t("signin-password")}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {problem && <ProblemNote problem={problem} />}
        <button type="submit" class="button is-primary" disabled={isBusy}>
          {isBusy ? t("signin-busy") : t("signin-do")}
        </button>
        <div class="segments" role="group" aria-label={t("language")}>
          {LANGUAGES.map((tag) => (
            <button type="button" key={tag} aria-pressed={language.value === tag} onClick={() => (language.value = tag)}>
              {t(`language-${tag}`)}
            </button>
          ))}
        </div>
      </form>
    </main>
  );
}
