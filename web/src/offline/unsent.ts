import type { IncidentPicture } from "../picture/picture";
import type { Finding, MarkRequest, Review } from "../protocol";

/** Something that was said on this screen and that the station has not answered. */
export type Unsent = {
  /** The same at every try: the station does what it asks for once. */
  readonly key: string;
  readonly incident: string;
  readonly by: string;
  readonly saidAt: string;
} & Said;

export type Said =
  | { readonly what: "review"; readonly finding: string; readonly number: number; readonly verdict: Review["verdict"]; readonly assignee?: string | null; readonly was: Judgement }
  | { readonly what: "mark"; readonly mark: MarkRequest }
  | { readonly what: "note"; readonly text: string };

/** What a finding was held to be, and by whom, when somebody judged it. */
export interface Judgement {
  readonly status: Finding["status"];
  readonly by: string | null;
}

export const judgementOf = (finding: Finding): Judgement => ({ status: finding.status, by: finding.reviewed_by ?? null });

/** What to do with it now that the station's picture is known again. */
export type Way =
  | { readonly kind: "send" }
  /** Somebody, or an answer that got lost, has said it already. */
  | { readonly kind: "done" }
  /** Others have judged it in the meantime: people decide. */
  | { readonly kind: "conflict"; readonly now: Judgement }
  /** The finding is no more: it was one with another. */
  | { readonly kind: "gone" };

export function wayFor(unsent: Unsent, picture: IncidentPicture): Way {
  if (unsent.what !== "review") return { kind: "send" };
  const finding = picture.findings.get(unsent.finding);
  if (!finding) return { kind: "gone" };
  const now = judgementOf(finding);
  const isGiven = unsent.verdict !== "assigned" || (finding.assigned_to ?? null) === (unsent.assignee ?? null);
  if (now.status === unsent.verdict && isGiven) return { kind: "done" };
  if (now.status === unsent.was.status && now.by === unsent.was.by) return { kind: "send" };
  return { kind: "conflict", now };
}

/** With one more: who judges a finding twice before it is sent means the second. */
export function withLetter(letters: ReadonlyArray<Unsent>, letter: Unsent): ReadonlyArray<Unsent> {
  const isReplaced = (each: Unsent) =>
    each.what === "review" &&
    letter.what === "review" &&
    each.finding === letter.finding &&
    each.by === letter.by &&
    each.incident === letter.incident;
  return [...letters.filter((each) => !isReplaced(each)), letter];
}
