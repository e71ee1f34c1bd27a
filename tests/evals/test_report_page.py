"""The page of a run: what a reader finds in it, whatever the folder holds and whatever the answers say."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from made_run import (
    ANSWER,
    ASKED,
    CITED,
    CLAIM,
    GRADES,
    MISSED,
    PUBLIC,
    QUOTE,
    REFUSED,
    RESULTS,
    RUN,
    UNANSWERABLE,
    VERIFIED,
    kept,
    rate,
    row,
    said,
)

from assistant.answers import Query
from corpus.errors import EvaluationError
from corpus.texts import LANGS, Lang
from evals.answering import write_answers
from evals.estimates import Estimate, share
from evals.grading import Grade, export_sheet
from evals.page import Run, read_run, render
from evals.rates import Rates
from evals.retrieval import Results
from evals.worst import Flaw, count_flaws, flaws, worst

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Reader(HTMLParser):
    """Reads a page as a strict reader: what is opened is closed, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.headings: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.headings[-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def tags(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.seen if tag == name]


def drawings(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def outside_drawings(page: str) -> str:
    return Reader(re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)).text


def estimates(run: Run) -> Iterator[tuple[int, Estimate]]:
    for rates in run.rates:
        yield from ((rate.n, rate.value) for rate in rates.rates)
    for found in run.retrieval.rows if run.retrieval else ():
        yield from ((found.n, estimate) for estimate in (found.r1, found.r5, found.r10, found.mrr, found.ndcg))
    yield from ((caught.n, caught.refused) for caught in (run.verified.rows if run.verified else ()))
    yield from count_flaws(run.answers).values()
    yield from count_flaws(run.unverified).values()


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_stands_in_words_with_its_interval_and_count(lang: Lang) -> None:
    text = outside_drawings(render(RUN, lang))
    point = {"fr": ",", "en": "."}[lang]
    for n, estimate in estimates(RUN):
        value, low, high = (f"{100 * v:.1f}".replace(".", point) for v in (estimate.value, estimate.low, estimate.high))
        assert value in text
        assert f"{low}–{high}" in text
        assert str(n) in text
    for seconds in ("0.17", "2.34", "1.23", "4.56"):
        assert seconds.replace(".", point) in text


@pytest.mark.parametrize(("lang", "title", "search"), [("fr", "Évaluation", "Recherche"), ("en", "Evaluation", "Search")])
def test_the_page_is_in_the_language_asked_for(lang: Lang, title: str, search: str) -> None:
    reader = Reader(render(RUN, lang))
    assert reader.tags("html") == [{"lang": lang}]
    assert reader.headings[0].startswith(title)
    assert search in reader.headings


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert "75,0\u202f%" in render(RUN, "fr")
    assert "75.0%" in render(RUN, "en")


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_needs_nothing_outside_itself_and_runs_nothing(lang: Lang) -> None:
    page = render(RUN, lang)
    reader = Reader(page)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in reader.seen}
    assert all(str(anchor["href"]).startswith("#") for anchor in reader.tags("a"))
    assert "@import" not in page
    assert "url(" not in page


def test_links_lead_to_the_parts_that_are_there() -> None:
    reader = Reader(render(RUN, "en"))
    links = [str(anchor["href"]).removeprefix("#") for anchor in reader.tags("a")]
    ids = [attributes["id"] for _, attributes in reader.seen if "id" in attributes]
    assert links == ids
    assert len(set(ids)) == len(ids)


def test_what_an_answer_says_is_never_markup() -> None:
    evil = "</title></svg></style><script>alert(1)</script><img src=x onerror=alert(1)>"
    claim = CLAIM.model_copy(update={"text": evil, "citations": (CITED.model_copy(update={"quote": evil, "label": evil}),)})
    answer = ANSWER.model_copy(update={"text": evil, "claims": (claim,), "model": evil})
    asked = ASKED.model_copy(
        update={"set": evil, "id": evil, "kind": evil, "query": Query(question=evil), "premise": evil, "must_not": (evil,)}
    )
    run = Run(
        name=evil,
        retrieval=Results(
            rows=(row(evil, "article", "all", 1, 2), row(evil, "article", f"→{evil}", 1, 2)),
            outcomes=(MISSED.model_copy(update={"question": evil, "found": (evil,)}),),
        ),
        verified=VERIFIED.model_copy(update={"judge": evil}),
        rates=(Rates(suite=evil, made=evil, engine=evil, rates=(rate(evil, evil, "fr", evil, share(1, 2), evil),)),),
        answers=(kept(answer, asked, f"{evil}: label"),),
        grades=(GRADES[0].model_copy(update={"set": evil}),),
    )
    reader = Reader(render(run, "fr"))
    assert not {"script", "img"} & {tag for tag, _ in reader.seen}
    assert "<script>alert(1)</script>" in reader.text


@pytest.mark.parametrize("lang", LANGS)
def test_every_drawing_is_named_and_has_a_table_beside_it(lang: Lang) -> None:
    page = render(RUN, lang)
    tables = [attributes["aria-label"] for attributes in Reader(page).tags("div") if attributes.get("role") == "region"]
    assert len(drawings(page)) >= 6
    for svg in drawings(page):
        assert svg.get("role") == "img"
        assert svg.findtext("title") in tables


