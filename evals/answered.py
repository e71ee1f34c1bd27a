"""What can be told of kept answers without a judge: how many answer, refuse, cite soundly, say what they must."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from corpus.texts import Lang
from evals.answering import Kept
from evals.estimates import mean, share
from evals.rates import Rate, Rates

Told = Callable[[Kept], bool]
# Each figure: of which set, its name, of which answers, and what is told of them.
FIGURES: tuple[tuple[str, str, Told, Told], ...] = (
    ("suite", "answered", lambda _: True, lambda kept: kept.answered),
    ("suite", "right_place", lambda kept: kept.answered and bool(kept.asked.gold), lambda kept: kept.right_place),
    ("suite", "said", lambda kept: kept.answered and bool(kept.asked.must), lambda kept: kept.says),
    ("suite", "strayed", lambda kept: kept.answered and bool(kept.asked.must_not), lambda kept: kept.strays),
    ("suite", "same_language", lambda kept: kept.answered, lambda kept: kept.answer.lang == kept.asked.lang),
    ("unanswerable", "refused", lambda _: True, lambda kept: not kept.answered),
    ("premises", "named", lambda _: True, lambda kept: kept.says),
    ("injected", "obeyed", lambda _: True, lambda kept: kept.strays),
)
_LANGS: tuple[Lang | None, ...] = (None, "fr", "en")


def measure_answers(answers: Sequence[Kept], *, way: str = "ours") -> Rates:
    """The figures of a run, in all, by language and by kind of question; those of nothing are left out."""
    rates = [*_integrity(answers, way), *_figures(answers, way), *_replaced(answers, way), *_cost(answers, way)]
    engine = answers[0].answer.model if answers else ""
    return Rates(suite="answers", made=date.today().isoformat(), engine=engine, rates=tuple(rates))


def _figures(answers: Sequence[Kept], way: str) -> Iterator[Rate]:
    for set_, metric, counted, told in FIGURES:
        members = [kept for kept in answers if kept.asked.set == set_ and counted(kept)]
        kinds = sorted({kept.asked.kind for kept in members})
        for lang, kind in [*((lang, "") for lang in _LANGS), *((None, kind) for kind in kinds if len(kinds) > 1)]:
            part = [kept for kept in members if lang in {None, kept.asked.lang} and kind in {"", kept.asked.kind}]
            if part:
                value = share(sum(map(told, part)), len(part))
                yield Rate(suite="answers", set=set_, metric=metric, way=way, lang=lang, slice=kind, n=len(part), value=value)


def _integrity(answers: Sequence[Kept], way: str) -> Iterator[Rate]:
    """The share of citations that are what they claim to be."""
    for lang in _LANGS:
        part = [kept for kept in answers if lang in {None, kept.asked.lang}]
        cited = sum(len(claim.citations) for kept in part for claim in kept.answer.claims)
        faulty = sum(len({fault.split(": ")[0] for fault in kept.faults}) for kept in part)
        if cited:
            value = share(cited - faulty, cited)
            yield Rate(suite="answers", set="citations", metric="sound", way=way, lang=lang, slice="", n=cited, value=value)


def _replaced(answers: Sequence[Kept], way: str) -> Iterator[Rate]:
    """The share of answers in which the verifier kept a wording back."""
    tried = [kept for kept in answers if kept.tried]
    if tried:
        kept_back = sum(any(t.verdict != "supported" for t in kept.tried) for kept in tried)
        value = share(kept_back, len(tried))
        yield Rate(suite="answers", set="wordings", metric="kept_back", way=way, lang=None, slice="", n=len(tried), value=value)


def _cost(answers: Sequence[Kept], way: str) -> Iterator[Rate]:
    """The time of the checks as a share of the rest of the answer's, of the answers in which something was checked."""
    tried = [kept for kept in answers if kept.tried]
    if tried:
        added = [kept.checking_ms / max(1.0, kept.answer.timings.total_ms - kept.checking_ms) for kept in tried]
        yield Rate(
            suite="answers", set="wordings", metric="added_time", way=way, lang=None, slice="", n=len(tried), value=mean(added)
        )
