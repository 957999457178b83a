import { expect, test } from "vitest";
import { crewsIn } from "./crews";

const given = (id: string, assigned_to: string | null, minute: number) =>
  [id, { id, assigned_to, assigned_at: assigned_to && `2026-06-01T12:${String(minute).padStart(2, "0")}:00Z` }] as const;

test("crews come newest first, each once, and no more than fit", () => {
  const rows = [given("a", "Lag 1", 1), given("b", null, 0), given("c", "Lag 2", 5), given("d", "Lag 1", 9), ...[..."efghij"].map((id, index) => given(id, `Tog ${id}`, 20 + index))];

  const crews = crewsIn({ findings: new Map(rows) as never });

  expect(crews).toEqual(["Tog j", "Tog i", "Tog h", "Tog g", "Tog f", "Tog e"]);
  expect(crewsIn({ findings: new Map(rows.slice(0, 4)) as never })).toEqual(["Lag 1", "Lag 2"]);
});
