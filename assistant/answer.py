"""The path of a question, top to bottom: understand → find evidence → refuse if weak → write, each sentence checked → say what
does not apply yet → done."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date

from assistant.answers import (
    Answer,
    Claim,
    ClaimChecked,
    Done,
    Event,
    Notice,
    Query,
    Refusal,
    RefusalReason,
    SourcesFound,
    Status,
    TextDelta,
    Timings,
)
from assistant.citing import source
from assistant.dates import say_when
from assistant.evidence import ENOUGH, Evidence, find
from assistant.llm import ChatModel
from assistant.parts import judge_parts
from assistant.premises import check_premises
from assistant.prompts import prompt_hash
from assistant.question import Question, understand
from assistant.search import Weights
from assistant.settings import Writing
from assistant.verify import LexicalEntailment, Verify, verifier
from assistant.writing import write_claims
from corpus.errors import ModelError
from corpus.index import Corpus
from corpus.labels import label
from corpus.texts import say


class Assistant:
    """Answers questions from one corpus with one model (None: quotes only), its sentences checked by `verify`
    (None: by words and signs alone).

    `writing` says how the model writes, "auto": by its profile. `today` gives the date of "now".
    """

    def __init__(
        self,
        corpus: Corpus,
        model: ChatModel | None,
        *,
        verify: Verify | None = None,
        writing: Writing = "auto",
        today: Callable[[], date] = date.today,
    ) -> None:
        self.corpus = corpus
        self.model = model
        self._verify = verify or verifier(LexicalEntailment())
        self._writing = writing
        self._today = today

    async def ask(self, query: Query) -> Answer:
        """The whole answer. Raises CaioError when the index cannot be read."""
        async for event in self.stream(query):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with Done or raises")

    async def stream(self, query: Query) -> AsyncIterator[Event]:
        """The events of an answer, `Done` last. Raises CaioError when the index cannot be read."""
        start = time.perf_counter()
        question = understand(query)
        lang, as_of = question.lang, query.as_of or self._today()
        yield Status(step="searching", message=say("answer.searching", lang))
        question, premises = await asyncio.to_thread(check_premises, self.corpus, question, as_of=as_of)
        evidence = await asyncio.to_thread(find, self.corpus, question, as_of=as_of)
        parts = await asyncio.to_thread(judge_parts, self.corpus, question, as_of=as_of)
        if evidence.strength < ENOUGH and parts.answered and parts.uncovered:
            # Together the two are like no question that the texts answer: the one that is answered stands alone.
            question = parts.answered
            evidence = await asyncio.to_thread(find, self.corpus, question, as_of=as_of)
        evidence_ms = _ms(start)
        sources = tuple(source(self.corpus, hit.passage, hit.score) for hit in evidence.hits)
        yield SourcesFound(passages=sources)

        paragraphs: list[str] = []
        claims: list[Claim] = []
        notices: list[str] = []
        first_claim_ms: float | None = None
        model = self.model
        refusal = self.refuses(question, evidence, as_of=as_of)
        if not refusal:
            # What the question takes for granted wrongly is said before anything else.
            for premise in premises:
                for event in _say_in_text(premise.message, paragraphs, notices):
                    yield event
            for part in parts.uncovered:
                message = say("answer.part_uncovered", lang, {"part": part})
                yield Notice(message=message)
                notices.append(message)
            yield Status(step="writing", message=say("answer.writing", lang))
            while True:
                try:
                    writing = write_claims(self.corpus, question, evidence.extracts, model, self._verify, writing=self._writing)
                    async for written in writing:
                        if isinstance(written, Notice):
                            notices.append(written.message)
                            yield written
                            continue
                        first_claim_ms = first_claim_ms or _ms(start)
                        yield _next_paragraph(written.text, paragraphs)
                        paragraphs.append(written.text)
                        claims.append(written)
                        yield ClaimChecked(claim=written)
                    break
                except ModelError:
                    model = None
                    yield Status(step="writing", message=say("answer.engine_down", lang))
                    if claims:
                        break
            for message in say_when(self.corpus, claims, as_of=as_of, lang=lang):
                for event in _say_in_text(message, paragraphs, notices):
                    yield event
        yield Done(
            answer=Answer(
                text=refusal.message if refusal else "\n\n".join(paragraphs),
                lang=lang,
                claims=tuple(claims),
                refusal=refusal,
                passages=sources,
                model=model.name if model else "none",
                hashes={"prompt": prompt_hash(), "settings": _settings_hash(), "corpus": self.corpus.digest[:12]},
                timings=Timings(evidence_ms=evidence_ms, first_claim_ms=first_claim_ms, total_ms=_ms(start)),
                notices=tuple(notices),
            )
        )

    def refuses(self, question: Question, evidence: Evidence, *, as_of: date) -> Refusal | None:
        """Why not to answer, None to answer: a provision that does not exist, or texts that do not speak of it."""
        lang = question.lang
        if evidence.missing:
            values = {"label": label(evidence.missing[0], lang), "date": as_of.isoformat()}
            return Refusal(reason=RefusalReason.NO_EVIDENCE, message=say("answer.provision_missing", lang, values))
        if evidence.strength < ENOUGH:
            found: dict[str, object] = {
                "official": ", ".join(self.corpus.official(lang)) or "—",
                "others": self.corpus.others(),
            }
            return Refusal(reason=RefusalReason.NO_EVIDENCE, message=say("answer.no_evidence", lang, found))
        return None


def _say_in_text(message: str, paragraphs: list[str], notices: list[str]) -> tuple[TextDelta, Notice]:
    """A notice that is a paragraph of the answer too, added to both."""
    events = _next_paragraph(message, paragraphs), Notice(message=message)
    paragraphs.append(message)
    notices.append(message)
    return events


def _next_paragraph(text: str, before: Sequence[str]) -> TextDelta:
    return TextDelta(text=f"\n\n{text}" if before else text)


def _ms(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)


def _settings_hash() -> str:
    """What in the code's own settings decides an answer: the weights of search and the threshold of evidence."""
    return hashlib.sha256(f"{Weights()} {ENOUGH}".encode()).hexdigest()[:12]
