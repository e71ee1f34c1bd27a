// <caio-assistant>: its attributes, methods and events, and what of the page it minds.

import { html, nothing, type TemplateResult } from "lit/html.js";
import { Api } from "./api.ts";
import { Desk, type Room } from "./desk.ts";
import { DrawnElement } from "./drawn.ts";
import { keepWithin } from "./focus.ts";
import { History } from "./history.ts";
import { type Audience, Session } from "./session.ts";
import { sheets } from "./styles.ts";
import { pickLang, say } from "./texts.ts";
import type { Lang } from "./types.ts";
import { frame } from "./views/frame.ts";
import { drawPages } from "./views/page_image.ts";
import { icon } from "./views/small.ts";
import { sourcePanel } from "./views/source.ts";

const PHONE = "(max-width: 40rem), (max-height: 26rem)";
const ROLES = ["everyone", "manager", "caio"] as const;
const STARTERS = 4;
const SPOKEN_MS = 6000; // how long a message to screen readers stays: they take it as it comes

export class CaioAssistant extends DrawnElement implements Room, Audience {
  static readonly observedAttributes = ["lang", "mode", "title", "audience", "starters", "privacy-href", "contact-href"];

  #desk: Desk | null = null;
  #opened = false;
  #learned = false;
  #chosenLang: Lang | null = null;
  #title: string | null = null;
  #spoken: string[] = [];
  #phone = matchMedia(PHONE);
  #ticking = 0;

