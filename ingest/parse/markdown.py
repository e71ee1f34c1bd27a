"""Markdown: our guides, and what the organisation writes in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from corpus.documents import Trust
from ingest.blocks import File, Hidden, Parsed
from ingest.parse.clauses import opens_clause, opens_point, split_clauses
from ingest.parse.markdown_html import Markup
from ingest.parse.own import Facts, as_lang, assemble
from ingest.parse.reading import Notice, decode, notice_hidden
from ingest.parse.sections import Heading, Paragraph, Piece, number_sections, split_title

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# "## Missions {#missions}" gives the section its address.
_HEADING_ID = re.compile(r"\s*\{#([\w-]+)\}\s*$")
# Lines that steer a site generator and say nothing: "::: tip", "{% hint %}", "{: .intro }".
_DIRECTIVES = re.compile(r"^[ \t]*(?::::.*|\{%.*%\}|\{:.*\})[ \t]*$", re.MULTILINE)
# Each is sought from the start: thousands of comments in a large file would take minutes.
MOST_LOCATED = 200
# What the front matter says that is read; the rest only describes the text.
_KNOWN = frozenset({"id", "language", "title", "version", "date", "trust", "sources"})


class MarkdownParser:
    """Reads Markdown, with or without YAML front matter (`id language title version sources`)."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as Markdown."""
        return file.path.suffix.lower() in {".md", ".markdown"}

    def parse(self, file: File) -> Parsed:
        """The text by section: `sec_roles.par_2`; a list or a table is one paragraph.

        What is not seen once it is printed is left out: comments, hidden HTML (which is said), alternative texts, titles of
        links. Raises IngestError when the bytes are no text, or there is none.
        """
        text, warnings = decode(file)
        front = _FRONT_MATTER.match(text)
        read, hidden = read_markdown(text[front.end() :] if front else text)
        title, rest = split_title(read)
        pieces = split_clauses(rest)
        try:
            values = yaml.safe_load(front[1]) if front else None
        # yaml lets the ValueError of an impossible date through, and falls into deep nesting.
        except (yaml.YAMLError, ValueError, RecursionError):
            values, warnings = None, (*warnings, Notice("front_matter"))
        front_matter = values if isinstance(values, Mapping) else {}
        hidden += tuple(Hidden(str(value), "metadata") for key, value in front_matter.items() if key not in _KNOWN)
        located = (replace(words, locator=_line_of(words.text, text)) for words in hidden[:MOST_LOCATED])
        hidden = (*located, *hidden[MOST_LOCATED:])
        facts = _facts(front_matter, title)
        notices = (*warnings, *notice_hidden(hidden))
        return assemble(file, facts, lambda slug: number_sections(slug, pieces), warnings=notices, hidden=hidden)


def read_markdown(text: str) -> tuple[list[Piece], tuple[Hidden, ...]]:
    """The headings and paragraphs of `text` as plain text, where links keep their words, emphasis and images go; and what of it
    is not seen."""
    markup = Markup(text)
    named: dict[str, Any] = {}
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(_DIRECTIVES.sub("", text), named)
    for token in tokens:
        # Emphasis nests as deep as it is written, blocks do not: made flat here, so that the tree stays shallow.
        if token.children is not None:
            token.content, token.children = _plain(token.children, markup), []
        elif token.type == "html_block":
            token.content = markup.words(token.content).strip()
        elif token.type in {"fence", "code_block"}:
            token.content = markup.seen(token.content)
    # "[//]: # (words)" names a link that nothing refers to: how Markdown is commented.
    markup.describe(*(link.get("title") for link in named.get("references", {}).values()))
    markup.describe(*(link.get("title") for link in named.get("duplicate_refs", ())), *_DIRECTIVES.findall(text))
    return list(_pieces(SyntaxTreeNode(tokens))), markup.hidden


def _line_of(words: str, text: str) -> str:
    """The line of `text` on which `words` begin, as a locator; "" where markup stands among the first of them."""
    found = re.search(r"\s+".join(map(re.escape, words.split()[:3])), text)
    return f"line={text.count(chr(10), 0, found.start()) + 1}" if found else ""


def _facts(values: Mapping[object, object], title: str) -> Facts:
    trust = str(values.get("trust", ""))
    return Facts(
        slug=str(values.get("id") or ""),
        title=str(values.get("title") or title).strip(),
        lang=as_lang(values.get("language", "")),
        day=_day(values.get("version")) or _day(values.get("date")),
        trust=Trust(trust) if trust in set(Trust) else None,
    )


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _pieces(node: SyntaxTreeNode) -> Iterator[Piece]:
    for child in node.children:
        if child.type == "heading":
            text = _words(child)
            named = _HEADING_ID.search(text)
            yield Heading(int(child.tag[1]), text[: named.start()] if named else text, named[1] if named else "")
        elif child.type == "blockquote":
            yield from _pieces(child)
        elif text := _text_of(child):
            yield Paragraph(text)


def _text_of(node: SyntaxTreeNode) -> str:
    """A paragraph, list, table, code or HTML in plain text, its lines parted; "" for what has no words."""
    if node.type in {"bullet_list", "ordered_list"}:
        return _list(node)
    if node.type == "table":
        rows = (row for part in node.children for row in part.children)
        return "\n".join(" | ".join(_words(cell) for cell in row.children) for row in rows)
    if node.type in {"fence", "code_block", "html_block"}:
        return node.content.strip()
    return _words(node)


def _list(node: SyntaxTreeNode) -> str:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    items = []
    for rank, item in enumerate(node.children):
        mark = "-" if start is None else f"{start + rank}."
        parts = filter(None, (_text_of(child) for child in _flat(item.children)))
        items.append(f"{mark} " + "\n".join(parts).replace("\n", "\n  "))
    return "\n".join(items)


def _flat(nodes: Sequence[SyntaxTreeNode]) -> Iterator[SyntaxTreeNode]:
    for node in nodes:
        if node.type == "blockquote":
            yield from _flat(node.children)
        else:
            yield node


def _words(node: SyntaxTreeNode) -> str:
    return "".join(child.content for child in node.children if child.type == "inline").strip()


def _plain(tokens: Sequence[Token], markup: Markup) -> str:
    """The words of an inline run that are seen, without their markup."""
    words = []
    depth = markup.depth
    for place, token in enumerate(tokens):
        if token.type in {"text", "code_inline"}:
            words.append(markup.seen(token.content))
        elif token.type == "softbreak":
            following = next(iter(tokens[place + 1 :]), None)
            # Clauses and their points are typed a line each, which Markdown would run together.
            apart = following is not None and (opens_clause(following.content) or opens_point(following.content))
            words.append("\n" if apart else " ")
        elif token.type == "hardbreak" or token.content.lower().startswith("<br"):
            words.append("\n")
        elif token.type == "html_inline":
            markup.words(token.content)
        elif token.type == "image":
            markup.describe(token.content, token.attrs.get("title"))
        elif token.type == "link_open":
            markup.describe(token.attrs.get("title"))
    markup.close(depth)
    return "".join(words)