def test_what_others_published_is_drawn_and_written_where_it_is_known() -> None:
    page = render(RUN, "en")
    text = outside_drawings(page)
    for value in ("72.0%", "63.4%", "46.8%", "11.6%", "32.1%", "60.7%", "17.0%", "33.0%"):
        assert value in text
    by_title = {svg.findtext("title"): svg for svg in drawings(page)}
    marked = {
        title: len([line for line in svg.iter("line") if line.get("class") in {"goal", "published"}])
        for title, svg in by_title.items()
    }
    nomiracl = next(marks for title, marks in marked.items() if title and "NoMIRACL" in title)
    assert nomiracl == 3, "on the French lane, not on the English one"


def test_what_is_wrong_with_an_answer() -> None:
    assert flaws(kept()) == ()
    assert flaws(kept(ANSWER, ASKED, "town-rules#sec_loans.par_2: label")) == (Flaw.FAULTY,)
    assert flaws(kept(ANSWER, UNANSWERABLE)) == (Flaw.ANSWERED,)
    assert flaws(kept(REFUSED)) == (Flaw.REFUSED,)
    assert flaws(kept(REFUSED, UNANSWERABLE)) == ()
    assert flaws(said("It costs 5 euros.")) == (Flaw.STRAYS, Flaw.UNSAID)
    assert flaws(said(ANSWER.text, gold=("town-rules#sec_children",))) == (Flaw.ELSEWHERE,)
    assert flaws(kept(REFUSED, ASKED.model_copy(update={"premise": "It costs 5 euros.", "must": (("no",),)}))) == ()


def test_the_worst_answers_come_first_and_only_so_many() -> None:
    answers = [kept(REFUSED), kept(), said("It costs 5 euros."), kept(ANSWER, ASKED, "x: label")]
    assert [flaws(shown)[0] for shown in worst(answers, 2)] == [Flaw.FAULTY, Flaw.STRAYS]
    many = [kept(REFUSED, ASKED.model_copy(update={"id": f"late-{number}"})) for number in range(60)]
    reader = Reader(render(Run("many", answers=tuple(many)), "en"))
    assert len(reader.tags("details")) == 40
    assert "40 shown of 60" in reader.text


def test_a_bad_answer_is_shown_with_what_it_rests_on() -> None:
    run = Run("one", answers=(kept(ANSWER, UNANSWERABLE),))
    text = Reader(render(run, "en")).text
    for words in (ASKED.query.question, ANSWER.text, QUOTE, CITED.label, CITED.anchor, "87.5%"):
        assert words in text


def test_hallucinations_are_counted_among_the_answered() -> None:
    text = outside_drawings(render(RUN, "en"))
    assert "3 answers graded, 1 refusals left out" in text
    assert "66.7%" in text
    assert "in all 3 66.7%" in text
    alone = render(replace(Run("graded"), grades=GRADES[3:]), "en")
    assert "0 answers graded" in Reader(alone).text


def test_runs_of_one_suite_are_compared_in_one_table() -> None:
    ours, off = (rate("nomiracl", "error", "fr", "", share(count, 99), way) for way, count in (("ours", 11), ("off", 44)))
    parts = (PUBLIC.model_copy(update={"rates": (off,)}), PUBLIC.model_copy(update={"rates": (ours,)}))
    page = render(Run("two", rates=parts), "en")
    (svg,) = drawings(page)
    assert [dot.get("class") for dot in svg.iter("circle")] == ["dot", "hollow"]


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "retrieval.json").write_text(RESULTS.model_dump_json(), encoding="utf8")
    (tmp_path / "verify.json").write_text(VERIFIED.model_dump_json(), encoding="utf8")
    (tmp_path / "public.rates.json").write_text(PUBLIC.model_dump_json(), encoding="utf8")
    write_answers(RUN.answers, tmp_path / "answers.jsonl")
    write_answers(RUN.unverified, tmp_path / "answers.off.jsonl")
    with (tmp_path / "grades.csv").open("w", encoding="utf8", newline="") as out:
        sheet = csv.DictWriter(out, Grade.model_fields)
        sheet.writeheader()
        sheet.writerows(grade.model_dump(mode="json") for grade in GRADES)
    assert read_run(tmp_path) == replace(RUN, name=tmp_path.name)


@pytest.mark.parametrize("part", ["retrieval", "verified", "rates", "answers", "unverified", "grades"])
@pytest.mark.parametrize("lang", LANGS)
def test_each_part_stands_by_itself(part: str, lang: Lang) -> None:
    reader = Reader(render(replace(Run("part"), **{part: getattr(RUN, part)}), lang))
    assert len(reader.headings) > 1


def test_a_folder_without_results_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no result") as error:
        read_run(tmp_path)
    assert str(tmp_path) in error.value.message("fr")


def test_a_file_that_holds_something_else_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "verify.json").write_text('{"poem": "roses"}', encoding="utf8")
    with pytest.raises(EvaluationError, match=r"verify\.json"):
        read_run(tmp_path)


def test_a_sheet_not_filled_in_is_a_clear_error(tmp_path: Path) -> None:
    export_sheet([kept()], tmp_path / "grades.csv")
    with pytest.raises(EvaluationError, match="correctness"):
        read_run(tmp_path)
