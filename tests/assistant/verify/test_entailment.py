"""The judges of entailment keep their contract; ours tells a changed actor from a rewording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.llm.scripted import ScriptedChat
from assistant.verify.chat import ChatEntailment
from assistant.verify.choose import open_entailment
from assistant.verify.entailment import Entailment, LexicalEntailment, Pair
from corpus.errors import ModelError
from tests.contract.entailment import EntailmentContract

if TYPE_CHECKING:
    from assistant.llm import ChatModel


class TestLexical(EntailmentContract):
    @pytest.fixture
    def judge(self) -> Entailment:
        return LexicalEntailment()


@pytest.fixture(scope="module")
def ours(models: Path) -> Entailment:
    return open_entailment("e5-entailment", models=models)


class TestCrossEncoder(EntailmentContract):
    @pytest.fixture
    def judge(self, ours: Entailment) -> Entailment:
        return ours


@pytest.mark.llm
class TestChat(EntailmentContract):
    @pytest.fixture
    def judge(self, embedded_model: ChatModel) -> Entailment:
        return ChatEntailment(embedded_model)


async def test_our_judge_tells_who_must(ours: Entailment) -> None:
    quote = "Deployers of high-risk AI systems shall keep the logs for at least six months."
    said, swapped = await ours.judge(
        [
            Pair(quote, "Those who deploy a high-risk AI system must keep its logs for six months or more.", "en"),
            Pair(quote, "Importers of a high-risk AI system must keep its logs for six months or more.", "en"),
        ]
    )
    assert said.entailed > swapped.entailed


async def test_a_model_asked_in_french_answers_in_french() -> None:
    model = ScriptedChat(["Oui"])
    (judgement,) = await ChatEntailment(model).judge([Pair("Le chat dort.", "Le chat dort.", "fr")])
    assert judgement.entailed == 1
    assert "Le chat dort." in model.requests[0].messages[1].content


async def test_a_judge_that_is_nowhere_says_what_to_do(tmp_path: Path) -> None:
    judge = open_entailment(str(tmp_path / "nowhere"), models=tmp_path)
    with pytest.raises(ModelError, match="CAIO_ENTAILMENT"):
        await judge.judge([Pair("a", "b", "en")])
