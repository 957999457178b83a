import type { IncidentPicture } from "./picture";

const MOST = 6;

/** The crews and units that findings were given to, the newest first. */
export function crewsIn({ findings }: Pick<IncidentPicture, "findings">): ReadonlyArray<string> {
  const given = [...findings.values()].flatMap(({ assigned_to, assigned_at }) => (assigned_to && assigned_at ? [{ assigned_to, assigned_at }] : []));
  const newestFirst = given.sort((a, b) => b.assigned_at.localeCompare(a.assigned_at)).map(({ assigned_to }) => assigned_to);
  return [...new Set(newestFirst)].slice(0, MOST);
}
