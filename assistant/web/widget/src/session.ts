// What happens between the reader and the server: one conversation at a time, and those kept before it.

import type { Api, Turn } from "./api.ts";
import { answering } from "./asking.ts";
import { type Action, begin, type Conversation, type Exchange, reduce, underway, wordsOf } from "./conversation.ts";
import type { History } from "./history.ts";
import { Problem } from "./problem.ts";
import { say, saySeconds } from "./texts.ts";
import type { About, AnswerEvent, Feedback, Lang } from "./types.ts";

const TURNS = 20; // the server's limit
const TURN_CHARACTERS = 8000; // twenty of them stay below the server's limit for a body, whatever their alphabet
const ANCHORS = 5;

/** Whoever shows the session. */
export interface Audience {
  readonly speaks: Lang;
  changed(): void;
  /** Say `text` to those who listen rather than look. */
  announce(text: string): void;
  emit(name: "caio-answer" | "caio-feedback" | "caio-error", detail: unknown): void;
}

export interface Manner {
  audience: string;
  corpus: string[];
}

export class Session {
  conversation: Conversation = begin(crypto.randomUUID());
  about: About | null = null;
  #stopping: AbortController | null = null;

  constructor(
    readonly api: Api,
    readonly history: History,
    readonly shown: Audience,
    /** What goes with every question. */
    readonly manner: () => Manner,
  ) {
    const latest = history.on ? history.read()[0] : undefined;
    if (latest) this.conversation = latest;
  }

  get current(): Exchange | undefined {
    return this.conversation.exchanges.at(-1);
  }

  get busy(): boolean {
    return underway(this.current);
  }

  /** Learn what the assistant answers from; without it the conversation goes on. */
  async learn(): Promise<void> {
    try {
      this.about = await this.api.about();
      this.shown.changed();
    } catch (error) {
      this.#complain(error);
    }
  }

  /** Ask, after whatever is underway is stopped; over when the answer is. */
  async ask(question: string, asOf: string | null): Promise<void> {
    this.stop();
    const { audience, corpus } = this.manner();
    const id = crypto.randomUUID();
    const history = turns(this.conversation.exchanges);
    const stopping = (this.#stopping = new AbortController());
    this.#apply({ type: "asked", id, question, askedAt: new Date().toISOString(), asOf });
    this.#say("sending");
    try {
      const conversation = await this.#kept();
      stopping.signal.throwIfAborted();
      const asked = {
        question,
        history,
        audience,
        ...(asOf && { as_of: asOf }),
        ...(conversation && { conversation }),
        ...(corpus.length && { corpus }),
      };
      for await (const step of answering(this.api, asked, stopping.signal)) {
        this.#apply({ ...step, id });
        if (step.type === "event") this.#announce(step.event);
        if (step.type === "resuming") this.#say("resuming");
      }
    } catch (error) {
      if (stopping.signal.aborted) return; // stopped: already told
      const { kind, detail, until } = error instanceof Problem ? error : new Problem("lost", "lost");
      this.#apply({ type: "failed", id, trouble: { kind, detail, until } });
      this.#complain(error);
    }
    this.history.save(this.conversation);
    await this.#suggest(id);
  }

  /** Stop the answer underway, if any: what came of it stays. */
  stop(): void {
    const { current } = this;
    if (!current || !underway(current)) return;
    this.#stopping?.abort();
    this.#apply({ type: "stopped", id: current.id });
    this.#say("stopped");
    this.history.save(this.conversation);
    if (current.answerId) this.api.stop(current.answerId).catch(() => undefined); // an answer nobody reads ends by itself
  }

  /** Ask the question of an exchange again; one that failed makes place for it. */
  async retry({ id, question, asOf, phase }: Exchange): Promise<void> {
    if (phase === "failed") this.drop(id);
    await this.ask(question, asOf);
  }

  drop(id: string): void {
    this.#apply({ type: "dropped", id });
  }

  /** Send a reader's view of an answer. Throws Problem. */
  async rate({ id, answerId }: Exchange, feedback: Feedback): Promise<void> {
    if (!answerId) throw new Problem("gone", "answer_gone");
    const rated = { id: await this.api.feedback(answerId, feedback), thumb: feedback.thumb, report: feedback.report ?? false };
    this.#apply({ type: "rated", id, rated });
    this.history.save(this.conversation);
    this.#say(feedback.report ? "reported" : "thanks");
    this.shown.emit("caio-feedback", { answer: answerId, ...feedback });
  }

  /** Take it back. Throws Problem. */
  async withdraw({ id, rated }: Exchange): Promise<void> {
    if (!rated) return;
    await this.api.withdraw(rated.id);
    this.#apply({ type: "rated", id, rated: null });
    this.history.save(this.conversation);
    this.#say("withdrawn");
  }

  /** Begin another conversation, this one or an earlier one that `conversation` is. */
  begin(conversation: Conversation = begin(crypto.randomUUID())): void {
    this.stop();
    this.conversation = conversation;
    this.shown.changed();
  }

  /** Delete a conversation from the browser, and from the server where it is kept there. False if the server did not respond. */
  async delete({ id, server }: Conversation): Promise<boolean> {
    if (id === this.conversation.id) this.begin();
    this.history.remove(id);
    this.shown.changed();
    try {
      if (server) await this.api.deleteConversation(server);
      this.#say("deleted");
      return true;
    } catch {
      this.#say("delete_failed");
      return false;
    }
  }

  async #kept(): Promise<string | null> {
    if (!this.conversation.server && (this.about?.keeps.conversation_days ?? 0) > 0) {
      this.#apply({ type: "kept", server: await this.api.openConversation() });
    }
    return this.conversation.server;
  }

