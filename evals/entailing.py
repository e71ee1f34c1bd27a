"""The entailment judge learned: low-rank corrections that make multilingual-e5-small read two texts together.

    python -m evals.entailing ../shared/benchmarks [WORK]

Writes `assistant/verify/weights/entailment.npz`. Two lessons: first sentences of our digests against the provisions they
digest, true or spoilt by rule, and sentences of RAGTruth's summaries and data sheets; then the claims written by hand, with
the pairs of RTE3-FR and the sentences of RAGTruth's answers (development slices). An hour and a half on two cores; after each
lesson the state is kept in WORK (`data/entailing`), and a run that was stopped goes on from there. What is not learned from:
`evals/claims/dev` and `test`.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoTokenizer, BertForSequenceClassification

from assistant.local import Opening
from assistant.sentences import split_sentences
from assistant.settings import Settings
from assistant.verify import lora
from assistant.verify.entailment import nearest
from corpus.digest import digests
from corpus.e5_weights import unpack
from corpus.index import Corpus
from corpus.texts import Lang
from evals.cases import AS_OF
from evals.claims import cited, written_claims
from evals.corruption import Swap, spoil
from evals.public import ragtruth, rte3_fr

SEED = 1
RANK = 16
_BATCH = 32
_HYPOTHESIS_TOKENS = 100
_TOKENS = 320
_SHORTEST = 25
_LONGEST_PROVISION = 2200
_WARM_UP = 0.06
_SMOOTHING = 0.05
ENTAILED, NEUTRAL, CONTRADICTED = range(3)


@dataclass(frozen=True, slots=True)
class Example:
    """A pair and its class, an index into `lora.LABELS`."""

    premise: str
    hypothesis: str
    label: int


def of_swap(swap: Swap | None) -> int:
    """The class of a claim spoilt that way: another provision's number says nothing of this one; the rest contradicts it."""
    if swap is None:
        return ENTAILED
    return NEUTRAL if swap is Swap.ARTICLE else CONTRADICTED


def from_digests(corpus: Corpus, random: Random) -> Iterator[Example]:
    """Sentences of our digests and of the provisions themselves, true and spoilt by rule, and sentences of a neighbour."""
    for digest in digests():
        found = {
            point: [p for p in corpus.catalogue.get(point.anchor, as_of=AS_OF, lang=digest.lang) if p.lang == digest.lang]
            for point in digest.points
        }
        texts = {point: passages[0].text for point, passages in found.items() if passages}
        for point, provision in texts.items():
            if len(provision) > _LONGEST_PROVISION:
                continue
            for sentence in _sentences(point.text):
                yield from _true_and_spoilt(provision, sentence, digest.lang, random)
            if own := _sentences(provision):
                yield from _true_and_spoilt(provision, random.choice(own), digest.lang, random)
            others = [p for p in texts if not (p.anchor.holds(point.anchor) or point.anchor.holds(p.anchor))]
            if others and (sentences := _sentences(random.choice(others).text)):
                yield _example(provision, random.choice(sentences), digest.lang, NEUTRAL)


def from_ragtruth(folder: Path, tasks: Sequence[ragtruth.Task]) -> Iterator[Example]:
    """The sentences of the answers to `tasks`, by what people marked in them."""
    for task in tasks:
        for answer in ragtruth.answers(folder, task):
            for start, end in split_sentences(answer.text):
                label = ENTAILED
                if _touches(start, end, answer.spans):
                    label = CONTRADICTED if _touches(start, end, answer.conflicts) else NEUTRAL
                yield _example(answer.evidence, answer.text[start:end], "en", label)


def from_claims(corpus: Corpus) -> Iterator[Example]:
    """The claims written to learn from."""
    claims = written_claims("train")
    for claim, beside in zip(claims, cited(claims, corpus), strict=True):
        yield _example(beside.quote, claim.text, claim.lang, of_swap(claim.swap))


def _true_and_spoilt(premise: str, sentence: str, lang: Lang, random: Random) -> Iterator[Example]:
    yield _example(premise, sentence, lang, ENTAILED)
    spoilt = list(spoil(sentence, lang, random))
    for one in random.sample(spoilt, min(2, len(spoilt))):
        yield _example(premise, one.text, lang, of_swap(one.kind))


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text) if end - start >= _SHORTEST]


