// Answers as the server sends them.

import type { Answer, AnswerEvent, Citation, Claim, Source } from "../src/types.ts";

export const QUOTE = "les déployeurs qui sont des employeurs informent les représentants des travailleurs";

export function citation(changes: Partial<Citation> = {}): Citation {
  return {
    anchor: "ai-act#art_26.par_7",
    lang: "fr",
    version: "02024R1689-20260727",
    quote: QUOTE,
    label: "Article 26, paragraphe 7, RIA",
    url: "https://eur-lex.europa.eu/legal-content/FR/TXT/HTML/?uri=CELEX:02024R1689-20260727#art_26",
    applies_from: "2027-12-02",
    products_from: null,
    ...changes,
  };
}

export function claim(text: string, ...citations: Citation[]): Claim {
  return { text, verdict: "supported", check: "quote", citations: citations.length ? citations : [citation()] };
}

export function source(changes: Partial<Source> = {}): Source {
  const { anchor, lang, version, label, url } = citation();
  return { anchor, lang, version, label, url, text: `Avant de l’utiliser, ${QUOTE}.`, ...changes };
}

export function answer(text: string, claims: Claim[], changes: Partial<Answer> = {}): Answer {
  const whole = { text, lang: "fr" as const, claims, refusal: null, passages: [source()], model: "none", timings: { total_ms: 612 }, notices: [] };
  return { ...whole, ...changes };
}

/** The events of an answer of two sentences and a notice. */
export function events(): AnswerEvent[] {
  const [first, second, notice] = ["Une première phrase.", "Une seconde.", "L’article 26 ne s’applique pas encore."] as const;
  return [
    { event: "status", step: "searching", message: "Recherche dans les textes…" },
    { event: "sources", passages: [source()] },
    { event: "delta", text: first },
    { event: "claim", claim: claim(first) },
    { event: "delta", text: `\n\n${second}` },
    { event: "claim", claim: claim(second, citation({ anchor: "gdpr#art_35" }), citation()) },
    { event: "delta", text: `\n\n${notice}` },
    { event: "notice", message: notice },
    { event: "done", answer: answer([first, second, notice].join("\n\n"), [claim(first), claim(second)]) },
  ];
}
