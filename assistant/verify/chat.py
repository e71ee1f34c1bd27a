"""The judge that asks a language model: yes or no, with the probability it gives to each."""

from collections.abc import Sequence

from assistant.llm import ChatModel, Message
from assistant.prompts import prompt
from assistant.verify.entailment import Judgement, Pair, nearest
from corpus.texts import Lang, say

_WORDS: dict[Lang, tuple[str, str]] = {"fr": ("oui", "non"), "en": ("yes", "no")}


class ChatEntailment:
    """Asks `model` of each pair in turn. It does not tell "says nothing" from "says the contrary": both are neutral."""

    def __init__(self, model: ChatModel) -> None:
        self.name = f"chat/{model.name}"
        self._model = model

    async def judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """One judgement a pair. Raises ModelError when the engine fails."""
        return [await self._judge(pair) for pair in pairs]

    async def _judge(self, pair: Pair) -> Judgement:
        yes, no = _WORDS[pair.lang]
        asked = say(
            "answer.ask_entail",
            pair.lang,
            {"extract": nearest(pair.premise, pair.hypothesis, pair.lang), "sentence": pair.hypothesis},
        )
        messages = [Message("system", prompt("entail", pair.lang)), Message("user", asked)]
        odds = await self._model.weigh(messages, (yes, no))
        return Judgement(odds[yes], odds[no], 0.0)
