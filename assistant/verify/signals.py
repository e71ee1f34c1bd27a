"""What is measured of a claim against its quote: each sign a number, none a verdict."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from math import log

from assistant.verify.actors import find_actors, strange_actors
from assistant.verify.coverage import coverage
from assistant.verify.entailment import Entailment, Judgement, Pair, nearest
from assistant.verify.numbers import missing_quantities
from assistant.verify.polarity import shift
from assistant.verify.provisions import strange_provisions
from corpus.anchors import Anchor
from corpus.texts import Lang

# A probability nearer to 0 or 1 than this tells no more.
_SURE = 1e-3
# The sentences of the quote whose force is compared with the claim's: one or two.
_NEAR = 350


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim and the words it rests on: those of `anchor`, in `quote_lang`."""

    claim: str
    lang: Lang
    quote: str
    quote_lang: Lang
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Signals:
    """The signs, in the order of the calibrated weights. Log-odds come from the entailment judge; counts are cut at 2."""

    entailed: float
    contradicted: float
    coverage: float
    exception_coverage: float
    numbers: float
    provisions: float
    actors: float
    actor_order: float
    force_added: float
    force_dropped: float
    negations: float
    negation_dropped: float
    exception_added: float
    exception_dropped: float
    limit_added: float
    extension_added: float

    def values(self) -> tuple[float, ...]:
        """The signs as numbers."""
        return astuple(self)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """What `values` are, in order."""
        return tuple(field.name for field in fields(cls))


async def read_signals(cited: Sequence[Cited], entailment: Entailment) -> list[Signals]:
    """The signs of each claim. Raises ModelError when the entailment judge fails."""
    judged = await entailment.judge([Pair(c.quote, c.claim, c.lang) for c in cited])
    return [_signals(c, judgement) for c, judgement in zip(cited, judged, strict=True)]


def _signals(cited: Cited, judgement: Judgement) -> Signals:
    bent = shift(cited.claim, nearest(cited.quote, cited.claim, cited.quote_lang, characters=_NEAR), cited.quote)
    # Words of another language are not expected to be the same: nothing is told by them.
    same = cited.lang == cited.quote_lang
    return Signals(
        entailed=_log_odds(judgement.entailed),
        contradicted=_log_odds(judgement.contradicted),
        coverage=coverage(cited.claim, cited.quote, cited.lang) if same else 1.0,
        exception_coverage=coverage(bent.exception, cited.quote, cited.lang) if same else 1.0,
        numbers=min(2, len(missing_quantities(cited.claim, cited.quote))),
        provisions=min(2, len(strange_provisions(cited.claim, cited.quote, cited.anchor))),
        actors=min(2, len(strange_actors(cited.claim, cited.quote, cited.lang, cited.quote_lang))),
        actor_order=float(_reordered(cited)),
        force_added=min(2, len(bent.added)),
        force_dropped=min(2, len(bent.dropped)),
        negations=min(2, bent.negations),
        negation_dropped=float(bent.negation_dropped),
        exception_added=float(bent.exception_added),
        exception_dropped=float(bent.exception_dropped),
        limit_added=float(bent.limit_added),
        extension_added=float(bent.extension_added),
    )


def _reordered(cited: Cited) -> bool:
    """Whether two actors of the claim stand in an order the quote never has them in: a sign of an exchange, or of a passive."""
    said = list(dict.fromkeys(find_actors(cited.claim, cited.lang)))
    meant = find_actors(cited.quote, cited.quote_lang)
    pairs = {(a, b) for i, a in enumerate(meant) for b in meant[i + 1 :]}
    return any((a, b) not in pairs and (b, a) in pairs for i, a in enumerate(said) for b in said[i + 1 :])


def _log_odds(probability: float) -> float:
    inside = min(1 - _SURE, max(_SURE, probability))
    return log(inside / (1 - inside))
