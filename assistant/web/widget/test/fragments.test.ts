import fc from "fast-check";
import { expect, test } from "vitest";
import { textDirective, toQuote } from "../src/fragments.ts";

test("a short quote is pointed to whole, its accents kept", () => {
  expect(toQuote("https://example.eu/loi", "l’autorité de contrôle")).toBe(
    `https://example.eu/loi#:~:text=${encodeURIComponent("l’autorité de contrôle")}`,
  );
});

test("an address that names a place keeps it", () => {
  expect(toQuote("https://example.eu/loi#art_26", "mots")).toBe("https://example.eu/loi#art_26:~:text=mots");
});

test("what means something in a directive is written so that it does not", () => {
  expect(textDirective("vis-à-vis, R&D")).toBe("vis%2D%C3%A0%2Dvis%2C%20R%26D");
});

test("a long quote is pointed to by its first and last words, the marks of points left out", () => {
  const quote = "The following AI practices shall be prohibited:\n(a) the placing on the market of a system that deploys techniques";
  expect(textDirective(quote)).toBe("The%20following%20AI%20practices%20shall%20be,of%20a%20system%20that%20deploys%20techniques");
});

test("addresses that are not of the web are none", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", "//example.eu", "JaVaScRiPt://example.eu/%0aalert(1)"]) {
    expect(toQuote(url, "mots")).toBeNull();
  }
});

test("whatever the quote, the address stays one of its page", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (quote) => {
      const url = new URL(toQuote("https://example.eu/loi?a=b", quote) as string);
      expect(`${url.origin}${url.pathname}${url.search}`).toBe("https://example.eu/loi?a=b");
      expect(url.hash.replace(":~:text=", "")).not.toMatch(/[&\s]|-|,.*,/u);
    }),
  );
});
