"""What the verifier was asked during an answer, kept: what a reader would have been shown without it, and what it cost."""

import time
from collections.abc import Sequence

from assistant.answers import Answer, Citation, Claim, Value, Verdict
from assistant.verify import Checked, Cited, Verify
from corpus.texts import Lang, say


class Tried(Value):
    """A wording that a model wrote, the words it was held against, and what the verifier said of it."""

    claim: str
    anchor: str
    quote: str
    verdict: Verdict
    check: str
    score: float


class Recorder:
    """A verifier that does as `verify` does and remembers it."""

    def __init__(self, verify: Verify) -> None:
        self._verify = verify
        self._tried: list[Tried] = []
        self._seconds = 0.0

    async def __call__(self, cited: Sequence[Cited]) -> list[Checked]:
        """As `verify`."""
        start = time.perf_counter()
        checked = await self._verify(cited)
        self._seconds += time.perf_counter() - start
        self._tried += [
            Tried(
                claim=c.claim,
                anchor=str(c.anchor),
                quote=c.quote,
                verdict=k.verdict,
                check=k.check,
                score=round(k.score, 4),
            )
            for c, k in zip(cited, checked, strict=True)
        ]
        return checked

    def take(self) -> tuple[tuple[Tried, ...], float]:
        """What was tried since the last call, in order, and the milliseconds it took."""
        tried, milliseconds = tuple(self._tried), round(1000 * self._seconds, 1)
        self._tried, self._seconds = [], 0.0
        return tried, milliseconds


def unverified(answer: Answer, tried: Sequence[Tried]) -> Answer:
    """The answer with every wording shown that the verifier kept back, in place of the quotation that replaced it.

    A wording is cited as the model had it: to what it was first held against.
    """
    first = {t.claim: t for t in reversed(tried)}
    refused = [t for t in first.values() if all(u.verdict is not Verdict.SUPPORTED for u in tried if u.claim == t.claim)]
    if not refused:
        return answer
    held = {t.quote for t in tried}
    cited = {(c.anchor, c.quote): c for claim in answer.claims for c in claim.citations}
    shown = [_as_written(t, cited.get((t.anchor, t.quote)), answer.lang) for t in refused]
    kept = [claim for claim in answer.claims if claim.check != "quote" or claim.citations[0].quote not in held]
    claims = (*shown, *kept)
    # What the question takes for granted wrongly, and what does not apply yet, is in the text either way.
    opening = [notice for notice in answer.notices if answer.text.startswith(notice) or f"\n\n{notice}" in answer.text]
    text = "\n\n".join([*opening, *(claim.text for claim in claims)])
    return answer.model_copy(update={"claims": claims, "text": text, "notices": tuple(opening)})


def _as_written(tried: Tried, citation: Citation | None, lang: Lang) -> Claim:
    values = {"label": citation.label if citation else tried.anchor, "claim": tried.claim.rstrip(".")}
    citations = (citation,) if citation else ()
    text = say("answer.claim", lang, values)
    return Claim(text=text, verdict=tried.verdict, check=tried.check, citations=citations, score=tried.score)
