"""What in a document is not meant for its reader: instructions to a model, and words that are hidden, forged or encoded.

Pure: a document read in, findings out, and the document in a form that is safe to index.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from corpus.documents import Trust
from corpus.texts import LANGS, Lang, say
from ingest.blocks import Block, By, Hidden, Parsed
from ingest.characters import encoded_phrases, forged_words, plain, reversed_runs, split_words, unseen_runs
from ingest.instruction_rules import Kind
from ingest.instructions import Instruction, cut, find_instructions

# Raised when the rules find other things than before: what waits is then screened again, and what is indexed too.
RULES = "1"

Reason = Kind | Literal["hidden", "encoded", "unseen", "reversed", "forged", "split"]

# Words that somebody took the trouble to make unseen. Less are the labels that pages keep for those who listen to them.
SUBSTANTIAL = 20
# One such word is a slip of the keyboard of who writes in two alphabets.
FORGED_WORDS = 2
SPLIT_WORDS = 3
# A decoded run of less is noise that happens to be letters.
UNSEEN_LETTERS = 4
# Letters read together, so that an instruction cut into paragraphs is found too.
_GROUP = 2_000


class Finding(BaseModel):
    """Something that is not meant for the reader. `grave`: enough to keep the file out.

    `quote`: its words; `anchor` where they are text, else `hidden` says by what they are hidden; `locator` as in a Block.
    """

    model_config = ConfigDict(frozen=True)

    reason: Reason
    quote: str
    grave: bool
    anchor: str = ""
    locator: str = ""
    hidden: By | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def why(self) -> Mapping[Lang, str]:
        """What is wrong with it, in both languages."""
        return {lang: self.say(lang) for lang in LANGS}

    def say(self, lang: Lang) -> str:
        """What is wrong with it, and how it is hidden if it is."""
        why = say(f"quarantine.why_{self.reason}", lang)
        return say(f"quarantine.by_{self.hidden}", lang, {"why": why}) if self.hidden else why


def screen(parsed: Parsed) -> tuple[Finding, ...]:
    """Everything found in a document, the graver first, each thing once."""
    found = chain(_in_text(parsed), _in_hidden(parsed.hidden), _in_letters(parsed))
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: not finding.grave))


def safe_to_index(parsed: Parsed) -> Parsed:
    """The document with its letters composed (NFC) and without those that show nothing; official texts stay as published."""
    if parsed.document.trust is Trust.OFFICIAL:
        return parsed
    blocks = tuple(
        replace(block, text=plain(block.text), title=plain(block.title), headings=tuple(map(plain, block.headings)))
        for block in parsed.blocks
    )
    return replace(parsed, blocks=blocks, document=replace(parsed.document, title=plain(parsed.document.title)))


def _in_text(parsed: Parsed) -> Iterator[Finding]:
    """Instructions in plain sight, in paragraphs that follow one another."""
    title = parsed.document.title
    yield from (_finding(found, None, "") for found in find_instructions(title))
    for group in _groups(parsed.blocks):
        for found in find_instructions("\n".join(_said(block) for block in group)):
            where, own = _place_of(found, group)
            yield _finding(own, where, where.locator)


def _place_of(found: Instruction, group: Sequence[Block]) -> tuple[Block, Instruction]:
    """The block of the group that says it, and what it says alone; the first block where it takes several to say it."""
    for block in group:
        if found.quote in " ".join(plain(_said(block)).split()):
            return block, found
    alone = ((block, own) for block in group for own in find_instructions(_said(block)) if own.kind == found.kind)
    return next(alone, (group[0], found))


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    length = 0
    for block in blocks:
        if group and length + len(block.text) > _GROUP:
            yield group
            group, length = [], 0
        group.append(block)
        length += len(block.text)
    if group:
        yield group


def _said(block: Block) -> str:
    return "\n".join(filter(None, (block.title, block.text)))


def _finding(found: Instruction, block: Block | None, locator: str, by: By | None = None) -> Finding:
    anchor = "" if block is None else str(block.anchor)
    return Finding(reason=found.kind, quote=found.quote, grave=not found.mentioned, anchor=anchor, locator=locator, hidden=by)


def _in_hidden(hidden: Iterable[Hidden]) -> Iterator[Finding]:
    """Instructions that are not seen, and so many words that somebody meant them not to be."""
    rest: list[Hidden] = []
    for words in hidden:
        found = find_instructions(words.text, hidden=True)
        yield from (_finding(one, None, words.locator, words.by) for one in found)
        if words.by in {"colour", "size", "place"} and not found and len(words.text.split()) >= SUBSTANTIAL:
            yield Finding(reason="hidden", quote=cut(words.text), grave=True, locator=words.locator, hidden=words.by)
        if words.by != "metadata" and not found:
            rest.append(words)
    # An instruction cut into pieces, each hidden apart.
    if len(rest) > 1:
        for one in find_instructions(" ".join(words.text for words in rest), hidden=True):
            yield _finding(one, None, rest[0].locator, rest[0].by)


def _in_letters(parsed: Parsed) -> Iterator[Finding]:
    """What letters carry beside what they show: in the text, and where it is hidden already."""
    places: list[_Place] = [(_said(block), str(block.anchor), block.locator, None) for block in parsed.blocks]
    places += [(words.text, "", words.locator, words.by) for words in parsed.hidden]
    forged, split = (_each(places, of) for of in (forged_words, split_words))
    yield from _several(forged, "forged", grave=len(forged) >= FORGED_WORDS)
    if len(split) >= SPLIT_WORDS:
        yield from _several(split, "split", grave=False)
    for text, anchor, locator, by in places:
        where = Finding(reason="encoded", quote="", grave=True, anchor=anchor, locator=locator, hidden=by)
        for phrase in encoded_phrases(text):
            yield where.model_copy(update={"quote": cut(phrase), "grave": bool(find_instructions(phrase, hidden=True))})
        if text.isascii():
            continue
        for run in reversed_runs(text):
            yield where.model_copy(update={"reason": "reversed", "quote": cut(run)})
        for run in unseen_runs(text):
            written = sum(map(str.isalpha, run)) >= UNSEEN_LETTERS
            yield where.model_copy(update={"reason": "unseen", "quote": cut(run) if written else "", "grave": written})


_Place = tuple[str, str, str, By | None]


def _each(places: Iterable[_Place], of: Callable[[str], list[str]]) -> dict[str, _Place]:
    """Each word that `of` finds, with the first place it stands in."""
    found: dict[str, _Place] = {}
    for place in places:
        for word in () if place[0].isascii() else of(place[0]):
            found.setdefault(word, place)
    return found


def _several(words: Mapping[str, _Place], reason: Reason, *, grave: bool) -> Iterator[Finding]:
    """One finding for all the words, at the place of the first."""
    for _, anchor, locator, by in list(words.values())[:1]:
        quote = cut(", ".join(words))
        yield Finding(reason=reason, quote=quote, grave=grave, anchor=anchor, locator=locator, hidden=by)
