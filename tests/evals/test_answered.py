"""Figures of kept answers that need no judge, and what a reader would have been shown without the verifier."""

import pytest
from made_run import ANSWER, ASKED, CITED, CLAIM, REFUSED, UNANSWERABLE, kept, said

from assistant.answers import Claim, Verdict
from assistant.verify import Checked, Cited
from corpus.anchors import parse
from evals.answered import measure_answers
from evals.recording import Recorder, Tried, unverified

WRONG = "A week of delay is free."
REFUSED_WORDING = Tried(
    claim=WRONG, anchor=CITED.anchor, quote=CITED.quote, verdict=Verdict.CONTRADICTED, check="polarity", score=0.1
)
PREMISE = ASKED.model_copy(update={"set": "premises", "must": (("no such rule",),)})
QUOTED = Claim(text=f"Loans, paragraph 2: “{CITED.quote}”", verdict=Verdict.SUPPORTED, check="quote", citations=(CITED,))


def test_each_figure_counts_what_it_is_about() -> None:
    answers = [
        said("It costs 2 euros."),
        said("It costs 5 euros."),
        kept(REFUSED),
        kept(ANSWER, UNANSWERABLE),
        kept(REFUSED, UNANSWERABLE),
        kept(ANSWER, PREMISE, f"{CITED.anchor}: not_verbatim"),
    ]
    whole = {(r.set, r.metric): (r.n, r.value.value) for r in measure_answers(answers).rates if not r.slice and r.lang is None}
    assert whole["suite", "answered"] == (3, pytest.approx(2 / 3))
    assert whole["suite", "said"] == (2, 0.5)
    assert whole["suite", "strayed"] == (2, 0.5)
    assert whole["suite", "right_place"] == (2, 1.0)
    assert whole["unanswerable", "refused"] == (2, 0.5)
    assert whole["premises", "named"] == (1, 0.0)
    assert whole["citations", "sound"] == (4, 0.75)


async def test_a_recorder_says_what_the_verifier_says_and_remembers_it() -> None:
    async def refuse(cited: list[Cited]) -> list[Checked]:
        return [Checked(Verdict.UNSUPPORTED, "entailment", 0.25) for _ in cited]

    recorder = Recorder(refuse)
    claim = Cited("It is free.", "en", CITED.quote, "en", parse(CITED.anchor))
    assert [checked.verdict for checked in await recorder([claim])] == [Verdict.UNSUPPORTED]
    (tried,), milliseconds = recorder.take()
    assert (tried.claim, tried.quote, tried.score) == ("It is free.", CITED.quote, 0.25)
    assert milliseconds >= 0
    assert recorder.take() == ((), 0.0), "each answer has its own"


def test_without_the_verifier_the_wording_stands_where_the_quotation_stood() -> None:
    shown = ANSWER.model_copy(update={"claims": (QUOTED,), "text": QUOTED.text, "notices": ("Replaced.",)})
    without = unverified(shown, [REFUSED_WORDING])
    assert WRONG.rstrip(".") in without.text
    assert QUOTED.text not in without.text
    assert without.claims[0].citations == (CITED,)
    assert without.notices == ()


def test_kept_answers_say_what_they_would_have_been() -> None:
    shown = ANSWER.model_copy(update={"claims": (QUOTED,), "text": QUOTED.text})
    without = kept(shown).model_copy(update={"tried": (REFUSED_WORDING,)}).without_verification()
    assert WRONG.rstrip(".") in without.answer.text
    assert without.asked == ASKED


def test_a_false_premise_stays_named_without_the_verifier() -> None:
    named = "There is no such rule."
    shown = ANSWER.model_copy(
        update={"claims": (QUOTED,), "text": f"{named}\n\n{QUOTED.text}", "notices": (named, "Replaced.")}
    )
    assert unverified(shown, [REFUSED_WORDING]).text.startswith(named)


def test_what_the_verifier_let_through_is_the_same_without_it() -> None:
    passed = REFUSED_WORDING.model_copy(update={"claim": CLAIM.text, "verdict": Verdict.SUPPORTED})
    assert unverified(ANSWER, [passed]) == ANSWER
