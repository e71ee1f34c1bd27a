"""Which judge of meaning a name leads to."""

from pathlib import Path

from assistant.verify import lora
from assistant.verify.cross_encoder import CrossEncoderEntailment
from assistant.verify.entailment import Entailment, LexicalEntailment


def open_entailment(name: str, *, models: Path) -> Entailment:
    """The judge called `name`: ours, "lexical", or any sentence-transformers cross-encoder of three classes.

    Its weights are read at the first judgement: that is when ModelError comes, if they cannot be had.
    """
    if name == LexicalEntailment.name:
        return LexicalEntailment()
    if name == lora.NAME:
        return CrossEncoderEntailment(lambda: lora.unpack(models), name=name)
    return CrossEncoderEntailment(lambda: name, name=name)
