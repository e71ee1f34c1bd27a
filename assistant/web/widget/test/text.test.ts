import fc from "fast-check";
import { expect, test } from "vitest";
import { around, clean, parseClean, shared, webAddress } from "../src/text.ts";

test("marks that turn or hide what stands beside them go, the words and their accents stay", () => {
  expect(clean("\u202eesrever\u202c l’été\u0007 👩‍⚖️ \u2067x\u2069\r\nfin")).toBe("esrever l’été 👩‍⚖️ x\nfin");
});

test("every string that the server sends is clean, wherever it stands", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(parseClean(JSON.stringify(value)))).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
  expect(parseClean('{"a":["\\u202ex"]}')).toEqual({ a: ["x"] });
});

test("runs are the text, whole", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, sentence) => {
      expect(shared(text, sentence).map((run) => run.text).join("")).toBe(text);
      expect((around(text, sentence) ?? [{ text }]).map((run) => run.text).join("")).toBe(text);
    }),
  );
});

test("the words that a rewording shares with its quote are marked, small ones are not", () => {
  const on = shared("Les déployeurs informent les travailleurs sous 72 heures.", "Informez les travailleurs dans les 72 h.").filter((run) => run.on);
  expect(on.map((run) => run.text)).toEqual(["informent", "travailleurs", "72"]);
});

test("only addresses of the web are followed", () => {
  expect(webAddress("https://example.eu/")).toBe("https://example.eu/");
  for (const url of ["javascript:alert(1)", " javascript:alert(1)", "mailto:a@b.fr", "vbscript:x", "blob:https://a/b", null]) expect(webAddress(url)).toBeNull();
});
