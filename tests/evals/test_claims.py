"""The claims written by hand: well formed, kept apart by part, about provisions that exist."""

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from assistant.answers import Verdict
from assistant.verify import Cited, LexicalEntailment, check_claims
from corpus.anchors import parse
from corpus.errors import EvaluationError
from evals.claims import Part, load_claims, misplaced, written_claims
from evals.corruption import Swap

PARTS: tuple[Part, ...] = get_args(Part)


def test_what_is_measured_on_is_never_learned_from() -> None:
    anchors = {part: {claim.anchor for claim in written_claims(part)} for part in PARTS}
    assert not anchors["test"] & anchors["train"]
    assert not anchors["dev"] & anchors["train"]
    texts = Counter(text for part in PARTS for text in {claim.text for claim in written_claims(part)})
    assert max(texts.values()) == 1


def test_the_measure_has_six_hundred_spoilt_claims_half_of_them_french_of_all_kinds() -> None:
    spoilt = [claim for claim in written_claims("test") if claim.swap]
    assert Counter(claim.lang for claim in spoilt) == {"fr": 300, "en": 300}
    assert set(Counter(claim.swap for claim in spoilt)) == set(Swap)


def test_a_malformed_file_says_where(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text("- {anchor: gdpr#art_5, lang: fr, says: [a], spoilt: [{kind: colour, claim: b}]}", encoding="utf8")
    with pytest.raises(EvaluationError, match="spoilt"):
        list(load_claims(path))
    with pytest.raises(EvaluationError):
        list(load_claims(tmp_path / "none.yaml"))


async def test_a_true_claim_beside_another_provision_is_not_supported() -> None:
    loans = Cited("A loan lasts 21 days.", "en", "Loans last 21 days.", "en", parse("town#sec_loans"))
    visits = Cited("Dogs wait outside the door.", "en", "Dogs shall wait outside the door.", "en", parse("town#sec_visits"))
    moved = misplaced([loans, visits])
    assert [(c.claim, c.quote) for c in moved] == [(loans.claim, visits.quote), (visits.claim, loans.quote)]
    checked = await check_claims(moved, LexicalEntailment())
    assert all(c.verdict is not Verdict.SUPPORTED for c in checked)
