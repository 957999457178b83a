import type { Problem } from "../connection/http";
import { t } from "../messages/messages";

/** What went wrong and what to do about it. */
export function ProblemNote({ problem }: { problem: Problem }) {
  const detail = problem.status === 0 ? t("problem-unreachable") : problem.detail;
  const remedy = problem.status === 0 ? t("problem-unreachable-remedy") : problem.remedy;
  return (
    <p class="problem" role="alert">
      <strong>{detail}</strong>
      {remedy && <> {remedy}</>}
    </p>
  );
}
