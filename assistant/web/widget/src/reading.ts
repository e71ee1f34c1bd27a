// The source panel's own state: which provision is open, in which languages, and with which words marked.

import type { Api } from "./api.ts";
import type { Article, Citation, Lang, Place, Source } from "./types.ts";

/** What was clicked: a citation with its quote, or a source whole. */
export interface Target extends Place {
  quote: string;
  /** The passage as the answer carries it, for when the article cannot be opened. */
  text: string;
}

export interface Leaf {
  lang: Lang;
  /** Null while it loads. */
  article: Article | null;
  missing: boolean;
}

export interface Opened {
  target: Target;
  /** The provision shown: the target's, or one before or after it. */
  anchor: string;
  main: Leaf;
  twin: Leaf | null;
}

export function targetOf(place: Citation | Source, text: string): Target {
  return { ...place, quote: "quote" in place ? place.quote : "", text };
}

export class Reading {
  opened: Opened | null = null;
  readonly #articles = new Map<string, Promise<Article>>();

  constructor(
    readonly api: Api,
    readonly changed: () => void,
  ) {}

  /** Open `target` in its article. */
  async open(target: Target): Promise<void> {
    const both = this.opened?.twin ?? null;
    this.opened = { target, anchor: target.anchor, main: loading(target.lang), twin: both && loading(other(target.lang)) };
    await this.#load();
  }

  /** Turn to the article before or after. */
  async turn(anchor: string): Promise<void> {
    if (!this.opened) return;
    const { main, twin } = this.opened;
    this.opened = { ...this.opened, anchor, main: loading(main.lang), twin: twin && loading(twin.lang) };
    await this.#load();
  }

  /** Show it in one language, or in both. */
  async show(langs: Lang | "both"): Promise<void> {
    if (!this.opened) return;
    const { main } = this.opened;
    if (langs === "both") this.opened = { ...this.opened, twin: loading(other(main.lang)) };
    else this.opened = { ...this.opened, main: main.lang === langs ? main : loading(langs), twin: null };
    await this.#load();
  }

  close(): void {
    this.opened = null;
    this.changed();
  }

  /** The article of a provision, asked for once. Throws Problem. */
  article(anchor: string, lang: Lang, version: string): Promise<Article> {
    const key = JSON.stringify([anchor, lang, version]);
    const known = this.#articles.get(key);
    if (known) return known;
    // A version need not exist in the other language; the one in force then does as well.
    const asked = this.api.article(anchor, { lang, version }).catch(() => this.api.article(anchor, { lang }));
    asked.catch(() => this.#articles.delete(key));
    this.#articles.set(key, asked);
    return asked;
  }

  async #load(): Promise<void> {
    this.changed();
    const opened = this.opened;
    if (!opened) return;
    const { anchor, target } = opened;
    const filled = async (leaf: Leaf): Promise<Leaf> => {
      if (leaf.article || leaf.missing) return leaf;
      try {
        const article = await this.article(anchor, leaf.lang, target.version);
        return { ...leaf, article, missing: article.lang !== leaf.lang };
      } catch {
        return { ...leaf, missing: true };
      }
    };
    const [main, twin] = await Promise.all([filled(opened.main), opened.twin && filled(opened.twin)]);
    if (this.opened !== opened) return; // the reader went on meanwhile
    this.opened = { ...opened, main, twin };
    this.changed();
  }
}

export function other(lang: Lang): Lang {
  return lang === "fr" ? "en" : "fr";
}

function loading(lang: Lang): Leaf {
  return { lang, article: null, missing: false };
}

/** The words of `text` that `quote` holds, from and to; null where they have none in common. */
export function quotedIn(text: string, quote: string): [number, number] | null {
  if (!quote) return null;
  const at = text.indexOf(quote);
  if (at >= 0) return [at, at + quote.length];
  // A quote may run over several passages: each that it holds whole is marked whole.
  const whole = text.trim();
  if (whole.length > 20 && quote.includes(whole)) return [0, text.length];
  return null;
}
