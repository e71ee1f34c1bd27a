"""A small town's rules, indexed with the product's own embedder: the corpus of the tests of answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from corpus.embedding import Embedder
    from corpus.index import Corpus, Place

RULES = {
    "rules.en.md": """---
id: town-rules
language: en
title: Rules of the town library
---
## Loans {#loans}

A reader may borrow six books at a time. Loans last 21 days, and may be renewed once unless another reader asks for the book.

The library shall charge 2 euros for each week of delay, and it must not lend again to a reader
who owes more than 20 euros in all for books kept too long.

## Children {#children}

A child under 12 years of age shall be accompanied by an adult in the reading room.
""",
    "rules.fr.md": """---
id: town-rules
language: fr
title: Règlement de la bibliothèque municipale
---
## Prêts {#loans}

Un lecteur peut emprunter six livres à la fois. Le prêt dure 21 jours, renouvelable une fois sauf demande d’un autre lecteur.

La bibliothèque réclame 2 euros par semaine de retard et elle ne doit plus prêter à un lecteur qui doit plus de 20 euros.

## Enfants {#children}

Un enfant de moins de 12 ans est accompagné d’un adulte dans la salle de lecture.
""",
}


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Place:
    """The index of the town's rules."""
    from corpus.index import Place
    from ingest.pipeline import Indexing, ingest

    folder = tmp_path_factory.mktemp("rules")
    for name, text in RULES.items():
        (folder / name).write_text(text, encoding="utf8")
    place = Place(tmp_path_factory.mktemp("town"))
    report = ingest([folder], Indexing(place, embedder.name, lambda: embedder, 320), progress=lambda *_: None)
    assert not report.errors
    return place


@pytest.fixture(scope="session")
def town_corpus(town: Place, embedder: Embedder) -> Iterator[Corpus]:
    """The town's rules, open for reading."""
    from corpus.index import open_corpus

    corpus = open_corpus(town, embedder)
    yield corpus
    corpus.close()


@pytest.fixture(scope="session")
def digest_corpus(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Corpus]:
    """Our digests and one file, no official text."""
    from corpus.digest import digests
    from corpus.index import Place, open_corpus
    from ingest.pipeline import Indexing, ingest

    folder = tmp_path_factory.mktemp("one")
    (folder / "rules.en.md").write_text(RULES["rules.en.md"], encoding="utf8")
    place = Place(tmp_path_factory.mktemp("digests"))
    gdpr = [digest for digest in digests() if digest.anchor.document == "gdpr"]
    ingest([folder], Indexing(place, embedder.name, lambda: embedder, 320, gdpr), progress=lambda *_: None)
    corpus = open_corpus(place, embedder)
    yield corpus
    corpus.close()


@pytest.fixture
def rules_file(tmp_path: Path) -> Path:
    """The English rules as a file."""
    path = tmp_path / "rules.md"
    path.write_text(RULES["rules.en.md"], encoding="utf8")
    return path
