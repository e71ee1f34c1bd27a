"""What goes in and comes out: a Query, and the Answer with its Claims, Citations and Verdicts. Frozen; JSON as scripted.

The JSON of `Answer` is the contract of `caio ask --json` and of `POST /api/ask`.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from corpus.texts import Lang


class Value(BaseModel):
    """A frozen value that travels as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(Value):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class Query(Value):
    """A question: `lang` None means the language it is written in; `as_of` None means today; `corpus` empty means every
    document, else those of these slugs alone."""

    question: str
    lang: Lang | None = None
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    audience: str = "everyone"
    corpus: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What the checks said of a claim."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    ORGANISATION_CHOICE = "organisation_choice"


class Citation(Value):
    """The exact words a claim rests on: `quote` stands at `start:end` of the passage's text. Build it with `cite`.

    `applies_from` is the day from which the provision applies, by the version cited; None where no table tells.
    `products_from` is that day for high-risk systems that are products or parts of them, where it is a later one.
    """

    anchor: str
    lang: Lang
    version: str
    quote: str
    start: int
    end: int
    label: str
    url: str
    applies_from: date | None = None
    products_from: date | None = None


class Claim(Value):
    """A sentence of the answer as shown, and the citations that carry it.

    `check` names what decided: "quote" for the text's own words, "all" for a wording that passed every check; `score` is the
    probability that the citation says the sentence.
    """

    text: str
    verdict: Verdict
    check: str
    citations: tuple[Citation, ...]
    score: float = 1.0


class Source(Value):
    """A passage found for the question; `score` orders sources of one answer, higher is better."""

    anchor: str
    lang: Lang
    version: str
    text: str
    score: float
    label: str
    url: str


class RefusalReason(StrEnum):
    """Why no answer is given."""

    NO_EVIDENCE = "no_evidence"
    OUT_OF_SCOPE = "out_of_scope"
    UNSAFE = "unsafe"
    PERSONAL_CASE = "personal_case"
    ENGINE_DOWN = "engine_down"


class Refusal(Value):
    """A refusal is an answer too: why, what was searched and whom to ask, in the reader's language."""

    reason: RefusalReason
    message: str


class Timings(Value):
    """Milliseconds from the question: evidence found, first verified claim shown (None if none), all done."""

    evidence_ms: float
    first_claim_ms: float | None
    total_ms: float


class Answer(Value):
    """The whole answer. `passages` are the sources sent before the first sentence, best first.

    `hashes` (`prompt`, `settings`, `corpus`) tell what produced it; `model` is the engine's name, "none" for quotes only.
    `notices` are what the question takes for granted wrongly, which opens `text` too; what was withheld or replaced; and
    what is cited and does not apply yet, which closes `text`.
    """

    text: str
    lang: Lang
    claims: tuple[Claim, ...]
    refusal: Refusal | None
    passages: tuple[Source, ...]
    model: str
    hashes: Mapping[str, str]
    timings: Timings
    notices: tuple[str, ...] = ()


class Status(Value):
    """A step has begun: `searching`, `reading`, `writing`; shown in the reader's language."""

    event: Literal["status"] = "status"
    step: Literal["searching", "reading", "writing"]
    message: str


class SourcesFound(Value):
    """The sources, before any sentence."""

    event: Literal["sources"] = "sources"
    passages: tuple[Source, ...]


class TextDelta(Value):
    """Text to append to the answer. Only verified text is ever sent."""

    event: Literal["delta"] = "delta"
    text: str


class ClaimChecked(Value):
    """The verdict and citations of the sentence just sent."""

    event: Literal["claim"] = "claim"
    claim: Claim


class Notice(Value):
    """What a reader must know of the answer besides its sentences: a wording replaced, a sentence withheld, a part of the
    question that the texts do not cover, a provision cited that does not apply yet."""

    event: Literal["notice"] = "notice"
    message: str


class Done(Value):
    """The whole answer; always the last event unless Failed is."""

    event: Literal["done"] = "done"
    answer: Answer


class Failed(Value):
    """An error for a person to read; nothing follows."""

    event: Literal["failed"] = "failed"
    key: str
    message: str


Event = Status | SourcesFound | TextDelta | ClaimChecked | Notice | Done | Failed
