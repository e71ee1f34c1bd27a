"""Judgements of a slow model are kept: a run that was stopped goes on where it was."""

from collections.abc import Sequence
from pathlib import Path

from assistant.verify.entailment import Judgement, LexicalEntailment, Pair
from evals.model_alone import KeptJudgements

PAIRS = [Pair("The cat sleeps on the sofa.", claim, "en") for claim in ("The cat sleeps.", "The dog barks.")]


class Counting(LexicalEntailment):
    """Words compared, and how many pairs that was done for."""

    asked = 0

    async def judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        self.asked += len(pairs)
        return await super().judge(pairs)


async def test_what_was_judged_is_not_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "judgements.jsonl"
    first, second = Counting(), Counting()
    await KeptJudgements(first, file).judge(PAIRS[:1])
    told = await KeptJudgements(second, file).judge(PAIRS)
    assert (first.asked, second.asked) == (1, 1)
    assert told == await LexicalEntailment().judge(PAIRS)
