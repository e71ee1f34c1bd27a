"""Answers of language models in French and English with the characters that people marked as invented (SemEval-2025 task 3).

Mu-SHROOM (https://arxiv.org/abs/2504.11975). The French items come with the pages of an encyclopedia that they speak of.
"""

import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from corpus.errors import EvaluationError
from corpus.texts import Lang
from evals.public.files import PublicRow, read_jsonl


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A model's answer, the spans of it that a majority marked, and the page to check it against ("" if there is none)."""

    id: str
    lang: Lang
    question: str
    text: str
    spans: tuple[tuple[int, int], ...]
    page: str


class _Row(PublicRow):
    id: str
    model_input: str
    model_output_text: str
    hard_labels: tuple[tuple[int, int], ...]
    wikipedia_url: str


def texts(folder: Path, lang: Lang) -> tuple[MarkedText, ...]:
    """The items of `folder/mushroom.LANG-*.jsonl`, in order. Raises EvaluationError if a file is missing or malformed."""
    paths = sorted(folder.glob(f"mushroom.{lang}-*.jsonl"))
    if not paths:
        raise EvaluationError("evaluation_missing", {"path": folder / f"mushroom.{lang}-*.jsonl"})
    pages = _pages(folder, lang)
    return tuple(
        MarkedText(
            row.id, lang, row.model_input, row.model_output_text, row.hard_labels, pages.get(_title(row.wikipedia_url), "")
        )
        for path in paths
        for row in read_jsonl(path, _Row)
    )


def _pages(folder: Path, lang: Lang) -> dict[str, str]:
    archive = folder / f"url-pages.{lang}.tar.gz"
    if not archive.is_file():
        return {}
    found: dict[str, str] = {}
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                if file := tar.extractfile(member) if member.isfile() else None:
                    html = file.read().decode("utf8", errors="replace")
                    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', html)
                    if canonical:
                        found[_title(canonical[1])] = trafilatura.extract(html, include_comments=False) or ""
    except (OSError, tarfile.TarError) as error:
        raise EvaluationError("evaluation_malformed", {"path": archive, "place": "tar"}) from error
    return found


def _title(url: str) -> str:
    return url.rsplit("/", 1)[-1].casefold()
