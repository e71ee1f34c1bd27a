// The assistant's routes, as this page uses them.

import { events } from "./sse.js";
import { lang } from "./texts.js";

/** An error to show: `detail` says what happened and what to do (null: the assistant could not be reached). */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail ?? "unreachable");
    this.status = status;
    this.detail = detail;
  }
}

/** The events of the answer to `question`. Throws Problem, or AbortError once `signal` is aborted. */
export async function* ask({ question, history, asOf, signal }) {
  // No language is sent: the answer follows that of the question.
  const body = { question, history };
  if (asOf) body.as_of = asOf;
  const response = await send("/api/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  });
  try {
    yield* events(response.body);
  } finally {
    // An answer whose reader is only lost goes on for a while: this one is not wanted any more.
    if (signal.aborted) stop(response.headers.get("x-answer-id"));
  }
}

function stop(answer) {
  fetch(`/api/answers/${answer}`, { method: "DELETE", keepalive: true }).catch(() => {});
}

/** What the assistant answers from. Throws Problem. */
export async function documents() {
  return (await (await send("/api/documents")).json()).documents;
}

/** Whether it can answer: engine and number of passages. Throws Problem while it cannot. */
export async function readiness() {
  return (await send(`/readyz?lang=${lang()}`)).json();
}

async function send(url, options = {}) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, null);
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Problem(response.status, problem.detail ?? null);
}
