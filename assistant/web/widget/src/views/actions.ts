// What can be done with an answer: take it away, say what one thinks of it, ask again.

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Exchange } from "../conversation.ts";
import type { Desk } from "../desk.ts";
import type { Reason } from "../types.ts";
import type { Piece } from "./small.ts";

const REASONS: Reason[] = ["wrong", "incomplete", "not_my_question", "wrong_source", "outdated", "unclear", "other"];

export function actions(desk: Desk, exchange: Exchange): TemplateResult {
  const { say, form } = desk;
  const { rated } = exchange;
  const note = desk.note?.exchange === exchange.id ? desk.note.key : null;
  const text = (key: string, onClick: () => unknown, pressed?: boolean): TemplateResult => html`
    <button type="button" class="quiet" aria-pressed=${pressed === undefined ? nothing : pressed ? "true" : "false"} @click=${onClick}>${say(key)}</button>
  `;
  return html`
    <div class="actions" part="actions">
      ${text(note === "copied" ? "copied" : "copy", () => desk.copy(exchange, false))}
      ${text(note === "copied_markdown" ? "copied" : "copy_markdown", () => desk.copy(exchange, true))}
      ${text("retry", () => desk.retry(exchange))}
      ${text("report", () => desk.openForm(exchange, true))}
      <span class="pair" id="rate-${exchange.id}" role="group" tabindex="-1" aria-label=${say("rate")}>
        ${text("helpful", () => desk.thumb(exchange, "up"), rated?.thumb === "up")}
        ${text("not_helpful", () => desk.thumb(exchange, "down"), rated?.thumb === "down" && !rated.report)}
      </span>
    </div>
    <p class="fine" role="status">
      ${note && note !== "copied" && note !== "copied_markdown" ? say(note) : nothing}
      ${rated
        ? html`${say(rated.report ? "reported" : "thanks")}
            <button type="button" class="quiet" @click=${() => desk.withdraw(exchange)}>${say("withdraw")}</button>`
        : nothing}
    </p>
    ${form?.exchange === exchange.id ? rating(desk, exchange) : nothing}
  `;
}

function rating(desk: Desk, exchange: Exchange): Piece {
  const { say, form, session } = desk;
  if (!form) return nothing;
  const days = session.about?.keeps.feedback_days;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const comment = String(fields.get("comment") ?? "").trim();
    void desk.sendForm(exchange, {
      thumb: "down",
      reasons: fields.getAll("reason") as Reason[],
      ...(comment && { comment }),
      ...(form.report && { report: true }),
    });
  };
  return html`
    <form class="rating" part="feedback" tabindex="-1" aria-labelledby="rating-title" @submit=${onSubmit}>
      <fieldset>
        <legend id="rating-title">${say(form.report ? "report_why" : "rate_why")}</legend>
        ${REASONS.map((reason) => html`<label class="reason"><input type="checkbox" name="reason" value=${reason}><span>${say(`reason_${reason}`)}</span></label>`)}
      </fieldset>
      <label class="comment">${say("comment")}<textarea name="comment" rows="2" maxlength="2000"></textarea></label>
      ${days ? html`<p class="fine">${say("rate_kept", { days })}</p>` : nothing}
      ${form.trouble ? html`<p class="wrong" role="alert">${form.trouble}</p>` : nothing}
      <p class="ways">
        <button type="submit" class="main">${say("send")}</button>
        <button type="button" class="quiet" @click=${() => desk.closeForm()}>${say("cancel")}</button>
      </p>
    </form>
  `;
}
