// A citation from near: what it is, its exact words, and the way to read on.

import { html, nothing, type TemplateResult } from "lit/html.js";
import { type Exchange, keyOf } from "../conversation.ts";
import type { Desk } from "../desk.ts";
import { toQuote } from "../fragments.ts";
import { around, type Run, shared } from "../text.ts";
import type { Citation, Claim } from "../types.ts";
import { appliesFrom, verdictOf } from "./exchange.ts";
import { icon, marked, outside } from "./small.ts";

const CONTEXT = 220; // characters of the passage shown on either side of the quote

export function preview(desk: Desk, exchange: Exchange, claim: Claim, citation: Citation, numbers: Map<string, number>): TemplateResult {
  const { say } = desk;
  const number = numbers.get(keyOf(citation)) ?? 0;
  const passage = desk.passageOf(exchange, citation);
  const document = desk.session.about?.documents.find(({ slug }) => citation.anchor.startsWith(`${slug}#`));
  const { runs, within } = quoteIn(passage, citation.quote, claim);
  const late = citation.applies_from ?? citation.products_from;
  return html`
    <div class="preview" part="preview" role="dialog" tabindex="-1" aria-label=${say("source", { number, label: citation.label })}>
      <button type="button" class="icon" aria-label=${say("close_preview")} @click=${() => desk.closePreview()}>${icon("close")}</button>
      <p class="provision"><span class="number">${number}</span><bdi>${citation.label}</bdi></p>
      ${desk.preview?.heading ? html`<p class="title" lang=${citation.lang}>${desk.preview.heading}</p>` : nothing}
      ${document ? html`<p class="fine">${document.title}</p>` : nothing}
      <p class="unseen">${say(within ? "quoted_within" : "quote_is")}</p>
      <blockquote part="quote" tabindex="0" lang=${citation.lang}>${marked(runs)}</blockquote>
      <p class="verdict ${claim.verdict}"><span>${verdictOf(desk, claim)}</span></p>
      ${late && late > (exchange.asOf ?? desk.today) ? html`<p class="later">${appliesFrom(desk, citation)}</p>` : nothing}
      <p class="ways">
        <button type="button" class="main" @click=${() => desk.openSource(citation, passage)}>${say("in_article")}</button>
        ${outside(toQuote(citation.url, citation.quote), say("official"), say)}
      </p>
    </div>
  `;
}

/** The quote in its passage where that says more; alone otherwise, the words of a rewording marked in it. */
function quoteIn(passage: string, quote: string, claim: Claim): { runs: Run[]; within: boolean } {
  const runs = around(passage, quote);
  if (runs && runs.length > 1) return { runs: runs.map((run, place) => (run.on ? run : shortened(run, place === 0))), within: true };
  if (claim.text.includes(quote)) return { runs: [{ text: quote, on: false }], within: false };
  return { runs: shared(quote, claim.text), within: false };
}

function shortened(run: Run, before: boolean): Run {
  if (run.text.length <= CONTEXT) return run;
  const text = before ? `… ${run.text.slice(-CONTEXT).replace(/^\S*\s/, "")}` : `${run.text.slice(0, CONTEXT).replace(/\s\S*$/, "")} …`;
  return { text, on: false };
}
