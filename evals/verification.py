"""The verifier measured on claims written by hand: how many spoilt ones it lets through, how many true ones it refuses."""

from collections.abc import Sequence

from assistant.answers import Value, Verdict
from assistant.verify import Entailment, check_claims
from corpus.index import Corpus
from corpus.texts import LANGS, Lang
from evals.claims import Part, tried
from evals.estimates import Estimate, share


class Caught(Value):
    """Of `n` claims of one kind and language, the share that is not shown as supported."""

    kind: str
    lang: Lang | None
    n: int
    refused: Estimate


class Checks(Value):
    """What became of one claim: the verdict, the check that decided, the score."""

    anchor: str
    lang: Lang
    kind: str
    claim: str
    verdict: Verdict
    check: str
    score: float


class Verified(Value):
    """The table and what it was computed from; `judge` is the entailment judge's name."""

    judge: str
    rows: tuple[Caught, ...]
    checks: tuple[Checks, ...]


async def verify_written(part: Part, corpus: Corpus, entailment: Entailment) -> Verified:
    """The verifier on the written claims of `part`, and on every true one beside another provision (kind `misplaced`).

    Raises ModelError when the judge fails.
    """
    kinds, everything = zip(*tried(part, corpus), strict=True)
    checked = await check_claims(everything, entailment)
    checks = tuple(
        Checks(
            anchor=str(c.anchor),
            lang=c.lang,
            kind=kind,
            claim=c.claim,
            verdict=k.verdict,
            check=k.check,
            score=round(k.score, 4),
        )
        for c, kind, k in zip(everything, kinds, checked, strict=True)
    )
    return Verified(judge=entailment.name, rows=count_caught(checks), checks=checks)


def count_caught(checks: Sequence[Checks]) -> tuple[Caught, ...]:
    """The refused by kind, in all and by language; `spoilt` is all that is spoilt by a swap."""
    rows = []
    kinds = ["true", "spoilt", *dict.fromkeys(c.kind for c in checks if c.kind not in {"true", "misplaced"}), "misplaced"]
    for kind in kinds:
        for lang in (None, *LANGS):
            members = [c for c in checks if _is(c, kind) and lang in {None, c.lang}]
            if members:
                refused = sum(c.verdict is not Verdict.SUPPORTED for c in members)
                rows.append(Caught(kind=kind, lang=lang, n=len(members), refused=share(refused, len(members))))
    return tuple(rows)


def _is(checks: Checks, kind: str) -> bool:
    return checks.kind == kind or (kind == "spoilt" and checks.kind not in {"true", "misplaced"})
