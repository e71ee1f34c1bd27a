// What went wrong with an answer, and the one thing to do.

import { html, type TemplateResult } from "lit/html.js";
import type { Exchange } from "../conversation.ts";
import type { Desk } from "../desk.ts";

export function trouble(desk: Desk, exchange: Exchange): TemplateResult {
  const { say } = desk;
  const { kind, detail, until } = exchange.trouble ?? { kind: "lost" as const, detail: null, until: null };
  const seconds = until ? Math.ceil((until - Date.now()) / 1000) : 0;
  const words = kind === "other" || kind === "too_long" || kind === "rate_limited" ? detail : null;
  const action =
    kind === "too_long"
      ? html`<button type="button" class="main" @click=${() => desk.edit(exchange)}>${say("edit")}</button>`
      : html`<button type="button" class="main" ?disabled=${seconds > 0} @click=${() => desk.retry(exchange)}>
          ${seconds > 0 ? say("retry_in", { seconds }) : say("retry")}
        </button>`;
  return html`
    <div class="trouble" part="problem" role="alert">
      <h4>${say("problem")}</h4>
      <p>${words ?? say(`problem_${kind === "other" || kind === "too_long" ? "unreachable" : kind}`)}</p>
    </div>
    ${action}
  `;
}
