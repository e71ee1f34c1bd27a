"""Citation recall and precision on the cases their authors describe."""

import pytest

from evals.citations import citation_precision, citation_recall

FACTS = {"72 hours": "time", "to the authority": "addressee"}


def supports(quote: str, statement: str) -> bool:
    """What a careful reader would say: the quote tells every fact of the statement."""
    return all(words in quote for words in FACTS if words in statement)


BOTH = "Notify to the authority within 72 hours."


@pytest.mark.parametrize(
    ("quotes", "recall", "precision"),
    [
        (["to the authority within 72 hours"], 1, (1,)),
        (["within 72 hours", "to the authority"], 1, (1, 1)),  # neither alone: both are needed
        (["to the authority within 72 hours", "without undue delay"], 1, (1, 0)),  # the second adds nothing
        (["within 72 hours"], 0, (0,)),
        ([], 0, ()),
    ],
)
def test_citations_of_a_sentence(quotes: list[str], recall: int, precision: tuple[int, ...]) -> None:
    assert citation_recall(BOTH, quotes, supports) == recall
    assert citation_precision(BOTH, quotes, supports) == precision