def _touches(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a marked span reaches into the sentence by more than the edge of a word."""
    return any(min(end, b) - max(start, a) >= min(6, b - a) for a, b in spans)


def _example(premise: str, hypothesis: str, lang: Lang, label: int) -> Example:
    return Example(nearest(premise, hypothesis, lang), hypothesis, label)


class LowRank(nn.Module):
    """A linear layer left as it is, and a correction of rank `RANK` beside it."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.a = nn.Parameter(torch.randn(RANK, linear.in_features) / linear.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output, corrected."""
        low: Tensor = (x @ self.a.T.to(x.dtype)) @ self.b.T.to(x.dtype)
        return self.linear(x) + lora.SCALE * low  # type: ignore[no-any-return]


class Learner:
    """multilingual-e5-small with corrections to learn, a head of three classes, and its tokenizer."""

    def __init__(self, base: Path) -> None:
        torch.manual_seed(SEED)
        config = AutoConfig.from_pretrained(
            base, num_labels=len(lora.LABELS), hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        # On a processor the fused attention is slower backwards than the plain one: 8 pairs a second against 17.
        config._attn_implementation = "eager"
        self.model = BertForSequenceClassification(config)
        self.model.bert.load_state_dict(load_file(base / "model.safetensors"), strict=False)
        self.model.bfloat16()
        self.model.requires_grad_(False)
        for name, layer in [*self.model.bert.encoder.named_modules()]:
            if isinstance(layer, nn.Linear):
                parent, _, leaf = name.rpartition(".")
                setattr(self.model.bert.encoder.get_submodule(parent), leaf, LowRank(layer))
        pooler: nn.Module = self.model.bert.get_submodule("pooler")
        for head in (pooler, self.model.classifier):
            head.float()
            head.requires_grad_(True)
        pooler.register_forward_pre_hook(lambda _, states: (states[0].float(),))
        self._tokenizer = AutoTokenizer.from_pretrained(base)

    def learned(self) -> dict[str, nn.Parameter]:
        """What learns, by name."""
        return {name: parameter for name, parameter in self.model.named_parameters() if parameter.requires_grad}

    def batch(self, examples: Sequence[Example]) -> dict[str, Tensor]:
        """The pairs as the model reads them; lengths go by steps of 32, for each new shape costs torch a kernel it keeps."""
        return dict(
            self._tokenizer(
                [e.premise for e in examples],
                [e.hypothesis[: 5 * _HYPOTHESIS_TOKENS] for e in examples],
                truncation="only_first",
                max_length=_TOKENS,
                padding=True,
                pad_to_multiple_of=32,
                return_tensors="pt",
                return_token_type_ids=False,
            )
        )

    def learn(self, examples: Sequence[Example], *, epochs: int, rate: float) -> None:
        """Several passes over `examples`, in batches of like lengths; a progress bar tells the time left."""
        random = Random(SEED)
        parameters = list(self.learned().values())
        optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
        batches = [batch for _ in range(epochs) for batch in _batches(examples, random)]
        self.model.train()
        with typer.progressbar(batches, show_eta=True) as bar:
            for step, batch in enumerate(bar):
                warm, left = (step + 1) / (_WARM_UP * len(batches)), 1 - step / len(batches)
                for group in optimizer.param_groups:
                    group["lr"] = rate * min(1.0, warm) * left
                logits = self.model(**self.batch(batch)).logits.float()
                labels = torch.tensor([e.label for e in batch])
                loss = nn.functional.cross_entropy(logits, labels, label_smoothing=_SMOOTHING)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
        self.model.train(mode=False)

    def weights(self) -> dict[str, NDArray[np.float16]]:
        """What was learned, as `lora.corrected` reads it."""
        return {name: p.detach().float().numpy().astype(np.float16) for name, p in self.learned().items()}

    def resume(self, weights: dict[str, NDArray[np.float16]]) -> None:
        """Take up what was learned before."""
        for name, parameter in self.learned().items():
            parameter.data.copy_(torch.from_numpy(weights[name].astype(np.float32)))


def _batches(examples: Sequence[Example], random: Random) -> list[list[Example]]:
    """Full batches of pairs of like length, in random order."""
    shuffled = random.sample(examples, len(examples))
    batches = []
    for start in range(0, len(shuffled), 40 * _BATCH):
        near = sorted(shuffled[start : start + 40 * _BATCH], key=lambda e: len(e.premise) + len(e.hypothesis))
        batches += [near[i : i + _BATCH] for i in range(0, len(near) - _BATCH + 1, _BATCH)]
    return random.sample(batches, len(batches))


def first_lesson(corpus: Corpus, data: Path) -> list[Example]:
    """Digests and provisions, spoilt by rule, and what models wrote of summaries and data sheets, two sound for one faulty."""
    random = Random(SEED)
    written = list(from_ragtruth(data / "ragtruth", ("summary", "data2txt")))
    faulty = [e for e in written if e.label != ENTAILED]
    sound = random.sample([e for e in written if e.label == ENTAILED], 2 * len(faulty))
    return [*from_digests(corpus, random), *faulty, *sound]


def second_lesson(corpus: Corpus, data: Path) -> list[Example]:
    """The claims written by hand, with pairs and answers of other fields."""
    pairs = [Example(row.pair.premise, row.pair.hypothesis, row.label) for row in rte3_fr.pairs(data / "rte3_fr")]
    return [*from_claims(corpus), *pairs, *from_ragtruth(data / "ragtruth", ("qa",))]


def main() -> None:
    """Both lessons, and the weights written where the product reads them."""
    settings = Settings()
    data = Path(sys.argv[1])
    work = Path(sys.argv[2]) if len(sys.argv) > 2 else settings.home / "entailing"
    work.mkdir(parents=True, exist_ok=True)
    corpus = Opening(settings).corpus()
    learner = Learner(unpack(settings.home / "models"))
    for name, lesson, epochs, rate in (("first", first_lesson, 1, 6e-4), ("second", second_lesson, 3, 4e-4)):
        kept = work / f"{name}.npz"
        if kept.is_file():
            with np.load(kept) as weights:
                learner.resume(dict(weights))
            continue
        examples = lesson(corpus, data)
        typer.echo(f"{name} lesson: {len(examples)} pairs, {epochs} passes")
        learner.learn(examples, epochs=epochs, rate=rate)
        _save(kept, learner.weights())
    _save(Path(lora.__file__).parent / "weights" / "entailment.npz", learner.weights())


def _save(file: Path, weights: Mapping[str, NDArray[np.float16]]) -> None:
    arrays: Any = weights  # numpy's own types take only named arrays one by one
    np.savez_compressed(file, **arrays)


if __name__ == "__main__":
    main()
