import { expect, test } from "vitest";
import { type Action, begin, type Exchange, reduce } from "../src/conversation.ts";
import { answerAsText, conversationAsJson, conversationAsMarkdown } from "../src/exporting.ts";
import { say } from "../src/texts.ts";
import { citation, claim, events, QUOTE } from "./samples.ts";

const inFrench = (key: string, values = {}): string => say("fr", key, values);

function conversation(told = events()) {
  const asked: Action = { type: "asked", id: "q", question: "# Qui *prévenir* ?", askedAt: "2026-11-23T10:00:00Z", asOf: null };
  return [asked, ...told.map((event, index): Action => ({ type: "event", id: "q", number: index + 1, event }))].reduce(reduce, begin("c"));
}

test("each sentence copied bears the numbers of its sources, which follow with their words and address", () => {
  const text = answerAsText(conversation().exchanges[0] as Exchange, inFrench, { markdown: false });
  expect(text).toContain("Une première phrase. [1]");
  expect(text).toContain("Une seconde. [2] [1]");
  expect(text).toContain(`[1] Article 26, paragraphe 7, RIA\n«\u202f${QUOTE}\u202f»\nhttps://eur-lex.europa.eu/`);
});

test("what an answer says stays text in Markdown", () => {
  const hostile = "[cliquez](javascript:alert(1)) <img src=x> `a` *b*";
  const told = events().slice(0, 2).concat({ event: "claim", claim: claim(hostile, citation({ url: "javascript:alert(1)" })) });
  const text = conversationAsMarkdown(conversation(told), inFrench, "23 novembre 2026");
  expect(text).not.toMatch(/(^|[^\\])[[<`*](?!\*|h)(cliquez|img|a`|b)/);
  expect(text).not.toContain("<javascript");
  expect(text).toContain("\\# Qui \\*prévenir\\*");
});

test("the JSON saved holds the answers as they were sent", () => {
  const saved = JSON.parse(conversationAsJson(conversation())) as { exchanges: { answer: unknown }[] };
  const done = events().at(-1);
  expect(saved.exchanges[0]?.answer).toEqual(done?.event === "done" ? done.answer : null);
});
