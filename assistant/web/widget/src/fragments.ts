// Addresses that open a page at the words quoted: https://wicg.github.io/scroll-to-text-fragment/

import { webAddress } from "./text.ts";

const WORDS_AT_AN_END = 6;

/** `url` with a text fragment for `quote`, or as it is when nothing can be pointed to; null if it is no web address. */
export function toQuote(url: string, quote: string): string | null {
  if (!webAddress(url)) return null;
  const directive = textDirective(quote);
  if (!directive) return url;
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${directive}`;
}

/** The value of `text=` for `quote`: all its words if they are few and stand on one line, else the first and the last. */
export function textDirective(quote: string): string {
  // A line is a block of the page: a directive may go from one to another, but none of its ends may.
  const lines = quote.split("\n").map(wordsOf).filter((words) => words.length);
  const first = lines[0];
  const last = lines.at(-1);
  if (!first || !last) return "";
  if (lines.length === 1 && first.length <= 2 * WORDS_AT_AN_END) return encode(first);
  return `${encode(first.slice(0, WORDS_AT_AN_END))},${encode(last.slice(-WORDS_AT_AN_END))}`;
}

/** The words of a line, without the mark of a point before them: pages set it apart. */
function wordsOf(line: string): string[] {
  return line.replace(/^\s*(?:\(?[\p{L}\d]{1,4}\)|\d{1,2}\.)\s+/u, "").split(/\s+/u).filter(Boolean);
}

// encodeURIComponent leaves the dash, which has a meaning in a directive; comma and ampersand it encodes.
function encode(words: string[]): string {
  return encodeURIComponent(words.join(" ").toWellFormed()).replaceAll("-", "%2D");
}
