"""Our cross-encoder made from parts: multilingual-e5-small, low-rank corrections of its layers, and a head of three classes.

`weights/entailment.npz` holds, for each corrected matrix W of shape (out, in), `NAME.a` (rank, in) and `NAME.b` (out, rank):
the matrix used is W + SCALE · b · a (LoRA, https://arxiv.org/abs/2106.09685); and the pooler and classifier as they are. Three
megabytes instead of a second model.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from corpus.e5_weights import unpack as unpack_e5
from corpus.e5_weights import write_whole

NAME = "e5-entailment"
SCALE = 2.0
# In the order of the classifier's rows.
LABELS = ("entailment", "neutral", "contradiction")
_WEIGHTS = files("assistant.verify") / "weights" / "entailment.npz"


def unpack(models: Path) -> Path:
    """The model as a folder under `models` that sentence-transformers reads, written on the first call, whole or not at all.

    Raises ModelError if the weights of multilingual-e5-small cannot be read.
    """
    target = models / f"{NAME}-{_digest()}"
    if target.is_dir():
        return target
    return write_whole(target, partial(_write, unpack_e5(models)))


@cache
def _digest() -> str:
    return hashlib.sha256(_WEIGHTS.read_bytes()).hexdigest()[:12]


def _write(base: Path, folder: Path) -> None:
    with _WEIGHTS.open("rb") as file:
        learned = dict(np.load(file))
    tensors = corrected(load_file(base / "model.safetensors"), learned)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((base / "config.json").read_text(encoding="utf8"))
    config |= {
        "architectures": ["BertForSequenceClassification"],
        "id2label": {str(i): label for i, label in enumerate(LABELS)},
        "label2id": {label: i for i, label in enumerate(LABELS)},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf8")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(base / name, folder / name)


def corrected(
    tensors: Mapping[str, NDArray[np.float32]], learned: Mapping[str, NDArray[np.float16]]
) -> dict[str, NDArray[np.float32]]:
    """The tensors of a BertForSequenceClassification: those of the encoder corrected, the learned head beside them."""
    result = {f"bert.{name}": tensor for name, tensor in tensors.items()}
    for name in learned:
        path, part = name.rsplit(".", 1)
        values = learned[name].astype(np.float32)
        if part == "b":
            result[f"{path}.weight"] = result[f"{path}.weight"] + SCALE * values @ learned[f"{path}.a"].astype(np.float32)
        elif part != "a":
            result[name] = values
    return result
