"""What every judge of entailment does. An adapter's tests inherit these, and give the fixture `judge`."""

import pytest

from assistant.verify import Entailment
from assistant.verify.entailment import Pair

QUOTE = "The controller shall notify the breach to the supervisory authority within 72 hours."
SAID = Pair(QUOTE, "The controller notifies the breach to the supervisory authority within 72 hours.", "en")
UNSAID = Pair(QUOTE, "Cats sleep on warm roofs in summer.", "en")


class EntailmentContract:
    """Inherit, and give `judge`."""

    async def test_says_who_it_is(self, judge: Entailment) -> None:
        assert judge.name

    async def test_one_judgement_a_pair_in_order(self, judge: Entailment) -> None:
        said, unsaid, again = await judge.judge([SAID, UNSAID, SAID])
        assert said.entailed > unsaid.entailed
        assert again.entailed == pytest.approx(said.entailed, abs=0.02)

    async def test_probabilities_add_up(self, judge: Entailment) -> None:
        for judgement in await judge.judge([SAID, UNSAID]):
            shares = (judgement.entailed, judgement.neutral, judgement.contradicted)
            assert sum(shares) == pytest.approx(1, abs=1e-6)
            assert all(0 <= share <= 1 for share in shares)

    async def test_nothing_asked_nothing_judged(self, judge: Entailment) -> None:
        assert list(await judge.judge([])) == []

    async def test_a_long_premise_is_read_where_it_matters(self, judge: Entailment) -> None:
        filler = "The library opens at nine and closes at six every working day of the week. " * 60
        (judgement,) = await judge.judge([Pair(f"{filler}{QUOTE} {filler}", SAID.hypothesis, "en")])
        assert judgement.entailed > 0.5
