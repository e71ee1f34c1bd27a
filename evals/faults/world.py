"""The small organisation whose index is harmed: three files of its own that change twice, a law if one is there, questions.

Everything is as in the product but the embedder, which is small and instant: what is tested does not depend on meaning.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from assistant.answers import Query
from assistant.question import understand
from assistant.search import search
from corpus.embedding import Role, Vectors
from corpus.generations import Clock, utc_now
from corpus.index import Corpus, check_index, open_corpus
from corpus.place import Place
from corpus.rollback import rollback
from corpus.words import stems
from ingest.pipeline import Indexing, ingest
from ingest.report import Report

AS_OF = date(2026, 11, 1)
QUESTIONS = (
    "How many days of remote work may an employee take?",
    "Who approves the purchase of an AI system?",
    "When must a personal data breach be notified to the supervisory authority?",
    "Which incidents are written into the register?",
    "What does the data protection officer do?",
)
Answers = tuple[tuple[str, str], ...]
_DEPTH = 3

# What the files say at each state of the organisation: the number of days, who approves, within how many hours.
_STATES = (("two", "the head of purchasing", "72"), ("three", "the AI officer", "48"), ("four", "the board", "24"))
_FILES = {
    "work.md": "# Remote work\n\nAn employee may take {0} days of remote work a week.\n\nThe manager agrees.\n",
    "buying.md": "# Purchase of AI systems\n\nThe purchase of an AI system is approved by {1}.\n\nThe supplier helps.\n",
    "incidents.md": "# Incidents\n\nEvery incident of an AI system is written into the register within {2} hours.\n",
}


class WordEmbedder:
    """Each word stem falls on one of so many places; vectors of length 1."""

    name = "words"
    dimension = 64

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:  # noqa: ARG002 — words are the same in both roles
        """One row of length 1 per text: shape (len(texts), dimension), float32."""
        rows = np.full((len(texts), self.dimension), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in stems(text, "en"):
                row[int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=2).digest()) % self.dimension] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@dataclass(frozen=True, slots=True)
class World:
    """Where the files and the index are; `laws` are files that never change."""

    home: Path
    files: Path
    laws: tuple[Path, ...] = ()
    chroma_url: str = ""
    clock: Clock = field(default=utc_now)

    @property
    def place(self) -> Place:
        """Where the index is."""
        return Place(self.home, self.chroma_url)


def write_files(world: World, state: int) -> None:
    """Put the files of the organisation into their `state`: 0, 1 or 2."""
    world.files.mkdir(parents=True, exist_ok=True)
    for name, text in _FILES.items():
        (world.files / name).write_text(text.format(*_STATES[state]), encoding="utf8")


def index(world: World) -> Report:
    """Index the files and the laws."""
    indexing = Indexing(world.place, WordEmbedder.name, WordEmbedder, 320, clock=world.clock)
    return ingest([world.files, *world.laws], indexing, progress=lambda *_: None)


def ask(world: World) -> Answers:
    """What the index answers to every question: the best passages, by anchor and text."""
    corpus = open_corpus(world.place, WordEmbedder())
    try:
        return answers_of(corpus)
    finally:
        corpus.close()


def answers_of(corpus: Corpus) -> Answers:
    """What `corpus` answers to every question."""
    return tuple(
        (str(hit.passage.anchor), hit.passage.text)
        for question in QUESTIONS
        for hit in search(corpus, understand(Query(question=question, lang="en")), k=_DEPTH, as_of=AS_OF)
    )


def check(world: World) -> list[str]:
    """What is wrong with the index, as sentences."""
    return [fault.message("en") for fault in check_index(world.place, WordEmbedder())]


def go_back(world: World) -> str:
    """Bring the index before back."""
    return rollback(world.place, WordEmbedder.name)
