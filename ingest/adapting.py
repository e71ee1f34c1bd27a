"""Learns the adapter of the packaged embedder from the everyday questions: `python -m ingest.adapting`.

Contrastive (InfoNCE, https://arxiv.org/abs/1807.03748): a question is to be nearer to the texts of its provision, and to the
other questions that lead to it, than to those of other provisions, in both languages together. The map starts from
within-class covariance normalisation (Hatch et al., Interspeech 2006), the questions of one provision being a class. One
question in twenty is kept from learning and tells what was gained. Takes minutes on two cores; reads the index in CAIO_HOME,
writes `corpus/adapters/`.
"""

import math
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress

from corpus.anchors import Anchor
from corpus.documents import holds_on
from corpus.e5_weights import NAME
from corpus.embedding import Embedder, Vectors, open_plain_embedder
from corpus.everyday import everyday_questions
from corpus.generations import embed_units, text_units
from corpus.index import Corpus, Place, open_corpus
from corpus.sources import known_documents
from corpus.units import Unit, question_units

STEPS = 600
CLASSES = 1400
QUESTIONS = 384
TEMPERATURE = 0.05
RATE = 1e-3
# Gaussian noise added to each question, as a share of its length: the map must not learn single questions by heart.
NOISE = 0.5
_HELD_OUT = 20


@dataclass(frozen=True, slots=True)
class Examples:
    """Vectors centred by role, one row a unit, with the class (provision) and the article of each.

    `asked` tells questions from texts; `held_out` the questions kept from learning.
    """

    vectors: Vectors
    classes: NDArray[np.int64]
    articles: NDArray[np.int64]
    asked: NDArray[np.bool_]
    held_out: NDArray[np.bool_]


def read_units(corpus: Corpus, *, as_of: date, tokens: int) -> list[Unit]:
    """The texts in force and the everyday questions. Acts that repeat what they amend would only contradict."""
    amending = {slug for slug, source in known_documents().items() if source.amends}
    units = [
        unit
        for unit in text_units(corpus.catalogue, tokens=tokens)
        if unit.anchor.document not in amending and holds_on(as_of, unit.valid_from, unit.valid_to)
    ]
    return units + question_units(everyday_questions(), {unit.anchor.document for unit in units})


def embed_all(units: list[Unit], embedder: Embedder) -> Vectors:
    """One row per unit, those of like length together."""
    rows = np.zeros((len(units), embedder.dimension), np.float32)
    order = sorted(range(len(units)), key=lambda i: -len(units[i].text))
    with Progress() as progress:
        for start in progress.track(range(0, len(order), 256), description="embed"):
            part = order[start : start + 256]
            rows[part] = embed_units([units[i] for i in part], embedder)
    return rows


def prepare(units: list[Unit], rows: Vectors) -> tuple[Examples, Vectors, Vectors]:
    """The examples, and the means of questions and of texts that were taken off."""
    asked = np.array([unit.role == "query" for unit in units])
    mean_asked, mean_text = rows[asked].mean(0), rows[~asked].mean(0)
    numbered = np.cumsum(asked) - 1
    examples = Examples(
        vectors=rows - np.where(asked[:, None], mean_asked, mean_text),
        classes=_numbers([unit.anchor for unit in units]),
        articles=_numbers([unit.anchor.unit for unit in units]),
        asked=asked,
        held_out=asked & (numbered % _HELD_OUT == 0),
    )
    return examples, mean_asked, mean_text


def _numbers(anchors: list[Anchor]) -> NDArray[np.int64]:
    known: dict[Anchor, int] = {}
    return np.array([known.setdefault(anchor, len(known)) for anchor in anchors])


def start(examples: Examples) -> Vectors:
    """Within-class covariance normalisation, shrunk towards the identity by its own mean."""
    x, classes = examples.vectors[~examples.held_out], examples.classes[~examples.held_out]
    count = np.bincount(classes, minlength=classes.max() + 1)
    means = np.zeros((len(count), x.shape[1]))
    np.add.at(means, classes, x)
    means /= np.maximum(count, 1)[:, None]
    rest = (x - means[classes])[count[classes] > 1]
    matrix = _whitening(rest)
    return np.asarray(matrix / np.linalg.norm(matrix, 2), dtype=np.float32)


