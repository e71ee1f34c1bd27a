// The sentences of the interface.

import { texts } from "virtual:texts";
import type { Lang } from "./types.ts";

export type Say = (key: string, values?: Record<string, string | number>) => string;

/** The sentence `key` in `lang`, its `{places}` filled. Empty if there is none: a test reads every key that is named. */
export function say(lang: Lang, key: string, values: Record<string, string | number> = {}): string {
  return (texts[key]?.[lang === "fr" ? 0 : 1] ?? "").replace(/{(\w+)}/g, (_, name: string) => String(values[name] ?? ""));
}

/** A day written `2026-08-02`, in words. */
export function sayDate(lang: Lang, day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  const words = new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(date);
  return lang === "fr" ? words.replace(/^1 /, "1er ") : words;
}

/** Seconds with one decimal, as the language writes them. */
export function saySeconds(lang: Lang, ms: number): string {
  return (ms / 1000).toLocaleString(lang === "fr" ? "fr-FR" : "en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** The language of the interface: the one asked for, else the page's, else the browser's, else English. */
export function pickLang(...tags: (string | null | undefined)[]): Lang {
  for (const tag of tags) {
    const lang = tag?.toLowerCase().split("-")[0];
    if (lang === "fr" || lang === "en") return lang;
  }
  return "en";
}
