// A question, and its answer as far as it has come.

import { html, nothing, type TemplateResult } from "lit/html.js";
import { type Block, type Exchange, keyOf, numbered, underway } from "../conversation.ts";
import { chipId, type Desk, notYet } from "../desk.ts";
import { doneIn } from "../session.ts";
import { around } from "../text.ts";
import { saySeconds } from "../texts.ts";
import type { Citation, Claim, Source } from "../types.ts";
import { actions } from "./actions.ts";
import { preview } from "./preview.ts";
import type { Piece } from "./small.ts";
import { trouble } from "./trouble.ts";
import { contact } from "./welcome.ts";

export function exchangeView(desk: Desk, exchange: Exchange): TemplateResult {
  const { say } = desk;
  const { id, question, answer, blocks, pending, phase, asOf } = exchange;
  const numbers = new Map(numbered(exchange).map((citation, index) => [keyOf(citation), index + 1]));
  const last = desk.session.current === exchange;
  return html`
    <article class="exchange" part="exchange" aria-labelledby="asked-${id}">
      <h3 id="asked-${id}" class="asked" part="question" tabindex="-1"><span class="unseen">${say("asked")} </span>${question}</h3>
      ${asOf ? html`<p class="fine">${say("as_of_answer", { date: desk.day(asOf) })}</p>` : nothing}
      ${answer?.refusal ? nothing : sources(desk, exchange, numbers)}
      <div class="answer" part="answer" lang=${answer?.lang ?? nothing} aria-busy=${underway(exchange) ? "true" : "false"}>
        ${blocks.map((block, index) => blockView(desk, exchange, block, index, numbers))}
        ${pending.trim() ? html`<p class="sentence pending" aria-hidden="true">${pending.trim()}</p>` : nothing}
        ${answer?.refusal ? refusal(desk, exchange, numbers) : nothing}
      </div>
      ${underway(exchange) ? progress(desk, exchange) : nothing}
      ${phase === "failed" ? trouble(desk, exchange) : nothing}
      ${phase === "stopped" ? html`<p class="how stopped">${say("stopped")}</p>` : nothing}
      ${answer ? how(desk, exchange) : nothing}
      ${answer || (phase === "stopped" && blocks.length) ? actions(desk, exchange) : nothing}
      ${last && exchange.suggestions.length ? suggestions(desk, exchange) : nothing}
    </article>
  `;
}

function blockView(desk: Desk, exchange: Exchange, block: Block, index: number, numbers: Map<string, number>): TemplateResult {
  if (block.kind === "notice") return html`<p class="notice" part="notice">${block.text}</p>`;
  if (block.kind === "text") return html`<p class="sentence">${block.text}</p>`;
  const { claim } = block;
  const open = claim.citations.findIndex((_, place) => desk.isOpen(exchange, index, place));
  return html`
    <div class="claim ${claim.verdict}" part="sentence">
      ${sentence(claim, claim.citations.map((citation, place) => chip(desk, exchange, index, place, citation, numbers)))}
      <p class="verdict" part="verdict">
        <span>${verdictOf(desk, claim)}</span>
        ${notYet(claim, exchange.asOf ?? desk.today).slice(0, 1).map((citation) => html`<span class="later">${appliesFrom(desk, citation)}</span>`)}
      </p>
      ${open < 0 ? nothing : preview(desk, exchange, claim, claim.citations[open] as Citation, numbers)}
      ${claim.citations.map(
        (citation) => html`
          <blockquote class="printed" lang=${citation.lang}>
            [${numbers.get(keyOf(citation))}] ${citation.label}${claim.text.includes(citation.quote) ? "" : ` — ${citation.quote}`}
          </blockquote>
        `,
      )}
    </div>
  `;
}

/** The sentence with its chips; the text's own words apart from what introduces them. */
function sentence(claim: Claim, chips: TemplateResult[]): TemplateResult {
  const runs = claim.check === "quote" ? around(claim.text, claim.citations.at(-1)?.quote ?? "") : null;
  const at = runs?.findIndex((run) => run.on) ?? -1;
  if (!runs || at < 0) return html`<p class="sentence">${claim.text}&#8239;${chips}</p>`;
  // The marks around the quote stay with it.
  const [, lead = "", opening = ""] = /^(.*?)([«“]?\s*)$/su.exec(at ? (runs[0]?.text ?? "") : "") ?? [];
  const closing = runs[at + 1]?.text ?? "";
  return html`
    ${lead.trim() ? html`<p class="lead-in">${lead.trim()}</p>` : nothing}
    <p class="sentence words">${opening}${runs[at]?.text}${closing}&#8239;${chips}</p>
  `;
}

