"""The HTML within Markdown: its words, and those that it hides, also across the paragraphs between two of its tags."""

import html
import re
from collections.abc import Iterator
from typing import Literal

from lxml.html import fromstring

from ingest.blocks import By, Hidden
from ingest.parse.page_hiding import FEWEST_WORDS, take_hidden

# A comment, closed or not; a style sheet; a tag.
_PART = re.compile(r"(<!--.*?(?:-->|\Z)|<style\b.*?(?:</style\s*>|\Z)|</?[a-z][^<>]*>|<[^<>]*>)", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?(?:</style\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r"<(/?)([a-z][a-z0-9-]*)", re.IGNORECASE)
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Markup:
    """Reads the runs of HTML of one text in their order."""

    def __init__(self, text: str) -> None:
        self._sheets = "".join(_STYLE.findall(text))
        # The tags open, each with what it hides by ("" for nothing); what is hidden, a list of words for each outermost tag.
        self._open: list[tuple[str, By | Literal[""]]] = []
        self._taken: list[tuple[By, list[str]]] = []
        self._descriptions: list[Hidden] = []

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """What was not seen so far, and what describes the text."""
        taken = (Hidden(" ".join(" ".join(parts).split()), by) for by, parts in self._taken if parts)
        return (*taken, *self._descriptions)

    def words(self, run: str) -> str:
        """The words of a run of HTML that are seen, a blank for each tag."""
        return "".join(" " if part.startswith("<") else html.unescape(part) for part in self._shown(run))

    def seen(self, text: str) -> str:
        """`text`, which stands at this place; "" where it is not seen."""
        if not any(by for _, by in self._open):
            return text
        if text.strip():
            self._taken[-1][1].append(text)
        return ""

    def describe(self, *texts: object) -> None:
        """Keep what describes a picture, a link or the text."""
        for text in texts:
            words = str(text or "").split()
            if len(words) >= FEWEST_WORDS:
                self._descriptions.append(Hidden(" ".join(words), "metadata"))

    @property
    def depth(self) -> int:
        """How many tags are open."""
        return len(self._open)

    def close(self, depth: int) -> None:
        """Close the tags opened since there were `depth` of them: a paragraph's end closes what was opened in it."""
        del self._open[depth:]

    def _shown(self, run: str) -> Iterator[str]:
        for part in _PART.split(run):
            if part.startswith("<!--"):
                self.describe(part.removeprefix("<!--").removesuffix("-->"))
                yield "<>"
            elif named := _NAME.match(part):
                self._tag(part, closes=bool(named[1]), name=named[2].lower())
                yield part
            else:
                yield self.seen(part)

    def _tag(self, tag: str, *, closes: bool, name: str) -> None:
        if closes:
            at = max((at for at, (other, _) in enumerate(self._open) if other == name), default=None)
            if at is not None:
                del self._open[at:]
        elif name != "style":
            by: By | Literal[""] = ""
            if "=" in tag or "hidden" in tag or name in {"template", "noscript"}:
                found = take_hidden(fromstring(f"<html>{self._sheets}<body>{tag}x"))
                self._descriptions += [words for words in found if words.by == "metadata"]
                by = next((words.by for words in found if words.by != "metadata"), "")
            if name not in _VOID and not tag.endswith("/>"):
                if by and not any(other for _, other in self._open):
                    self._taken.append((by, []))
                self._open.append((name, by))
