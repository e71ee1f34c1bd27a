// The box where questions are written.

import { html, nothing, type TemplateResult } from "lit/html.js";
import { type Desk, LIMIT } from "../desk.ts";
import { length } from "../text.ts";
import { icon } from "./small.ts";

const COUNTED_FROM = LIMIT - 600;

export function composer(desk: Desk): TemplateResult {
  const { say, session, draft } = desk;
  const count = length(draft);
  const onKey = (event: KeyboardEvent): void => {
    // While a word is being composed, Enter chooses it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void desk.send();
  };
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void desk.send();
  };
  return html`
    <form class="composer" part="composer" @submit=${onSubmit}>
      <label class="unseen" for="question">${say(session.conversation.exchanges.length ? "follow_up" : "question")}</label>
      <div class="box">
        <textarea
          id="question"
          class="question"
          part="input"
          rows="1"
          aria-describedby="hint"
          aria-invalid=${desk.tooLong ? "true" : "false"}
          placeholder=${say(session.conversation.exchanges.length ? "follow_up" : "question")}
          .value=${draft}
          @input=${(event: Event) => desk.write((event.target as HTMLTextAreaElement).value)}
          @keydown=${onKey}
        ></textarea>
        ${session.busy
          ? html`<button type="button" class="send" part="stop" aria-label=${say("stop")} @click=${() => desk.stop()}>${icon("stop")}<span>${say("stop")}</span></button>`
          : html`<button type="submit" class="send" part="ask" aria-label=${say("ask")} ?disabled=${!draft.trim() || desk.tooLong}>${icon("ask")}<span>${say("ask")}</span></button>`}
      </div>
      <div class="under">
        <p id="hint" class="fine" role=${desk.tooLong ? "alert" : nothing}>
          ${desk.tooLong ? say("too_long", { count, limit: LIMIT }) : say("hint")}
        </p>
        ${count > COUNTED_FROM && !desk.tooLong ? html`<p class="fine count">${say("count", { count, limit: LIMIT })}</p>` : nothing}
        ${date(desk)}
      </div>
    </form>
  `;
}

function date(desk: Desk): TemplateResult {
  const { say, asOf } = desk;
  if (asOf === null) {
    const onClick = (): void => {
      desk.dateAt(desk.today);
      desk.room.focusOn("#as-of");
    };
    return html`<button type="button" class="quiet" @click=${onClick}>${say("other_date")}</button>`;
  }
  const onToday = (): void => {
    desk.dateAt(null);
    desk.room.focusOn("textarea.question");
  };
  return html`
    <p class="date">
      <label for="as-of">${say("as_of")}</label>
      <input id="as-of" type="date" .value=${asOf} @change=${(event: Event) => desk.dateAt((event.target as HTMLInputElement).value)}>
      <button type="button" class="quiet" @click=${onToday}>${say("today")}</button>
    </p>
  `;
}
