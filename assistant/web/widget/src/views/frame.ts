// The whole: a bar, the conversation or what came before it, the question box, and the source beside.

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Desk } from "../desk.ts";
import { composer } from "./composer.ts";
import { exchangeView } from "./exchange.ts";
import { icon } from "./small.ts";
import { sourcePanel } from "./source.ts";
import { welcome } from "./welcome.ts";

export function frame(desk: Desk, { modal }: { modal: boolean }): TemplateResult {
  const { room, reading } = desk;
  return html`
    <section
      class="frame ${reading.opened ? "opened" : ""} ${reading.opened?.twin ? "twins" : ""}"
      part="frame"
      role=${modal ? "dialog" : "region"}
      aria-modal=${modal ? "true" : nothing}
      aria-labelledby="title"
    >
      ${bar(desk)}
      <div class="room">
        <div class="talk">
          <div class="scroll" tabindex=${room.mode === "page" ? nothing : "0"} role=${room.mode === "page" ? nothing : "group"} aria-labelledby=${room.mode === "page" ? nothing : "title"}>
            <div class="column">${desk.earlier ? earlier(desk) : conversation(desk)}</div>
          </div>
          ${desk.earlier ? nothing : composer(desk)}
        </div>
        ${room.mode === "page" ? nothing : sourcePanel(desk)}
      </div>
    </section>
  `;
}

function conversation(desk: Desk): TemplateResult {
  const { exchanges } = desk.session.conversation;
  if (!exchanges.length) return welcome(desk);
  return html`${exchanges.map((exchange) => exchangeView(desk, exchange))}`;
}

function bar(desk: Desk): TemplateResult {
  const { say, room, session } = desk;
  const talking = session.conversation.exchanges.length > 0;
  return html`
    <header class="bar" part="header">
      <h2 id="title" class=${room.mode === "page" && !room.titled ? "unseen" : "heading"} tabindex="-1">${room.heading}</h2>
      <span class="badge">${say("ai_label")}</span>
      <span class="buttons">
        <button type="button" class="quiet lang" lang=${room.speaks === "fr" ? "en" : "fr"} @click=${() => room.switchLang()}>${say("switch_language")}</button>
        ${talking ? html`<button type="button" class="quiet new" @click=${() => desk.begin()}>${say("new")}</button>` : nothing}
        <button type="button" class="icon menu-button" aria-label=${say("menu")} aria-expanded=${desk.menu ? "true" : "false"} @click=${() => desk.toggleMenu()}>${icon("menu")}</button>
        ${room.mode === "launcher" ? html`<button type="button" class="icon" aria-label=${say("close")} @click=${() => room.close()}>${icon("close")}</button>` : nothing}
      </span>
      ${desk.menu ? menu(desk, talking) : nothing}
    </header>
  `;
}

function menu(desk: Desk, talking: boolean): TemplateResult {
  const { say, session, room } = desk;
  const item = (key: string, onClick: () => unknown, disabled = false): TemplateResult => html`
    <li><button type="button" class="item" ?disabled=${disabled} @click=${onClick}>${say(key)}</button></li>
  `;
  return html`
    <div class="menu" part="menu">
      <ul aria-label=${say("menu")}>
        ${item("new", () => desk.begin(), !talking)}
        ${item("earlier", () => desk.showEarlier())}
        ${item("export_markdown", () => desk.export(true), !talking)}
        ${item("export_json", () => desk.export(false), !talking)}
        <li class="lang">
          <button type="button" class="item" lang=${room.speaks === "fr" ? "en" : "fr"} @click=${() => room.switchLang()}>${say("switch_language")}</button>
        </li>
        ${item("delete", () => desk.delete(session.conversation), !talking)}
      </ul>
      <label class="keep">
        <input type="checkbox" .checked=${session.history.on} @change=${(event: Event) => desk.keepHistory((event.target as HTMLInputElement).checked)}>
        <span>${say("keep_history")}</span>
      </label>
    </div>
  `;
}

function earlier(desk: Desk): TemplateResult {
  const { say, session } = desk;
  const conversations = session.history.read();
  return html`
    <section class="earlier">
      <p><button type="button" class="quiet" @click=${() => desk.hideEarlier()}>${icon("back")}${say("back")}</button></p>
      <h3 class="earlier-title" tabindex="-1">${say("earlier")}</h3>
      ${conversations.length
        ? html`
            <ul class="conversations">
              ${conversations.map((one) => {
                const first = one.exchanges[0];
                const question = first?.question ?? "";
                return html`
                  <li>
                    <button type="button" class="starter" @click=${() => desk.begin(one)}>
                      ${question}<span class="fine">${desk.day(first?.askedAt.slice(0, 10) ?? "")}</span>
                    </button>
                    <button type="button" class="icon" aria-label=${say("delete_one", { question })} @click=${() => desk.delete(one)}>${icon("close")}</button>
                  </li>
                `;
              })}
            </ul>
            <p><button type="button" class="quiet" @click=${() => desk.deleteAll()}>${say("delete_all")}</button></p>
          `
        : html`<p class="fine">${say("earlier_none")}</p>`}
    </section>
  `;
}
