// Text from elsewhere, made fit to be shown: it stays text, and it keeps to its own line and direction.

// Control characters but tab and newline; marks that turn the direction of what follows; tags and marks nobody sees.
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** `text` without what would hide or turn round what stands beside it. */
export function clean(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(UNSEEN, "");
}

/** The value that `json` writes, every string in it clean. Throws SyntaxError. */
export function parseClean(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) => (typeof value === "string" ? clean(value) : value));
}

/** The address if it is one of the web, else null. */
export function webAddress(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? url : null;
}

/** How many characters a reader counts in `text`, as the server counts them. */
export function length(text: string): number {
  return [...text].length;
}

/** A run of text; `on` when it is to stand out. */
export interface Run {
  text: string;
  on: boolean;
}

/** `text` in runs, the first place where `quote` stands in it on; null if it does not stand there. */
export function around(text: string, quote: string): Run[] | null {
  const at = quote ? text.indexOf(quote) : -1;
  if (at < 0) return null;
  return [
    { text: text.slice(0, at), on: false },
    { text: quote, on: true },
    { text: text.slice(at + quote.length), on: false },
  ].filter((run) => run.text);
}

const WORDS = /[\p{L}\p{N}]+/gu;

/** The quote in runs, the words on that the sentence says too; small words do not count. */
export function shared(quote: string, sentence: string): Run[] {
  const said = new Set((sentence.match(WORDS) ?? []).map(stem));
  const runs: Run[] = [];
  let end = 0;
  for (const word of quote.matchAll(WORDS)) {
    const on = (word[0].length > 3 || /\d/.test(word[0])) && said.has(stem(word[0]));
    if (!on) continue;
    if (word.index > end) runs.push({ text: quote.slice(end, word.index), on: false });
    end = word.index + word[0].length;
    runs.push({ text: word[0], on: true });
  }
  if (end < quote.length) runs.push({ text: quote.slice(end), on: false });
  return runs;
}

function stem(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().slice(0, 6);
}
