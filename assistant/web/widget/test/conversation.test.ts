import fc from "fast-check";
import { expect, test } from "vitest";
import { type Action, begin, type Conversation, type Exchange, numbered, reduce, underway, wordsOf } from "../src/conversation.ts";
import { claim, events } from "./samples.ts";

const ASKED: Action = { type: "asked", id: "q", question: "Qui prévenir ?", askedAt: "2026-11-23T10:00:00Z", asOf: null };

function after(actions: Action[]): Conversation {
  return [ASKED, ...actions].reduce(reduce, begin("c"));
}

function only(conversation: Conversation): Exchange {
  expect(conversation.exchanges).toHaveLength(1);
  return conversation.exchanges[0] as Exchange;
}

const ALL: Action[] = events().map((event, index) => ({ type: "event", id: "q", number: index + 1, event }));

test("sentences and notices stand in the order they came, and nothing is told twice", () => {
  const exchange = only(after(ALL));
  expect(exchange.blocks.map((block) => block.kind)).toEqual(["claim", "claim", "notice"]);
  expect(exchange.pending).toBe("");
  expect(exchange.phase).toBe("done");
});

test("each provision has one number, by its first appearance", () => {
  expect(numbered(only(after(ALL))).map(({ anchor }) => anchor)).toEqual(["ai-act#art_26.par_7", "gdpr#art_35"]);
});

test("a stream taken up again anywhere, whatever is sent twice, is the stream that was not lost", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(ALL.length), fc.nat(ALL.length)), { maxLength: 4 }), (losses) => {
      const heard: Action[] = [];
      let reached = 0;
      for (const [forward, back] of losses) {
        const upTo = Math.min(ALL.length - 1, reached + forward); // `done` ends the asking
        heard.push(...ALL.slice(Math.max(0, reached - back), upTo), { type: "resuming", id: "q" });
        reached = Math.max(reached, upTo);
      }
      heard.push(...ALL.slice(reached));
      expect(only(after(heard))).toEqual(only(after(ALL)));
    }),
  );
});

test("what had come before a stop stays, and what comes after changes nothing", () => {
  const stopped = only(after([...ALL.slice(0, 5), { type: "stopped", id: "q" }, ...ALL.slice(5)]));
  expect(stopped.phase).toBe("stopped");
  expect(wordsOf(stopped)).toBe("Une première phrase.\n\nUne seconde.");
  expect(underway(stopped)).toBe(false);
});

test("text that no verdict followed is kept as plain text when the answer fails", () => {
  const failed = only(
    after([
      { type: "event", id: "q", number: 1, event: { event: "delta", text: "Sans verdict. Avec." } },
      { type: "event", id: "q", number: 2, event: { event: "claim", claim: claim("Avec.") } },
      { type: "event", id: "q", number: 3, event: { event: "failed", key: "internal", message: "Un imprévu." } },
    ]),
  );
  expect(failed.blocks.map((block) => block.kind)).toEqual(["text", "claim"]);
  expect(failed.trouble?.detail).toBe("Un imprévu.");
});

test("an event of a later server changes nothing", () => {
  const unknown = { event: "drumroll" } as unknown as (typeof ALL)[number] & { event: never };
  const exchange = only(after([{ type: "event", id: "q", number: 1, event: unknown as never }]));
  expect(exchange.blocks).toEqual([]);
  expect(underway(exchange)).toBe(true);
});
