// What draws an element: lit-html into its shadow root, once for however many changes came together.

import { render, type TemplateResult } from "lit/html.js";

export abstract class DrawnElement extends HTMLElement {
  protected readonly root = this.attachShadow({ mode: "open" });
  #due: Promise<void> | null = null;

  protected abstract template(): TemplateResult;

  /** Called each time it was drawn. */
  protected drawn(): void {}

  connectedCallback(): void {
    void this.requestUpdate();
  }

  attributeChangedCallback(_name: string, _before: string | null, _value: string | null): void {
    void this.requestUpdate();
  }

  /** Draw it again soon; over when that is done. */
  requestUpdate(): Promise<void> {
    this.#due ??= Promise.resolve().then(() => {
      this.#due = null;
      if (!this.isConnected) return;
      render(this.template(), this.root, { host: this });
      this.drawn();
    });
    return this.#due;
  }
}
