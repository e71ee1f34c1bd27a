// Conversations kept in this browser, for one server: the latest first, no more than fit, none when the reader says so.

import { type Conversation, type Exchange, underway } from "./conversation.ts";

const LIMIT = 400_000; // characters
const MOST = 30; // conversations

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class History {
  readonly #key: string;

  constructor(
    endpoint: string,
    readonly shelf: Shelf | null = browserShelf(),
    readonly limit = LIMIT,
  ) {
    this.#key = `caio:1:${endpoint}`;
  }

  /** Whether conversations are kept: until the reader says otherwise, where the browser lets them be. */
  get on(): boolean {
    return this.shelf !== null && this.#get(`${this.#key}:off`) === null;
  }

  /** Keep conversations from now on, or forget all and keep none. */
  keep(on: boolean): void {
    if (on) this.#remove(`${this.#key}:off`);
    else {
      this.clear();
      this.#set(`${this.#key}:off`, "1");
    }
  }

  /** What is kept, the latest first. */
  read(): Conversation[] {
    try {
      const kept: unknown = JSON.parse(this.#get(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isConversation) : [];
    } catch {
      return [];
    }
  }

  /** Keep `conversation` as it is now; the oldest go when there are too many. */
  save(conversation: Conversation): void {
    if (!this.on) return;
    const ended = conversation.exchanges.filter((exchange) => !underway(exchange)).map(withoutTrouble);
    if (!ended.length) return;
    this.#write([{ ...conversation, exchanges: ended }, ...this.read().filter(({ id }) => id !== conversation.id)]);
  }

  /** Forget one conversation. */
  remove(id: string): void {
    const rest = this.read().filter((conversation) => conversation.id !== id);
    if (rest.length) this.#write(rest);
    else this.clear();
  }

  /** Forget all conversations. */
  clear(): void {
    this.#remove(this.#key);
  }

  #write(conversations: Conversation[]): void {
    const kept = conversations.slice(0, MOST);
    for (;;) {
      const text = JSON.stringify(kept);
      if (text.length <= this.limit && this.#set(this.#key, text)) return;
      const last = kept.at(-1);
      // The oldest conversation goes first; of the last one left, its oldest exchange.
      if (kept.length > 1) kept.pop();
      else if (last && last.exchanges.length > 1) kept[0] = { ...last, exchanges: last.exchanges.slice(1) };
      else return this.clear();
    }
  }

  #get(key: string): string | null {
    try {
      return this.shelf?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  #set(key: string, value: string): boolean {
    try {
      this.shelf?.setItem(key, value);
      return true;
    } catch {
      return false; // full
    }
  }

  #remove(key: string): void {
    try {
      this.shelf?.removeItem(key);
    } catch {
      // A browser that refuses to read or write holds nothing to remove.
    }
  }
}

function browserShelf(): Shelf | null {
  try {
    return localStorage;
  } catch {
    return null; // cookies refused, or a sandboxed frame
  }
}

function withoutTrouble(exchange: Exchange): Exchange {
  return { ...exchange, trouble: exchange.trouble && { ...exchange.trouble, until: null } };
}

function isConversation(value: unknown): value is Conversation {
  const { id, exchanges } = (value ?? {}) as Partial<Conversation>;
  return typeof id === "string" && Array.isArray(exchanges) && exchanges.every(isExchange);
}

function isExchange(value: unknown): value is Exchange {
  const { id, question, sources, blocks, suggestions } = (value ?? {}) as Partial<Exchange>;
  return typeof id === "string" && typeof question === "string" && [sources, blocks, suggestions].every(Array.isArray);
}
