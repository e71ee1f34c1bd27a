// The page where questions are asked: it keeps the conversation, in memory only.

import { Problem, ask, documents, readiness } from "./api.js";
import { make } from "./dom.js";
import { drawExchange } from "./exchange.js";
import { label, lang, preferredLang, remember, speak } from "./texts.js";

const MAX_TURNS = 20; // what the assistant accepts
const byId = (id) => document.getElementById(id);
const form = byId("ask");
const box = byId("question");
const date = byId("as-of");

let turns = [];
let running = null; // the AbortController of the answer being received

async function converse(question, asOf) {
  running?.abort();
  const control = new AbortController();
  running = control;
  const exchange = drawExchange({ question, asOf, onStop: () => control.abort() });
  const conversation = turns; // a new conversation may begin before this answer ends
  const history = conversation.slice(-MAX_TURNS);
  const remindTurn = () => {
    if (!exchange.text) return;
    conversation.push({ role: "user", content: question }, { role: "assistant", content: exchange.text });
  };
  enterConversation();
  byId("conversation").append(exchange.element);
  exchange.focus();

  const again = () => {
    exchange.element.remove();
    converse(question, asOf);
  };
  try {
    for await (const event of ask({ question, history, asOf, signal: control.signal })) {
      if (event.event === "failed") {
        exchange.failed({ sentence: event.message, action: "retry", onAction: again });
        return;
      }
      exchange.show(event);
    }
    if (!exchange.complete) exchange.failed({ sentence: null, key: "problem_cut", action: "retry", onAction: again });
    else remindTurn();
  } catch (error) {
    if (control.signal.aborted) {
      exchange.stopped();
      remindTurn();
    } else if (error instanceof Problem && error.status >= 400 && error.status < 500) {
      const edit = () => {
        exchange.element.remove();
        box.value = question;
        box.focus();
      };
      exchange.failed({ sentence: error.detail, key: "problem_unreachable", action: "edit", onAction: edit });
    } else {
      const sentence = error instanceof Problem ? error.detail : null;
      const key = error instanceof Problem ? "problem_unreachable" : "problem_cut";
      exchange.failed({ sentence, key, action: "retry", onAction: again });
    }
  } finally {
    if (running === control) running = null;
  }
}

function enterConversation() {
  document.body.classList.add("conversing");
  label(byId("question-label"), "follow_up");
}

function startOver() {
  running?.abort();
  turns = [];
  byId("conversation").replaceChildren();
  document.body.classList.remove("conversing");
  label(byId("question-label"), "question");
  box.focus();
}

async function choose(chosen) {
  await speak(chosen);
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === chosen));
  }
  await look();
}

/** What the assistant answers from, and whether it can answer now. */
async function look() {
  const known = await documents().catch(() => []);
  const list = byId("documents");
  list.replaceChildren(
    ...known.map((entry) => make("li", {}, make("b", {}, entry.short[lang()]), " ", make("span", {}, entry.title[lang()]))),
  );
  if (known.length === 0) list.append(label(make("li"), "documents_none"));
  try {
    const { engine, passages } = await readiness();
    byId("notice").replaceChildren();
    label(byId("ready"), "ready", { passages, engine });
  } catch (error) {
    const again = label(make("button", { type: "button", class: "primary" }), "check_again");
    again.addEventListener("click", look);
    const words = error.detail ? make("p", {}, error.detail) : label(make("p"), "problem_unreachable");
    byId("notice").replaceChildren(make("div", { class: "problem" }, label(make("h2"), "not_ready"), words, again));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question) {
    box.focus();
    return;
  }
  box.value = "";
  converse(question, date.value || null);
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

for (const starter of document.querySelectorAll(".starter")) {
  starter.addEventListener("click", () => converse(starter.textContent, date.value || null));
}
for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => {
    remember(button.dataset.lang);
    choose(button.dataset.lang);
  });
}
byId("new").addEventListener("click", startOver);

await choose(preferredLang());
