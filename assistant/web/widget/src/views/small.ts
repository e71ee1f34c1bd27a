// Small pieces that several views are made of.

import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import type { Run } from "../text.ts";
import { webAddress } from "../text.ts";
import type { Say } from "../texts.ts";

export type Piece = TemplateResult | typeof nothing;

const DRAWN = {
  ask: svg`<path d="M12 19V5M6 11l6-6 6 6"/>`,
  back: svg`<path d="M15 5l-7 7 7 7"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  menu: svg`<path d="M5 12h.01M12 12h.01M19 12h.01" class="dots"/>`,
  stop: svg`<path d="M8 8h8v8H8z" class="full"/>`,
  mark: svg`<path d="M5 6h14M5 11h14M5 16h6"/><path d="M13.5 17l2.5 2.5 4-5" class="tick"/>`,
};

export function icon(name: keyof typeof DRAWN): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true">${DRAWN[name]}</svg>`;
}

/** A link to a page of the web in a new tab; nothing when the address is none. */
export function outside(url: string | null, words: string, say: Say): Piece {
  if (!webAddress(url)) return nothing;
  return html`<a href=${url as string} target="_blank" rel="noopener noreferrer">${words} <span class="unseen">${say("opens_elsewhere")}</span></a>`;
}

/** Text in runs, those that are on marked. */
export function marked(runs: Run[]): (TemplateResult | string)[] {
  return runs.map(({ text, on }) => (on ? html`<mark>${text}</mark>` : text));
}
