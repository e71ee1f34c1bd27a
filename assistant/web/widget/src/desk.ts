// What the reader has open: previews, the source panel, forms and menus; and what each button does.

import { type Conversation, type Exchange, keyOf } from "./conversation.ts";
import { answerAsText, conversationAsJson, conversationAsMarkdown } from "./exporting.ts";
import { Problem } from "./problem.ts";
import { Reading, targetOf } from "./reading.ts";
import type { Session } from "./session.ts";
import { length } from "./text.ts";
import { type Say, say, sayDate } from "./texts.ts";
import type { Citation, Claim, Feedback, Lang, Source } from "./types.ts";

export const LIMIT = 4000; // characters of a question, the server's limit

const CITED = ".source mark, .source .asked-for";

/** The element the desk stands on. */
export interface Room {
  readonly speaks: Lang;
  readonly mode: "launcher" | "inline" | "page";
  readonly heading: string;
  /** Whether the heading is the page's own wish. */
  readonly titled: boolean;
  readonly starters: string[];
  readonly privacyHref: string | null;
  readonly contactHref: string | null;
  requestUpdate(): unknown;
  /** Put the focus on the first element that `selector` finds, once everything is drawn. */
  focusOn(selector: string): void;
  /** Bring it into view. */
  reveal(selector: string): void;
  download(name: string, type: string, text: string): void;
  close(): void;
  switchLang(): void;
}

export interface Preview {
  exchange: string;
  block: number;
  citation: number;
  /** The heading of its article, once known. */
  heading: string;
}

export interface Form {
  exchange: string;
  report: boolean;
  trouble: string;
}

export class Desk {
  draft = "";
  asOf: string | null = null;
  preview: Preview | null = null;
  form: Form | null = null;
  menu = false;
  earlier = false;
  /** What was last done with an answer, by its button: "copied" for a while. */
  note: { exchange: string; key: string } | null = null;
  readonly reading: Reading;
  #from = "";

  constructor(
    readonly room: Room,
    readonly session: Session,
  ) {
    this.reading = new Reading(session.api, () => room.requestUpdate());
  }

  readonly say: Say = (key, values) => say(this.room.speaks, key, values);

  day(day: string): string {
    return sayDate(this.room.speaks, day);
  }

  get today(): string {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  }

  // Asking

  get tooLong(): boolean {
    return length(this.draft) > LIMIT;
  }

  write(text: string): void {
    this.draft = text;
    this.room.requestUpdate();
  }

  dateAt(day: string | null): void {
    this.asOf = day;
    this.room.requestUpdate();
  }

  async send(): Promise<void> {
    const question = this.draft.trim();
    if (!question || this.tooLong || this.session.busy) return;
    this.draft = "";
    await this.ask(question);
  }

  async ask(question: string): Promise<void> {
    this.tidy();
    const answered = this.session.ask(question, this.asOf || null);
    this.room.reveal(".exchange:last-of-type");
    await answered;
  }

  /** Ask what a button offers: the button goes, the question it became takes its place. */
  async pick(question: string): Promise<void> {
    const answered = this.ask(question);
    this.room.focusOn(".exchange:last-of-type .asked");
    await answered;
  }

  async retry(exchange: Exchange): Promise<void> {
    this.tidy();
    const answered = this.session.retry(exchange);
    this.room.reveal(".exchange:last-of-type");
    this.room.focusOn(".exchange:last-of-type .asked");
    await answered;
  }

  /** Take a question back into the box. */
  edit(exchange: Exchange): void {
    this.session.drop(exchange.id);
    this.draft = exchange.question;
    this.room.focusOn("textarea.question");
  }

  stop(): void {
    this.session.stop();
    this.room.focusOn("textarea.question");
  }

  // Sources

  isOpen(exchange: Exchange, block: number, citation: number): boolean {
    const { preview } = this;
    return preview?.exchange === exchange.id && preview.block === block && preview.citation === citation;
  }

  togglePreview(exchange: Exchange, block: number, index: number, citation: Citation): void {
    if (this.isOpen(exchange, block, index)) return this.closePreview();
    this.reading.close();
    const preview: Preview = (this.preview = { exchange: exchange.id, block, citation: index, heading: "" });
    this.room.requestUpdate();
    this.room.focusOn(".preview");
    this.room.reveal(".preview");
    this.reading.article(citation.anchor, citation.lang, citation.version).then(
      (article) => {
        preview.heading = article.headings.at(-1) ?? "";
        if (this.preview === preview) this.room.reveal(".preview");
      },
      () => undefined, // the preview is whole without it
    );
  }

  closePreview(): void {
    if (!this.preview) return;
    const chip = this.#chip(this.preview);
    this.preview = null;
    this.room.focusOn(chip);
  }

  /** The passage a citation was taken from, as the answer carries it; the quote where it does not. */
  passageOf(exchange: Exchange, citation: Citation): string {
    const same = exchange.sources.find((source) => keyOf(source) === keyOf(citation));
    const holding = same ?? exchange.sources.find((source) => source.text.includes(citation.quote));
    return holding?.text ?? citation.quote;
  }

  /** Open a provision in its article; the focus comes back to what `from` finds once the panel is closed. */
  async openSource(place: Citation | Source, text: string, from = this.preview ? this.#chip(this.preview) : ""): Promise<void> {
    this.preview = null;
    this.#from = from;
    const opened = this.reading.open(targetOf(place, text));
    this.room.focusOn(".source-title");
    if (from) this.room.reveal(from); // the conversation may have become narrower
    await opened;
    this.room.reveal(CITED);
  }

