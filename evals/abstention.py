"""Whether to answer: the evidence threshold fitted on development cases, and measured on test cases.

    python -m evals.abstention

Prints the weights to put into `assistant.evidence.Strength`, then, for the weights that are there, how many answerable
questions are refused and how many unanswerable ones answered (the error and hallucination rates of NoMIRACL,
https://arxiv.org/abs/2312.11361, of evidence alone).
"""

from collections.abc import Sequence

import numpy as np
import typer
from sklearn.linear_model import LogisticRegression

from assistant.answers import Query
from assistant.evidence import ENOUGH, Signs, Strength, find, read_signs
from assistant.local import Opening
from assistant.question import understand
from assistant.settings import Settings
from corpus.index import Corpus
from corpus.texts import Lang
from evals.cases import AS_OF, Split, own_cases, own_suite, own_unanswerable
from evals.estimates import share

# An answer that the texts do not give misleads; a refusal shows the nearest passages all the same.
COST_OF_ANSWERING = 2.0


def main() -> None:
    """Fit on dev, measure on dev and test."""
    corpus = Opening(Settings()).corpus()
    answerable, unanswerable = _read(corpus, "dev")
    labels = [1] * len(answerable) + [0] * len(unanswerable)
    together = (*answerable, *unanswerable)
    _fit("bias, asked, scope", [(signs.asked, signs.scope) for signs in together], labels, cost=COST_OF_ANSWERING)
    _fit("unasked_bias, unasked_covered", [(signs.covered,) for signs in together], labels)
    for split in ("dev", "test"):
        typer.echo(_measured(corpus, split))


def _fit(names: str, rows: Sequence[tuple[float, ...]], labels: Sequence[int], *, cost: float = 1.0) -> None:
    # As much weight on either side, whatever their numbers, times what a mistake on that side costs.
    weights = {1: 1 / sum(labels), 0: cost / (len(labels) - sum(labels))}
    scale = len(labels) / (1 + cost)
    fitted = LogisticRegression(C=1e4, max_iter=10_000, class_weight={k: scale * w for k, w in weights.items()})
    fitted.fit(rows, labels)
    values = ", ".join(f"{value:.2f}" for value in (*fitted.intercept_, *np.ravel(fitted.coef_)))
    typer.echo(f"fitted on dev: {names} = {values}")


def _read(corpus: Corpus, split: Split) -> tuple[list[Signs], list[Signs]]:
    """Signs of the questions that name no provision: a provision named is evidence by itself."""

    def read(questions: Sequence[tuple[str, Lang]]) -> list[Signs]:
        found = []
        for text, lang in questions:
            question = understand(Query(question=text, lang=lang))
            if not question.references:
                found.append(read_signs(corpus, question, find(corpus, question, as_of=AS_OF).hits))
        return found

    return (
        read([(case.question, case.lang) for case in (*own_cases(split), *own_suite(split))]),
        read([(case.question, case.lang) for case in own_unanswerable(split)]),
    )


def _measured(corpus: Corpus, split: Split) -> str:
    answerable, unanswerable = _read(corpus, split)
    strength = Strength()
    refused = sum(strength.of(signs) < ENOUGH for signs in answerable)
    answered = sum(strength.of(signs) >= ENOUGH for signs in unanswerable)
    return (
        f"{split}: answerable refused {refused}/{len(answerable)} {_interval(refused, len(answerable))}, "
        f"unanswerable answered {answered}/{len(unanswerable)} {_interval(answered, len(unanswerable))}"
    )


def _interval(count: int, n: int) -> str:
    rate = share(count, n)
    return f"({rate.value:.1%} [{rate.low:.1%}, {rate.high:.1%}])"


if __name__ == "__main__":
    main()
