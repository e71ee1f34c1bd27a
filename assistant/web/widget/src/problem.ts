// What can go wrong, and the one thing to do about it.

export type Kind = "offline" | "unreachable" | "rate_limited" | "too_long" | "lost" | "gone" | "refused" | "other";

/** An error for a person to read. `detail` is the server's own sentence; `until` is when to ask again, in ms since 1970. */
export class Problem extends Error {
  constructor(
    readonly kind: Kind,
    readonly key: string,
    readonly detail: string | null = null,
    readonly until: number | null = null,
  ) {
    super(detail ?? kind);
  }
}

const RETRY_SECONDS = 30; // where the server does not say, or another origin's page may not read it

/** The problem that a response is: RFC 9457 where the server writes it, else by its status. */
export function problemOf(status: number, body: unknown, retryAfter: string | null, now: number): Problem {
  const { key = String(status), detail = null } = (body ?? {}) as { key?: string; detail?: string | null };
  if (status === 429) return new Problem("rate_limited", key, detail, now + 1000 * (Number(retryAfter) || RETRY_SECONDS));
  if (key === "answer_gone") return new Problem("gone", key, detail);
  if (status === 413 || key === "invalid_question") return new Problem("too_long", key, detail);
  if (status === 401 || status === 403) return new Problem("refused", key, detail);
  return new Problem("other", key, detail);
}
