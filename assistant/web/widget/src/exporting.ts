// Answers and conversations as text to take away, each sentence with what it rests on.

import { type Conversation, type Exchange, keyOf, numbered } from "./conversation.ts";
import { toQuote } from "./fragments.ts";
import type { Say } from "./texts.ts";

/** The answer with numbered citations, and what they are, as plain text or as Markdown. */
export function answerAsText(exchange: Exchange, say: Say, { markdown }: { markdown: boolean }): string {
  const sources = numbered(exchange);
  const numberOf = new Map(sources.map((citation, index) => [keyOf(citation), index + 1]));
  const escape = markdown ? escaped : (text: string): string => text;
  const paragraphs = exchange.blocks.map((block) => {
    if (block.kind !== "claim") return escape(block.text);
    const marks = new Set(block.claim.citations.map((citation) => `[${numberOf.get(keyOf(citation))}]`));
    return `${escape(block.claim.text)} ${[...marks].map(escape).join(" ")}`;
  });
  if (exchange.answer?.refusal) paragraphs.push(escape(exchange.answer.refusal.message));
  if (exchange.phase === "stopped") paragraphs.push(say("answer_stopped"));
  if (sources.length) {
    const lines = sources.map(({ label, quote, url }, index) => {
      const address = toQuote(url, quote);
      if (!markdown) return [`[${index + 1}] ${label}`, say("quoted", { quote }), address ?? ""].join("\n").trim();
      const quoted = escaped(quote).replaceAll("\n", "\n   > ");
      return `${index + 1}. **${escaped(label)}**\n   > ${quoted}\n${address ? `\n   <${new URL(address).href}>\n` : ""}`;
    });
    paragraphs.push(`${markdown ? "### " : ""}${say("copied_sources")}`, lines.join(markdown ? "\n" : "\n\n"));
  }
  return paragraphs.join("\n\n");
}

/** The whole conversation as Markdown; `day` is today in words. */
export function conversationAsMarkdown(conversation: Conversation, say: Say, day: string): string {
  const exchanges = conversation.exchanges.map(
    (exchange) => `## ${escaped(exchange.question)}\n\n${answerAsText(exchange, say, { markdown: true })}`,
  );
  return `# ${say("menu")}\n\n${say("exported_on", { date: day })}\n\n${exchanges.join("\n\n")}\n`;
}

/** The whole conversation as JSON: questions, and answers as the server sent them. */
export function conversationAsJson(conversation: Conversation): string {
  const exchanges = conversation.exchanges.map(({ question, askedAt, asOf, phase, answer, blocks }) =>
    answer ? { question, askedAt, asOf, phase, answer } : { question, askedAt, asOf, phase, blocks },
  );
  return JSON.stringify({ exchanges }, null, 2);
}

/** `text` such that Markdown shows it as it is. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]|^(\s*)([-+]|\d+[.)])(?=\s)/gm, (mark, space: string | undefined, sign: string | undefined) =>
    sign ? `${space}${sign.replace(/([-+.)])$/, "\\$1")}` : `\\${mark}`,
  );
}