function chip(
  desk: Desk,
  exchange: Exchange,
  block: number,
  place: number,
  citation: Citation,
  numbers: Map<string, number>,
): TemplateResult {
  const number = numbers.get(keyOf(citation)) ?? 0;
  const open = desk.isOpen(exchange, block, place);
  return html`<button
    type="button"
    id=${chipId(exchange.id, block, place)}
    class="chip"
    part="chip"
    aria-label=${desk.say("source", { number, label: citation.label })}
    aria-expanded=${open ? "true" : "false"}
    @click=${() => desk.togglePreview(exchange, block, place, citation)}
  >${number}</button>`;
}

export function verdictOf({ say }: Desk, claim: Claim): string {
  return say(claim.verdict === "supported" && claim.check === "quote" ? "verdict_quote" : `verdict_${claim.verdict}`);
}

export function appliesFrom(desk: Desk, { applies_from, products_from }: Citation): string {
  const date = desk.day((applies_from ?? products_from) as string);
  if (!products_from || products_from === applies_from) return desk.say("applies_from", { date });
  return desk.say("applies_products", { date, products: desk.day(products_from) });
}

function sources(desk: Desk, exchange: Exchange, numbers: Map<string, number>): Piece {
  const { length: count } = exchange.sources;
  if (!count) return nothing;
  const { say } = desk;
  // Open until the first sentence comes: there is nothing else to read.
  return html`
    <details class="found" part="sources" ?open=${!exchange.blocks.length && underway(exchange)}>
      <summary>${count === 1 ? say("source_found") : say("sources_found", { count })}</summary>
      ${sourceList(desk, exchange, numbers)}
    </details>
  `;
}

function sourceList(desk: Desk, exchange: Exchange, numbers: Map<string, number>): TemplateResult {
  const passages: Source[] = exchange.sources;
  return html`
    <ol class="passages">
      ${passages.map((passage, place) => {
        const id = `passage-${exchange.id}-${place}`;
        const number = numbers.get(keyOf(passage));
        return html`
          <li>
            <button type="button" id=${id} class="passage" @click=${() => desk.openSource(passage, passage.text, `#${id}`)}>
              <span class="label"><bdi>${passage.label}</bdi></span>
              ${number ? html`<span class="fine">${desk.say("cited", { number: `[${number}]` })}</span>` : nothing}
              <span class="excerpt" lang=${passage.lang}>${passage.text.slice(0, 300)}</span>
            </button>
          </li>
        `;
      })}
    </ol>
  `;
}

function refusal(desk: Desk, exchange: Exchange, numbers: Map<string, number>): Piece {
  const refused = exchange.answer?.refusal;
  if (!refused) return nothing;
  const { say } = desk;
  return html`
    <div class="refusal" part="refusal">
      <h4>${say(`refusal_${refused.reason}`)}</h4>
      <p>${refused.message}</p>
      <p class="fine"><span class="term">${say("contact")}</span> ${contact(desk)}</p>
    </div>
    ${exchange.sources.length ? html`<h4 class="small">${say("nearest")}</h4>${sourceList(desk, exchange, numbers)}` : nothing}
  `;
}

function progress({ say }: Desk, { phase, step }: Exchange): TemplateResult {
  const words = phase === "sending" ? say("sending") : phase === "resuming" ? say("resuming") : step || say("working");
  return html`<p class="progress" part="status"><span class="pulse"></span>${words}</p>`;
}

function how({ say, room }: Desk, { answer }: Exchange): Piece {
  if (!answer) return nothing;
  const ms = answer.timings.total_ms;
  return html`<p class="how">${answer.refusal ? say("done_refusal", { seconds: saySeconds(room.speaks, ms) }) : doneIn(room.speaks, answer.model, ms)}</p>`;
}

function suggestions(desk: Desk, { suggestions: questions }: Exchange): TemplateResult {
  return html`
    <div class="starters next" part="suggestions">
      <h4 class="small">${desk.say("suggestions")}</h4>
      <ul>
        ${questions.map((question) => html`<li><button type="button" class="starter" @click=${() => desk.pick(question)}>${question}</button></li>`)}
      </ul>
    </div>
  `;
}