  /** Show the source in one language, or in both. */
  async showIn(langs: Lang | "both"): Promise<void> {
    await this.reading.show(langs);
    this.room.reveal(CITED);
  }

  closeSource(): void {
    this.reading.close();
    this.room.focusOn(this.#from || "textarea.question");
  }

  // Answers

  async copy(exchange: Exchange, markdown: boolean): Promise<void> {
    try {
      await navigator.clipboard.writeText(answerAsText(exchange, this.say, { markdown }));
      this.#note(exchange, markdown ? "copied_markdown" : "copied");
    } catch {
      this.#note(exchange, "copy_failed");
    }
  }

  async thumb(exchange: Exchange, thumb: "up" | "down"): Promise<void> {
    if (thumb === "down") return this.openForm(exchange, false);
    await this.#rate(exchange, { thumb, reasons: [] });
  }

  openForm(exchange: Exchange, report: boolean): void {
    this.form = { exchange: exchange.id, report, trouble: "" };
    this.room.requestUpdate();
    this.room.focusOn(".rating");
    this.room.reveal(".rating");
  }

  async sendForm(exchange: Exchange, feedback: Feedback): Promise<void> {
    await this.#rate(exchange, feedback);
  }

  closeForm(): void {
    const { form } = this;
    this.form = null;
    this.room.requestUpdate();
    if (form) this.room.focusOn(`#rate-${form.exchange}`);
  }

  async withdraw(exchange: Exchange): Promise<void> {
    try {
      await this.session.withdraw(exchange);
      this.#note(exchange, "withdrawn");
    } catch (error) {
      this.form = { exchange: exchange.id, report: false, trouble: this.#sentence(error) };
    }
    this.room.focusOn(`#rate-${exchange.id}`);
  }

  // Conversations

  toggleMenu(open = !this.menu): void {
    this.menu = open;
    this.room.requestUpdate();
    this.room.focusOn(open ? ".menu button" : ".menu-button");
  }

  begin(conversation?: Conversation): void {
    this.tidy();
    this.session.begin(conversation);
    this.room.focusOn("textarea.question");
  }

  showEarlier(): void {
    this.tidy();
    this.earlier = true;
    this.room.requestUpdate();
    this.room.focusOn(".earlier-title");
  }

  hideEarlier(): void {
    this.earlier = false;
    this.room.requestUpdate();
    this.room.focusOn("textarea.question");
  }

  async delete(conversation: Conversation): Promise<void> {
    this.menu = false;
    const deleted = this.session.delete(conversation);
    this.room.focusOn(this.earlier ? ".earlier-title" : "textarea.question");
    await deleted;
  }

  async deleteAll(): Promise<void> {
    const { session } = this;
    this.room.focusOn(".earlier-title");
    await Promise.all([session.conversation, ...session.history.read()].map((conversation) => session.delete(conversation)));
  }

  keepHistory(on: boolean): void {
    this.session.history.keep(on);
    if (on) this.session.history.save(this.session.conversation);
    this.room.requestUpdate();
  }

  export(markdown: boolean): void {
    const { conversation } = this.session;
    const name = `${this.say("file_name")}-${this.today}`;
    if (markdown) {
      this.room.download(`${name}.md`, "text/markdown", conversationAsMarkdown(conversation, this.say, this.day(this.today)));
    } else {
      this.room.download(`${name}.json`, "application/json", conversationAsJson(conversation));
    }
    this.toggleMenu(false);
  }

  /** What Esc does: the innermost thing that is open closes. False when there was none. */
  escape(): boolean {
    if (this.menu) this.toggleMenu(false);
    else if (this.form) this.closeForm();
    else if (this.reading.opened) this.closeSource();
    else if (this.preview) this.closePreview();
    else if (this.earlier) this.hideEarlier();
    else if (this.session.busy) this.stop();
    else return false;
    return true;
  }

  /** Close whatever is open besides the conversation. */
  tidy(): void {
    this.preview = null;
    this.form = null;
    this.menu = false;
    this.earlier = false;
    this.reading.close();
  }

  #chip({ exchange, block, citation }: Preview): string {
    return `#${chipId(exchange, block, citation)}`;
  }

  async #rate(exchange: Exchange, feedback: Feedback): Promise<void> {
    try {
      this.note = null;
      await this.session.rate(exchange, feedback);
      this.form = null;
      this.room.focusOn(`#rate-${exchange.id}`);
    } catch (error) {
      this.form = { exchange: exchange.id, report: feedback.report ?? false, trouble: this.#sentence(error) };
    }
    this.room.requestUpdate();
  }

  #sentence(error: unknown): string {
    const { kind, detail } = error instanceof Problem ? error : new Problem("unreachable", "unreachable");
    return kind === "gone" ? this.say("problem_gone") : (detail ?? this.say(`problem_${kind === "offline" ? kind : "unreachable"}`));
  }

  #note(exchange: Exchange, key: string): void {
    const note = (this.note = { exchange: exchange.id, key });
    this.room.requestUpdate();
    setTimeout(() => {
      if (this.note === note) this.note = null;
      this.room.requestUpdate();
    }, 4000);
  }
}

/** The id of a chip, by which the focus comes back to it. */
export function chipId(exchange: string, block: number, citation: number): string {
  return `chip-${exchange}-${block}-${citation}`;
}

/** The citations of a claim whose provision does not apply yet on `day`. */
export function notYet(claim: Claim, day: string): Citation[] {
  const late = ({ applies_from, products_from }: Citation): boolean => [applies_from, products_from].some((from) => from !== null && from > day);
  return claim.citations.filter(late);
}
