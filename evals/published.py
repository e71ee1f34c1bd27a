"""What others published, and our goals: the values that a figure of ours is drawn beside."""

import re
from dataclasses import dataclass

from corpus.texts import Lang, say
from evals.drawing import Mark


@dataclass(frozen=True, slots=True)
class _Published:
    """`value` of `metric` on what is named with all the words of `of`; the text `published_KEY` says whose it is."""

    of: str
    metric: str
    letter: str
    value: float
    key: str
    goal: bool = False


_KNOWN = (
    _Published("graded answers", "hallucination", "c", 0.02, "goal", goal=True),
    _Published("graded answers", "hallucination", "a", 0.17, "lexis"),
    _Published("graded answers", "hallucination", "b", 0.33, "westlaw"),
    _Published("ragtruth qa", "f1", "a", 0.72, "goal", goal=True),
    _Published("ragtruth qa", "f1", "b", 0.634, "ragtruth_gpt4"),
    _Published("nomiracl fr", "hallucination", "a", 0.468, "nomiracl_gpt4"),
    _Published("nomiracl fr", "hallucination", "b", 0.116, "nomiracl_mistral"),
    _Published("nomiracl fr", "error", "a", 0.112, "nomiracl_gpt4"),
    _Published("nomiracl fr", "error", "b", 0.588, "nomiracl_mistral"),
    _Published("nomiracl fr", "hallucination", "c", 0.20, "goal", goal=True),
    _Published("nomiracl fr", "error", "c", 0.25, "goal", goal=True),
    _Published("rte3 fr", "accuracy", "a", 0.70, "goal", goal=True),
    _Published("mu shroom", "iou", "a", 0.50, "goal", goal=True),
    _Published("cnil faq", "r1", "a", 0.321, "cnil_r1"),
    _Published("cnil faq", "r10", "b", 0.607, "cnil_r10"),
)


def marks(of: str, metric: str, lang: Lang) -> tuple[Mark, ...]:
    """The values known of `metric` for `of`, which names the set, its slice and its language in any order."""
    words, metrics = _words(of), _words(metric)
    return tuple(
        Mark(known.letter, known.value, say(f"evals.published_{known.key}", lang), known.goal)
        for known in _KNOWN
        if _words(known.of) <= words and known.metric in metrics
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", name.casefold()))
