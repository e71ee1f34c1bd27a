"""The same passages indexed by others, with the same embedder and each with its usual local store: LlamaIndex and Haystack.

Neither is installed with the project: `pip install llama-index-core haystack-ai`.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.embedding import Embedder
from corpus.units import Unit

_AT_ONCE = 256
# Makes of units, with an embedder, an index kept in a folder.
Rival = Callable[[Sequence[Unit], Embedder, Path], None]


def index_with_llama_index(units: Sequence[Unit], embedder: Embedder, folder: Path) -> None:
    """A `VectorStoreIndex` of one node a unit, persisted as it persists itself."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import TextNode

    class Ours(BaseEmbedding):  # type: ignore[misc]
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = embedder.embed(texts, "passage").tolist()
            return rows

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            row: list[float] = embedder.embed([query], "query")[0].tolist()
            return row

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    unread = [*_about(units[0])] if units else []
    nodes = [
        TextNode(id_=unit.id, text=unit.text, metadata=_about(unit), excluded_embed_metadata_keys=unread) for unit in units
    ]
    index = VectorStoreIndex(nodes, embed_model=Ours(embed_batch_size=_AT_ONCE))
    index.storage_context.persist(str(folder))


def index_with_haystack(units: Sequence[Unit], embedder: Embedder, folder: Path) -> None:
    """A pipeline from an embedder to a writer into the `InMemoryDocumentStore`, saved as it saves itself."""
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
    from haystack import Document, Pipeline, component
    from haystack.components.writers import DocumentWriter
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    @component
    class Ours:
        @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator]
        def run(self, documents: list[Document]) -> dict[str, list[Document]]:
            embedded = []
            for start in range(0, len(documents), _AT_ONCE):
                part = documents[start : start + _AT_ONCE]
                rows = embedder.embed([document.content for document in part], "passage").tolist()
                embedded += [replace(document, embedding=row) for document, row in zip(part, rows, strict=True)]
            return {"documents": embedded}

    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    pipeline = Pipeline()
    pipeline.add_component("embedder", Ours())
    pipeline.add_component("writer", DocumentWriter(store))
    pipeline.connect("embedder", "writer")
    pipeline.run({"embedder": {"documents": [Document(id=unit.id, content=unit.text, meta=_about(unit)) for unit in units]}})
    store.save_to_disk(str(folder / "documents.json"))


def _about(unit: Unit) -> dict[str, str]:
    return {"anchor": str(unit.anchor), "lang": unit.lang, "version": unit.version}


RIVALS: Mapping[str, Rival] = {"llama-index": index_with_llama_index, "haystack": index_with_haystack}