  async #suggest(id: string): Promise<void> {
    const exchange = this.conversation.exchanges.find((other) => other.id === id);
    if (exchange?.phase !== "done" || !exchange.answer) return;
    const { lang, passages, claims } = exchange.answer;
    this.shown.emit("caio-answer", { question: exchange.question, answer: exchange.answer });
    const cited = claims.flatMap((claim) => claim.citations.map((citation) => citation.anchor));
    const anchors = [...new Set([...cited, ...passages.map((passage) => passage.anchor)])].slice(0, ANCHORS);
    if (!anchors.length) return;
    const asked = this.conversation.exchanges.map(({ question }) => question).slice(-ANCHORS);
    try {
      const questions = await this.api.suggestions(anchors, asked, { lang, as_of: exchange.asOf });
      this.#apply({ type: "suggested", id, questions });
      this.history.save(this.conversation);
    } catch {
      // An answer without suggestions is whole.
    }
  }

  #apply(action: Action): void {
    this.conversation = reduce(this.conversation, action);
    this.shown.changed();
  }

  #announce(event: AnswerEvent): void {
    const lang = this.shown.speaks;
    if (event.event === "status") this.shown.announce(event.message);
    else if (event.event === "claim") this.shown.announce(event.claim.text);
    else if (event.event === "notice") this.shown.announce(event.message);
    else if (event.event === "done") {
      const { refusal, timings } = event.answer;
      if (refusal) this.shown.announce(`${say(lang, `refusal_${refusal.reason}`)}. ${refusal.message}`);
      else this.shown.announce(doneIn(lang, event.answer.model, timings.total_ms));
    }
  }

  #say(key: string): void {
    this.shown.announce(say(this.shown.speaks, key));
  }

  #complain(error: unknown): void {
    const { kind, key, detail } = error instanceof Problem ? error : new Problem("lost", "lost");
    this.shown.emit("caio-error", { kind, key, detail });
  }
}

/** How an answer was made, in words. */
export function doneIn(lang: Lang, model: string, ms: number): string {
  return say(lang, model === "none" ? "done_quotes" : "done", { seconds: saySeconds(lang, ms), model });
}

/** The earlier turns that go with a question: those that were answered, the last ones. */
function turns(exchanges: Exchange[]): Turn[] {
  const told = exchanges.filter((exchange) => wordsOf(exchange).trim());
  return told
    .flatMap((exchange): Turn[] => [
      { role: "user", content: exchange.question.slice(0, TURN_CHARACTERS) },
      { role: "assistant", content: wordsOf(exchange).slice(0, TURN_CHARACTERS) },
    ])
    .slice(-TURNS);
}
