"""A small house served as the product serves it: two versions of its rules, a guide, a hostile file and a PDF."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from corpus.embedding import Embedder

HOSTILE = '<script>alert("x")</script> <img src=x onerror=alert(1)> {{ 7 * 7 }} & “quotes”'
TEXTS = {
    "rules.en.md": """---
id: tower-rules
language: en
title: Rules of the tower
---
## The lamp {#lamp}

The keeper lights the lamp before dusk and never leaves it.

- In fog, the keeper sounds the horn every two minutes.
- Visitors leave before dusk.

## Visitors {#visitors}

Visitors sign the book. Article 26 of the AI Act says more of deployers.
""",
    "rules.fr.md": """---
id: tower-rules
language: fr
title: Règlement de la tour
---
## La lampe {#lamp}

Le gardien allume la lampe avant le crépuscule et ne la quitte pas.

- Par brouillard, le gardien sonne la corne toutes les deux minutes.
- Les visiteurs partent avant le crépuscule.

## Les visiteurs {#visitors}

Les visiteurs signent le livre.
""",
    "hostile.md": f"""---
id: hostile
language: en
title: A <b>title</b> & more
---
## Heading <i>here</i> {{#odd}}

The words of this file are `{HOSTILE}` and nothing else.
""",
}


def a_pdf(*lines: str) -> bytes:
    """A PDF of one page of 612 by 792 points that prints `lines`, one under the other."""
    stream = "".join(f"BT /F0 12 Tf 72 {700 - 20 * i} Td ({line}) Tj ET\n" for i, line in enumerate(lines)).encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F0 3 0 R >> >> /Contents 4 0 R >>",
    ]
    data, starts = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 6\n0000000000 65535 f \n%s%s" % (table, trailer)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the house's files are read from."""
    folder = tmp_path_factory.mktemp("house")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf8")
    (folder / "handbook.pdf").write_bytes(a_pdf("The handbook of the tower says when to rest.", "A keeper rests at noon."))
    return folder


@pytest.fixture(scope="session")
def tower(tmp_path_factory: pytest.TempPathFactory, house: Path, embedder: Embedder, models: Path) -> Iterator[TestClient]:
    """The house behind the HTTP interface, answering with quotations alone."""
    from starlette.testclient import TestClient

    from assistant.api import create_app
    from assistant.llm import open_model
    from assistant.local import LocalAssistant
    from assistant.settings import Settings
    from corpus.index import Place
    from ingest.pipeline import Indexing, ingest

    home = tmp_path_factory.mktemp("home")
    (home / "models").symlink_to(models.resolve())
    report = ingest([house], Indexing(Place(home), embedder.name, lambda: embedder, 320), progress=lambda *_: None)
    assert not report.errors
    settings = Settings(home=home, engine="none")
    assistant = LocalAssistant(settings, model=asyncio.run(open_model(settings)))
    yield TestClient(create_app(assistant))
    asyncio.run(assistant.close())
