"""The usual way, to compare with: the text of each file cut every thousand characters, embedded, put into Chroma.

LangChain's recursive splitter with its common settings, the same embedder, the same vector store: no structure, no anchors.
"""

from collections.abc import Sequence
from pathlib import Path

import chromadb
from chromadb.config import Settings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from lxml import html
from pypdf import PdfReader

from corpus.embedding import Embedder

_AT_ONCE = 256


def index_naively(paths: Sequence[Path], folder: Path, embedder: Embedder) -> int:
    """Index `paths` into a Chroma folder the usual way; gives the number of chunks."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = [chunk for path in paths for chunk in splitter.split_text(_text_of(path))]
    client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    collection = client.create_collection("naive", embedding_function=None)
    for start in range(0, len(chunks), _AT_ONCE):
        part = chunks[start : start + _AT_ONCE]
        ids = [str(start + i) for i in range(len(part))]
        collection.add(ids=ids, embeddings=embedder.embed(part, "passage"), documents=part)
    return len(chunks)


def _text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".json":
        return path.read_text(encoding="utf8")
    return " ".join(map(str, html.fromstring(path.read_bytes()).itertext()))
