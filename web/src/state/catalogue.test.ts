import { expect, test } from "vitest";
import type { ShelfTemplate } from "../protocol";
import { found } from "./catalogue";

const kept = [
  { id: "no.bergen.brann/mop-up", title: "Etterslokking", description: "Finn glør", maintainer: "Bergen brannvesen", used_by: ["no.voss.brann/mop-up"] },
  { id: "no.bergen.brann/flood", title: "Flom", description: "Se etter folk", maintainer: "Bergen brannvesen", used_by: [] },
] as unknown as ReadonlyArray<ShelfTemplate>;

test("a search finds templates by any part of title, purpose, publisher, id and who uses them", () => {
  const ids = (search: string) => found(kept, search).map(({ id }) => id);

  expect(ids("")).toHaveLength(2);
  expect(ids("GLØR")).toEqual(["no.bergen.brann/mop-up"]);
  expect(ids("bergen folk")).toEqual(["no.bergen.brann/flood"]);
  expect(ids("voss")).toEqual(["no.bergen.brann/mop-up"]);
  expect(ids("glør folk")).toEqual([]);
});
