// The source panel: the provision in its article, the quote marked, in one language or in both.

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Desk } from "../desk.ts";
import { toQuote } from "../fragments.ts";
import { type Leaf, type Opened, quotedIn } from "../reading.ts";
import { pageImage } from "./page_image.ts";
import type { Article } from "../types.ts";
import { icon, outside, type Piece } from "./small.ts";

export function sourcePanel(desk: Desk): Piece {
  const { opened } = desk.reading;
  if (!opened) return nothing;
  const { say } = desk;
  const { main, twin, target } = opened;
  const article = main.article;
  const turn = (key: "previous" | "next"): TemplateResult => html`
    <button type="button" class="quiet" ?disabled=${!article?.[key]} @click=${() => turned(desk, article?.[key] ?? null)}>${say(key)}</button>
  `;
  const choose = (langs: "fr" | "en" | "both", words: string, on: boolean): TemplateResult => html`
    <button type="button" class="quiet ${langs}" lang=${langs === "both" ? nothing : langs} aria-pressed=${on ? "true" : "false"} @click=${() => desk.showIn(langs)}>${words}</button>
  `;
  return html`
    <aside class="source ${twin ? "wide" : ""}" part="source" aria-labelledby="source-title">
      <header>
        <button type="button" class="icon" aria-label=${say("back")} @click=${() => desk.closeSource()}>${icon("back")}</button>
        <h3 id="source-title" class="source-title" tabindex="-1">${article?.label || target.label}</h3>
        <div class="langs" role="group" aria-label=${say("language_of_text")}>
          ${choose("fr", say("french"), !twin && main.lang === "fr")}
          ${choose("en", say("english"), !twin && main.lang === "en")}
          ${choose("both", say("both"), twin !== null)}
        </div>
      </header>
      <div class="leaves ${twin ? "two" : ""}" tabindex="0" role="group" aria-labelledby="source-title">
        ${leafView(desk, opened, main)} ${twin ? leafView(desk, opened, twin) : nothing}
      </div>
      <footer>
        ${turn("previous")} ${turn("next")}
        ${outside(toQuote(article?.url ?? target.url, main.lang === target.lang ? target.quote : ""), say("official"), say)}
      </footer>
    </aside>
  `;
}

async function turned(desk: Desk, anchor: string | null): Promise<void> {
  if (!anchor) return;
  await desk.reading.turn(anchor);
  desk.room.focusOn(".source-title");
  desk.room.reveal(".leaf");
}

function leafView(desk: Desk, opened: Opened, { lang, article, missing }: Leaf): TemplateResult {
  const { say } = desk;
  const { target } = opened;
  if (!article) {
    if (!missing) return html`<div class="leaf"><p class="progress" role="status"><span class="pulse"></span>${say("panel_loading")}</p></div>`;
    if (lang !== target.lang) return html`<div class="leaf"><p class="fine">${say("twin_missing")}</p></div>`;
    return html`
      <div class="leaf" lang=${lang}>
        <p class="notice" lang=${desk.room.speaks}>${say("panel_missing")}</p>
        ${provision(target.text, target.quote, true)}
      </div>
    `;
  }
  if (missing) return html`<div class="leaf"><p class="fine">${say("twin_missing")}</p></div>`;
  const quote = lang === target.lang ? target.quote : "";
  return html`
    <article class="leaf" lang=${lang}>
      ${article.headings.slice(0, -1).map((heading) => html`<p class="above">${heading}</p>`)}
      ${article.headings.slice(-1).map((heading) => html`<h4 class="title">${heading}</h4>`)}
      <p class="fine" lang=${desk.room.speaks}>${say("version", { version: article.version, date: desk.day(article.valid_from) })}</p>
      ${article.page && !opened.twin ? pageImage(desk, article.page) : nothing}
      ${article.passages.map(
        (passage) => html`
          <div class="provision level-${Math.min(passage.level, 4)} ${passage.anchor === target.anchor ? "asked-for" : ""}">
            ${passage.label ? html`<span class="mark">${passage.label}</span>` : nothing}
            ${provision(passage.text, quote, passage.anchor === target.anchor)}
          </div>
        `,
      )}
      ${article.digest ? digest(desk, article) : nothing}
    </article>
  `;
}

/** The words of a provision; of the one cited, or of one the quote runs over, the quote marked. */
function provision(text: string, quote: string, cited: boolean): TemplateResult {
  const found = cited || quote.length > text.trim().length ? quotedIn(text, quote) : null;
  if (!found) return html`<p class="law">${text}</p>`;
  const [from, to] = found;
  return html`<p class="law">${text.slice(0, from)}<mark>${text.slice(from, to)}</mark>${text.slice(to)}</p>`;
}

function digest({ say, room }: Desk, article: Article): TemplateResult {
  return html`
    <section class="digest">
      <h5 class="small" lang=${room.speaks}>${say("digest")}</h5>
      <p>${article.digest}</p>
      <p class="fine" lang=${room.speaks}>${say("digest_note")}</p>
    </section>
  `;
}