  constructor() {
    super();
    this.root.adoptedStyleSheets = sheets;
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    if (name !== "title" || value === null) return;
    // Left in place it would be a tooltip over the whole conversation.
    this.#title = value;
    this.removeAttribute("title");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#phone.addEventListener("change", this.#update);
    document.addEventListener("pointerdown", this.#onOutside);
  }

  disconnectedCallback(): void {
    this.#phone.removeEventListener("change", this.#update);
    document.removeEventListener("pointerdown", this.#onOutside);
    clearTimeout(this.#ticking);
    this.#desk?.session.stop();
  }

  // What others call

  /** Show the conversation. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    void this.requestUpdate();
    this.focusOn(this.#phone.matches ? ".frame .heading" : "textarea.question");
    this.emit("caio-open", { mode: this.mode });
  }

  /** Hide it behind its button again; an answer underway goes on. */
  close(): void {
    if (this.mode !== "launcher" || !this.#opened) return;
    this.#opened = false;
    void this.requestUpdate();
    this.focusOn(".launcher");
  }

  /** Show the conversation and ask `text`; over when the answer is. */
  async ask(text: string): Promise<void> {
    this.open();
    await this.#atDesk().ask(text.trim());
  }

  /** Begin a new conversation. */
  reset(): void {
    this.#atDesk().begin();
  }

  // What the desk and the session call

  /** The language of the interface: the one the reader chose, else that of the attribute, the page or the browser. */
  get speaks(): Lang {
    return this.#chosenLang ?? pickLang(this.closest("[lang]")?.getAttribute("lang"), navigator.language);
  }

  get heading(): string {
    return this.#title ?? say(this.speaks, "title");
  }

  get mode(): "launcher" | "inline" | "page" {
    const mode = this.getAttribute("mode");
    return mode === "inline" || mode === "page" ? mode : "launcher";
  }

  get privacyHref(): string | null {
    return this.getAttribute("privacy-href");
  }

  get contactHref(): string | null {
    return this.getAttribute("contact-href");
  }

  get titled(): boolean {
    return this.#title !== null;
  }

  get starters(): string[] {
    const own = (this.getAttribute("starters") ?? "").split("|").map((question) => question.trim());
    if (own.some(Boolean)) return own.filter(Boolean);
    const role = ROLES.find((known) => known === this.getAttribute("audience")) ?? ROLES[0];
    return Array.from({ length: STARTERS }, (_, place) => say(this.speaks, `starter_${role}_${place + 1}`));
  }

  changed(): void {
    void this.requestUpdate();
  }

  announce(text: string): void {
    this.#spoken = [...this.#spoken, text];
    void this.requestUpdate();
    setTimeout(() => {
      this.#spoken = this.#spoken.slice(1);
      void this.requestUpdate();
    }, SPOKEN_MS);
  }

  emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  focusOn(selector: string): void {
    void this.requestUpdate().then(() => this.root.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true }));
  }

  reveal(selector: string): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const block = selector.includes("mark") ? "center" : selector.includes("exchange") || selector.includes("leaf") ? "start" : "nearest";
    void this.requestUpdate().then(() =>
      this.root.querySelector(selector)?.scrollIntoView({ block, behavior: still ? "instant" : "smooth" }),
    );
  }

  download(name: string, type: string, text: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  switchLang(): void {
    this.#chosenLang = this.speaks === "fr" ? "en" : "fr";
    this.#learned = false;
    void this.requestUpdate();
  }

  // Drawing

  protected override template(): TemplateResult {
    const launcher = this.mode === "launcher";
    const shown = !launcher || this.#opened;
    const desk = shown ? this.#atDesk() : null;
    const modal = launcher && this.#phone.matches;
    return html`
      ${launcher ? this.#launcher() : nothing}
      ${desk ? html`<div class="root as-${this.mode} ${modal ? "sheet" : ""}" lang=${this.speaks} @keydown=${this.#onKey}>${frame(desk, { modal })}${this.mode === "page" ? sourcePanel(desk) : nothing}</div>` : nothing}
      <div class="unseen" role="log" aria-live="polite" lang=${this.speaks}>${this.#spoken.map((text) => html`<p>${text}</p>`)}</div>
    `;
  }

  protected override drawn(): void {
    if (this.#desk && !this.#learned) {
      this.#learned = true;
      void this.#desk.session.learn();
    }
    if (this.#desk) drawPages(this.root, this.#desk.session.api);
    const until = this.#desk?.session.current?.trouble?.until ?? 0;
    clearTimeout(this.#ticking);
    if (until > Date.now()) this.#ticking = Number(setTimeout(this.#update, 250));
  }

  #launcher(): TemplateResult {
    const label = say(this.speaks, "open_label", { title: this.heading });
    return html`
      <button
        type="button"
        class="launcher"
        part="launcher"
        lang=${this.speaks}
        aria-label=${label}
        aria-expanded=${this.#opened ? "true" : "false"}
        ?hidden=${this.#opened}
        @click=${() => this.open()}
      >${icon("mark")}<span>${say(this.speaks, "open")}</span></button>
    `;
  }

  /** The desk, laid when it is first needed: until then nothing is asked of the network. */
  #atDesk(): Desk {
    if (!this.#desk) {
      const endpoint = new URL(this.getAttribute("endpoint") ?? import.meta.url, location.href).origin;
      const api = new Api(endpoint, () => this.speaks, { origin: location.origin, token: this.getAttribute("token") });
      const manner = (): { audience: string; corpus: string[] } => ({
        audience: this.getAttribute("audience") ?? "everyone",
        corpus: (this.getAttribute("corpus") ?? "").split(/[\s,]+/).filter(Boolean),
      });
      this.#desk = new Desk(this, new Session(api, new History(endpoint), this, manner));
    }
    return this.#desk;
  }

  readonly #update = (): void => void this.requestUpdate();

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing) {
      const desk = this.#desk;
      if (desk?.escape()) event.stopPropagation();
      else this.close();
    }
    if (event.key === "Tab" && this.mode === "launcher" && this.#phone.matches) {
      keepWithin(event.currentTarget as Element, event);
    }
  };

  /** A click elsewhere closes the preview and the menu. */
  readonly #onOutside = (event: PointerEvent): void => {
    const desk = this.#desk;
    if (!desk || (!desk.preview && !desk.menu)) return;
    const path = event.composedPath().filter((node) => node instanceof Element);
    if (desk.menu && !path.some((node) => node.matches(".menu, .menu-button"))) desk.menu = false;
    if (desk.preview && !path.some((node) => node.matches(".preview, .chip, .source"))) desk.preview = null;
    void this.requestUpdate();
  };
}
