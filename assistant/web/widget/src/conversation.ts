// A conversation as it stands, and what each event makes of it. No page, no network, no clock.

import type { Kind } from "./problem.ts";
import type { Answer, AnswerEvent, Citation, Claim, Source } from "./types.ts";

export type Phase = "sending" | "streaming" | "resuming" | "done" | "stopped" | "failed";

/** What an answer is made of, in the order it came. */
export type Block = { kind: "claim"; claim: Claim } | { kind: "notice"; text: string } | { kind: "text"; text: string };

export interface Trouble {
  kind: Kind;
  detail: string | null;
  until: number | null;
}

export interface Rated {
  id: string;
  thumb: "up" | "down";
  report: boolean;
}

export interface Exchange {
  id: string;
  question: string;
  askedAt: string;
  asOf: string | null;
  /** The server's name for the answer, null until it is known. */
  answerId: string | null;
  /** The number of the last event received, 0 for none. */
  last: number;
  phase: Phase;
  step: string;
  sources: Source[];
  blocks: Block[];
  /** Text received that neither a claim nor a notice has accounted for yet. */
  pending: string;
  answer: Answer | null;
  trouble: Trouble | null;
  suggestions: string[];
  rated: Rated | null;
}

export interface Conversation {
  id: string;
  /** The server's name for it where the server keeps conversations. */
  server: string | null;
  exchanges: Exchange[];
}

export type Action =
  | { type: "asked"; id: string; question: string; askedAt: string; asOf: string | null }
  | { type: "answering"; id: string; answerId: string }
  | { type: "event"; id: string; number: number; event: AnswerEvent }
  | { type: "resuming"; id: string }
  | { type: "stopped"; id: string }
  | { type: "failed"; id: string; trouble: Trouble }
  | { type: "suggested"; id: string; questions: string[] }
  | { type: "rated"; id: string; rated: Rated | null }
  | { type: "dropped"; id: string }
  | { type: "kept"; server: string };

export function begin(id: string): Conversation {
  return { id, server: null, exchanges: [] };
}

/** The conversation after `action`. */
export function reduce(conversation: Conversation, action: Action): Conversation {
  if (action.type === "kept") return { ...conversation, server: action.server };
  if (action.type === "asked") return { ...conversation, exchanges: [...conversation.exchanges, asked(action)] };
  if (action.type === "dropped") return { ...conversation, exchanges: conversation.exchanges.filter(({ id }) => id !== action.id) };
  const exchanges = conversation.exchanges.map((exchange) => (exchange.id === action.id ? change(exchange, action) : exchange));
  return { ...conversation, exchanges };
}

/** Whether an answer is on its way. */
export function underway(exchange: Exchange | undefined): boolean {
  return exchange !== undefined && ["sending", "streaming", "resuming"].includes(exchange.phase);
}

/** The citations of an exchange in the order they first appear, one for each provision: their place is their number, from 1. */
export function numbered(exchange: Exchange): Citation[] {
  const found = new Map<string, Citation>();
  for (const block of exchange.blocks) {
    if (block.kind !== "claim") continue;
    for (const citation of block.claim.citations) if (!found.has(keyOf(citation))) found.set(keyOf(citation), citation);
  }
  return [...found.values()];
}

/** What tells a provision from another: its address, language and version. */
export function keyOf({ anchor, lang, version }: Pick<Source, "anchor" | "lang" | "version">): string {
  return JSON.stringify([anchor, lang, version]);
}

/** The words of an answer as far as they came. */
export function wordsOf(exchange: Exchange): string {
  if (exchange.answer) return exchange.answer.text;
  return exchange.blocks.map((block) => (block.kind === "claim" ? block.claim.text : block.text)).join("\n\n");
}

function asked({ id, question, askedAt, asOf }: Extract<Action, { type: "asked" }>): Exchange {
  return {
    id,
    question,
    askedAt,
    asOf,
    answerId: null,
    last: 0,
    phase: "sending",
    step: "",
    sources: [],
    blocks: [],
    pending: "",
    answer: null,
    trouble: null,
    suggestions: [],
    rated: null,
  };
}

function change(exchange: Exchange, action: Exclude<Action, { type: "asked" | "dropped" | "kept" }>): Exchange {
  switch (action.type) {
    case "suggested":
      return { ...exchange, suggestions: action.questions };
    case "rated":
      return { ...exchange, rated: action.rated };
    default:
      // Once an answer has ended, by whichever way, nothing that comes late changes it.
      return underway(exchange) ? advance(exchange, action) : exchange;
  }
}

function advance(exchange: Exchange, action: Extract<Action, { type: "answering" | "event" | "resuming" | "stopped" | "failed" }>): Exchange {
  switch (action.type) {
    case "answering":
      return { ...exchange, answerId: action.answerId };
    case "resuming":
      return { ...exchange, phase: "resuming" };
    case "stopped":
      return { ...settled(exchange), phase: "stopped" };
    case "failed":
      return { ...settled(exchange), phase: "failed", trouble: action.trouble };
    case "event":
      if (action.number && action.number <= exchange.last) return exchange; // sent again after a loss
      return receive({ ...exchange, phase: "streaming", last: action.number || exchange.last }, action.event);
  }
}

function receive(exchange: Exchange, event: AnswerEvent): Exchange {
  switch (event.event) {
    case "status":
      return { ...exchange, step: event.message };
    case "sources":
      return { ...exchange, sources: event.passages };
    case "delta":
      return { ...exchange, pending: exchange.pending + event.text };
    case "claim":
      return accounted(exchange, event.claim.text, { kind: "claim", claim: event.claim });
    case "notice":
      return accounted(exchange, event.message, { kind: "notice", text: event.message });
    case "done":
      return { ...settled(exchange), phase: "done", answer: event.answer, sources: event.answer.passages };
    case "failed":
      return { ...settled(exchange), phase: "failed", trouble: { kind: "other", detail: event.message, until: null } };
    default:
      return exchange; // an event of a later server
  }
}

/** `block` added, the text it is for taken from what is pending; what stood before that text stays as plain text. */
function accounted(exchange: Exchange, text: string, block: Block): Exchange {
  const at = exchange.pending.indexOf(text);
  if (at < 0) return { ...exchange, blocks: [...exchange.blocks, block] };
  const before = plain(exchange.pending.slice(0, at));
  return { ...exchange, blocks: [...exchange.blocks, ...before, block], pending: exchange.pending.slice(at + text.length) };
}

function settled(exchange: Exchange): Exchange {
  return { ...exchange, blocks: [...exchange.blocks, ...plain(exchange.pending)], pending: "", step: "" };
}

function plain(text: string): Block[] {
  return text.trim() ? [{ kind: "text", text: text.trim() }] : [];
}
