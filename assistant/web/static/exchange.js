// One question and its answer on the page, drawn event by event.

import { linkTo, make } from "./dom.js";
import { label, labelAria, lang } from "./texts.js";

let exchanges = 0;

/** The drawing of one exchange: `element` to place in the page, and what may happen to it. */
export function drawExchange({ question, asOf, onStop }) {
  const id = `exchange-${++exchanges}`;
  const numbers = new Map(); // provision → the number its chips bear
  let pending = ""; // text received whose verdict is still to come
  let text = "";
  let complete = false;

  const heading = make("h2", { id, tabindex: "-1" }, label(make("span", { class: "unseen" }), "asked"), " ", question);
  const stop = label(make("button", { type: "button", class: "stop" }), "stop");
  stop.addEventListener("click", onStop);
  const status = label(make("p", { role: "status", class: "status" }), "sending");
  const progress = make("div", { class: "progress" }, status, stop);
  const waiting = make("p", { class: "waiting", "aria-hidden": "true" });
  const answer = make("div", { class: "answer", "aria-live": "polite", "aria-busy": "true", lang: lang() });
  const sourcesHeading = label(make("h3", { class: "small-heading" }), "passages");
  const sourcesList = make("ol");
  const sources = make("aside", { class: "sources", hidden: true }, sourcesHeading, sourcesList);
  const element = make(
    "article",
    { class: "exchange", "aria-labelledby": id },
    make("header", {}, heading, asOf ? label(make("p", { class: "hint" }), "as_of_answer", { date: asOf }) : ""),
    make("div", { class: "column" }, progress, answer, waiting),
    sources,
  );

  function showSources(passages) {
    sourcesList.replaceChildren(...passages.map((passage) => drawSource(passage)));
    sources.hidden = passages.length === 0;
  }

  function showClaim(claim) {
    const at = pending.indexOf(claim.text);
    if (at > 0) plain(pending.slice(0, at));
    pending = at < 0 ? "" : pending.slice(at + claim.text.length);
    waiting.textContent = pending.trim();
    answer.append(drawClaim(claim, { id: `${id}-${answer.childElementCount}`, numberOf }));
    markCited();
  }

  function numberOf(citation) {
    const provision = JSON.stringify([citation.anchor, citation.lang, citation.version]);
    if (!numbers.has(provision)) numbers.set(provision, numbers.size + 1);
    return numbers.get(provision);
  }

  function markCited() {
    for (const item of sourcesList.children) {
      const mark = item.querySelector(".cited");
      const number = numbers.get(item.dataset.provision);
      if (number && !mark.dataset.text) label(mark, "passage_cited", { number: `[${number}]` });
    }
  }

  function plain(words) {
    if (words.trim()) answer.append(make("p", {}, words.trim()));
  }

  function end() {
    plain(pending);
    pending = "";
    waiting.textContent = "";
    stop.remove();
    answer.setAttribute("aria-busy", "false");
    complete = true;
  }

  function showDone(result) {
    answer.lang = result.lang;
    if (result.refusal) {
      pending = "";
      text = result.refusal.message;
      answer.append(
        make(
          "div",
          { class: "refusal" },
          label(make("h3"), `refusal_${result.refusal.reason}`),
          make("p", {}, result.refusal.message),
        ),
      );
      label(sourcesHeading, "nearest");
      showSources(result.passages);
    } else {
      text = result.text;
    }
    end();
    const how = result.refusal ? "done_refusal" : result.model === "none" ? "done_quotes" : "done";
    label(status, how, { seconds: result.timings.total_ms / 1000, model: result.model });
  }

  return {
    element,
    focus() {
      heading.focus({ preventScroll: true });
      element.scrollIntoView({ block: "start" });
    },
    show(event) {
      if (event.event === "status") {
        delete status.dataset.text;
        status.textContent = event.message;
      } else if (event.event === "sources") {
        showSources(event.passages);
      } else if (event.event === "delta") {
        pending += event.text;
        text += event.text;
        waiting.textContent = pending.trim();
      } else if (event.event === "claim") {
        showClaim(event.claim);
      } else if (event.event === "notice") {
        waiting.textContent = "";
        pending = "";
        answer.append(make("p", { class: "notice" }, event.message));
      } else if (event.event === "done") {
        showDone(event.answer);
      }
    },
    stopped() {
      end();
      label(status, "stopped");
    },
    /** Says what went wrong and offers one thing to do; `sentence` is a text, or null for the sentence `key`. */
    failed({ sentence, key, action, onAction }) {
      end();
      progress.remove();
      const button = label(make("button", { type: "button", class: "primary" }), action);
      button.addEventListener("click", onAction);
      const words = sentence === null ? label(make("p"), key) : make("p", {}, sentence);
      answer.after(make("div", { class: "problem", role: "alert" }, label(make("h3"), "problem"), words, button));
    },
    get text() {
      return text.trim();
    },
    get complete() {
      return complete;
    },
  };
}

function drawSource(passage) {
  const link = officialLink(passage.url);
  return make(
    "li",
    { "data-provision": JSON.stringify([passage.anchor, passage.lang, passage.version]) },
    make(
      "details",
      {},
      make(
        "summary",
        {},
        make("span", { class: "source-label" }, passage.label),
        " ",
        make("span", { class: "cited" }),
        make("span", { class: "excerpt", lang: passage.lang }, passage.text),
      ),
      make("p", { class: "passage", lang: passage.lang }, passage.text),
      link ?? "",
    ),
  );
}

function drawClaim(claim, { id, numberOf }) {
  const sentence = make("p", { class: "sentence" }, claim.text);
  const quotes = claim.citations.map((citation, index) => {
    const number = numberOf(citation);
    const quoteId = `${id}-quote-${index}`;
    const quote = drawQuote(citation, { id: quoteId, number });
    const chip = labelAria(
      make("button", { type: "button", class: "chip", "aria-expanded": "false", "aria-controls": quoteId }, `[${number}]`),
      "citation",
      { number, label: citation.label },
    );
    chip.addEventListener("click", () => {
      quote.hidden = !quote.hidden;
      chip.setAttribute("aria-expanded", String(!quote.hidden));
    });
    sentence.append("\u00a0", chip);
    return quote;
  });
  const verdict = label(make("p", { class: `verdict ${claim.verdict}` }), `verdict_${claim.verdict}`);
  return make("div", { class: "claim" }, sentence, verdict, ...quotes);
}

function drawQuote(citation, { id, number }) {
  const link = officialLink(citation.url);
  return make(
    "figure",
    { id, class: "quote", hidden: true },
    make("figcaption", {}, make("span", { class: "number" }, `[${number}]`), " ", citation.label),
    make("blockquote", { lang: citation.lang }, citation.quote),
    link ?? "",
  );
}

function officialLink(url) {
  return linkTo(
    url,
    label(make("span"), "official_text"),
    " ",
    label(make("span", { class: "unseen" }), "opens_elsewhere"),
  );
}
