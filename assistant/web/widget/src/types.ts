// What the server says, as far as the widget reads it.

export type Lang = "fr" | "en";

export type Verdict = "supported" | "partial" | "contradicted" | "unsupported" | "organisation_choice";

export interface Place {
  anchor: string;
  lang: Lang;
  version: string;
  label: string;
  url: string;
}

export interface Citation extends Place {
  quote: string;
  applies_from: string | null;
  products_from: string | null;
}

export interface Source extends Place {
  text: string;
}

export interface Claim {
  text: string;
  verdict: Verdict;
  check: string;
  citations: Citation[];
}

export interface Refusal {
  reason: "no_evidence" | "out_of_scope" | "unsafe" | "personal_case" | "engine_down";
  message: string;
}

export interface Answer {
  text: string;
  lang: Lang;
  claims: Claim[];
  refusal: Refusal | null;
  passages: Source[];
  model: string;
  timings: { total_ms: number };
  notices: string[];
}

export type AnswerEvent =
  | { event: "status"; step: string; message: string }
  | { event: "sources"; passages: Source[] }
  | { event: "delta"; text: string }
  | { event: "claim"; claim: Claim }
  | { event: "notice"; message: string }
  | { event: "done"; answer: Answer }
  | { event: "failed"; key: string; message: string };

export interface AboutDocument {
  slug: string;
  title: string;
  short: string;
  version: string;
  valid_from: string;
}

export interface About {
  engine: string;
  as_of: string;
  documents: AboutDocument[];
  keeps: { conversation_days: number; feedback_days: number };
  contact: string | null;
  privacy: string | null;
}

export interface ArticlePassage {
  anchor: string;
  label: string;
  text: string;
  level: number;
  applies_from: string | null;
}

/** A page of a PDF; boxes are left, top, right and bottom in points. */
export interface PageImage {
  number: number;
  image: string;
  boxes: [number, number, number, number][];
}

/** The article, annex, recital, section or page that holds a provision. */
export interface Article {
  anchor: string;
  label: string;
  headings: string[];
  lang: Lang;
  version: string;
  valid_from: string;
  url: string;
  langs: Lang[];
  previous: string | null;
  next: string | null;
  passages: ArticlePassage[];
  digest: string | null;
  page: PageImage | null;
}

export type Reason = "wrong" | "incomplete" | "not_my_question" | "wrong_source" | "outdated" | "unclear" | "other";

export interface Feedback {
  thumb: "up" | "down";
  reasons: Reason[];
  comment?: string;
  report?: boolean;
}
