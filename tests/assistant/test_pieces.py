"""A provision is read once, whole and in order, however provisions stand under each other."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant.excerpts import excerpt
from assistant.pieces import pieces
from corpus.anchors import Anchor, Kind, parse
from corpus.documents import Document, Trust, Version
from ingest.blocks import Block, Parsed
from ingest.passages import build_passages

ARTICLE = parse("law#art_1")
# Few words, so that a text is often found again in another.
LINES = st.lists(st.sampled_from(["a", "b", "a b", "(a) a", "1. b", ""]), min_size=1, max_size=3).map(
    lambda lines: "\n".join(lines).strip()
)
STEPS = st.lists(st.tuples(st.sampled_from([Kind.PARAGRAPH, Kind.POINT]), st.sampled_from("123")), max_size=3)


def _parsed(blocks: list[Block]) -> Parsed:
    document = Document("law", "The law", "", "", Trust.OFFICIAL)
    return Parsed(document, Version("law", "v1", date(2020, 1, 1), ""), "en", tuple(blocks))


def _anchor(steps: list[tuple[Kind, str]]) -> Anchor:
    at = ARTICLE
    for kind, number in steps:
        at = at.child(kind, number)
    return at


@st.composite
def _articles(draw: st.DrawFn) -> list[Block]:
    """An article read from its first line to its last: whoever left a provision does not come back to what is under it."""
    paths = sorted(draw(st.lists(STEPS, min_size=1, max_size=8, unique_by=str)))
    labels = st.sampled_from(["", "1.", "(a)"])
    return [Block(_anchor(path), draw(LINES), label=draw(labels) if path else "") for path in paths]


@given(_articles())
def test_joined_again_the_pieces_are_the_text_of_the_article(blocks: list[Block]) -> None:
    passages = build_passages(_parsed(blocks))
    cut = pieces(passages)
    whole = next(passage for passage in passages if passage.anchor == ARTICLE)
    assert " ".join(f"{piece.label} {piece.text}" for piece in cut).split() == whole.text.split()


@given(_articles())
def test_every_provision_opens_once(blocks: list[Block]) -> None:
    passages = build_passages(_parsed(blocks))
    opened = [piece.passage.anchor for piece in pieces(passages) if piece.first]
    assert sorted(opened) == sorted(passage.anchor for passage in passages)


def test_a_text_that_resumes_after_its_points_is_read_there() -> None:
    par = ARTICLE.child(Kind.PARAGRAPH, "1")
    blocks = [
        Block(par, "It applies to:", label="1."),
        Block(par.child(Kind.POINT, "a"), "lamps;", label="(a)"),
        Block(par, "Other lights are exempt."),
    ]
    cut = pieces(build_passages(_parsed(blocks)))
    assert [(piece.level, piece.label, piece.text) for piece in cut] == [
        (0, "", ""),
        (1, "1.", "It applies to:"),
        (2, "(a)", "lamps;"),
        (1, "", "Other lights are exempt."),
    ]


def test_paragraphs_under_one_title_have_it_above_the_first() -> None:
    titles = ["", "Lamps", "Lamps", "Horns"]
    blocks = [
        Block(ARTICLE.child(Kind.PARAGRAPH, str(n)), f"Text {n}.", headings=("The law", title) if title else ("The law",))
        for n, title in enumerate(titles, start=1)
    ]
    cut = pieces(build_passages(_parsed(blocks)))
    assert [piece.title for piece in cut if piece.level] == ["", "Lamps", "", "Horns"]


TEXT = st.text(alphabet="abé ’'\n<>&-.", max_size=400)


@given(TEXT, st.text(alphabet="abé ", max_size=20), st.integers(min_value=5, max_value=200))
def test_an_excerpt_is_a_stretch_of_its_text(text: str, query: str, length: int) -> None:
    shown = "".join(run.text for run in excerpt(text, query, "fr", length=length))
    flat = " ".join(text.split())
    assert shown.removeprefix("… ").removesuffix(" …") in flat
    assert len(shown) <= max(length, 1) + 4


def test_an_excerpt_shows_the_words_asked_for_however_inflected() -> None:
    before, after = "Rien ici ne parle de cela. " * 40, " Ni là non plus." * 40
    text = f"{before}L’employeur informe les salariés concernés avant l’usage.{after}"
    runs = excerpt(text, "information du salarié", "fr")
    assert [run.text for run in runs if run.marked] == ["informe", "salariés"]
    assert (runs[0].text, runs[-1].text) == ("… ", " …")
