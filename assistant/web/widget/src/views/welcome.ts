// Before the first question: what speaks, from what, what is kept and whom to ask; and questions to begin with.

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Desk } from "../desk.ts";
import { webAddress } from "../text.ts";
import type { About } from "../types.ts";
import { outside, type Piece } from "./small.ts";

export function welcome(desk: Desk): TemplateResult {
  const { say, session, room } = desk;
  const { about } = session;
  return html`
    <section class="welcome" part="disclosure">
      <p class="ai">${say("ai")}</p>
      <p class="lead">${say("promise")}</p>
      ${about?.engine === "none" ? html`<p class="fine">${say("quotes_only")}</p>` : nothing}
      ${about ? documents(desk, about) : nothing}
      <details class="fold">
        <summary>${say("kept")}</summary>
        <ul class="plain">
          <li>${say(session.history.on ? "kept_browser" : "kept_nowhere")}</li>
          ${about ? kept(desk, about) : nothing}
        </ul>
        <p>${outside(room.privacyHref ?? about?.privacy ?? null, say("privacy"), say)}</p>
        ${about?.privacy && !webAddress(about.privacy) && !room.privacyHref ? html`<p>${about.privacy}</p>` : nothing}
      </details>
      <p class="fine"><span class="term">${say("contact")}</span> ${contact(desk)}</p>
    </section>
    <section class="starters" part="starters">
      <h3 class="small">${say("starters")}</h3>
      <ul>
        ${room.starters.map(
          (question) => html`<li><button type="button" class="starter" part="starter" @click=${() => desk.pick(question)}>${question}</button></li>`,
        )}
      </ul>
    </section>
  `;
}

/** Whom to ask, as the page or the server names them. */
export function contact({ say, session, room }: Desk): Piece | string {
  const named = session.about?.contact ?? null;
  const url = webAddress(room.contactHref) ?? webAddress(named);
  const words = named && !webAddress(named) ? named : null;
  return url ? outside(url, words ?? say("contact_link"), say) : (words ?? say("contact_default"));
}

function documents(desk: Desk, { documents, as_of }: About): TemplateResult {
  const { say } = desk;
  if (!documents.length) return html`<p class="fine">${say("sources_none")}</p>`;
  return html`
    <details class="fold">
      <summary>${say("sources_as_of", { count: documents.length, date: desk.day(as_of) })}</summary>
      <ul class="plain">
        ${documents.map(
          ({ title, valid_from }) => html`<li><bdi>${title}</bdi> <span class="fine">${say("document_since", { date: desk.day(valid_from) })}</span></li>`,
        )}
      </ul>
    </details>
  `;
}

function kept({ say }: Desk, { keeps }: About): TemplateResult {
  const { conversation_days: days, feedback_days } = keeps;
  return html`
    <li>${days ? say("kept_server_days", { days }) : say("kept_server_none")}</li>
    ${feedback_days ? html`<li>${say("kept_feedback", { days: feedback_days })}</li>` : nothing}
  `;
}
