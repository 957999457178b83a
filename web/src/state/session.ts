import { computed, signal } from "@preact/signals";
import { type Problem, station } from "../connection/http";
import { GRANTS, type Me, type Permission } from "../protocol";

export type Session =
  | { readonly kind: "loading" }
  | { readonly kind: "signed_out"; readonly wasSignedIn: boolean; readonly why?: Problem }
  | { readonly kind: "unreachable" }
  | { readonly kind: "failed"; readonly problem: Problem }
  | { readonly kind: "signed_in"; readonly me: Me };

export const session = signal<Session>({ kind: "loading" });

/** Who is signed in. */
export const me = computed(() => (session.value.kind === "signed_in" ? session.value.me : null));

/** Whether to offer what needs `permission`; the station has the last word. */
export function may(permission: Permission): boolean {
  return me.value !== null && GRANTS[me.value.role].includes(permission);
}

export async function loadSession(): Promise<void> {
  const answer = await station.me();
  if (answer.ok) session.value = { kind: "signed_in", me: answer.value };
  else if (answer.problem.status === 401) session.value = { kind: "signed_out", wasSignedIn: session.peek().kind === "signed_in" };
  // The last picture is on the screen: it stays there, with its age.
  else if (session.peek().kind === "signed_in") return;
  else if (answer.problem.status === 0) session.value = { kind: "unreachable" };
  else session.value = { kind: "failed", problem: answer.problem };
}

/** The problem when it was refused. */
export async function signIn(name: string, password: string): Promise<Problem | null> {
  const answer = await station.signIn({ name, password });
  if (!answer.ok) return answer.problem;
  await loadSession();
  return null;
}

export async function signOut(): Promise<void> {
  await station.signOut();
  session.value = { kind: "signed_out", wasSignedIn: false };
}
