"""The metrics: what counts as found, at which rank, and how sure a share is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.anchors import Anchor, parse
from evals.estimates import mean
from evals.metrics import (
    FileSpan,
    Level,
    character_precision,
    character_recall,
    distinct,
    first_rank,
    matches,
    mean_reciprocal_rank,
    ndcg,
    recall,
)

LEVELS: tuple[Level, ...] = ("document", "article", "provision")
ANCHORS = [
    parse(text)
    for text in (
        "gdpr#cpt_II",
        "gdpr#art_5",
        "gdpr#art_5.par_1",
        "gdpr#art_5.par_1.pnt_b",
        "gdpr#art_5.par_1.pnt_c",
        "gdpr#art_5.par_2",
        "gdpr#art_6.par_1",
        "gdpr#rct_5",
        "ai-act#art_5.par_1",
        "ai-act#anx_III.pnt_4.pnt_a",
        "nist-ai-rmf#sub_GOVERN-1-6",
    )
]
anchors = st.sampled_from(ANCHORS)
lists = st.lists(anchors, max_size=15)
golds = st.lists(anchors, min_size=1, max_size=3)
ranks = st.lists(st.none() | st.integers(1, 120), min_size=1, max_size=40)
spans = st.lists(
    st.builds(
        lambda file, start, length: FileSpan(file, start, start + length),
        st.sampled_from(["terms.txt", "notice.txt"]),
        st.integers(0, 30),
        st.integers(0, 15),
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    ("found", "gold", "level", "expected"),
    [
        ("gdpr#art_5.par_2", "gdpr#art_5.par_1", "article", True),
        ("gdpr#art_5.par_2", "gdpr#art_5.par_1", "provision", False),
        ("gdpr#art_5.par_1.pnt_b", "gdpr#art_5.par_1", "provision", True),
        ("gdpr#art_5.par_1", "gdpr#art_5.par_1.pnt_b", "provision", True),
        ("gdpr#art_5", "gdpr#art_5.par_1", "provision", False),
        ("gdpr#art_5.par_1", "gdpr#art_5", "provision", True),
        ("gdpr#art_5", "gdpr#art_5", "provision", True),
        ("ai-act#art_5.par_1", "gdpr#art_5.par_1", "article", False),
        ("gdpr#rct_5", "gdpr#art_5", "article", False),
        ("gdpr#rct_5", "gdpr#art_5", "document", True),
        ("ai-act#anx_III.pnt_4", "ai-act#anx_III.pnt_4.pnt_a", "provision", True),
        ("ai-act#anx_III", "ai-act#anx_III.pnt_4.pnt_a", "provision", False),
    ],
)
def test_a_paragraph_around_the_gold_counts_and_the_whole_article_does_not(
    found: str, gold: str, level: Level, expected: bool
) -> None:
    assert matches(parse(found), parse(gold), level) is expected


@given(anchors, anchors)
def test_a_strict_match_is_a_match_at_every_looser_level(found: Anchor, gold: Anchor) -> None:
    verdicts = [matches(found, gold, level) for level in LEVELS]
    assert verdicts == sorted(verdicts, reverse=True)


@given(lists, st.sampled_from(LEVELS))
def test_distinct_results_keep_their_order_and_lose_no_place_twice(found: list[Anchor], level: Level) -> None:
    kept = distinct(found, level)
    assert distinct(kept, level) == kept
    assert [found.index(anchor) for anchor in kept] == sorted(found.index(anchor) for anchor in kept)
    assert all(any(matches(keeper, anchor, level) for keeper in kept) for anchor in found)


def test_five_paragraphs_of_one_article_fill_one_rank() -> None:
    found = [parse(f"gdpr#art_5.par_{n}") for n in range(1, 6)] + [parse("gdpr#art_6.par_1")]
    assert first_rank(found, [parse("gdpr#art_6")], "article") == 2
    assert first_rank(found, [parse("gdpr#art_6")], "provision") == 6


@given(lists, golds, st.sampled_from(LEVELS))
def test_the_rank_is_that_of_the_first_match(found: list[Anchor], gold: list[Anchor], level: Level) -> None:
    rank = first_rank(found, gold, level)
    hits = [any(matches(anchor, answer, level) for answer in gold) for anchor in distinct(found, level)]
    assert rank == (hits.index(True) + 1 if any(hits) else None)


@given(ranks)
def test_recall_grows_with_k_and_stays_within_its_interval(found: list[int | None]) -> None:
    estimates = [recall(found, k) for k in (1, 5, 10, 200)]
    assert [e.value for e in estimates] == sorted(e.value for e in estimates)
    assert all(0 <= e.low <= e.value <= e.high <= 1 for e in estimates)
    mrr = mean_reciprocal_rank(found)
    assert estimates[0].value <= mrr.value <= estimates[-1].value
    assert mrr.low <= mrr.value <= mrr.high


@given(spans, spans, st.integers(1, 8))
def test_characters_are_scored_as_sets_of_places(found: list[FileSpan], gold: list[FileSpan], k: int) -> None:
    held, wanted = _places(found[:k]), _places(gold)
    assert character_precision(found, gold, k) == (len(held & wanted) / len(held) if held else 0)
    assert character_recall(found, gold, k) == (len(held & wanted) / len(wanted) if wanted else 0)
    assert character_recall(found, gold, k) <= character_recall(found, gold, k + 1)


def _places(spans: list[FileSpan]) -> set[tuple[str, int]]:
    return {(span.file, place) for span in spans for place in range(span.start, span.end)}


def test_a_passage_half_outside_the_gold_is_half_precise_and_a_passage_found_twice_counts_once() -> None:
    gold = [FileSpan("terms.txt", 0, 20), FileSpan("terms.txt", 50, 70)]
    found = [FileSpan("terms.txt", 10, 30), FileSpan("terms.txt", 10, 30), FileSpan("notice.txt", 0, 20)]
    assert character_precision(found, gold, 2) == 0.5
    assert character_recall(found, gold, 2) == 0.25
    assert character_precision(found, gold, 3) == 0.25


def test_the_gain_of_a_second_place_and_of_half_the_golds() -> None:
    # Both golds wanted, one found at rank 2: 1 / log2(3) over 1 + 1 / log2(3).
    found, gold = [parse("gdpr#art_6.par_1"), parse("gdpr#art_5.par_2")], [parse("gdpr#art_5.par_2"), parse("gdpr#rct_5")]
    assert ndcg(found, gold, "provision", 10) == pytest.approx(0.6309 / 1.6309, abs=1e-4)
    assert ndcg(found, gold, "provision", 1) == 0


@given(lists, golds, st.sampled_from(LEVELS), st.integers(1, 12))
def test_gain_is_a_share_and_golds_first_are_perfect(found: list[Anchor], gold: list[Anchor], level: Level, k: int) -> None:
    assert 0 <= ndcg(found, gold, level, k) <= 1
    assert ndcg(distinct(gold, level), gold, level, k) == pytest.approx(1)


def test_nothing_to_score_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to score"):
        recall([], 5)
    with pytest.raises(ValueError, match="nothing to score"):
        mean([])