def _whitening(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """The inverse square root of the covariance of `x`, to whose values their mean is added."""
    values, axes = np.linalg.eigh(x.T @ x / len(x))
    return np.asarray(axes @ np.diag((values + values.mean()) ** -0.5) @ axes.T)


def learn(examples: Examples) -> Vectors:
    """The map, shape (dimension, dimension)."""
    torch.manual_seed(0)
    draw = np.random.default_rng(0)
    vectors, classes = torch.tensor(examples.vectors), torch.tensor(examples.classes)
    articles, asked = torch.tensor(examples.articles), torch.tensor(examples.asked)
    learnable = np.flatnonzero(~examples.held_out)
    matrix = torch.tensor(start(examples), requires_grad=True)
    optimiser = torch.optim.Adam([matrix], lr=RATE)
    with Progress() as progress:
        for step in progress.track(range(STEPS), description="learn"):
            optimiser.param_groups[0]["lr"] = RATE * (1 + math.cos(math.pi * step / STEPS)) / 2
            drawn = draw.choice(examples.classes.max() + 1, CLASSES, replace=False)
            near = torch.tensor(learnable[np.isin(examples.classes[learnable], drawn)])
            questions = near[asked[near]]
            questions = questions[torch.randperm(len(questions))[:QUESTIONS]]
            noisy = vectors[questions]
            noisy = noisy + NOISE * torch.randn_like(noisy) * noisy.norm(dim=1, keepdim=True) / math.sqrt(noisy.shape[1])
            likeness = torch.nn.functional.normalize(noisy @ matrix) @ torch.nn.functional.normalize(vectors[near] @ matrix).T
            itself = questions[:, None] == near[None]
            same = classes[questions][:, None] == classes[near][None]
            # A neighbour paragraph often answers too: neither pulled nor pushed.
            neutral = itself | ((articles[questions][:, None] == articles[near][None]) & ~same)
            loss = sum(
                _info_nce(likeness / TEMPERATURE, same & ~itself & kind, (~neutral) & kind)
                for kind in (asked[near][None], ~asked[near][None])
            )
            optimiser.zero_grad()
            torch.as_tensor(loss).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return np.asarray(matrix.detach().numpy(), dtype=np.float32)


def _info_nce(likeness: torch.Tensor, wanted: torch.Tensor, compared: torch.Tensor) -> torch.Tensor:
    """−log of the share that `wanted` has in `compared`, over the rows that want any."""
    none = -1e4
    share = likeness.masked_fill(~wanted, none).logsumexp(1) - likeness.masked_fill(~compared, none).logsumexp(1)
    return -share[wanted.any(1)].mean()


def recall_of_texts(examples: Examples, matrix: Vectors, k: int) -> float:
    """How often a held-out question finds a text of its article among the `k` nearest articles, in percent."""
    mapped = examples.vectors @ matrix
    mapped /= np.linalg.norm(mapped, axis=1, keepdims=True)
    questions = np.flatnonzero(examples.held_out)
    texts = np.flatnonzero(~examples.asked)
    hits = 0
    for row, likeness in zip(questions, mapped[questions] @ mapped[texts].T, strict=True):
        nearest = dict.fromkeys(examples.articles[texts[np.argsort(-likeness)[: 20 * k]]])
        hits += examples.articles[row] in list(nearest)[:k]
    return 100 * hits / len(questions)


def main() -> None:
    """Learn, say what the held-out questions gained, and write the adapter."""
    console = Console()
    home = Path(os.environ.get("CAIO_HOME", "data"))
    corpus = open_corpus(Place(home), None)
    units = read_units(corpus, as_of=date.today(), tokens=int(corpus.catalogue.meta()["tokens"]))
    examples, mean_asked, mean_text = prepare(units, embed_all(units, open_plain_embedder(NAME, models=home / "models")))
    plain = np.eye(examples.vectors.shape[1], dtype=np.float32)
    matrix = learn(examples)
    for name, by in (("centred only", plain), ("normalised", start(examples)), ("learned", matrix)):
        figures = ", ".join(f"R@{k} {recall_of_texts(examples, by, k):.1f}" for k in (1, 5, 10))
        console.print(f"{examples.held_out.sum()} held-out questions to the texts, {name}: {figures}")
    to = Path(__file__).parents[1] / "corpus" / "adapters" / f"{NAME}.npz"
    half = np.float16
    np.savez_compressed(
        to,
        query=mean_asked.astype(half),
        passage=mean_text.astype(half),
        matrix=matrix.astype(half),
    )
    console.print(f"{to}: {to.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
