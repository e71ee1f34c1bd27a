import { readdirSync, readFileSync } from "node:fs";
import { texts } from "virtual:texts";
import { expect, test } from "vitest";
import { pickLang, sayDate } from "../src/texts.ts";

const SOURCE = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(`src/${name}`, "utf8"))
  .join("\n");

test("every sentence named in the code exists", () => {
  const named = [...SOURCE.matchAll(/\bsay\(\s*"(\w+)"/g), ...SOURCE.matchAll(/\b(?:text|item|#say)\("(\w+)"/g)].map((match) => match[1] as string);
  expect(named.length).toBeGreaterThan(60);
  for (const key of named) expect(texts, key).toHaveProperty(key);
});

test("every sentence that exists is said somewhere", () => {
  const begun = [...SOURCE.matchAll(/`(\w+_)\$\{/g)].map((match) => match[1] as string);
  for (const key of Object.keys(texts)) {
    expect(SOURCE.includes(`"${key}"`) || begun.some((start) => key.startsWith(start)), key).toBe(true);
  }
});

test("dates are words of their language", () => {
  expect(sayDate("fr", "2026-08-01")).toBe("1er août 2026");
  expect(sayDate("en", "2027-12-02")).toBe("2 December 2027");
  expect(sayDate("fr", "demain")).toBe("demain");
});

test("the interface speaks the first language it knows", () => {
  expect(pickLang(null, "de", "fr-CA", "en")).toBe("fr");
  expect(pickLang("de")).toBe("en");
});
