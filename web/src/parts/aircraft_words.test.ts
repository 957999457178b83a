import { beforeEach, expect, test, vi } from "vitest";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {} }));

const { language } = await import("../state/preferences");
const { inOurWords, reasonInOurWords } = await import("./aircraft_words");

beforeEach(() => void (language.value = "nb"));

test("a known sentence is said in the chosen language, with what to do next", () => {
  const [nb, nn, en] = (["nb", "nn", "en"] as const).map((tag) => {
    language.value = tag;
    return inOurWords("Arming denied: Resolve system health failures first\t");
  });

  expect(nb).toEqual({ words: "Starter ikke motorene: noe er ikke i orden", remedy: "Se hva som mangler under «Før flygingen»." });
  expect(nn?.words).toBe("Startar ikkje motorane: noko er ikkje i orden");
  expect(en?.remedy).toBe("See what is missing under “Before the flight”.");
});

test("what changes in a sentence stays in it", () => {
  expect(inOurWords("RTL: start return at 152 m (40 m above destination)")?.words).toBe("Flyr hjem i 40 m over landingsplassen");
  expect(inOurWords("Climb to 30.0 meters above home")?.words).toBe("Stiger til 30.0 m over hjemplassen");
  expect(inOurWords("Battery 2: spikes. ")?.words).toBe("Batteri 2 melder feil: «spikes»");
});

test("of several sentences that fit, the nearer one counts", () => {
  expect(inOurWords("Preflight Fail: heading estimate not stable")?.words).toBe("Retningen er ikke stabil ennå");
  expect(inOurWords("Preflight: GPS fix too low")?.words).toBe("For dårlig satellittmottak til å fly");
  expect(inOurWords("Preflight Fail: Winch jammed")?.words).toBe("Ikke klar til å fly. Fartøyets egne ord: «Winch jammed»");
  expect(inOurWords("Disarmed by landing")?.words).toBe("Motorene er stoppet etter landingen");
});

test("what is not known is nobody's words but the aircraft's", () => {
  for (const said of ["", "Winch: rope out", "LOW BATTERY!", "Low battery in the radio", "Landing detected by Kari"]) {
    expect(inOurWords(said)).toBeNull();
    expect(reasonInOurWords(said)).toBe(said);
  }
});

test("a reason that the journal keeps in English is said in the chosen language, with what changes in it", () => {
  expect(reasonInOurWords("Too few satellites.")).toBe("For få satellitter.");
  expect(reasonInOurWords("Item 3 of 7 (command 16) was refused: a value is not valid.")).toBe(
    "Punkt 3 av 7 (kommando 16) ble avvist: en verdi er ugyldig.",
  );
  language.value = "nn";
  expect(reasonInOurWords("The aircraft is not armed. Arm it first.")).not.toMatch(/aircraft/);
});
