// One answer from question to last event, over as many connections as it takes.

import type { Api, Asked } from "./api.ts";
import { Problem } from "./problem.ts";
import { type Frame, FrameReader } from "./sse.ts";
import { parseClean } from "./text.ts";
import type { AnswerEvent } from "./types.ts";

export type Step =
  | { type: "answering"; answerId: string }
  | { type: "event"; number: number; event: AnswerEvent }
  | { type: "resuming" };

const TRIES_MS = [300, 1000, 2000, 4000, 8000]; // waits before each attempt to resume: 15 s, what the server waits for a reader
const SILENCE_MS = 40_000; // the server says at least something every 15 s

/** The steps of the answer to `asked`, ended by a `done` or `failed` event. Throws Problem, or AbortError once `signal` is aborted. */
export async function* answering(api: Pick<Api, "ask" | "resume">, asked: Asked, signal: AbortSignal, tries: readonly number[] = TRIES_MS): AsyncGenerator<Step> {
  let response = await api.ask(asked, signal);
  let answerId = response.headers.get("x-answer-id");
  if (answerId) yield { type: "answering", answerId };
  let last = answerId ? `${answerId}.0` : "";
  let failures = 0;
  for (;;) {
    for await (const frame of framesOf(response, signal)) {
      const dot = frame.id.lastIndexOf(".");
      if (dot > 0) {
        last = frame.id;
        if (!answerId) yield { type: "answering", answerId: (answerId = frame.id.slice(0, dot)) };
      }
      failures = 0;
      const event = parseClean(frame.data) as AnswerEvent;
      yield { type: "event", number: dot > 0 ? Number(frame.id.slice(dot + 1)) : 0, event };
      if (event.event === "done" || event.event === "failed") return;
    }
    if (!answerId) throw new Problem("lost", "lost");
    yield { type: "resuming" };
    response = await reconnected();
  }

  async function reconnected(): Promise<Response> {
    for (;;) {
      const wait = tries[failures++];
      if (wait === undefined) throw new Problem("lost", "lost");
      await pause(wait, signal);
      try {
        return await api.resume(answerId as string, last, signal);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.kind === "unreachable" || error.kind === "offline") continue;
        throw error.kind === "gone" ? error : new Problem("lost", error.key);
      }
    }
  }
}

/** The frames of a response until it ends or breaks off. Throws AbortError once `signal` is aborted. */
async function* framesOf(response: Response, signal: AbortSignal): AsyncGenerator<Frame> {
  const body = response.body?.getReader();
  if (!body) return;
  const frames = new FrameReader();
  try {
    for (;;) {
      const piece = await within(SILENCE_MS, body.read()).catch(() => null);
      signal.throwIfAborted();
      if (!piece || piece.done) return;
      yield* frames.feed(piece.value);
    }
  } finally {
    body.cancel().catch(() => undefined);
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => (timer = Number(setTimeout(() => reject(new Error("silent")), ms))));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });
}
