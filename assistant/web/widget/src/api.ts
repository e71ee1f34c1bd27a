// The server's routes, as the widget uses them.

import { Problem, problemOf } from "./problem.ts";
import { parseClean } from "./text.ts";
import type { About, Article, ArticlePassage, Feedback, Lang, Source } from "./types.ts";

export interface Turn {
  role: "user" | "assistant";
  content: string;
}

export interface Asked {
  question: string;
  history: Turn[];
  audience: string;
  as_of?: string;
  conversation?: string;
  corpus?: string[];
}

export interface Where {
  lang: Lang;
  version?: string;
}

/** The routes of one server. A page of another origin shows a token; it is asked for, and asked for again when it expires. */
export class Api {
  #token: string | null;
  readonly #foreign: boolean;

  /** `lang` is the language errors are told in, `origin` that of the page. */
  constructor(
    readonly endpoint: string,
    readonly lang: () => Lang,
    { origin, token = null }: { origin: string; token?: string | null },
  ) {
    this.#token = token;
    this.#foreign = new URL(endpoint).origin !== origin;
  }

  /** The stream of a new answer. Throws Problem, or AbortError. */
  ask(asked: Asked, signal: AbortSignal): Promise<Response> {
    return this.#send("/api/ask", { method: "POST", headers: { accept: "text/event-stream" }, signal }, asked);
  }

  /** What followed `lastEvent` of the answer, and what is to follow. Throws Problem, or AbortError. */
  resume(answer: string, lastEvent: string, signal: AbortSignal): Promise<Response> {
    const headers = { accept: "text/event-stream", "last-event-id": lastEvent };
    return this.#send(`/api/answers/${encodeURIComponent(answer)}/events`, { headers, signal });
  }

  /** Have the server stop writing. */
  async stop(answer: string): Promise<void> {
    await this.#send(`/api/answers/${encodeURIComponent(answer)}`, { method: "DELETE", keepalive: true });
  }

  /** What it answers from, of what date, what it keeps and whom to ask; as much of that as the server tells. */
  async about(): Promise<About> {
    return this.#json(`/api/about?lang=${this.lang()}`);
  }

  async suggestions(anchors: string[], not: string[], { lang, as_of }: { lang: Lang; as_of: string | null }): Promise<string[]> {
    const query = new URLSearchParams({ lang });
    for (const anchor of anchors) query.append("anchor", anchor);
    for (const question of not) query.append("not", question);
    if (as_of) query.set("as_of", as_of);
    return (await this.#json<{ questions: string[] }>(`/api/suggestions?${query}`)).questions;
  }

  /** The article around a provision; where the server cannot open articles, the provision alone. Throws Problem. */
  async article(anchor: string, where: Where): Promise<Article> {
    const query = new URLSearchParams({ lang: where.lang });
    if (where.version) query.set("version", where.version);
    try {
      return await this.#json(`/api/articles/${encodeURIComponent(anchor)}?${query}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.key !== "not_found") throw error;
      return alone(await this.#json(`/api/passages/${encodeURIComponent(anchor)}?${query}`));
    }
  }

  /** A picture the server serves, as bytes: a page of another origin could not show a token for it otherwise. */
  async picture(path: string): Promise<Blob> {
    return (await this.#send(path)).blob();
  }

  async feedback(answer: string, feedback: Feedback): Promise<string> {
    return (await this.#json<{ id: string }>("/api/feedback", { method: "POST" }, { answer, ...feedback })).id;
  }

  async withdraw(feedback: string): Promise<void> {
    await this.#send(`/api/feedback/${encodeURIComponent(feedback)}`, { method: "DELETE" });
  }

  async openConversation(): Promise<string> {
    return (await this.#json<{ id: string }>("/api/conversations", { method: "POST" })).id;
  }

  async deleteConversation(id: string): Promise<void> {
    try {
      await this.#send(`/api/conversations/${encodeURIComponent(id)}`, { method: "DELETE" });
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== "other") throw error; // already gone is what was asked for
    }
  }

  async #json<T>(path: string, options: RequestInit = {}, body?: unknown): Promise<T> {
    const response = await this.#send(path, options, body);
    return parseClean(await response.text()) as T;
  }

  async #send(path: string, options: RequestInit = {}, body?: unknown): Promise<Response> {
    if (this.#foreign && !this.#token) await this.#renew();
    const first = await this.#fetch(path, options, body);
    if (first.status !== 401) return accepted(first);
    await this.#renew();
    return accepted(await this.#fetch(path, options, body));
  }

  async #renew(): Promise<void> {
    const response = await accepted(await this.#fetch("/api/token", { method: "POST" }));
    this.#token = ((await response.json()) as { token: string }).token;
  }

  async #fetch(path: string, options: RequestInit, body?: unknown): Promise<Response> {
    const headers = new Headers(options.headers);
    headers.set("accept-language", this.lang());
    if (body !== undefined) headers.set("content-type", "application/json");
    if (this.#token) headers.set("authorization", `Bearer ${this.#token}`);
    try {
      return await fetch(new URL(path, this.endpoint), {
        ...options,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Problem(globalThis.navigator?.onLine === false ? "offline" : "unreachable", "unreachable");
    }
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body = await response.text().then(parseClean).catch(() => null);
  throw problemOf(response.status, body, response.headers.get("retry-after"), Date.now());
}

/** A provision as an article of its own. */
function alone(shown: Source & Omit<Article, "passages" | "digest" | "page" | "langs"> & { versions: { lang: Lang }[] }): Article {
  const passage: ArticlePassage = { anchor: shown.anchor, label: "", text: shown.text, level: 0, applies_from: null };
  const langs = [...new Set(shown.versions.map((version) => version.lang))];
  return { ...shown, langs, passages: [passage], digest: null, page: null };
}
