"""The judge that reads both texts together: a sentence-transformers cross-encoder of three classes, ours or any other."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from assistant.verify.entailment import Judgement, Pair, nearest
from corpus.embedding import PADDING, cpu_dtype
from corpus.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_TOKENS = 320


class CrossEncoderEntailment:
    """The cross-encoder in the folder that `find` gives, or of that name on a model hub, read at the first judgement."""

    def __init__(self, find: Callable[[], Path | str], *, name: str) -> None:
        self.name = name
        self._find = find
        self._opening = Lock()
        self._opened: tuple[CrossEncoder, tuple[int, int, int]] | None = None

    async def judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """One judgement a pair, of the sentences of the premise nearest to the hypothesis.

        Raises ModelError if the model cannot be read or has other classes.
        """
        return await asyncio.to_thread(self._judge, pairs) if pairs else []

    def _judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        model, order = self._model()
        texts = [(nearest(pair.premise, pair.hypothesis, pair.lang), pair.hypothesis) for pair in pairs]
        logits = np.asarray(
            model.predict(texts, show_progress_bar=False, convert_to_numpy=True, processing_kwargs=PADDING),
            dtype=np.float64,
        )
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        return [Judgement(*(float(row[place]) for place in order)) for row in shares]

    def _model(self) -> "tuple[CrossEncoder, tuple[int, int, int]]":
        with self._opening:
            if not self._opened:
                self._opened = self._open()
            return self._opened

    def _open(self) -> "tuple[CrossEncoder, tuple[int, int, int]]":
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(str(self._find()), max_length=_TOKENS, device="cpu", model_kwargs={"dtype": cpu_dtype()})
        except (OSError, ValueError) as error:
            raise ModelError("entailment_unreadable", {"name": self.name, "reason": str(error)}) from error
        return model, _order(model.model.config.id2label, self.name)


def _order(labels: Mapping[int, str], name: str) -> tuple[int, int, int]:
    """Where entailment, neutral and contradiction stand among the model's classes."""
    places = {label.lower()[:5]: int(place) for place, label in labels.items()}
    try:
        return places["entai"], places["neutr"], places["contr"]
    except KeyError:
        raise ModelError("entailment_unreadable", {"name": name, "reason": ", ".join(labels.values())}) from None
